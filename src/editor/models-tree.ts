import path from 'node:path';
import * as l10n from '@vscode/l10n';
import {
  type Disposable,
  EventEmitter,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
} from 'vscode';
import { bytes } from '../host/gguf.ts';
import { modelName } from '../host/model-file.ts';
import { type Build, buildsOf, buildTitle, type CatalogModel, downloadSize, inLanguage } from '../models/catalog.ts';
import type { FoundModel } from '../models/found-model.ts';
import { programName } from '../models/places.ts';
import type { StoredModel, Unfinished } from '../models/store.ts';
import { hasModel, type ModelState, modelWords } from '../protocol.ts';
import { escapeMarkdown } from '../tasks/markdown.ts';
import type { CurrentModel } from './current-model.ts';
import { downloadWords } from './download-words.ts';
import { type Download, keyOf } from './downloads.ts';
import type { ModelFits } from './model-fits.ts';
import { language, type Models } from './models.ts';

const GROUPS = ['downloads', 'disk', 'found', 'catalog'] as const;
type GroupName = (typeof GROUPS)[number];

/** What the view has rows for; `id`: the same row over all changes. */
export type ModelNode = { id: string } & (
  | { kind: 'group'; name: GroupName; nodes: ModelNode[] }
  | { kind: 'current'; state: ModelState }
  | {
      kind: 'download';
      key: string;
      build: Build | undefined;
      download: Download | undefined;
      left: Unfinished | undefined;
    }
  | { kind: 'stored'; model: StoredModel; title: string; isUsed: boolean }
  | { kind: 'found'; model: FoundModel; isUsed: boolean }
  | { kind: 'model'; model: CatalogModel; builds: Build[] }
  | { kind: 'build'; build: Build }
);
export type NodeOf<K extends ModelNode['kind']> = Extract<ModelNode, { kind: K }>;

const GROUP_WORDS: Record<GroupName, string> = {
  downloads: l10n.t('Downloads'),
  disk: l10n.t('On This Machine'),
  found: l10n.t('Of Other Programs'),
  catalog: l10n.t('To Download'),
};

/** The models as the view shows them: the one in use first, then those on their way, those that are here, the catalogue. */
export class ModelsTree implements Disposable {
  readonly #changed = new EventEmitter<ModelNode | undefined>();
  readonly onDidChange = this.#changed.event;
  readonly #listening: Disposable[];
  /** The rows of downloads, which change by themselves, several times a second. */
  readonly #rows = new Map<string, NodeOf<'download'>>();
  /** What was said of the model in use when the rows were made. */
  #said = '';
  /** What was downloading when the rows were made. */
  #running = '';

