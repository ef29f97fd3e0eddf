import type { Box } from '../image/box.ts';
import type { FitOptions, FittedImage } from '../image/fitted.ts';
import type { ImageLimits, Picture, RgbaPixels } from '../image/picture.ts';
import type { ThumbnailSize } from '../image/thumbnail-size.ts';
import type { Element, ScreenEvent } from '../screen/element.ts';
import type { Paint, PaintedArea } from '../screen/paint.ts';
import type { TextColors } from '../screen/text-colors.ts';

export interface OpenOptions {
  /** The file's name without its folder. */
  name: string;
  limits?: ImageLimits;
  signal?: AbortSignal;
}

/** For everything that decodes. */
export interface PixelOptions {
  /** What transparent pixels lie on, `#rrggbb`; white by default. */
  background?: string;
  signal?: AbortSignal;
}

/** Bytes that every browser can show, of exactly the pixels that were parsed. */
export interface Displayable {
  data: Uint8Array;
  mediaType: string;
}

/**
 * All work on pixels, behind one interface with two implementations: `LocalWorker` runs it in this process (terminal,
 * tests, and the child process itself), `ProcessWorker` in a child process (extension), so that no native module is
 * ever loaded into the extension host.
 *
 * Every method throws a `GlimpseError` that says what is wrong, or the signal's AbortError.
 */
export interface PictureWorker {
  /** Checks `data` from its first bytes and header: format, limits, size. Decodes nothing. */
  open(data: Uint8Array, options: OpenOptions): Promise<Picture>;
  /** The screen parser: elements and text, first a partial screen of regions, then more as text is read. */
  parse(picture: Picture, options?: PixelOptions): AsyncIterable<ScreenEvent>;
  /** A PNG of the picture's own size with boxes and numbers drawn over it. */
  annotate(picture: Picture, elements: readonly Element[], options?: PixelOptions): Promise<Uint8Array>;
  /** How parts of the picture are painted, in the order of `areas`. */
  paint(picture: Picture, areas: readonly PaintedArea[], options?: PixelOptions): Promise<Paint[]>;
  /** For the panel: the file's own bytes where a browser shows the same pixels, else a PNG. */
  display(picture: Picture, options?: PixelOptions): Promise<Displayable>;
  /** The picture, or its parts, as a model is shown it: within a budget of visual tokens. */
  fit(picture: Picture, options: FitOptions & PixelOptions): Promise<FittedImage[]>;
  /** The pixels of a part of the picture as the file has them, transparency too; `box` in pixels of the picture. */
  pixels(picture: Picture, box: Box, options?: { signal?: AbortSignal }): Promise<RgbaPixels>;
  /** The same as a PNG. */
  crop(picture: Picture, box: Box, options?: { signal?: AbortSignal }): Promise<Uint8Array>;
  /** The colours of the text in `lines`, boxes of lines of one kind; undefined where no text stands out. */
  textColors(picture: Picture, lines: readonly Box[], options?: PixelOptions): Promise<TextColors | undefined>;
  /** A small PNG of the picture. */
  thumbnail(picture: Picture, size: ThumbnailSize, options?: PixelOptions): Promise<Uint8Array>;
  /** Waits for what is running, then frees everything. */
  dispose(): Promise<void>;
}
