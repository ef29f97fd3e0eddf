import * as l10n from '@vscode/l10n';
import { type Disposable, EventEmitter, env, type LogOutputChannel, window } from 'vscode';
import { type GlimpseError, isAbort } from '../errors.ts';
import { type Build, buildsOf, buildTitle, type CatalogModel, readCatalog } from '../models/catalog.ts';
import { discoverModels } from '../models/discover.ts';
import type { FoundModel } from '../models/found-model.ts';
import { usualPlaces } from '../models/places.ts';
import { pageOf, type Source } from '../models/sources.ts';
import { ModelStore, type StoredModel, type Unfinished } from '../models/store.ts';
import { set } from './choose-model.ts';
import type { CurrentModel } from './current-model.ts';
import { Downloads, keyOf } from './downloads.ts';
import type { Keys } from './keys.ts';
import { sayQuietly } from './quiet.ts';
import type { Settings } from './settings.ts';

export interface ModelsContext {
  settings: Settings;
  /** Of hubs. */
  tokens: Keys;
  model: CurrentModel;
  log: LogOutputChannel;
}

/** All models that there are for Glimpse: on disk, of other programs, in the catalogue, on their way. */
export class Models implements Disposable {
  readonly store: ModelStore;
  readonly downloads: Downloads;
  readonly #changed = new EventEmitter<void>();
  /** Other models are there, or other downloads. How far a download is, `downloads` tells. */
  readonly onDidChange = this.#changed.event;
  /** What was said of a wrong `glimpse.models`, so that it is said once. */
  #told = '';
  #found: FoundModel[] = [];
  #searching: AbortController | undefined;

  constructor(private readonly context: ModelsContext) {
    const { settings, log } = context;
    this.store = new ModelStore(() => settings.modelsFolder);
    this.downloads = new Downloads({
      store: this.store,
      source: () => this.#source(),
      arrived: (file, build) => this.#arrived(file, build),
      log: (line) => log.info(line),
    });
  }

  dispose(): void {
    this.#searching?.abort();
    this.downloads.dispose();
    this.#changed.dispose();
  }

  /** What can be downloaded; wrong entries of the setting are told once. */
  get catalog(): readonly CatalogModel[] {
    const { models, errors } = readCatalog(this.context.settings.models);
    const told = errors.map(({ message }) => message).join('\n');
    if (told !== this.#told) {
      this.#told = told;
      for (const error of errors) this.#tell(error);
    }
    return models;
  }

  /** The build of the catalogue with this key; undefined where it has none any more. */
  build(key: string): Build | undefined {
    return this.catalog.flatMap(buildsOf).find((build) => keyOf(build) === key);
  }

  /** What a stored model is called: as in the catalogue, where it is of that. */
  titleOf({ id, file }: StoredModel): string | undefined {
    const model = this.catalog.find((each) => each.id === id);
    const build = model && buildsOf(model).find(({ weights }) => isOf(file, weights.file));
    return build ? buildTitle(build) : model?.title;
  }

  /** The entry of the catalogue that a file was downloaded by. */
  entryOf(file: string): CatalogModel | undefined {
    const id = this.store.idOf(file);
    return id === undefined ? undefined : this.catalog.find((model) => model.id === id);
  }

  async onDisk(): Promise<{ models: StoredModel[]; unfinished: Unfinished[] }> {
    return this.store.list();
  }

  /** Those of other programs, as far as a search has come across them. */
  get found(): readonly FoundModel[] {
    return this.#found;
  }

  /** Looks for models of other programs anew; what is found meanwhile is told. Never throws. */
  async search(): Promise<void> {
    this.#searching?.abort();
    const controller = new AbortController();
    this.#searching = controller;
    const { settings, log } = this.context;
    const found: FoundModel[] = [];
    try {
      const places = await usualPlaces({ store: settings.modelsFolder, folders: settings.modelSearchFolders });
      const note = (line: string) => log.info(line);
      for await (const one of discoverModels({ places, signal: controller.signal, note })) {
        if (one.program !== 'glimpse') found.push(one);
      }
    } catch (error) {
      if (isAbort(error)) return;
      log.warn(`Looking for models: ${(error as Error).message}`);
    }
    this.#found = found;
    this.#changed.fire();
  }

  /** Makes a model the one of this machine. */
  async use(file: string, mmproj = ''): Promise<void> {
    await set({ modelFile: file, mmprojFile: mmproj, endpoint: '' });
  }

  /** The page on its hub, where a person reads about it. */
  pageOf(model: CatalogModel): string | undefined {
    return pageOf(model, this.context.settings.source);
  }

  /** Something has changed on disk. */
  refresh(): void {
    this.#changed.fire();
  }

  async #source(): Promise<Source> {
    const { settings, tokens } = this.context;
    const { source } = settings;
    const token = source.name === 'huggingface' ? await tokens.get(source.base) : undefined;
    return { ...source, ...(token && { token }) };
  }

  async #arrived(file: string, build: Build): Promise<void> {
    this.#changed.fire();
    const { model } = this.context;
    const title = buildTitle(build);
    if (['none', 'downloading'].includes(model.state.state)) {
      await this.use(file);
      sayQuietly(l10n.t('{0} is downloaded, and used from now on.', title));
      return;
    }
    const use = l10n.t('Use It');
    // Nobody waits for the answer.
    void window.showInformationMessage(l10n.t('{0} is downloaded.', title), use).then(async (answer) => {
      if (answer === use) await this.use(file);
    });
  }

  #tell(error: GlimpseError): void {
    this.context.log.warn(error.message);
    const open = l10n.t('Open Settings');
    void window.showWarningMessage(error.message, open).then(async (answer) => {
      const { openSettings } = await import('./model-commands.ts');
      if (answer) await openSettings('glimpse.models');
    });
  }
}

/** The language that people read here. */
export const language = (): string => env.language;

/** Whether a file on disk is the one of the catalogue, or the first of its shards. */
function isOf(file: string, name: string): boolean {
  const stem = (path: string) =>
    path
      .replace(/^.*[/\\]/, '')
      .replace(/(-\d{5}-of-\d{5})?\.gguf$/i, '')
      .toLowerCase();
  return stem(file) === stem(name);
}
