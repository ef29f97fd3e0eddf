import * as z from 'zod';
import { Box, bottom, overlap, right } from '../image/box.ts';
import type { Pixels } from '../image/picture.ts';
import { colorDistance, type Rgb } from './segments.ts';
import { textColors } from './text-colors.ts';

const Color = z.string().regex(/^#[0-9a-f]{6}$/);

/** How a part of a screen is painted; colours as `#rrggbb`, sizes in pixels. Absent: it can't be told, or there is none. */
export const Paint = z.object({
  /** What most of it is filled with, beside its parts. */
  background: Color.optional(),
  /** Of its words. */
  color: Color.optional(),
  bold: z.boolean().optional(),
  underline: z.boolean().optional(),
  /** A line around it, or on some of its sides. */
  border: z
    .object({ color: Color, width: z.number(), sides: z.array(z.enum(['top', 'right', 'bottom', 'left'])) })
    .optional(),
  /** Of its corners. */
  radius: z.number().optional(),
});
export type Paint = z.infer<typeof Paint>;

/** A part of a screen whose paint is wanted. */
export const PaintedArea = z.object({
  box: Box,
  /** Where its parts are: not its own paint. */
  holes: z.array(Box),
  /** A line of words; a picture or an icon, of which only the colour is of use; or anything else. */
  kind: z.enum(['words', 'graphic', 'box']),
});
export type PaintedArea = z.infer<typeof PaintedArea>;

/** Of an area's pixels no more are looked at. */
const SAMPLES = 20_000;
/** Colours that differ by more are two; the same colour may be a shade off at an edge. */
const OTHER = 10;
/** A fill that is rarer than this is a gradient, or a photo. */
const FLAT = 0.25;
/** Strokes of regular type are about 0.09 of the height of its line, of bold type 0.14. */
const BOLD = 0.098;

/** The paint of each area of a picture. */
export function paintOf(pixels: Pixels, areas: readonly PaintedArea[]): Paint[] {
  return areas.map((area) => {
    const box = clipped(area.box, pixels);
    if (box.width < 1 || box.height < 1) return {};
    if (area.kind === 'words') return wordsPaint(pixels, box);
    if (area.kind === 'graphic') return { background: hex(meanColor(pixels, box)), ...corners(pixels, box, undefined) };
    return boxPaint(pixels, box, area.holes);
  });
}

const hex = (color: Rgb): string => `#${color.map((c) => Math.round(c).toString(16).padStart(2, '0')).join('')}`;

function clipped(box: Box, { width, height }: Pixels): Box {
  const [x, y] = [Math.max(0, Math.round(box.x)), Math.max(0, Math.round(box.y))];
  return {
    x,
    y,
    width: Math.min(width, Math.round(right(box))) - x,
    height: Math.min(height, Math.round(bottom(box))) - y,
  };
}

function at({ rgb, width, height }: Pixels, x: number, y: number): Rgb | undefined {
  if (x < 0 || y < 0 || x >= width || y >= height) return undefined;
  const i = 3 * (y * width + x);
  return [rgb[i]!, rgb[i + 1]!, rgb[i + 2]!];
}

/** Calls `see` for pixels of the box, for all of them where it is small. */
function sample(pixels: Pixels, box: Box, see: (color: Rgb, x: number, y: number) => void): void {
  const step = Math.max(1, Math.round(Math.sqrt((box.width * box.height) / SAMPLES)));
  for (let y = box.y; y < bottom(box); y += step) {
    for (let x = box.x; x < right(box); x += step) see(at(pixels, x, y)!, x, y);
  }
}

function meanColor(pixels: Pixels, box: Box): Rgb {
  const sum = [0, 0, 0];
  let count = 0;
  sample(pixels, box, (color) => {
    for (let c = 0; c < 3; c++) sum[c]! += color[c]!;
    count++;
  });
  return [sum[0]! / count, sum[1]! / count, sum[2]! / count];
}

/** The commonest colour; the mean where none is common. */
function commonest(pixels: Pixels, box: Box, holes: readonly Box[] = []): Rgb | undefined {
  const counts = new Map<number, number>();
  const sum = [0, 0, 0];
  let all = 0;
  sample(pixels, box, (color, x, y) => {
    if (holes.some((hole) => x >= hole.x - 1 && y >= hole.y - 1 && x <= right(hole) && y <= bottom(hole))) return;
    const key = (color[0] << 16) | (color[1] << 8) | color[2];
    counts.set(key, (counts.get(key) ?? 0) + 1);
    for (let c = 0; c < 3; c++) sum[c]! += color[c]!;
    all++;
  });
  if (all === 0) return undefined;
  const [key, count] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
  return count >= FLAT * all ? [key >> 16, (key >> 8) & 255, key & 255] : [sum[0]! / all, sum[1]! / all, sum[2]! / all];
}

function wordsPaint(pixels: Pixels, box: Box): Paint {
  const colors = textColors(pixels, [box]);
  if (!colors) return {};
  const [ink, paper] = [rgbOf(colors.text), rgbOf(colors.background)];
  const most = colorDistance(ink, paper);
  return {
    color: colors.text,
    ...(strokeWidth(pixels, box, paper, most) > BOLD * box.height && { bold: true }),
    ...(isUnderlined(pixels, box, paper, most) && { underline: true }),
  };
}

/** Whether a row below the middle is inked from end to end. */
function isUnderlined(pixels: Pixels, box: Box, paper: Rgb, most: number): boolean {
  if (box.width < box.height) return false;
  for (let y = Math.round(box.y + 0.6 * box.height); y < bottom(box); y++) {
    let inked = 0;
    for (let x = box.x; x < right(box); x++) if (colorDistance(at(pixels, x, y)!, paper) > 0.4 * most) inked++;
    if (inked > 0.8 * box.width) return true;
  }
  return false;
}

/** The usual width of a stroke along a row, in pixels: half covered pixels count half. */
function strokeWidth(pixels: Pixels, box: Box, paper: Rgb, most: number): number {
  const runs: number[] = [];
  for (let y = box.y; y < bottom(box); y++) {
    let run = 0;
    let peak = 0;
    for (let x = box.x; x <= right(box); x++) {
      const color = x < right(box) ? at(pixels, x, y)! : paper;
      const ink = Math.min(1, colorDistance(color, paper) / most);
      if (ink > 0.1) {
        run += ink;
        peak = Math.max(peak, ink);
      } else if (run > 0) {
        if (peak > 0.5) runs.push(run);
        [run, peak] = [0, 0];
      }
    }
  }
  runs.sort((a, b) => a - b);
  return runs[runs.length >> 1] ?? 0;
}

function boxPaint(pixels: Pixels, box: Box, holes: readonly Box[]): Paint {
  const inset = Math.min(3, Math.floor(Math.min(box.width, box.height) / 4));
  const inner = { x: box.x + inset, y: box.y + inset, width: box.width - 2 * inset, height: box.height - 2 * inset };
  const fill = commonest(
    pixels,
    inner,
    holes.filter((hole) => overlap(hole, box) > 0),
  );
  if (!fill) return {};
  const border = borderOf(pixels, box, fill, holes);
  const edge = border?.sides.length === 4 ? rgbOf(border.color) : undefined;
  return { background: hex(fill), ...(border && { border }), ...corners(pixels, box, edge ?? fill) };
}

const rgbOf = (color: string): Rgb => {
  const value = Number.parseInt(color.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
};

const SIDES = ['top', 'right', 'bottom', 'left'] as const;
type Side = (typeof SIDES)[number];

/** A thin line along a side that is neither what is inside nor what is outside, nor a blend of both. */
function borderOf(pixels: Pixels, box: Box, fill: Rgb, holes: readonly Box[]): Paint['border'] {
  const lines = SIDES.flatMap((side) => {
    // Else it is a line of that part.
    const isFree = holes.every((hole) => distanceTo(side, hole, box) >= INSIDE);
    const line = isFree ? lineAt(pixels, box, side, fill) : undefined;
    return line ? [{ side, ...line }] : [];
  });
  const [first] = lines;
  if (!first) return undefined;
  const alike = lines.filter(({ color }) => colorDistance(color, first.color) <= 2 * OTHER);
  // Three sides of a box make a frame: one is covered by something.
  const sides = alike.length >= 3 ? [...SIDES] : alike.map(({ side }) => side);
  const widths = alike.map(({ width }) => width).sort((a, b) => a - b);
  return { color: hex(first.color), width: Math.min(4, Math.max(1, Math.round(widths[widths.length >> 1]!))), sides };
}

/** How far a part of a box is from one of its sides. */
function distanceTo(side: Side, part: Box, box: Box): number {
  if (side === 'top') return part.y - box.y;
  if (side === 'left') return part.x - box.x;
  return side === 'bottom' ? bottom(box) - bottom(part) : right(box) - right(part);
}

/** How far outside and inside of a box its line may lie: boxes are good to a pixel. */
const [OUTSIDE, INSIDE] = [2, 4];

function lineAt(pixels: Pixels, box: Box, side: Side, fill: Rgb): { color: Rgb; width: number } | undefined {
  const isAcross = side === 'top' || side === 'bottom';
  const length = isAcross ? box.width : box.height;
  const found: { color: Rgb; width: number }[] = [];
  const steps = Math.min(24, Math.floor(0.6 * length));
  for (let i = 0; i < steps; i++) {
    const along = Math.floor(length * (0.2 + (0.6 * i) / steps));
    const color = (depth: number): Rgb | undefined => {
      if (side === 'top') return at(pixels, box.x + along, box.y + depth);
      if (side === 'bottom') return at(pixels, box.x + along, bottom(box) - 1 - depth);
      if (side === 'left') return at(pixels, box.x + depth, box.y + along);
      return at(pixels, right(box) - 1 - depth, box.y + along);
    };
    const outer = color(-OUTSIDE - 1) ?? fill;
    let [width, best, most] = [0, undefined as Rgb | undefined, OTHER / 2];
    for (let depth = -OUTSIDE; depth < INSIDE; depth++) {
      const here = color(depth);
      if (!here) continue;
      const apart = offBlend(here, fill, outer);
      if (apart > OTHER / 2) width++;
      if (apart > most) [best, most] = [here, apart];
    }
    if (best && width < INSIDE) found.push({ color: best, width });
  }
  // Something beside it is no line along the whole side.
  if (found.length < 0.8 * steps || found.length === 0) return undefined;
  found.sort((a, b) => offBlend(a.color, fill, fill) - offBlend(b.color, fill, fill));
  return found[found.length >> 1];
}

/** How far a colour is from every blend of two others. */
function offBlend(color: Rgb, a: Rgb, b: Rgb): number {
  const share = blendOf(color, a, b);
  const blend = [0, 1, 2].map((c) => a[c]! + share * (b[c]! - a[c]!)) as [number, number, number];
  return colorDistance(color, blend);
}

/** 0: as `a`, 1: as `b`. */
function blendOf(color: Rgb, a: Rgb, b: Rgb): number {
  let [along, length] = [0, 0];
  for (let c = 0; c < 3; c++) {
    along += (color[c]! - a[c]!) * (b[c]! - a[c]!);
    length += (b[c]! - a[c]!) ** 2;
  }
  return length === 0 ? 0 : Math.min(1, Math.max(0, along / length));
}

/** The area that a round corner leaves of a square, by its radius: 1 - pi / 4. */
const LEFT_OVER = 1 - Math.PI / 4;
const LARGEST = 32;

/**
 * The radius of the corners, from the area of what lies outside of them.
 * @param edge what the outermost pixels of the box are painted with; undefined: whatever is not outside
 */
function corners(pixels: Pixels, box: Box, edge: Rgb | undefined): Pick<Paint, 'radius'> {
  const size = Math.min(LARGEST, Math.floor(Math.min(box.width, box.height) / 2));
  const radii = [0, 1, 2, 3].map((corner) => {
    const [isRight, isBottom] = [corner % 2 === 1, corner > 1];
    const pixel = (dx: number, dy: number) =>
      at(pixels, isRight ? right(box) - 1 - dx : box.x + dx, isBottom ? bottom(box) - 1 - dy : box.y + dy);
    const outer = pixel(-2, -2) ?? pixel(-1, -1);
    if (!outer || (edge && colorDistance(outer, edge) <= OTHER / 2)) return 0;
    let outside = 0;
    for (let dy = 0; dy < size; dy++) {
      let covered = 0;
      let run = 0;
      for (; run < size && covered < 0.5; run++) {
        const color = pixel(run, dy)!;
        const share = edge ? blendOf(color, outer, edge) : colorDistance(color, outer) > OTHER ? 1 : 0;
        // A thin line between two colours that are alike is the sum of what it has of two pixels.
        if (share > 0.15) covered += share;
        outside += 1 - Math.min(1, share);
      }
      if (run <= 1) break;
    }
    return Math.sqrt(outside / LEFT_OVER);
  });
  radii.sort((a, b) => a - b);
  const radius = Math.round((radii[1]! + radii[2]!) / 2);
  return radius >= 2 ? { radius: Math.min(radius, Math.round(Math.min(box.width, box.height) / 2)) } : {};
}
