import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { ConfigurationTarget, ProgressLocation, Uri, window, workspace } from 'vscode';
import { GlimpseError } from '../errors.ts';
import { bytes } from '../host/gguf.ts';
import { findMmproj, type MmprojFile, mmprojFacts } from '../host/mmproj.ts';
import { type ModelFile, modelFacts } from '../host/model-file.ts';

/**
 * Asks for a GGUF file, checks it, finds its vision part or asks for that too, and makes it the model of this machine.
 * @param current the model file that is set now
 * @returns what was found, for a person; undefined when the user thought better of it
 * @throws GlimpseError `bad-model`, `model-mismatch`
 */
export async function chooseModel(current: string): Promise<string | undefined> {
  const file = await pick(l10n.t('Choose a Vision Model'), current);
  if (!file) return undefined;
  const model = await checking(file, () => modelFacts(file));
  const found = await findVisionPart(model);
  if (!found) return undefined;
  const { mmproj, byHand } = found;
  await set({ modelFile: file, mmprojFile: byHand ? mmproj.path : '', endpoint: '' });
  const size = bytes(model.fileSize + mmproj.fileSize);
  return l10n.t(
    '{0} ({1}, {2}, {3}), with {4}.',
    model.name,
    model.parameters,
    model.quantization,
    size,
    path.basename(mmproj.path),
  );
}

/** Writes user settings that only a machine may have; an empty one goes back to its default. */
export async function set(values: Record<string, string>): Promise<void> {
  const configuration = workspace.getConfiguration('glimpse');
  for (const [name, value] of Object.entries(values)) {
    if (configuration.get(name) === value) continue;
    await configuration.update(name, value || undefined, ConfigurationTarget.Global);
  }
}

async function findVisionPart(model: ModelFile): Promise<{ mmproj: MmprojFile; byHand: boolean } | undefined> {
  try {
    return { mmproj: await mmprojFacts(await findMmproj(model.path)), byHand: false };
  } catch (error) {
    if (!(error instanceof GlimpseError)) throw error;
    const choose = l10n.t('Choose mmproj File...');
    const { failed, tried } = error.parts;
    const detail = l10n.t('{0} It comes with the model, as a file with "mmproj" in its name.', tried ?? '');
    if ((await window.showWarningMessage(failed, { modal: true, detail }, choose)) !== choose) return undefined;
  }
  const file = await pick(l10n.t('Choose the Vision Part (mmproj) of {0}', path.basename(model.path)), model.path);
  if (!file) return undefined;
  const mmproj = await checking(file, () => mmprojFacts(file));
  const { outputWidth, seesImages } = mmproj;
  if (!seesImages || (outputWidth !== undefined && outputWidth !== model.inputWidth)) {
    throw new GlimpseError('model-mismatch', {
      failed: l10n.t('{0} is not the vision part of {1}.', path.basename(file), path.basename(model.path)),
      todo: l10n.t('Choose the mmproj file that came with the model.'),
    });
  }
  return { mmproj, byHand: true };
}

async function pick(title: string, near: string): Promise<string | undefined> {
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
