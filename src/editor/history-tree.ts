import * as l10n from '@vscode/l10n';
import {
  type Command,
  type Disposable,
  EventEmitter,
  env,
  MarkdownString,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
} from 'vscode';
import { type Entry, nameOf } from '../history/entry.ts';
import type { HistoryStore } from '../history/store.ts';
import type { TaskName } from '../tasks/task.ts';
import type { History } from './history.ts';

/** Entries of one day, or those that are pinned. */
export interface Group {
  id: string;
  label: string;
  entries: Entry[];
}
export type Node = Group | Entry;

/** Whether a node of the tree, or what a menu gives, is a past analysis. */
export const isEntry = (node: unknown): node is Entry => typeof node === 'object' && node !== null && 'blobs' in node;

const TASKS: Record<TaskName, string> = {
  elements: l10n.t('Elements'),
  outline: l10n.t('Outline'),
  describe: l10n.t('Describe'),
  ask: l10n.t('Ask'),
};
/** Where there is no thumbnail. */
const ICONS: Record<TaskName, string> = {
  elements: 'list-flat',
  outline: 'list-tree',
  describe: 'note',
  ask: 'comment-discussion',
};

const DAY_MS = 86_400_000;

/** The history as the view shows it: pinned ones first, then day by day. */
export class HistoryTree implements Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #listening: Disposable;

  constructor(private readonly history: History) {
    this.#listening = history.onDidChange(() => this.#changed.fire());
  }

  dispose(): void {
    this.#listening.dispose();
    this.#changed.dispose();
  }

  async children(node?: Node): Promise<Node[]> {
    if (node) return isEntry(node) ? [] : node.entries;
    return grouped(await this.history.store.entries(), Date.now());
  }

  item(node: Node): TreeItem {
    return isEntry(node) ? entryItem(node, this.history.store, Date.now()) : groupItem(node);
  }

  /** What shows while the pointer rests on an item, made only then. */
  tooltip(node: Node): MarkdownString | undefined {
    return isEntry(node) ? tooltipOf(node, this.history.store) : undefined;
  }
}

/** @param now ms since 1970 */
function grouped(entries: readonly Entry[], now: number): Group[] {
  const groups = new Map<string, Group>();
  // The pinned ones come first.
  for (const entry of [...entries].sort((a, b) => Number(b.pinned) - Number(a.pinned))) {
    const id = entry.pinned ? 'pinned' : new Date(entry.time).toDateString();
    const group = groups.get(id) ?? {
      id,
      label: entry.pinned ? l10n.t('Pinned') : dayWords(entry.time, now),
      entries: [],
    };
    group.entries.push(entry);
    groups.set(id, group);
  }
  return [...groups.values()];
}

/** `Today`, `Yesterday`, `Friday, November 20`. */
function dayWords(time: number, now: number): string {
  const day = new Date(time);
  if (day.toDateString() === new Date(now).toDateString()) return l10n.t('Today');
  if (day.toDateString() === new Date(now - DAY_MS).toDateString()) return l10n.t('Yesterday');
  const year = day.getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' as const };
  return day.toLocaleDateString(env.language, { weekday: 'long', day: 'numeric', month: 'long', ...year });
}

/** `5 min. ago` for what is of today, else the time of the day under which it stands, or the day where that is not told. */
function timeWords({ time, pinned }: Entry, now: number): string {
  if (new Date(time).toDateString() !== new Date(now).toDateString()) {
    return new Date(time).toLocaleString(env.language, pinned ? { dateStyle: 'medium' } : { timeStyle: 'short' });
  }
  const format = new Intl.RelativeTimeFormat(env.language, { numeric: 'auto', style: 'short' });
  const minutes = Math.floor((now - time) / 60_000);
  if (minutes < 1) return format.format(0, 'second');
  return minutes < 60 ? format.format(-minutes, 'minute') : format.format(-Math.floor(minutes / 60), 'hour');
}

function groupItem({ id, label }: Group): TreeItem {
  const item = new TreeItem(label, TreeItemCollapsibleState.Expanded);
  item.id = id;
  item.contextValue = 'group';
  return item;
}

function entryItem(entry: Entry, store: HistoryStore, now: number): TreeItem {
  const { id, task, pinned, asked, blobs } = entry;
  const item = new TreeItem(nameOf(entry));
  // A narrow list cuts the end.
  const facts = [TASKS[task], timeWords(entry, now), asked?.question, asked?.model].filter(
    (fact) => fact !== undefined,
  );
  item.id = id;
  item.description = facts.join(' · ');
  item.iconPath = blobs.icon ? Uri.file(store.path(blobs.icon)) : new ThemeIcon(ICONS[task]);
  item.contextValue = pinned ? 'entry pinned' : 'entry';
  item.accessibilityInformation = {
    label: [nameOf(entry), ...facts, ...(pinned ? [l10n.t('pinned')] : [])].join(', '),
  };
  item.command = { command: 'glimpse.history.open', title: l10n.t('Open'), arguments: [entry] } satisfies Command;
  return item;
}

function tooltipOf(entry: Entry, store: HistoryStore): MarkdownString {
  const { picture, task, asked, blobs, time } = entry;
  const text = new MarkdownString();
  const line = (words: string) => text.appendMarkdown('  \n').appendText(words);
  if (blobs.preview)
    text.appendMarkdown(`![](${Uri.file(store.path(blobs.preview))}|width=${previewWidth(entry)})\n\n`);
  text.appendMarkdown('**').appendText(nameOf(entry)).appendMarkdown('**');
  if (entry.name !== undefined) line(picture.name);
  line(l10n.t('{0}, {1} × {2} pixels', TASKS[task], picture.width, picture.height));
  if (asked?.question) line(l10n.t('Question: {0}', asked.question));
  else if (asked) line(l10n.t('Prompt: {0}', asked.title));
  line(asked ? l10n.t('Model: {0}', asked.model) : l10n.t('By the screen parser alone'));
  line(new Date(time).toLocaleString(env.language, { dateStyle: 'full', timeStyle: 'short' }));
  return text;
}

/** CSS pixels, so that the words below it are still seen: a hover takes half of a window at most. */
function previewWidth({ picture: { width, height } }: Entry): number {
  return Math.max(1, Math.round(Math.min(300, width, (160 * width) / height)));
}
