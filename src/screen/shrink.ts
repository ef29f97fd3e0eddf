import type { Box } from '../image/box.ts';
import type { Pixels } from '../image/picture.ts';
import type { Screen } from './element.ts';

/** Larger pictures are parsed at a half, a third, ... of their size: in half a minute rather than in minutes. */
const MAX_PIXELS = 24_000_000;

/** By which whole number a picture of this size is divided before it is parsed; 1 for all but the largest. */
export const shrinkFactor = (width: number, height: number): number =>
  Math.ceil(Math.sqrt((width * height) / MAX_PIXELS));

/** Every pixel the mean of `factor` x `factor`; what is left over at the right and the bottom counts as it is. */
export function shrink({ width, height, rgb }: Pixels, factor: number): Pixels {
  const columns = Math.ceil(width / factor);
  const rows = Math.ceil(height / factor);
  const small = new Uint8Array(columns * rows * 3);
  const sums = new Float64Array(columns * 3);
  for (let row = 0; row < rows; row++) {
    sums.fill(0);
    const bottom = Math.min(height, (row + 1) * factor);
    for (let y = row * factor; y < bottom; y++) {
      for (let x = 0, p = y * width * 3; x < width; x++, p += 3) {
        const q = Math.floor(x / factor) * 3;
        sums[q] += rgb[p];
        sums[q + 1] += rgb[p + 1];
        sums[q + 2] += rgb[p + 2];
      }
    }
    for (let column = 0; column < columns; column++) {
      const cell = (Math.min(width, (column + 1) * factor) - column * factor) * (bottom - row * factor);
      for (let c = 0; c < 3; c++) small[(row * columns + column) * 3 + c] = sums[column * 3 + c] / cell + 0.5;
    }
  }
  return { width: columns, height: rows, rgb: small };
}

/** A screen of a shrunken picture in pixels of the original, which is `width` x `height`. */
export function enlarge(screen: Screen, factor: number, { width, height }: Pixels): Screen {
  const back = <T extends { box: Box }>(thing: T): T => {
    const x = thing.box.x * factor;
    const y = thing.box.y * factor;
    const box = {
      x,
      y,
      width: Math.min(thing.box.width * factor, width - x),
      height: Math.min(thing.box.height * factor, height - y),
    };
    return { ...thing, box };
  };
  return { ...screen, width, height, elements: screen.elements.map(back), lines: screen.lines.map(back) };
}
