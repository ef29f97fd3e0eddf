import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { commands, env, type QuickPickItem, QuickPickItemKind, Uri, window } from 'vscode';
import { bytes } from '../host/gguf.ts';
import { type Build, buildsOf, buildTitle, type CatalogModel, inLanguage } from '../models/catalog.ts';
import type { CurrentModel } from './current-model.ts';
import { buildWords } from './downloads.ts';
import { setHubToken } from './hub-token.ts';
import type { ServerKeys } from './keys.ts';
import type { ModelFits } from './model-fits.ts';
import type { ModelOffer } from './model-offer.ts';
import { language, type Models } from './models.ts';
import type { ModelNode } from './models-tree.ts';
import { sayQuietly } from './quiet.ts';
import type { Settings } from './settings.ts';

export interface ModelsCommandsContext {
  models: Models;
  current: CurrentModel;
  fits: ModelFits;
  offer: ModelOffer;
  settings: Settings;
  /** Of hubs. */
  tokens: ServerKeys;
}

/** What can be done with the models in the view; the palette's commands ask which one is meant. */
export class ModelsCommands {
  private readonly models: Models;
  private readonly current: CurrentModel;
  private readonly fits: ModelFits;
  private readonly offer: ModelOffer;

  constructor(private readonly context: ModelsCommandsContext) {
    const { models, current, fits, offer } = context;
    [this.models, this.current, this.fits, this.offer] = [models, current, fits, offer];
  }

