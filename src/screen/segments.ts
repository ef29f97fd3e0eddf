import type { Box } from '../image/box.ts';
import type { Pixels } from '../image/picture.ts';

/** Neighbours join when no channel differs by more: lets gradients and soft shadows flow, stops at any edge of ink. */
const TOLERANCE = 3;

/** A connected area of (slowly changing) colour. */
export interface Segment {
  readonly box: Box;
  /** Pixels in it. */
  readonly area: number;
  /** Mean colour. */
  readonly color: Rgb;
}

export type Rgb = readonly [red: number, green: number, blue: number];

export interface Segmentation {
  readonly width: number;
  readonly height: number;
  /** For each pixel the index of its segment. */
  readonly labels: Int32Array;
  readonly segments: readonly Segment[];
}

/**
 * Cuts a picture into connected areas of flat colour: two-pass labelling with union-find, 4-connected.
 * About 60 ms for 1440x900 on one core.
 */
export function segment({ width, height, rgb }: Pixels): Segmentation {
  const labels = new Int32Array(width * height);
  const parent: number[] = [];
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
      const above = y > 0 && similar(p, p - 3 * width) ? labels[i - width] : -1;
      if (left < 0 && above < 0) {
        labels[i] = parent.length;
        parent.push(parent.length);
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

  // Provisional labels -> dense segment numbers, in order of their first pixel.
  const dense = new Int32Array(parent.length);
  let count = 0;
  for (let label = 0; label < parent.length; label++) {
    const root = find(label);
    dense[label] = root === label ? count++ : dense[root];
  }
  const left = new Int32Array(count).fill(width);
  const top = new Int32Array(count).fill(height);
  const right = new Int32Array(count).fill(-1);
  const bottom = new Int32Array(count).fill(-1);
  const area = new Int32Array(count);
  const sums = new Float64Array(count * 3);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const s = dense[labels[i]];
      labels[i] = s;
      if (x < left[s]) left[s] = x;
      if (x > right[s]) right[s] = x;
      if (y < top[s]) top[s] = y;
      if (y > bottom[s]) bottom[s] = y;
      area[s]++;
      sums[s * 3] += rgb[i * 3];
      sums[s * 3 + 1] += rgb[i * 3 + 1];
      sums[s * 3 + 2] += rgb[i * 3 + 2];
    }
  }
  const segments: Segment[] = [];
  for (let s = 0; s < count; s++) {
    segments.push({
      box: { x: left[s], y: top[s], width: right[s] - left[s] + 1, height: bottom[s] - top[s] + 1 },
      area: area[s],
      color: [sums[s * 3] / area[s], sums[s * 3 + 1] / area[s], sums[s * 3 + 2] / area[s]],
    });
  }
  return { width, height, labels, segments };
}

/** The largest difference of any channel, 0..255. */
export function colorDistance(a: Rgb, b: Rgb): number {
  return Math.max(Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1]), Math.abs(a[2] - b[2]));
}

/** Perceived brightness 0..255 (ITU-R BT.601). */
export const luma = (c: Rgb): number => 0.299 * c[0] + 0.587 * c[1] + 0.114 * c[2];
