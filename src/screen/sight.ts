import type { Blob } from './blobs.ts';
import type { Element } from './element.ts';
import type { Rgb } from './segments.ts';
import type { Shape } from './shapes.ts';
import type { ScreenLine } from './text.ts';

/** What the stages before have seen. */
export interface Sight {
  lines: readonly ScreenLine[];
  shapes: readonly Shape[];
  blobs: readonly Blob[];
  /** Colour of the ink of a line. */
  inkOf: (line: ScreenLine) => Rgb;
  background: Rgb;
  /** Device pixels in a CSS pixel, about. */
  scale: number;
}

/** An element before it has its number and its place in the tree. */
export type Draft = Omit<Element, 'id' | 'source' | 'interactive' | 'parent'>;

/** Whether a colour is one, rather than a grey or a tint. */
export const isVivid = (color: Rgb): boolean => Math.max(...color) - Math.min(...color) > 60;
