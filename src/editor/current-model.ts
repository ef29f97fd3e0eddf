import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Disposable } from 'vscode';
import { GlimpseError } from '../errors.ts';
import type { BackendMemory } from '../host/backend-memory.ts';
import { backendName, findHost, type Wanted } from '../host/choose-backend.ts';
import type { Device } from '../host/devices.ts';
import { bytes } from '../host/gguf.ts';
import { modelName } from '../host/model-file.ts';
import type { HostPlanInput } from '../host/plan.ts';
import { settled } from '../host/settled.ts';
import { SharedServer, type SharedServerOptions } from '../host/shared/shared-server.ts';
import type { CatalogModel } from '../models/catalog.ts';
import { Planner, type Wanting } from '../models/planner.ts';
import { displayName, isBlob, visionPartOf } from '../models/resolve.ts';
import type { ModelState } from '../protocol.ts';
import { ServedModel } from '../vision/client.ts';
import type { Endpoint } from '../vision/endpoint.ts';
import type { VisionModel } from '../vision/model.ts';
import type { Keys } from './keys.ts';
import { wishOf } from './model-wish.ts';
import { RemoteModel } from './remote-model.ts';
import type { ModelSettings, Settings } from './settings.ts';

export interface CurrentModelOptions {
  settings: Settings;
  keys: Keys;
  /** Where the llama-server of Glimpse lies. */
  bundled: string;
  /** Keeps what llama-server computes with here. */
  backends: BackendMemory;
  /** How all windows have one process for the model. */
  shared: Pick<SharedServerOptions, 'folder' | 'version' | 'keeper' | 'watch' | 'l10n' | 'graceMs'>;
  /** Gets every line of the server's log. */
  log: (line: string) => void;
  /** What the catalogue says of a model, where it is one of those. */
  recommended?: (file: string) => Recommended | undefined;
  /** What there is to say while no model is chosen; `refresh` has it said again. */
  instead?: () => ModelState;
  /** Tells the user something that needs no answer. */
  say?: (words: string) => void;
}

export type Recommended = Pick<CatalogModel, 'imageTokens' | 'sampling' | 'boxes'>;

/**
 * The model that the settings name: a server's, or that of a file, which a llama-server of our own runs. They are read at
 * each use, so that a change counts with the next request.
 */
export class CurrentModel implements Disposable {
  readonly #host: SharedServer;
  readonly #local: VisionModel;
  #remote: RemoteModel | undefined;
  readonly #planner: Planner;
  #plan: HostPlanInput | undefined;
  /** The model's file when it was last looked. */
  #known: string | undefined;
  /** bytes of the weights that were last asked for */
  #size: number | undefined;
  /** Of files that are named after their content: what they are is written elsewhere, which takes a moment to read. */
  readonly #names = new Map<string, string>();
  readonly #listeners = new Set<() => void>();

