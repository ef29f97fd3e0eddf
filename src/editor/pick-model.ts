import { homedir } from 'node:os';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { type QuickPick, type QuickPickItem, QuickPickItemKind, ThemeIcon, window } from 'vscode';
import { isAbort } from '../errors.ts';
import { bytes } from '../host/gguf.ts';
import { discoverModels } from '../models/discover.ts';
import type { FoundModel } from '../models/found-model.ts';
import { type Place, programName } from '../models/places.ts';

/** What the user chose: a model that was found, a file elsewhere, one more folder to look in, or one to download. */
export type ModelChoice = { found: FoundModel } | 'file' | 'folder' | 'download';

interface Entry extends QuickPickItem {
  choice?: ModelChoice;
}

interface Row {
  program: string;
  isBroken: boolean;
  entry: Entry;
}

export interface PickModelOptions {
  places: readonly Place[];
  /** The model file that is set now. */
  current: string;
  log: (note: string) => void;
  /** The model that is recommended to be downloaded, with its size; takes a moment. */
  recommended: Promise<string | undefined>;
}

/** Rows come in batches: each new list makes VS Code draw all of it; ms. */
const BATCH_MS = 100;

/**
 * Offers the models that lie on this machine, by the programs whose they are, as they are found. Undefined when the user
 * thinks better of it, which also ends the search.
 */
export async function pickModel({
  places,
  current,
  log,
  recommended,
}: PickModelOptions): Promise<ModelChoice | undefined> {
  const pick = window.createQuickPick<Entry>();
  pick.title = l10n.t('Choose a Vision Model');
  pick.placeholder = l10n.t('Looking for vision models on this machine…');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.keepScrollPosition = true;
  pick.busy = true;
  const end = new AbortController();
  const chosen = new Promise<Entry | undefined>((resolve) => {
    pick.onDidAccept(() => resolve(pick.activeItems[0]));
    pick.onDidHide(() => resolve(undefined));
  });
  let ways = waysWith(undefined);
  pick.items = ways;
  pick.show();
  void recommended.then((words) => {
    ways = waysWith(words);
    // The others come by themselves.
    if (!end.signal.aborted && pick.items.length === ways.length) pick.items = ways;
  });
  void fill(pick, () => ways, places, current, log, end.signal).catch((error) => {
    if (!isAbort(error)) log(String(error));
  });
  const entry = await chosen;
  end.abort();
  pick.dispose();
  return entry?.choice;
}

async function fill(
  pick: QuickPick<Entry>,
  ways: () => readonly Entry[],
  places: readonly Place[],
  current: string,
  note: (note: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const entries: Row[] = [];
  let batch: NodeJS.Timeout | undefined;
  const show = () => {
    batch = undefined;
    if (signal.aborted) return;
    const [active] = pick.activeItems;
    pick.items = [...ways(), ...bySection(entries)];
    // Whoever is at a row stays there while others come.
    if (active) pick.activeItems = [active];
  };
  for await (const found of discoverModels({ places, signal, note })) {
    entries.push({
      program: programName(found.program),
      isBroken: found.problem !== undefined,
      entry: entryFor(found, found.file === current),
    });
    batch ??= setTimeout(show, BATCH_MS);
  }
  clearTimeout(batch);
  show();
  pick.busy = false;
  pick.placeholder =
    entries.length > 0
      ? l10n.t('Type a part of its name, program or folder')
      : l10n.t('No vision model was found on this machine. Browse for a file, or add a folder.');
}

/** @param recommended the model to download, in words */
const waysWith = (recommended: string | undefined): readonly Entry[] => [
  {
    label: l10n.t('Browse for a File...'),
    iconPath: new ThemeIcon('folder-opened'),
    alwaysShow: true,
    choice: 'file',
  },
  {
    label: l10n.t('Add a Folder to Look In...'),
    iconPath: new ThemeIcon('new-folder'),
    alwaysShow: true,
    choice: 'folder',
  },
  {
    label: recommended ? l10n.t('Download {0}...', recommended) : l10n.t('Download a Model...'),
    iconPath: new ThemeIcon('cloud-download'),
    alwaysShow: true,
    choice: 'download',
  },
];

function bySection(entries: readonly Row[]): Entry[] {
  const programs = [...new Set(entries.map(({ program }) => program))];
  return programs.flatMap((label) => [
    { label, kind: QuickPickItemKind.Separator },
    ...entries
      .filter(({ program }) => program === label)
      .sort((a, b) => Number(a.isBroken) - Number(b.isBroken))
      .map(({ entry }) => entry),
  ]);
}

function entryFor(found: FoundModel, isCurrent: boolean): Entry {
  const { name, parameters, quantization, size, problem, file } = found;
  const icon = problem ? 'warning' : isCurrent ? 'check' : 'hubot';
  const facts = [parameters, quantization, bytes(size), isCurrent && l10n.t('in use')];
  return {
    label: name,
    description: facts.filter(Boolean).join(' · '),
    // What is wrong with it is all that counts then; the whole of it is said when it is chosen.
    detail: problem ? l10n.t("Can't be used: {0}", problem.parts.failed) : inHome(path.dirname(file)),
    iconPath: new ThemeIcon(icon),
    choice: { found },
  };
}

function inHome(folder: string): string {
  const below = path.relative(homedir(), folder);
  return below.startsWith('..') || path.isAbsolute(below) ? folder : path.join('~', below);
}