  /** Each by its name after `glimpse.models.`; `node`: what it is about, where it was clicked. */
  readonly #all: Readonly<Record<string, (node?: ModelNode) => Promise<void>>> = {
    accept: () => this.offer.accept(),
    dismiss: () => this.offer.dismiss(),
    download: (node) => this.#download(node),
    pause: (node) => this.#each(node, (key) => this.models.downloads.pause(key)),
    resume: (node) => this.#resume(node),
    cancel: (node) => this.#cancel(node),
    use: (node) => this.#use(node),
    load: (node) => this.#load(node),
    unload: () => this.current.unload(),
    delete: (node) => this.#delete(node),
    openFolder: (node) => this.#openFolder(node),
    openPage: (node) => this.#openPage(node),
    copyAddress: () => this.#copyAddress(),
    copyKey: () => this.#copyKey(),
    setToken: () => this.#setToken(),
    refresh: async () => this.#refresh(),
  };

  async run(name: string, node?: ModelNode): Promise<void> {
    await this.#all[name]?.(node);
  }

  /** The model to download for this machine, with its size; undefined where none is recommended, or it is here already. */
  async recommended(): Promise<string | undefined> {
    const build = await this.#missing();
    return build && buildWords(build);
  }

  /** Downloads it, or lets the user choose one where there is none. */
  async start(): Promise<void> {
    const build = await this.#missing();
    if (build) void this.models.downloads.start(build);
    else await this.#download();
  }

  /** The recommended model, unless it was downloaded before. */
  async #missing(): Promise<Build | undefined> {
    const build = await this.fits.recommended();
    return build && (await this.#titlesHere()).has(buildTitle(build)) ? undefined : build;
  }

  async #titlesHere(): Promise<ReadonlySet<string | undefined>> {
    const { models: stored } = await this.models.onDisk();
    return new Set(stored.map((model) => this.models.titleOf(model)));
  }

  async #download(node?: ModelNode): Promise<void> {
    const build =
      node?.kind === 'build' ? node.build : node?.kind === 'model' ? this.fits.best(node.builds) : await this.#pick();
    // It tells how it goes by itself.
    if (build) void this.models.downloads.start(build);
  }

  /** A model that can be downloaded, the one for this machine first. */
  async #pick(): Promise<Build | undefined> {
    const recommended = await this.fits.recommended();
    const here = await this.#titlesHere();
    const entry = (build: Build): QuickPickItem & { build: Build } => ({
      label: build.quantization,
      description: [buildWords(build), here.has(buildTitle(build)) ? l10n.t('downloaded') : undefined]
        .filter((fact) => fact !== undefined)
        .join(' · '),
      ...detail(this.fits.words(build)),
      build,
    });
    const section = (label: string): QuickPickItem => ({ label, kind: QuickPickItemKind.Separator });
    const items: (QuickPickItem & { build?: Build })[] = [
      ...(recommended
        ? [
            section(l10n.t('recommended for this machine')),
            { ...entry(recommended), label: `$(star-full) ${buildTitle(recommended)}` },
          ]
        : []),
      ...this.models.catalog.flatMap((model: CatalogModel) => [section(model.title), ...buildsOf(model).map(entry)]),
    ];
    const chosen = await window.showQuickPick(items, {
      title: l10n.t('Download a Vision Model'),
      placeHolder: inLanguage(recommended?.model.goodAt, language()) ?? l10n.t('Which model to download'),
      matchOnDescription: true,
      matchOnDetail: true,
    });
    return chosen?.build;
  }

  /** The download that was clicked, or all of them. */
  async #each(node: ModelNode | undefined, act: (key: string) => Promise<void>): Promise<void> {
    const keys = node?.kind === 'download' ? [node.key] : this.models.downloads.all.map(({ key }) => key);
    await Promise.all(keys.map(act));
  }

  async #resume(node?: ModelNode): Promise<void> {
    const keys = node?.kind === 'download' ? [node.key] : await this.#paused();
    for (const key of keys) {
      const build = this.models.build(key);
      if (build) void this.models.downloads.start(build);
    }
  }

  async #paused(): Promise<string[]> {
    const { unfinished } = await this.models.onDisk();
    return unfinished
      .map(({ id, quantization }) => `${id}:${quantization}`)
      .filter((key) => !this.models.downloads.isRunning(key));
  }

  /** Asked before what came is deleted, where that is more than a moment's work. */
  async #cancel(node?: ModelNode): Promise<void> {
    if (node?.kind !== 'download') return;
    await this.models.downloads.pause(node.key);
    const { unfinished } = await this.models.onDisk();
    const left = unfinished.find(({ id, quantization }) => `${id}:${quantization}` === node.key);
    if (left && left.received > 0) {
      const [remove, keep] = [l10n.t('Delete'), l10n.t('Keep for Later')];
      const question = l10n.t(
        'Delete the {0} that came of {1}?',
        bytes(left.received),
        node.build ? buildTitle(node.build) : node.key,
      );
      if ((await window.showInformationMessage(question, remove, keep)) !== remove) return;
    }
    await this.models.downloads.cancel(node.key);
    this.models.refresh();
  }

  async #use(node?: ModelNode): Promise<void> {
    if (node?.kind === 'stored') await this.models.use(node.model.file);
    else if (node?.kind === 'found') await this.models.use(node.model.file, node.model.mmproj);
    else await commands.executeCommand('glimpse.chooseModel');
  }

  async #load(node?: ModelNode): Promise<void> {
    if (node && node.kind !== 'current') await this.#use(node);
    await commands.executeCommand('glimpse.loadModel');
  }

  async #delete(node?: ModelNode): Promise<void> {
    if (node?.kind !== 'stored') return;
    const remove = l10n.t('Delete');
    const answer = await window.showWarningMessage(
      l10n.t('Delete {0} ({1}) from this machine?', node.title, bytes(node.model.bytes)),
      { modal: true, detail: l10n.t('It can be downloaded again.') },
      remove,
    );
    if (answer !== remove) return;
    if (this.current.file === node.model.file) {
      await this.current.unload();
      await this.models.use('');
    }
    await this.models.store.remove(node.model);
    this.models.refresh();
    sayQuietly(l10n.t('{0} is deleted.', node.title));
  }

  async #openFolder(node?: ModelNode): Promise<void> {
    const file = node?.kind === 'stored' || node?.kind === 'found' ? node.model.file : undefined;
    if (!file) await this.models.store.create();
    const canReveal = (await commands.getCommands(true)).includes('revealFileInOS');
    // A window of another machine has no file manager of this one: then it is a window of its own.
    if (canReveal && !env.remoteName)
      await commands.executeCommand('revealFileInOS', Uri.file(file ?? this.models.store.path));
    else {
      const folder = Uri.file(file ? path.dirname(file) : this.models.store.path);
      await commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: true });
    }
  }

  async #openPage(node?: ModelNode): Promise<void> {
    const model = node?.kind === 'model' ? node.model : node?.kind === 'build' ? node.build.model : undefined;
    const page = model && this.models.pageOf(model);
    if (page) await env.openExternal(Uri.parse(page, true));
  }

  async #copyAddress(): Promise<void> {
    const endpoint = await this.current.endpoint();
    if (!endpoint) return sayQuietly(l10n.t('No model is loaded.'));
    await env.clipboard.writeText(endpoint.baseURL);
    const key = l10n.t('Copy Its Key');
    const said = l10n.t(
      '{0} is copied: an OpenAI-compatible API, for programs on this machine that know its key.',
      endpoint.baseURL,
    );
    if ((await window.showInformationMessage(said, key)) === key) await this.#copyKey();
  }

  async #copyKey(): Promise<void> {
    const endpoint = await this.current.endpoint();
    if (!endpoint?.apiKey) return sayQuietly(l10n.t('No model is loaded.'));
    await env.clipboard.writeText(endpoint.apiKey);
    sayQuietly(l10n.t('The key is copied. It is good until the model is unloaded.'));
  }

  /** Of Hugging Face, or of the mirror that is set; what failed for want of it goes on. */
  async #setToken(): Promise<void> {
    const { settings, tokens } = this.context;
    if (!(await setHubToken(settings.huggingFace, tokens))) return;
    for (const { build, failure } of this.models.downloads.all) {
      if (failure?.kind === 'hub-token') void this.models.downloads.start(build);
    }
  }

  #refresh(): void {
    this.models.refresh();
    void this.models.search();
    void this.fits.look();
  }
}

/** A detail, where there is one. */
const detail = (words: string | undefined): { detail?: string } => (words === undefined ? {} : { detail: words });
