import { type Disposable, EventEmitter, type Memento } from 'vscode';
import { bytes } from '../host/gguf.ts';
import { type Build, buildTitle, downloadSize } from '../models/catalog.ts';
import type { ModelState } from '../protocol.ts';
import { downloadWords } from './download-words.ts';
import { keyOf } from './downloads.ts';
import type { ModelFits } from './model-fits.ts';
import type { Models } from './models.ts';

/** Where it is kept that somebody doesn't want to be offered a model any more. */
const DISMISSED = 'glimpse.model.offer.dismissed';

/** What there is to say while no model is chosen: one that is on its way, or one that could be. */
export class ModelOffer implements Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #listening: Disposable[];
  #recommended: Build | undefined;
  /** Bytes that came of the recommended one before. */
  #received = 0;
  #isLooking = false;
  /** Whether something has changed since it looked. */
  #again = false;

  constructor(
    private readonly models: Models,
    private readonly fits: ModelFits,
    private readonly memory: Memento,
  ) {
    this.#listening = [
      models.downloads.onDidChange(() => {
        this.#changed.fire();
        // One that was paused can be gone on with.
        if (!models.downloads.all.some(({ failure }) => !failure)) void this.#look();
      }),
      models.onDidChange(() => void this.#look()),
      fits.onDidChange(() => void this.#look()),
    ];
  }

  dispose(): void {
    for (const each of this.#listening) each.dispose();
    this.#changed.dispose();
  }

  /** For a page: which model is offered comes later, where it is not known yet. */
  get state(): ModelState {
    const download = this.models.downloads.all.find(({ failure }) => failure === undefined);
    if (download) {
      const { progress, build } = download;
      const share = progress?.total ? progress.received / progress.total : undefined;
      return {
        state: 'downloading',
        name: buildTitle(build),
        ...(share !== undefined && { progress: share }),
        ...(progress && { detail: downloadWords(progress) }),
      };
    }
    if (this.isDismissed) return { state: 'none' };
    if (!this.#recommended) {
      void this.#look();
      return { state: 'none' };
    }
    const size = downloadSize(this.#recommended);
    return {
      state: 'none',
      offer: {
        title: buildTitle(this.#recommended),
        ...(size !== undefined && { size: bytes(size) }),
        ...(this.#received > 0 && { received: bytes(this.#received) }),
      },
    };
  }

  get isDismissed(): boolean {
    return this.memory.get(DISMISSED) === true;
  }

  /** Never again. */
  async dismiss(): Promise<void> {
    await this.memory.update(DISMISSED, true);
    this.#changed.fire();
  }

  /** Downloads what is offered. */
  async accept(): Promise<void> {
    const build = this.#recommended ?? (await this.fits.recommended());
    if (build) void this.models.downloads.start(build);
  }

  async #look(): Promise<void> {
    if (this.isDismissed) return;
    this.#again = true;
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      while (this.#again) {
        this.#again = false;
        const build = await this.fits.recommended();
        const { unfinished } = await this.models.onDisk();
        const left = build && unfinished.find(({ id, quantization }) => `${id}:${quantization}` === keyOf(build));
        const received = left?.received ?? 0;
        if (build === this.#recommended && received === this.#received) continue;
        [this.#recommended, this.#received] = [build, received];
        this.#changed.fire();
      }
    } finally {
      this.#isLooking = false;
    }
  }
}
