import { type Box, bottom, grown, right } from '../image/box.ts';
import type { Pixels } from '../image/picture.ts';

/** A view is so many cells wide and high, each of red, green and blue. */
export const SIDE = 32;
/** How many numbers the two views of a candidate are. */
export const VIEWS = 2 * SIDE * SIDE * 3;
/** What is seen around the box itself: CSS pixels, and this share of its shorter side. */
const RIM = { least: 2, share: 0.08 };
/** What is seen of the surroundings: as much as the shorter side of the box, within these, CSS pixels. */
const AROUND = { least: 24, most: 64 };

/** What a net sees of the boxes on a picture. */
export class Views {
  private readonly sums: Sums;

  /** `scale`: device pixels in a CSS pixel. */
  constructor(
    pixels: Pixels,
    private readonly scale: number,
  ) {
    this.sums = new Sums(pixels);
  }

  /**
   * Two views of each box, one after the other, 0..255: the box alone, and the box with what is around it. Both are stretched
   * to a square; a cell is the mean of the pixels that it covers.
   */
  of(boxes: readonly Box[]): Uint8Array {
    const { sums, scale } = this;
    const views = new Uint8Array(boxes.length * VIEWS);
    for (const [i, box] of boxes.entries()) {
      const short = Math.min(box.width, box.height);
      const rim = RIM.least * scale + RIM.share * short;
      const around = Math.min(AROUND.most * scale, Math.max(AROUND.least * scale, short));
      sums.look(grown(box, rim), views.subarray(i * VIEWS, i * VIEWS + VIEWS / 2));
      sums.look(grown(box, around), views.subarray(i * VIEWS + VIEWS / 2, (i + 1) * VIEWS));
    }
    return views;
  }
}

/** Sums of all pixels above and to the left, modulo 2 ** 32: the mean of any rectangle costs four look-ups a channel. */
class Sums {
  private readonly width: number;
  private readonly height: number;
  private readonly sums: Uint32Array;

  constructor({ width, height, rgb }: Pixels) {
    this.width = width;
    this.height = height;
    const stride = 3 * (width + 1);
    this.sums = new Uint32Array(stride * (height + 1));
    const { sums } = this;
    for (let y = 0, p = 0; y < height; y++) {
      let [red, green, blue] = [0, 0, 0];
      for (let x = 0, s = (y + 1) * stride + 3; x < width; x++, p += 3, s += 3) {
        red += rgb[p];
        green += rgb[p + 1];
        blue += rgb[p + 2];
        sums[s] = sums[s - stride] + red;
        sums[s + 1] = sums[s + 1 - stride] + green;
        sums[s + 2] = sums[s + 2 - stride] + blue;
      }
    }
  }

  /** The picture goes on beyond its edges as it is there. */
  look(box: Box, view: Uint8Array): void {
    const columns = edgesOf(box.x, right(box), this.width);
    const rows = edgesOf(box.y, bottom(box), this.height);
    const { sums } = this;
    const stride = 3 * (this.width + 1);
    let v = 0;
    for (let j = 0; j < 2 * SIDE; j += 2) {
      const [top, low] = [rows[j] * stride, rows[j + 1] * stride];
      for (let i = 0; i < 2 * SIDE; i += 2) {
        const [left, end] = [3 * columns[i], 3 * columns[i + 1]];
        const count = ((low - top) / stride) * ((end - left) / 3);
        for (let c = 0; c < 3; c++) {
          const sum = sums[low + end + c] - sums[top + end + c] - sums[low + left + c] + sums[top + left + c];
          view[v++] = (sum >>> 0) / count;
        }
      }
    }
  }
}

/** From where to where each cell reaches along one axis, in whole pixels, at least one. */
function edgesOf(from: number, to: number, limit: number): Int32Array {
  const edges = new Int32Array(2 * SIDE);
  for (let i = 0; i < SIDE; i++) {
    const start = Math.max(0, Math.min(limit - 1, Math.floor(from + (i * (to - from)) / SIDE + 0.5)));
    const end = Math.min(limit, Math.floor(from + ((i + 1) * (to - from)) / SIDE + 0.5));
    edges[2 * i] = start;
    edges[2 * i + 1] = Math.max(start + 1, end);
  }
  return edges;
}
