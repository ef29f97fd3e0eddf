import * as l10n from '@vscode/l10n';
import { commands, type Disposable, EventEmitter, env, ProgressLocation, Uri, window } from 'vscode';
import { type GlimpseError, isAbort, toGlimpseError } from '../errors.ts';
import { bytes } from '../host/gguf.ts';
import { type Build, buildTitle, downloadSize } from '../models/catalog.ts';
import type { DownloadProgress } from '../models/download.ts';
import { downloadBuild } from '../models/download-build.ts';
import { licencePage, type Source } from '../models/sources.ts';
import type { ModelStore } from '../models/store.ts';
import { downloadWords } from './download-words.ts';

/** A download of this window: one at work, or one that failed. */
export interface Download {
  key: string;
  build: Build;
  progress: (DownloadProgress & { file: string }) | undefined;
  /** Why it ended without the model; undefined while it is at work. */
  failure: GlimpseError | undefined;
}

export interface DownloadsOptions {
  store: ModelStore;
  /** Throws GlimpseErrors that name the setting that is wrong. */
  source: () => Promise<Source>;
  /** A model is there: the path of its weights. */
  arrived: (file: string, build: Build) => Promise<void>;
  log: (line: string) => void;
}

export const keyOf = ({ model, quantization }: Build): string => `${model.id}:${quantization}`;

/** Downloads of models in this window; each tells how it stands in a notification, and everybody who listens. */
export class Downloads implements Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #all = new Map<string, Download>();
  readonly #running = new Map<string, { controller: AbortController; ended: Promise<void> }>();

  constructor(private readonly options: DownloadsOptions) {}

  /** Pauses all; they can be gone on with. */
  dispose(): void {
    for (const { controller } of this.#running.values()) controller.abort();
    this.#changed.dispose();
  }

  get all(): readonly Download[] {
    return [...this.#all.values()];
  }

  isRunning(key: string): boolean {
    return this.#running.has(key);
  }

  /** Begins or goes on; ends when the model is there, or the download was paused or has failed. Never throws. */
  start(build: Build): Promise<void> {
    const key = keyOf(build);
    const running = this.#running.get(key);
    if (running) return running.ended;
    const controller = new AbortController();
    const ended = this.#run(build, controller).finally(() => {
      this.#running.delete(key);
      this.#changed.fire();
    });
    this.#running.set(key, { controller, ended });
    return ended;
  }

  /** Stops it; what came stays. */
  async pause(key: string): Promise<void> {
    const running = this.#running.get(key);
    running?.controller.abort();
    await running?.ended;
  }

  /** Stops it, and removes what came. */
  async cancel(key: string): Promise<void> {
    await this.pause(key);
    this.#all.delete(key);
    const [id = '', quantization = ''] = key.split(':');
    await this.options.store.discard(id, quantization);
    this.#changed.fire();
  }

  async #run(build: Build, controller: AbortController): Promise<void> {
    const key = keyOf(build);
    const title = buildTitle(build);
    const entry: Download = { key, build, progress: undefined, failure: undefined };
    this.#all.set(key, entry);
    this.#changed.fire();
    this.options.log(`Download of ${title} begins.`);
    try {
      const { file } = await window.withProgress(
        {
          location: ProgressLocation.Notification,
          title: l10n.t('Downloading {0}', title),
          cancellable: true,
        },
        async (notification, cancelled) => {
          cancelled.onCancellationRequested(() => {
            controller.abort();
            void this.#paused(build);
          });
          let told = 0;
          return downloadBuild(build, {
            source: await this.options.source(),
            store: this.options.store,
            signal: controller.signal,
            onProgress: (progress) => {
              entry.progress = progress;
              const percent = progress.total ? (100 * progress.received) / progress.total : 0;
              notification.report({ message: downloadWords(progress), increment: Math.max(0, percent - told) });
              told = Math.max(told, percent);
              this.#changed.fire();
            },
          });
        },
      );
      this.#all.delete(key);
      this.options.log(`Download of ${title} is done: ${file}`);
      await this.options.arrived(file, build);
    } catch (error) {
      if (isAbort(error) || controller.signal.aborted) {
        this.#all.delete(key);
        this.options.log(`Download of ${title} is paused.`);
        return;
      }
      entry.failure = toGlimpseError(error);
      this.options.log(`Download of ${title} failed: ${entry.failure.message}`);
      void this.#failed(build, entry.failure);
    }
  }

  /** Somebody pressed Cancel: what came is kept unless they say otherwise, and nobody has to answer. */
  async #paused(build: Build): Promise<void> {
    const key = keyOf(build);
    await this.#running.get(key)?.ended;
    const { unfinished } = await this.options.store.list();
    const left = unfinished.find(({ id, quantization }) => `${id}:${quantization}` === key);
    if (!left) return;
    const [resume, remove] = [l10n.t('Resume'), l10n.t('Delete What Came')];
    const answer = await window.showInformationMessage(
      l10n.t('The download of {0} is paused; {1} are kept.', buildTitle(build), bytes(left.received)),
      resume,
      remove,
    );
    if (answer === resume) void this.start(build);
    else if (answer === remove) await this.cancel(key);
  }

  async #failed(build: Build, failure: GlimpseError): Promise<void> {
    const again = l10n.t('Try Again');
    const [token, page] = [l10n.t('Set Token...'), l10n.t('Open Page')];
    const settings = /\bglimpse\.\w+/.exec(failure.message)?.[0];
    const open = l10n.t('Open Settings');
    const { repository } = build.model;
    const remedies = failure.kind === 'hub-token' && repository ? [token, page] : settings ? [open] : [];
    const answer = await window.showErrorMessage(failure.message, ...remedies, again);
    if (answer === again) void this.start(build);
    else if (answer === token) await commands.executeCommand('glimpse.models.setToken');
    else if (answer === page && repository) await env.openExternal(Uri.parse(licencePage(repository), true));
    else if (answer === open && settings) {
      const { openSettings } = await import('./model-commands.ts');
      await openSettings(settings);
    }
  }
}

/** `Qwen3-VL 2B Instruct Q4_K_M (1.6 GB)` */
export function buildWords(build: Build): string {
  const size = downloadSize(build);
  return size === undefined ? buildTitle(build) : l10n.t('{0} ({1})', buildTitle(build), bytes(size));
}
