import { type Box, bottom, right } from '../image/box.ts';
import type { Pixels } from '../image/picture.ts';
import { luma } from './segments.ts';

/** How far beyond the detected box what lies behind a line is looked at, as a share of its height. */
const AROUND = 0.3;
/** Ink differs from the middle of what is behind it by this much at least, 0..255. */
const MIN_CONTRAST = 70;
/** Of a line's box no more is ink. */
const MAX_INK = 0.45;

/** Where a line's ink lies: pixels of `box`, row by row, 1 for ink. */
export interface InkMask {
  box: Box;
  mask: Uint8Array;
}

/**
 * The ink of a line on a gradient or a photo, where no flat colour lies behind it: what is far lighter, or far darker, than
 * the rim of its box. Undefined when that is nothing, or too much.
 */
export function contrastInk(detected: Box, { width, height, rgb }: Pixels): InkMask | undefined {
  const around = Math.max(2, AROUND * detected.height);
  const x0 = Math.max(0, Math.floor(detected.x - around));
  const y0 = Math.max(0, Math.floor(detected.y - around));
  const box = {
    x: x0,
    y: y0,
    width: Math.min(width, Math.ceil(right(detected) + around)) - x0,
    height: Math.min(height, Math.ceil(bottom(detected) + around)) - y0,
  };
  if (box.width <= 0 || box.height <= 0) return undefined;
  const light = new Float32Array(box.width * box.height);
  const rim: number[] = [];
  const inner: number[] = [];
  for (let y = 0, i = 0; y < box.height; y++) {
    for (let x = 0; x < box.width; x++, i++) {
      const p = 3 * ((box.y + y) * width + box.x + x);
      light[i] = luma([rgb[p], rgb[p + 1], rgb[p + 2]]);
      const isRim = y < 2 || y >= box.height - 2 || x < 2 || x >= box.width - 2;
      (isRim ? rim : inner).push(light[i]);
    }
  }
  if (inner.length === 0) return undefined;
  const behind = quantile(rim, 0.5);
  const [darkest, lightest] = [quantile(inner, 0.02), quantile(inner, 0.98)];
  const ink = lightest - behind > behind - darkest ? lightest : darkest;
  if (Math.abs(ink - behind) < MIN_CONTRAST) return undefined;
  const middle = (ink + behind) / 2;
  const isInk = (value: number) => (ink > behind ? value > middle : value < middle);
  // Where the rim is as light as the ink, it is no rim.
  if (rim.filter(isInk).length > 0.1 * rim.length) return undefined;
  const mask = Uint8Array.from(light, (value) => (isInk(value) ? 1 : 0));
  const count = mask.reduce((sum, value) => sum + value, 0);
  return count > MAX_INK * mask.length ? undefined : { box, mask };
}

function quantile(values: number[], share: number): number {
  const sorted = values.sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
