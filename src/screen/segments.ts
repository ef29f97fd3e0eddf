import type { Box } from '../image/box.ts';
import type { Pixels } from '../image/picture.ts';

/** Neighbours join when no channel differs by more: lets gradients and soft shadows flow, stops at any edge of ink. */
const TOLERANCE = 3;

export type Rgb = readonly [red: number, green: number, blue: number];

/** A picture cut into connected areas of flat (or slowly changing) colour, numbered from 0 in reading order. */
export class Segmentation {
  /** How many segments there are. A photo has a million: all is kept in flat arrays. */
  readonly count: number;
  /** Pixels in each segment. */
  readonly area: Int32Array;
  private readonly edges: Int32Array;
  private readonly colors: Uint8Array;

  /** `labels`: for each pixel the number of its segment, all of 0..count-1. */
  constructor(
    readonly pixels: Pixels,
    readonly labels: Int32Array,
    count: number,
    readonly width = pixels.width,
    readonly height = pixels.height,
  ) {
    this.count = count;
    this.area = new Int32Array(count);
    this.edges = new Int32Array(count * 4);
    this.colors = new Uint8Array(count * 3);
    const { area, edges, colors } = this;
    const { rgb } = pixels;
    const sums = new Float64Array(count * 3);
    for (let s = 0; s < count; s++) {
      edges[s * 4] = width;
      edges[s * 4 + 1] = height;
      edges[s * 4 + 2] = -1;
      edges[s * 4 + 3] = -1;
    }
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        const s = labels[i];
        const from = x;
        let [red, green, blue] = [rgb[i * 3], rgb[i * 3 + 1], rgb[i * 3 + 2]];
        // Run by run: most pixels go on with the segment of the one before.
        for (; x + 1 < width && labels[i + 1] === s; x++, i++) {
          red += rgb[i * 3 + 3];
          green += rgb[i * 3 + 4];
          blue += rgb[i * 3 + 5];
        }
        const e = s * 4;
        if (from < edges[e]) edges[e] = from;
        if (y < edges[e + 1]) edges[e + 1] = y;
        if (x > edges[e + 2]) edges[e + 2] = x;
        edges[e + 3] = y;
        area[s] += x + 1 - from;
        sums[s * 3] += red;
        sums[s * 3 + 1] += green;
        sums[s * 3 + 2] += blue;
      }
    }
    for (let s = 0, k = 0; s < count; s++) {
      for (const end = k + 3; k < end; k++) colors[k] = Math.round(sums[k] / area[s]);
    }
  }

  /** Bounding box of a segment, pixels. */
  box(s: number): Box {
    const { edges } = this;
    const [x, y] = [edges[s * 4], edges[s * 4 + 1]];
    return { x, y, width: edges[s * 4 + 2] - x + 1, height: edges[s * 4 + 3] - y + 1 };
  }

  /** Mean colour of a segment. */
  color(s: number): Rgb {
    return [this.colors[s * 3], this.colors[s * 3 + 1], this.colors[s * 3 + 2]];
  }

  /** The same as one number, for those who ask for all of them: 0xrrggbb. */
  packedColor(s: number): number {
    return (this.colors[s * 3] << 16) | (this.colors[s * 3 + 1] << 8) | this.colors[s * 3 + 2];
  }

  /** The largest difference of any channel between two segments, 0..255. */
  distance(a: number, b: number): number {
    const { colors } = this;
    return Math.max(
      Math.abs(colors[a * 3] - colors[b * 3]),
      Math.abs(colors[a * 3 + 1] - colors[b * 3 + 1]),
      Math.abs(colors[a * 3 + 2] - colors[b * 3 + 2]),
    );
  }

  /** The segment at a pixel; undefined outside of the picture. */
  at(x: number, y: number): number | undefined {
    return x < 0 || y < 0 || x >= this.width || y >= this.height ? undefined : this.labels[y * this.width + x];
  }
}

/** Labels in two passes with union-find, 4-connected. About 60 ms for 1440x900 on one core. */
export function segment(pixels: Pixels): Segmentation {
  const { width, height, rgb } = pixels;
  const labels = new Int32Array(width * height);
  const parent = new Int32Array(width * height);
  let provisional = 0;
  const find = (label: number): number => {
    let root = label;
    while (parent[root] !== root) root = parent[root];
    while (parent[label] !== root) {
      const next = parent[label];
      parent[label] = root;
      label = next;
    }
    return root;
  };
  const similar = (p: number, q: number): boolean => {
    const red = rgb[p] - rgb[q];
    const green = rgb[p + 1] - rgb[q + 1];
    const blue = rgb[p + 2] - rgb[q + 2];
    return (
      red <= TOLERANCE &&
      red >= -TOLERANCE &&
      green <= TOLERANCE &&
      green >= -TOLERANCE &&
      blue <= TOLERANCE &&
      blue >= -TOLERANCE
    );
  };
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const p = i * 3;
      const left = x > 0 && similar(p, p - 3) ? labels[i - 1] : -1;
      // Inside an area, where most pixels are: the one above adds nothing.
      if (left >= 0 && y > 0 && labels[i - width] === left) {
        labels[i] = left;
        continue;
      }
      const above = y > 0 && similar(p, p - 3 * width) ? labels[i - width] : -1;
      if (left < 0 && above < 0) {
        labels[i] = provisional;
        parent[provisional] = provisional++;
      } else if (left < 0 || above < 0 || left === above) {
        labels[i] = Math.max(left, above);
      } else {
        const a = find(left);
        const b = find(above);
        if (a !== b) parent[Math.max(a, b)] = Math.min(a, b);
        labels[i] = Math.min(a, b);
      }
    }
  }
  // Roots come before all that joined them: one pass numbers the segments without gaps.
  let count = 0;
  for (let label = 0; label < provisional; label++) {
    const root = parent[label];
    parent[label] = root === label ? count++ : parent[root];
  }
  for (let i = 0; i < labels.length; i++) labels[i] = parent[labels[i]];
  return new Segmentation(pixels, labels, count);
}

/** The largest difference of any channel, 0..255. */
export function colorDistance(a: Rgb, b: Rgb): number {
  return Math.max(Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1]), Math.abs(a[2] - b[2]));
}

/** How far a colour is from grey: the largest channel less the smallest, 0..255. */
export const saturation = (c: Rgb): number => Math.max(c[0], c[1], c[2]) - Math.min(c[0], c[1], c[2]);

/** Perceived brightness 0..255 (ITU-R BT.601). */
export const luma = (c: Rgb): number => 0.299 * c[0] + 0.587 * c[1] + 0.114 * c[2];
