import * as l10n from '@vscode/l10n';
import { commands, type Disposable, env, type QuickPickItem, StatusBarAlignment, Uri, window, workspace } from 'vscode';
import { type Entry, nameOf } from '../history/entry.ts';
import { format, type TextFormat } from '../tasks/format.ts';
import type { TaskName, TaskResult } from '../tasks/task.ts';
import type { PictureWorker } from '../worker/api.ts';
import { History } from './history.ts';
import { isEntry } from './history-tree.ts';
import { type EditStore, OutlineEdits } from './outline-edits.ts';
import type { Panels } from './panels.ts';
import { baseName } from './read.ts';
import { write } from './save.ts';

/** No more are opened at once: each is a tab of its own. */
const MANY = 6;
/** How long the status bar offers to bring back what was deleted. */
const OFFER_MS = 20_000;

type Format = Extract<TextFormat, 'json' | 'md' | 'csv'> | 'png';
const FORMATS: Record<Format, { label: string; tasks: readonly TaskName[] }> = {
  json: { label: 'JSON', tasks: ['elements', 'outline', 'describe', 'ask'] },
  md: { label: 'Markdown', tasks: ['elements', 'outline', 'describe', 'ask'] },
  csv: { label: 'CSV', tasks: ['elements', 'outline'] },
  png: { label: l10n.t('Annotated PNG'), tasks: ['elements'] },
};

/** What can be done with past analyses, one or several at once. */
export class HistoryCommands implements Disposable {
  readonly #undo = window.createStatusBarItem('glimpse.history.undo', StatusBarAlignment.Left);
  #deleted: readonly Entry[] = [];
  #offering: NodeJS.Timeout | undefined;

  constructor(
    private readonly history: History,
    private readonly panels: Panels,
    private readonly worker: PictureWorker,
    private readonly edits: EditStore,
  ) {
    this.#undo.name = l10n.t('Glimpse History: Undo');
    this.#undo.command = 'glimpse.history.undo';
  }

