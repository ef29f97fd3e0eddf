import { annotatedPng } from '../image/annotate.ts';
import type { Box } from '../image/box.ts';
import { cropPixels, cropPng } from '../image/crop.ts';
import { displayable } from '../image/display.ts';
import { fitPixels } from '../image/fit.ts';
import type { FitOptions, FittedImage } from '../image/fitted.ts';
import { decodePixels, openPicture } from '../image/load.ts';
import type { Picture, Pixels, RgbaPixels } from '../image/picture.ts';
import { thumbnailPng } from '../image/thumbnail.ts';
import type { ThumbnailSize } from '../image/thumbnail-size.ts';
import { type Element, hueOf, isUnsure, type ScreenEvent } from '../screen/element.ts';
import { type Paint, type PaintedArea, paintOf } from '../screen/paint.ts';
import type { ScreenParser } from '../screen/parse.ts';
import { type TextColors, textColors } from '../screen/text-colors.ts';
import type { Displayable, OpenOptions, PictureWorker, PixelOptions } from './api.ts';
import { Turns } from './turns.ts';

/** Decoded pixels are kept for the next request up to this size: a picture of 22 megapixels. */
const KEPT_BYTES = 64 * 1024 * 1024;

/** Works in this process: for the terminal, for tests, and inside the child process of `ProcessWorker`. */
export class LocalWorker implements PictureWorker {
  private parser: Promise<ScreenParser> | undefined;
  private kept: { key: string; pixels: Promise<Pixels> } | undefined;
  private readonly parses = new Turns();
  private readonly running = new Set<Promise<unknown>>();

  /** `weights`: the folder with the weights of the OCR, ending in a slash. */
  constructor(private readonly options: { weights: URL }) {}

  open(data: Uint8Array, options: OpenOptions): Promise<Picture> {
    return this.track(openPicture(data, options));
  }

  /** One at a time, in the order of the calls: two parses would need twice the memory and take as long. */
  async *parse(picture: Picture, options: PixelOptions = {}): AsyncGenerator<ScreenEvent> {
    const { signal } = options;
    signal?.throwIfAborted();
    yield { type: 'phase', phase: 'decode' };
    const done = await this.parses.take(signal);
    try {
      const pixels = await this.decode(picture, options);
      this.parser ??= this.loadParser();
      const parser = await this.parser;
      yield* parser.parse(pixels, { signal });
    } finally {
      done();
    }
  }

  annotate(picture: Picture, elements: readonly Element[], options: PixelOptions = {}): Promise<Uint8Array> {
    const marked = elements.map((element) => ({
      hue: hueOf(element.role),
      box: element.box,
      unsure: isUnsure(element),
    }));
    return this.track(annotatedPng(picture, marked, options));
  }

  async paint(picture: Picture, areas: readonly PaintedArea[], options: PixelOptions = {}): Promise<Paint[]> {
    options.signal?.throwIfAborted();
    return this.track(this.decode(picture, options).then((pixels) => paintOf(pixels, areas)));
  }

  async display(picture: Picture, options: PixelOptions = {}): Promise<Displayable> {
    options.signal?.throwIfAborted();
    return this.track(displayable(picture, () => this.decode(picture, options)));
  }

  async fit(picture: Picture, options: FitOptions & PixelOptions): Promise<FittedImage[]> {
    options.signal?.throwIfAborted();
    return this.track(this.decode(picture, options).then((pixels) => fitPixels(pixels, options, options.signal)));
  }

  pixels(picture: Picture, box: Box, { signal }: { signal?: AbortSignal } = {}): Promise<RgbaPixels> {
    return this.track(cropPixels(picture, box, signal));
  }

  crop(picture: Picture, box: Box, { signal }: { signal?: AbortSignal } = {}): Promise<Uint8Array> {
    return this.track(cropPng(picture, box, signal));
  }

  async textColors(
    picture: Picture,
    lines: readonly Box[],
    options: PixelOptions = {},
  ): Promise<TextColors | undefined> {
    options.signal?.throwIfAborted();
    const pixels = await this.track(this.decode(picture, options));
    return textColors(pixels, lines);
  }

  async thumbnail(picture: Picture, size: ThumbnailSize, options: PixelOptions = {}): Promise<Uint8Array> {
    options.signal?.throwIfAborted();
    return this.track(this.decode(picture, options).then((pixels) => thumbnailPng(pixels, size)));
  }

  async dispose(): Promise<void> {
    await Promise.allSettled([...this.running, this.parses.take().then((done) => done())]);
    this.kept = undefined;
    const parser = await this.parser?.catch(() => undefined);
    this.parser = undefined;
    await parser?.dispose();
  }

  /** Panel, parser and model ask for the same picture at nearly the same time: it is decoded once. */
  private async decode(picture: Picture, { background, signal }: PixelOptions): Promise<Pixels> {
    const key = `${picture.info.sha256} ${background}`;
    if (this.kept?.key !== key) {
      const kept = { key, pixels: decodePixels(picture, { background }) };
      this.kept = kept;
      const drop = (): void => {
        if (this.kept === kept) this.kept = undefined;
      };
      kept.pixels.then((pixels) => pixels.rgb.byteLength > KEPT_BYTES && drop(), drop);
    }
    const pixels = await this.kept.pixels;
    signal?.throwIfAborted();
    return pixels;
  }

  private async loadParser(): Promise<ScreenParser> {
    const { ScreenParser } = await import('../screen/parse.ts');
    return new ScreenParser(this.options.weights);
  }

  private async track<T>(work: Promise<T>): Promise<T> {
    this.running.add(work);
    try {
      return await work;
    } finally {
      this.running.delete(work);
    }
  }
}
