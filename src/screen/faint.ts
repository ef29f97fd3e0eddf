import { type Box, iou } from '../image/box.ts';
import { colorDistance, type Rgb, type Segmentation } from './segments.ts';
import type { Shape } from './shapes.ts';
import { rootOf } from './union-find.ts';

/** Shorter runs of one colour are letters and smoothing, pixels. */
const RUN = 8;
/** Smaller ones are not seen, pixels; larger ones are pages, as a share of the picture's side. */
const SIDE = { width: 20, height: 14, share: 0.9 };
/**
 * How far outside of the box to look, pixels, how much it differs there from the fill (0..255, largest channel), and on how
 * many sides it is one segment with it.
 */
const OUTSIDE = { reach: 4, contrast: 3, joined: 2 };
/** The share of each side that runs along the box: corners are round. */
const FLUSH = 0.5;
/** What is as alike is that shape (IoU). */
const SAME = 0.75;

interface Area {
  color: number;
  x0: number;
  x1: number;
  y0: number;
  y1: number;
  pixels: number;
  /** First and last pixel of each row. */
  left: number[];
  right: number[];
}

/**
 * Boxes that differ from what is behind them by a shade: the smoothing at their corners goes over into it so gently that both
 * are one segment. Runs of exactly one colour, joined from row to row, tell them apart; `shapes` are known already.
 */
export function faintShapes(segmentation: Segmentation, shapes: readonly Shape[]): Shape[] {
  const { width, height } = segmentation;
  const found: Shape[] = [];
  for (const { color, x0, x1, y0, y1, pixels, left, right } of flatAreas(segmentation)) {
    const box = { x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
    if (box.width < SIDE.width || box.height < SIDE.height) continue;
    if (box.width > SIDE.share * width || box.height > SIDE.share * height) continue;
    const flush = (side: number[], at: number) => side.filter((x) => Math.abs(x - at) <= 1).length / box.height;
    if (flush(left, x0) < FLUSH || flush(right, x1) < FLUSH) continue;
    if (right[0] - left[0] < FLUSH * box.width || right[box.height - 1] - left[box.height - 1] < FLUSH * box.width)
      continue;
    const fill: Rgb = [color >> 16, (color >> 8) & 255, color & 255];
    if (!standsOut(box, fill, segmentation) || shapes.some((shape) => iou(shape.box, box) > SAME)) continue;
    found.push({
      box,
      kind: 'rectangle',
      fill,
      edge: fill,
      bordered: false,
      parts: [],
      plain: pixels / (box.width * box.height),
    });
  }
  return found;
}

/**
 * Whether it is another colour on all four sides, though on some of them the same segment. A gradient is nearly the same a
 * few pixels further on.
 */
function standsOut({ x, y, width, height }: Box, fill: Rgb, segmentation: Segmentation): boolean {
  const { pixels, labels } = segmentation;
  const { reach, contrast, joined } = OUTSIDE;
  const [midX, midY] = [x + (width >> 1), y + (height >> 1)];
  const inside = labels[midY * pixels.width + x + 1];
  const sides = [
    [x - reach, midY],
    [x + width - 1 + reach, midY],
    [midX, y - reach],
    [midX, y + height - 1 + reach],
  ].filter(([u, v]) => u >= 0 && v >= 0 && u < pixels.width && v < pixels.height);
  const places = sides.map(([u, v]) => v * pixels.width + u);
  const colorAt = (i: number): Rgb => [pixels.rgb[3 * i], pixels.rgb[3 * i + 1], pixels.rgb[3 * i + 2]];
  return (
    places.every((i) => colorDistance(colorAt(i), fill) >= contrast) &&
    places.filter((i) => labels[i] === inside).length >= joined
  );
}

/** Areas of exactly one colour, as far as they are made of long runs: union-find over the runs. */
function flatAreas({ pixels: { rgb, width, height } }: Segmentation): Iterable<Area> {
  const runs: { from: number; to: number; y: number; color: number }[] = [];
  const parent: number[] = [];
  let above = 0;
  for (let y = 0, row = 0; y < height; y++, row += width) {
    const first = runs.length;
    for (let from = 0, to = 0; from < width; from = to) {
      const i = 3 * (row + from);
      const [red, green, blue] = [rgb[i], rgb[i + 1], rgb[i + 2]];
      to = from + 1;
      for (let j = i + 3; to < width && rgb[j] === red && rgb[j + 1] === green && rgb[j + 2] === blue; j += 3) to++;
      if (to - from < RUN) continue;
      const color = (red << 16) | (green << 8) | blue;
      const run = runs.push({ from, to, y, color }) - 1;
      parent.push(run);
      while (above < first && runs[above].to <= from) above++;
      for (let other = above; other < first && runs[other].from < to; other++) {
        if (runs[other].color === color) parent[rootOf(parent, run)] = rootOf(parent, other);
      }
    }
    above = first;
  }
  const areas = new Map<number, Area>();
  for (let i = 0; i < runs.length; i++) {
    const { from, to, y, color } = runs[i];
    const root = rootOf(parent, i);
    const known = areas.get(root);
    const area = known ?? { color, x0: from, x1: to, y0: y, y1: y, pixels: 0, left: [], right: [] };
    if (!known) areas.set(root, area);
    const at = y - area.y0;
    area.left[at] = Math.min(area.left[at] ?? from, from);
    area.right[at] = Math.max(area.right[at] ?? to, to);
    area.x0 = Math.min(area.x0, from);
    area.x1 = Math.max(area.x1, to);
    area.y1 = y + 1;
    area.pixels += to - from;
  }
  return areas.values();
}