  /** Each by its name after `glimpse.history.`. */
  readonly #all: Readonly<Record<string, (entries: readonly Entry[]) => Promise<void>>> = {
    open: (entries) => this.#open(entries),
    rename: (entries) => this.#rename(entries),
    pin: (entries) => this.#pin(entries, true),
    unpin: (entries) => this.#pin(entries, false),
    copy: (entries) => this.#copy(entries),
    export: (entries) => this.#export(entries),
    delete: (entries) => this.#delete(entries),
    undo: () => this.#bringBack(),
    clear: () => this.#clear(),
  };

  /** @param nodes of the view: those that it is about */
  async run(name: string, nodes: readonly unknown[]): Promise<void> {
    await this.#all[name]?.(nodes.filter(isEntry));
  }

  dispose(): void {
    clearTimeout(this.#offering);
    this.#undo.dispose();
  }

  async #open(entries: readonly Entry[]): Promise<void> {
    for (const entry of entries.slice(0, MANY)) {
      // The keyboard stays in the list, so that F2 and Delete are about what was clicked.
      this.panels.show([History.uri(entry)], entry.task, History.asked(entry), true);
    }
  }

  async #rename([entry]: readonly Entry[]): Promise<void> {
    if (!entry) return;
    const name = await window.showInputBox({
      title: l10n.t('Rename Analysis'),
      prompt: l10n.t('Empty: after the picture, {0}', entry.picture.name),
      value: nameOf(entry),
    });
    if (name === undefined) return;
    const own = name.trim() === entry.picture.name ? '' : name.trim();
    await this.history.change((store) => store.rename(entry.id, own));
  }

  async #pin(entries: readonly Entry[], pinned: boolean): Promise<void> {
    await this.history.change(async (store) => {
      for (const { id } of entries) await store.pin(id, pinned);
    });
  }

  async #copy(entries: readonly Entry[]): Promise<void> {
    const texts = await Promise.all(entries.map(async (entry) => format(await this.#result(entry), 'md')));
    await env.clipboard.writeText(texts.join('\n'));
  }

  async #export(entries: readonly Entry[]): Promise<void> {
    const [entry, ...more] = entries;
    if (!entry) return;
    const as = await chooseFormat(entries);
    if (!as) return;
    if (more.length > 0) return this.#exportAll(entries, as);
    const target = await window.showSaveDialog({
      title: l10n.t('Export Analysis'),
      defaultUri: Uri.joinPath(folderOf(entry), fileName(entry, as)),
      filters: { [FORMATS[as].label]: [as] },
    });
    if (target) await write(target, await this.#bytes(entry, as));
  }

  /** Into one folder; what is there already stays. */
  async #exportAll(entries: readonly Entry[], as: Format): Promise<void> {
    const [folder] =
      (await window.showOpenDialog({
        title: l10n.t('Export {0} Analyses into a Folder', entries.length),
        openLabel: l10n.t('Export'),
        defaultUri: folderOf(entries[0]!),
        canSelectFiles: false,
        canSelectFolders: true,
      })) ?? [];
    if (!folder) return;
    const taken = new Set((await workspace.fs.readDirectory(folder)).map(([name]) => name));
    for (const entry of entries) {
      let name = fileName(entry, as);
      for (let n = 2; taken.has(name); n++) name = fileName(entry, as, n);
      taken.add(name);
      await write(Uri.joinPath(folder, name), await this.#bytes(entry, as));
    }
    window.setStatusBarMessage(l10n.t('Exported {0} analyses to {1}.', entries.length, baseName(folder)), 5000);
  }

  async #bytes(entry: Entry, as: Format): Promise<Uint8Array> {
    const result = await this.#result(entry);
    if (as !== 'png') return Buffer.from(format(result, as));
    return this.worker.annotate(
      await this.history.store.picture(entry),
      result.task === 'elements' ? result.elements : [],
    );
  }

  /** With what the user has changed by hand since. */
  async #result(entry: Entry): Promise<TaskResult> {
    const result = await this.history.store.result(entry);
    return result.task === 'outline' ? new OutlineEdits(this.edits).applied(result) : result;
  }

  async #delete(entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0) return;
    await this.history.change((store) => store.remove(entries));
    this.#offer(entries);
  }

  async #clear(): Promise<void> {
    await this.#delete((await this.history.store.entries()).filter(({ pinned }) => !pinned));
  }

  /** Quietly, in the status bar and by Ctrl+Z in the view. */
  #offer(entries: readonly Entry[]): void {
    this.#deleted = entries;
    const [first] = entries;
    const name = first ? nameOf(first).replaceAll('$(', '$\u200b(') : '';
    const words =
      entries.length === 1 ? l10n.t('Deleted {0}: Undo', name) : l10n.t('Deleted {0} analyses: Undo', entries.length);
    this.#undo.text = `$(discard) ${words}`;
    this.#undo.show();
    clearTimeout(this.#offering);
    this.#offering = setTimeout(() => this.#undo.hide(), OFFER_MS);
    void commands.executeCommand('setContext', 'glimpse.history.canUndo', true);
  }

  async #bringBack(): Promise<void> {
    const deleted = this.#deleted;
    this.#deleted = [];
    clearTimeout(this.#offering);
    this.#undo.hide();
    void commands.executeCommand('setContext', 'glimpse.history.canUndo', false);
    await this.history.change((store) => store.restore(deleted));
  }
}

async function chooseFormat(entries: readonly Entry[]): Promise<Format | undefined> {
  const serves = (as: Format) => entries.every(({ task }) => FORMATS[as].tasks.includes(task));
  const choices = (Object.keys(FORMATS) as Format[])
    .filter(serves)
    .map((as): QuickPickItem & { as: Format } => ({ as, label: FORMATS[as].label }));
  const choice = await window.showQuickPick(choices, {
    title: l10n.t('Export Analysis'),
    placeHolder: l10n.t('In which format?'),
  });
  return choice?.as;
}

/** Where the picture lies, or the workspace where that is not a folder of it. */
function folderOf({ uri }: Entry): Uri {
  const folder = Uri.joinPath(Uri.parse(uri, true), '..');
  if (workspace.getWorkspaceFolder(folder)) return folder;
  return workspace.workspaceFolders?.[0]?.uri ?? folder;
}

/** `login.elements.json`, `login.elements-2.json` */
function fileName(entry: Entry, as: Format, n = 1): string {
  const stem = nameOf(entry)
    .replace(/\.[^.]+$/, '')
    .replaceAll(/[\\/:*?"<>|\p{Cc}]/gu, '-');
  return `${stem}.${entry.task}${n > 1 ? `-${n}` : ''}.${as}`;
}