  constructor(private readonly options: CurrentModelOptions) {
    const { settings, bundled, backends, shared, log, say } = options;
    const places = () => ({ bundled, configured: expanded(settings.model.llamaServerPath) });
    const find = (signal: AbortSignal, wanted: Wanted) => findHost(places(), { ...wanted, memory: backends }, signal);
    this.#planner = new Planner({ find, log, say, onChange: () => this.#tell() });
    this.#host = new SharedServer({
      ...shared,
      backends: backends.file,
      plan: () => this.#plan ?? refuse(),
      wish: () => JSON.stringify(settings.model),
      model: () => this.#file,
      places,
      log,
      // For the host 0 is never.
      idleMs: () => Math.max(1, settings.modelIdleMs),
    });
    this.#host.onStatus(() => this.#tell());
    void this.refresh();
    this.#local = new ServedModel({
      name: l10n.t('The model'),
      open: async (request) => {
        const open = (plan: HostPlanInput) => {
          this.#plan = plan;
          return this.#host.open(request);
        };
        const wanting = await this.#wanting(settings.model);
        const endpoint = await this.#planner.start(wanting, this.#isUp, open, request.signal);
        return withBoxes(endpoint, this.options.recommended?.(wanting.model));
      },
      lease: () => this.#host.lease(),
      explain: (error) => this.#host.explain(error),
    });
  }

  /** The model to ask; undefined where none is chosen. Throws GlimpseErrors that name the setting that is wrong. */
  get(): VisionModel | undefined {
    const { endpoint, endpointModel, modelFile } = this.options.settings.model;
    if (endpoint === '') return modelFile === '' ? undefined : named(this.#local, this.#nameOf(expanded(modelFile)));
    if (!this.#remote?.is(endpoint, endpointModel)) {
      this.#remote = new RemoteModel(endpoint, endpointModel, this.options.keys, () => this.#tell());
    }
    return this.#remote;
  }

  get state(): ModelState {
    let model: VisionModel | undefined;
    try {
      model = this.get();
    } catch {
      return { state: 'failed', name: l10n.t('settings') };
    }
    if (!model) return this.options.instead?.() ?? { state: 'none' };
    if (model instanceof RemoteModel) return { state: model.state, name: model.name, where: 'server' };
    const { state, progress } = this.#host.status;
    return { state, name: model.name, where: 'local', ...(progress !== undefined && { progress }) };
  }

  /** What else is known of it, in lines for a person: its file or address, its size, why it failed. */
  get facts(): string[] {
    const { where } = this.state;
    if (where === undefined) return [];
    if (where === 'server') return [l10n.t('At {0}', this.options.settings.model.endpoint)];
    const { error } = this.#host.status;
    return [
      this.options.settings.model.modelFile,
      this.#plan ? l10n.t('Vision part: {0}', this.#plan.mmproj) : '',
      this.#size ? l10n.t('Weights: {0}', bytes(this.#size)) : '',
      this.#computes(),
      ...this.#planner.words(expanded(this.options.settings.model.modelFile)),
      error?.message ?? '',
    ].filter(Boolean);
  }

  #computes(): string {
    const { backend } = this.#host;
    if (!backend) return '';
    if (backend.name === 'cpu') return l10n.t('Computed on the processor');
    const devices = backend.devices.map(({ name, total }) => `${name}, ${bytes(total)}`).join('; ');
    return l10n.t('Computed with {0}: {1}', backendName(backend.name), devices);
  }

  /** The file of the model that runs on this machine; undefined: there is none. */
  get file(): string | undefined {
    return this.#file;
  }

  /** What the makers of the model recommend, as far as that is known. */
  get recommended(): Recommended | undefined {
    return this.#file === undefined ? undefined : this.options.recommended?.(this.#file);
  }

  /** The GPUs that a model would be computed on here; throws as `findHost` does. */
  async devices(): Promise<readonly Device[]> {
    const { settings, bundled, backends: memory } = this.options;
    const { llamaServerPath, gpu } = settings.model;
    const { backend } = await findHost({ bundled, configured: expanded(llamaServerPath) }, { gpu, memory });
    return backend.devices;
  }

  /** Where other programs reach the model, while it is loaded on this machine. */
  async endpoint(): Promise<Endpoint | undefined> {
    const { where, state } = this.state;
    return where === 'local' && (state === 'ready' || state === 'busy') ? this.#host.open({}) : undefined;
  }

  /** Calls `listener` whenever its state, or which model it is, may have changed. */
  onChange(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** The settings have changed: a model that they no longer name gives its memory back, unless it is at work. */
  async refresh(): Promise<void> {
    const before = this.#known;
    this.#known = this.#file;
    this.#tell();
    if (this.#known) void this.#host.observe();
    if (before && before !== this.#known) await this.#host.stop(before);
  }

  /** What is known of how a local model fits into this machine, in sentences; looked up where that was not done yet. */
  async fit(): Promise<readonly string[]> {
    if (this.state.where !== 'local') return [];
    const wanting = await this.#wanting(this.options.settings.model);
    await this.#planner.plan(wanting, !this.#isUp);
    return this.#planner.words(wanting.model);
  }

  /** Brings the model up. Throws as `VisionModel.load` does, and `no-model`. */
  async load(signal?: AbortSignal): Promise<void> {
    await (this.get() ?? refuse()).load(signal ? { signal } : {});
  }

  /** Ends the process of a local model and gives its memory back; also at work. */
  async unload(): Promise<void> {
    this.#planner.forget();
    await this.#host.stop();
  }

  /** Ends the process, also at work, and starts it again, with the best that it can be computed with now. */
  async restart(): Promise<void> {
    this.#planner.forget();
    await this.#host.stop();
    await this.options.backends.forget();
    await this.load();
  }

  /** Ends when a local model is done with what nobody waits for any more; undefined for one that is not ours. */
  settled(signal: AbortSignal): Promise<void> | undefined {
    const { where, state } = this.state;
    if (where !== 'local' || (state !== 'busy' && state !== 'ready')) return undefined;
    return this.#host.open({ signal }).then((endpoint) => settled(endpoint, signal));
  }

  async dispose(): Promise<void> {
    this.#listeners.clear();
    await this.#host.dispose();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #nameOf(file: string): string {
    const name = this.#names.get(file) ?? modelName(file);
    if (!isBlob(file) || this.#names.has(file)) return name;
    this.#names.set(file, name);
    const keep = (known: string) => {
      this.#names.set(file, known);
      this.#tell();
    };
    // A file that can't be read is told of when it is to be loaded.
    displayName(file).then(keep, () => {});
    return name;
  }

  /** The file that a llama-server of our own is to run; undefined: none. */
  get #file(): string | undefined {
    try {
      const { endpoint, modelFile } = this.options.settings.model;
      return endpoint === '' && modelFile !== '' ? expanded(modelFile) : undefined;
    } catch {
      // Whoever asks the model is told what is wrong.
      return this.#known;
    }
  }

  get #isUp(): boolean {
    return !['stopped', 'failed'].includes(this.#host.status.state);
  }

  async #wanting(settings: ModelSettings): Promise<Wanting> {
    const model = expanded(settings.modelFile);
    const mmproj = expanded(settings.mmprojFile) || (await visionPartOf(model));
    const sizes = await Promise.all([model, mmproj].map((file) => stat(file).catch(() => ({ size: 0 }))));
    this.#size = sizes.reduce((sum, { size }) => sum + size, 0);
    return {
      model,
      mmproj,
      name: await displayName(model),
      gpu: settings.gpu,
      wish: wishOf(settings, this.recommended?.imageTokens),
    };
  }
}

/** A fine-tune may write boxes otherwise than its architecture does: the catalogue knows. */
const withBoxes = (endpoint: Endpoint, known: Recommended | undefined): Endpoint =>
  known?.boxes ? { ...endpoint, family: known.boxes } : endpoint;

/** The same model under the name of the file that it has now. */
const named = (model: VisionModel, name: string): VisionModel => ({
  name,
  load: (options) => model.load(options),
  ask: (request) => model.ask(request),
});

/** A path as people write it. */
const expanded = (file: string): string => (/^~[/\\]/.test(file) ? path.join(homedir(), file.slice(2)) : file);

function refuse(): never {
  throw new GlimpseError('no-model', {
    failed: l10n.t('No vision model is chosen.'),
    todo: l10n.t('Choose a model file, or name a server.'),
  });
}