  constructor(
    private readonly models: Models,
    private readonly current: CurrentModel,
    private readonly fits: ModelFits,
  ) {
    const all = () => this.#changed.fire(undefined);
    this.#listening = [
      models.onDidChange(all),
      current.onChange(() => this.#followCurrent()),
      fits.onDidChange(all),
      models.downloads.onDidChange(() => this.#followDownloads()),
    ];
  }

  dispose(): void {
    for (const each of this.#listening) each.dispose();
    this.#changed.dispose();
  }

  async children(node?: ModelNode): Promise<ModelNode[]> {
    if (!node) return this.#roots();
    if (node.kind === 'group') return node.nodes;
    if (node.kind !== 'model') return [];
    return node.builds.map((build) => ({ id: `build ${keyOf(build)}`, kind: 'build', build }));
  }

  item(node: ModelNode): TreeItem {
    switch (node.kind) {
      case 'group':
        return groupItem(node);
      case 'current':
        return currentItem(node);
      case 'download':
        return downloadItem(node);
      case 'stored':
        return storedItem(node);
      case 'found':
        return foundItem(node);
      case 'model':
        return modelItem(node, this.fits);
      case 'build':
        return buildItem(node, this.fits);
    }
  }

  /** What shows while the pointer rests on a row. */
  tooltip(node: ModelNode): MarkdownString | undefined {
    if (node.kind === 'model' || node.kind === 'build') {
      const build = node.kind === 'build' ? node.build : node.builds[0]!;
      return tooltipOf(build, this.fits.words(build));
    }
    if (node.kind === 'current') return textOf(...this.current.facts);
    if (node.kind === 'stored') return textOf(node.title, node.model.file, node.model.mmproj);
    if (node.kind === 'found') return textOf(node.model.name, node.model.file, node.model.problem?.message ?? '');
    return node.kind === 'download' ? textOf(node.download?.failure?.message ?? '') : undefined;
  }

  async #roots(): Promise<ModelNode[]> {
    const { models: stored, unfinished } = await this.models.onDisk();
    const file = this.current.file;
    const groups: Record<GroupName, ModelNode[]> = {
      downloads: this.#downloads(unfinished),
      disk: stored.map((model) => ({
        id: `stored ${model.file}`,
        kind: 'stored',
        model,
        title: this.models.titleOf(model) ?? modelName(model.file),
        isUsed: model.file === file,
      })),
      found: this.models.found.map((model) => ({
        id: `found ${model.file} ${model.mmproj}`,
        kind: 'found',
        model,
        isUsed: model.file === file,
      })),
      catalog: this.models.catalog.map((model) => ({
        id: `model ${model.id}`,
        kind: 'model',
        model,
        builds: buildsOf(model),
      })),
    };
    const { state } = this.current;
    this.#said = saidOf(state);
    return [
      ...(state.name === undefined || !hasModel(state) ? [] : [{ id: 'current', kind: 'current' as const, state }]),
      ...GROUPS.filter((name) => groups[name].length > 0).map((name) => ({
        id: `group ${name}`,
        kind: 'group' as const,
        name,
        nodes: groups[name],
      })),
    ];
  }

  /** It tells also how far downloads are, which have rows of their own. */
  #followCurrent(): void {
    if (saidOf(this.current.state) !== this.#said) this.#changed.fire(undefined);
  }

  #downloads(unfinished: readonly Unfinished[]): ModelNode[] {
    const { downloads } = this.models;
    this.#running = runningOf(downloads.all);
    const lefts = new Map(unfinished.map((left) => [`${left.id}:${left.quantization}`, left]));
    const keys = new Set([...downloads.all.map(({ key }) => key), ...lefts.keys()]);
    this.#rows.clear();
    for (const key of keys) {
      const download = downloads.all.find((each) => each.key === key);
      const build = download?.build ?? this.models.build(key);
      this.#rows.set(key, { id: `download ${key}`, kind: 'download', key, build, download, left: lefts.get(key) });
    }
    return [...this.#rows.values()];
  }

  /** How far they are changes their rows; that there are others changes the view. */
  #followDownloads(): void {
    const { all } = this.models.downloads;
    if (runningOf(all) !== this.#running) this.#changed.fire(undefined);
    else for (const { key } of all) if (this.#rows.has(key)) this.#changed.fire(this.#rows.get(key));
  }
}

const saidOf = (state: ModelState): string => (hasModel(state) ? JSON.stringify([state, modelWords(state)]) : '');

const runningOf = (downloads: readonly Download[]): string =>
  downloads.map(({ key, failure }) => `${key} ${failure ? 'failed' : ''}`).join('\n');

function groupItem({ id, name }: NodeOf<'group'>): TreeItem {
  const state = name === 'found' ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.Expanded;
  const item = new TreeItem(GROUP_WORDS[name], state);
  item.id = id;
  item.contextValue = `group ${name}`;
  return item;
}

const STATE_ICONS: Partial<Record<ModelState['state'], string>> = {
  ready: 'eye',
  busy: 'eye',
  starting: 'loading~spin',
  loading: 'loading~spin',
  failed: 'warning',
};

function currentItem({ id, state }: NodeOf<'current'>): TreeItem {
  const item = new TreeItem(state.name ?? '');
  const isUp = ['starting', 'loading', 'ready', 'busy'].includes(state.state);
  item.id = id;
  item.description = l10n.t('in use: {0}', modelWords(state));
  item.iconPath = new ThemeIcon(STATE_ICONS[state.state] ?? 'eye-closed');
  item.contextValue = ['current', state.where ?? '', state.where === 'local' ? (isUp ? 'up' : 'down') : '']
    .join(' ')
    .trim();
  item.accessibilityInformation = { label: l10n.t('{0}, in use, {1}', state.name ?? '', modelWords(state)) };
  return item;
}

function downloadItem({ id, key, build, download, left }: NodeOf<'download'>): TreeItem {
  const item = new TreeItem(build ? buildTitle(build) : key);
  const isRunning = download !== undefined && !download.failure;
  const kept = left && left.received > 0;
  const share = (received: number, total: number | undefined) =>
    total ? l10n.t('{0} of {1}', bytes(received), bytes(total)) : bytes(received);
  item.id = id;
  item.description = isRunning
    ? download.progress
      ? downloadWords(download.progress)
      : l10n.t('connecting')
    : download?.failure
      ? l10n.t('failed: {0}', download.failure.parts.failed)
      : kept
        ? l10n.t('paused at {0}', share(left.received, left.total))
        : l10n.t('paused');
  item.iconPath = isRunning
    ? new ThemeIcon('sync~spin')
    : download?.failure
      ? new ThemeIcon('warning', new ThemeColor('list.warningForeground'))
      : new ThemeIcon('debug-pause');
  item.contextValue = isRunning ? 'download running' : build ? 'download paused' : 'download lost';
  return item;
}

function storedItem({ id, model, title, isUsed }: NodeOf<'stored'>): TreeItem {
  const item = new TreeItem(title);
  item.id = id;
  item.description = [bytes(model.bytes), ...(isUsed ? [l10n.t('in use')] : [])].join(' · ');
  item.iconPath = new ThemeIcon(isUsed ? 'check' : 'hubot');
  item.contextValue = isUsed ? 'stored used' : 'stored';
  return item;
}

function foundItem({ id, model, isUsed }: NodeOf<'found'>): TreeItem {
  const item = new TreeItem(model.name);
  const facts = [
    programName(model.program),
    model.quantization,
    bytes(model.size),
    isUsed ? l10n.t('in use') : undefined,
  ];
  item.id = id;
  item.description = model.problem
    ? l10n.t("can't be used: {0}", model.problem.parts.failed)
    : facts.filter((fact) => fact !== undefined).join(' · ');
  item.iconPath = new ThemeIcon(model.problem ? 'warning' : isUsed ? 'check' : 'hubot');
  item.contextValue = model.problem ? 'found broken' : isUsed ? 'found used' : 'found';
  return item;
}

function modelItem({ id, model, builds }: NodeOf<'model'>, fits: ModelFits): TreeItem {
  const item = new TreeItem(model.title, TreeItemCollapsibleState.Collapsed);
  const best = fits.best(builds);
  item.id = id;
  item.description = [sizeWords(best), fits.isRecommended(model) ? l10n.t('recommended') : undefined, fits.brief(best)]
    .filter((fact) => fact !== undefined)
    .join(' · ');
  item.iconPath = new ThemeIcon(fits.isRecommended(model) ? 'star-full' : 'package');
  item.contextValue = 'model';
  return item;
}

function buildItem({ id, build }: NodeOf<'build'>, fits: ModelFits): TreeItem {
  const item = new TreeItem(build.quantization);
  item.id = id;
  item.description = [sizeWords(build), fits.words(build)].filter((fact) => fact !== undefined).join(' · ');
  item.iconPath = new ThemeIcon('file-binary');
  item.contextValue = 'build';
  return item;
}

/** `1.6 GB`; `about` where the catalogue has estimates. */
function sizeWords(build: Build): string | undefined {
  const size = downloadSize(build);
  if (size === undefined) return undefined;
  const isExact = build.weights.exact !== false && build.mmproj.exact !== false;
  return isExact ? bytes(size) : l10n.t('about {0}', bytes(size));
}

function tooltipOf(build: Build, fits: string | undefined): MarkdownString {
  const { model, weights, mmproj } = build;
  const { licence, publisher, repository, url } = model;
  const text = new MarkdownString();
  const line = (words: string | undefined) => words && text.appendMarkdown(`\n\n${escapeMarkdown(words)}`);
  text.appendMarkdown('**').appendText(buildTitle(build)).appendMarkdown('**');
  line(inLanguage(model.goodAt, language()));
  line(fits);
  if (licence)
    line(publisher ? l10n.t('By {0}. Licence: {1}', publisher, licence.name) : l10n.t('Licence: {0}', licence.name));
  line(inLanguage(licence?.conditions, language()));
  line(inLanguage(model.note, language()));
  line(l10n.t('{0} and {1}', path.posix.basename(weights.file), path.posix.basename(mmproj.file)));
  line(url ?? repository);
  return text;
}

function textOf(...lines: readonly string[]): MarkdownString | undefined {
  const text = new MarkdownString();
  for (const line of lines.filter(Boolean)) text.appendMarkdown(`${escapeMarkdown(line)}\n\n`);
  return text.value ? text : undefined;
}
