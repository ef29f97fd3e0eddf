import type { Box } from '../image/box.ts';
import type { Blob } from './blobs.ts';
import type { Element } from './element.ts';
import type { Rgb } from './segments.ts';
import type { Shape } from './shapes.ts';
import type { ScreenLine } from './text.ts';

/** What the stages before have seen. */
export interface Sight {
  width: number;
  height: number;
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

/** Whether a colour is one, rather than a grey or a tint. */
export const isVivid = (color: Rgb): boolean => Math.max(...color) - Math.min(...color) > 60;
