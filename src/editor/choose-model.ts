import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { ConfigurationTarget, ProgressLocation, Uri, window, workspace } from 'vscode';
import { bytes } from '../host/gguf.ts';
import { findMmproj, type MmprojFile, mmprojFacts, noVisionPart } from '../host/mmproj.ts';
import { type ModelFile, modelFacts } from '../host/model-file.ts';
import { checkPair } from '../host/pair.ts';
import { findVisionPart } from '../models/discover.ts';
import type { FoundModel } from '../models/found-model.ts';
import { type Place, usualPlaces } from '../models/places.ts';
import { isBlob, resolveModel, type SeeingModel } from '../models/resolve.ts';
import { pickModel } from './pick-model.ts';

export interface ChooseModelOptions {
  /** The model file that is set now. */
  current: string;
  /** Where Glimpse keeps what it downloads. */
  store: string;
  /** Where the user has models, besides the usual places; asked again when a folder was added. */
  folders: () => readonly string[];
  /** Hears what was left out of the search. */
  log: (note: string) => void;
  download: ModelDownload;
}

/** What can be done where there is no model yet. */
export interface ModelDownload {
  /** The model that is recommended for this machine, with its size; undefined: none. */
  recommended(): Promise<string | undefined>;
  /** Begins to download it, or lets the user choose one where none is recommended. */
  start(): Promise<void>;
}

/**
 * Offers the models that are on this machine, or any file; checks the one that is chosen, with its vision part, and makes it
 * the model of this machine.
 * @returns what was chosen, for a person; undefined when the user thought better of it
 * @throws GlimpseError `bad-model`, `model-mismatch`, `cannot-see`
 */
export async function chooseModel(options: ChooseModelOptions): Promise<string | undefined> {
  const { current, store, folders, log, download } = options;
  for (;;) {
    const places = await usualPlaces({ store, folders: folders() });
    const choice = await pickModel({ places, current, log, recommended: download.recommended() });
    if (choice === undefined) return undefined;
    if (choice === 'download') {
      await download.start();
      return undefined;
    }
    if (choice !== 'folder') {
      const model = choice === 'file' ? await browse(current, places) : await checked(choice.found);
      return model && use(model);
    }
    if (!(await addFolder(folders()))) return undefined;
  }
}

/** Writes user settings that only a machine may have; an empty one goes back to its default. */
export async function set(values: Record<string, string | string[]>): Promise<void> {
  const configuration = workspace.getConfiguration('glimpse');
  for (const [name, value] of Object.entries(values)) {
    if (configuration.get(name) === value) continue;
    await configuration.update(name, value || undefined, ConfigurationTarget.Global);
  }
}

/** Makes a model that of this machine, and says what it is. */
async function use({ name, model, mmproj }: SeeingModel): Promise<string> {
  const beside = await findMmproj(model.path).catch(() => undefined);
  await set({ modelFile: model.path, mmprojFile: beside === mmproj.path ? '' : mmproj.path, endpoint: '' });
  return l10n.t(
    '{0} ({1}, {2}, {3}), with {4}.',
    name,
    model.parameters,
    model.quantization,
    bytes(model.fileSize + mmproj.fileSize),
    isBlob(mmproj.path) ? l10n.t('its vision part') : path.basename(mmproj.path),
  );
}

/** Read once more: the list may have been open for long. */
async function checked({ name, file, mmproj, problem }: FoundModel): Promise<SeeingModel> {
  if (problem || !mmproj) throw problem ?? noVisionPart(name);
  const found = { name, model: await modelFacts(file), mmproj: await mmprojFacts(mmproj) };
  checkPair(found.model, found.mmproj);
  return found;
}

async function browse(current: string, places: readonly Place[]): Promise<SeeingModel | undefined> {
  const file = await pickFile(l10n.t('Choose a Vision Model'), current);
  if (!file) return undefined;
  const resolved = await checking(file, () => resolveModel(file));
  if ('mmproj' in resolved) return resolved;
  const { name, model, problem } = resolved;
  const elsewhere = await lookElsewhere(model, name, places);
  if (elsewhere) return { name, model, mmproj: elsewhere };
  const choose = l10n.t('Choose mmproj File...');
  if ((await window.showWarningMessage(problem.message, choose)) !== choose) return undefined;
  const part = await pickFile(l10n.t('Choose the Vision Part (mmproj) of {0}', name), model.path);
  if (!part) return undefined;
  const mmproj = await checking(part, () => mmprojFacts(part));
  checkPair(model, mmproj);
  return { name, model, mmproj };
}

async function addFolder(folders: readonly string[]): Promise<boolean> {
  const title = l10n.t('Add a Folder of Models');
  const openLabel = l10n.t('Add');
  const [folder] =
    (await window.showOpenDialog({ title, openLabel, canSelectFolders: true, canSelectFiles: false })) ?? [];
  if (folder) await set({ modelSearchFolders: [...new Set([...folders, folder.fsPath])] });
  return folder !== undefined;
}

async function pickFile(title: string, near: string): Promise<string | undefined> {
  const [file] =
    (await window.showOpenDialog({
      title,
      filters: { [l10n.t('GGUF models')]: ['gguf'], [l10n.t('All files')]: ['*'] },
      ...(near && { defaultUri: Uri.file(path.dirname(near)) }),
    })) ?? [];
  return file?.fsPath;
}

/** A file on a slow disk takes seconds. */
const checking = <T>(file: string, work: () => Promise<T>): Thenable<T> =>
  window.withProgress(
    { location: ProgressLocation.Window, title: l10n.t('Glimpse: checking {0}', path.basename(file)) },
    work,
  );

/** Other programs may have downloaded the vision part of the same model. */
const lookElsewhere = (model: ModelFile, name: string, places: readonly Place[]): Thenable<MmprojFile | undefined> =>
  window.withProgress(
    {
      location: ProgressLocation.Notification,
      title: l10n.t('Looking for the vision part of {0}', name),
      cancellable: true,
    },
    (_, cancelled) => {
      const controller = new AbortController();
      cancelled.onCancellationRequested(() => controller.abort());
      return findVisionPart(model, name, { places, signal: controller.signal });
    },
  );
