import { createHash } from 'node:crypto';
import type { Box } from '../image/box.ts';
import type { ImageLimits, RgbaPixels } from '../image/picture.ts';
import type { Element } from '../screen/element.ts';
import type { TextColors } from '../screen/text-colors.ts';
import type { PictureWorker } from '../worker/api.ts';
import type { Archive, Opened } from './archive.ts';

/** Where a session's picture comes from, and how to treat it; asked anew each time, never remembered. */
export interface PictureSource {
  readonly uri: string;
  /** The file's name without its folder. */
  readonly name: string;
  /** Whether only Glimpse keeps the file, until the user saves it elsewhere. */
  readonly isKept?: boolean;
  /** The whole file; throws a `GlimpseError` that says why not. */
  read(): Promise<Uint8Array>;
  limits(): ImageLimits;
  /** What transparent pixels lie on, `#rrggbb`. */
  background(): string;
}

interface Surroundings {
  worker: PictureWorker;
  archive: Archive | undefined;
  /** Ends whatever the worker does. */
  signal: AbortSignal;
  /** The picture is there, or there anew. */
  onOpened(opened: Opened): void;
}

/** The picture of a session: its file is read once, and the worker makes of it what is wanted. */
export class SessionPicture {
  #opening: Promise<Opened> | undefined;
  #opened: Opened | undefined;

  constructor(
    private from: PictureSource,
    private readonly around: Surroundings,
  ) {}

  get source(): PictureSource {
    return this.from;
  }

  /** As it was opened last; undefined: not yet. */
  get opened(): Opened | undefined {
    return this.#opened;
  }

  /** The picture itself; throws a `GlimpseError` that says why there is none. */
  open(): Promise<Opened> {
    if (!this.#opening) {
      const opening = this.#read();
      this.#opening = opening;
      opening.then(
        (opened) => {
          if (this.#opening !== opening) return;
          this.#opened = opened;
          this.around.onOpened(opened);
        },
        () => {
          if (this.#opening === opening) this.#opening = undefined; // so that trying again reads again
        },
      );
    }
    return this.#opening;
  }

  /** Its file, as it was read last; throws like `open`. */
  async data(): Promise<Uint8Array> {
    return (await this.open()).picture.data;
  }

  async #read(): Promise<Opened> {
    const { worker, archive, signal } = this.around;
    const { name } = this.from;
    const data = await this.from.read();
    const background = this.from.background();
    const known = await archive?.open(data, name, background);
    if (known) return known;
    const picture = await worker.open(data, { name, limits: this.from.limits(), signal });
    return { picture, shown: await worker.display(picture, { background, signal }) };
  }

  /** Lets `open` read the file anew where it is another now; gives whether it is. */
  async renew(): Promise<boolean> {
    // A file that is gone or still being written: what is shown stays, and another change will follow.
    const data = await this.from.read().catch(() => undefined);
    if (!data || this.around.signal.aborted) return false;
    if (createHash('sha256').update(data).digest('hex') === this.#opened?.picture.info.sha256) return false;
    this.#opening = undefined;
    return true;
  }

  /** From now on it lies in another file, which is the same. */
  move(source: PictureSource): void {
    this.from = source;
    if (!this.#opened) return;
    const { picture, shown } = this.#opened;
    const info = { ...picture.info, name: source.name };
    this.#opened = { picture: { ...picture, info }, shown };
    this.#opening = Promise.resolve(this.#opened);
  }

  /** As a PNG with `elements` drawn over it. */
  async annotated(elements: readonly Element[]): Promise<Uint8Array> {
    const { picture } = await this.open();
    const { worker, signal } = this.around;
    return worker.annotate(picture, elements, { background: this.from.background(), signal });
  }

  /** Its own pixels in `box`. */
  async pixels(box: Box): Promise<RgbaPixels> {
    const { picture } = await this.open();
    return this.around.worker.pixels(picture, box, { signal: this.around.signal });
  }

  /** The same as a PNG. */
  async crop(box: Box): Promise<Uint8Array> {
    const { picture } = await this.open();
    return this.around.worker.crop(picture, box, { signal: this.around.signal });
  }

  /** The colours of the text in `lines`; undefined where no text stands out. */
  async textColors(lines: readonly Box[]): Promise<TextColors | undefined> {
    const { picture } = await this.open();
    const { worker, signal } = this.around;
    return worker.textColors(picture, lines, { background: this.from.background(), signal });
  }
}
