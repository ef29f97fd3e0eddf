import type { Box } from '../image/box.ts';
import type { Pixels } from '../image/picture.ts';
import type { Blob } from './blobs.ts';
import type { Element } from './element.ts';
import { type Rgb, saturation } from './segments.ts';
import type { Shape } from './shapes.ts';
import type { ScreenLine } from './text.ts';

/** What the stages before have seen. */
export interface Sight {
  width: number;
  height: number;
  pixels: Pixels;
  lines: readonly ScreenLine[];
  shapes: readonly Shape[];
  blobs: readonly Blob[];
  /** Straight lines: under a field, beside a tab. */
  rules: readonly Box[];
  /** The colour at a pixel; undefined outside of the picture. */
  at: (x: number, y: number) => Rgb | undefined;
  /** Colour of the ink of a line. */
  inkOf: (line: ScreenLine) => Rgb;
  background: Rgb;
  /** Device pixels in a CSS pixel, about. */
  scale: number;
  /** By hand. */
  drawn: boolean;
}

/** An element before it has its number and its place in the tree. */
export type Draft = Omit<Element, 'id' | 'source' | 'interactive' | 'parent'>;

/** A heading's letters are larger than those of most text by this factor. */
export const HEADING = 1.18;

/** The size that most text has, pixels to the em; undefined where there is none. */
export function bodySize(lines: readonly ScreenLine[]): number | undefined {
  const sizes = lines.map(({ em }) => em).sort((a, b) => a - b);
  return sizes[sizes.length >> 1];
}

/** Whether a colour is one, rather than a grey or a tint. */
export const isVivid = (color: Rgb): boolean => saturation(color) > 60;

/** Whether a colour is that of links since there are any. */
export const isBlue = (color: Rgb): boolean => isVivid(color) && color[2] > color[0] + 40 && color[2] >= color[1];
