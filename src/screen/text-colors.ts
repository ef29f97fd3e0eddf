import * as z from 'zod';
import { type Box, bottom, right } from '../image/box.ts';
import { contrast, Hex, hexOf } from '../image/color.ts';
import type { Pixels } from '../image/picture.ts';

/** What text and its background look like: estimated, since smoothing leaves few pixels of a letter in its own colour. */
export const TextColors = z.object({
  text: Hex,
  /** What most of the text stands on. */
  background: Hex,
  /** Of a background that varies: the part where the text has the least contrast. Absent: it is of one colour. */
  worst: Hex.optional(),
});
export type TextColors = z.infer<typeof TextColors>;

/** What is around a line, as far as this many pixels from it, tells what it stands on. */
const RIM = 2;
/** Colours this close are one (0..255, largest channel): what compression and dithering make of a flat colour. */
const LIKE = 10;
/** Ink fainter than this against its background is none. */
const FAINT = 12;
/** A background is flat where one colour has this share of the line, or of what is around it. */
const FLAT = { line: 0.45, rim: 0.7 };
/** Two colours are behind the text where the second has these shares. */
const SECOND = { line: 0.15, rim: 0.25 };
/** How many colours are tried as the ink. */
const CANDIDATES = 64;
/** Text on a photo: its colour has this much more of the line than of what is around it. */
const STANDS_OUT = 0.03;
/** The worst of a background has at least this share of it: a single odd pixel hides no letter. */
const LEAST_SHARE = 0.02;

/** A colour and how many pixels have it. */
interface Tint {
  rgb: Rgb;
  count: number;
}
type Rgb = readonly [number, number, number];

/**
 * The colour of the text in `lines` of one kind, and what it stands on. The background is the commonest colour; the ink is
 * the far end of the blends that smoothing makes between both, not their mean. Undefined: no text stands out.
 */
export function textColors(pixels: Pixels, lines: readonly Box[]): TextColors | undefined {
  const { line, rim } = tintsOf(pixels, lines);
  if (line.length === 0) return undefined;
  const paper = flatPaper(line, rim);
  return paper ? onFlat(paper, line) : onVaried(line, rim);
}

function tintsOf({ width, height, rgb }: Pixels, lines: readonly Box[]): { line: Tint[]; rim: Tint[] } {
  const [inside, around] = [new Map<number, number>(), new Map<number, number>()];
  for (const line of lines) {
    const [x0, y0] = [Math.round(line.x), Math.round(line.y)];
    const [x1, y1] = [Math.round(right(line)), Math.round(bottom(line))];
    for (let y = Math.max(0, y0 - RIM); y < Math.min(height, y1 + RIM); y++) {
      for (let x = Math.max(0, x0 - RIM); x < Math.min(width, x1 + RIM); x++) {
        const counts = x >= x0 && x < x1 && y >= y0 && y < y1 ? inside : around;
        const at = (y * width + x) * 3;
        const key = (rgb[at]! << 16) | (rgb[at + 1]! << 8) | rgb[at + 2]!;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
  }
  const tints = (counts: Map<number, number>): Tint[] =>
    [...counts]
      .map(([key, count]): Tint => ({ rgb: [key >> 16, (key >> 8) & 255, key & 255], count }))
      .sort((a, b) => b.count - a.count);
  return { line: tints(inside), rim: tints(around) };
}

/** The one colour that the text stands on; undefined where there are several. */
function flatPaper(line: readonly Tint[], rim: readonly Tint[]): Rgb | undefined {
  const share = (tints: readonly Tint[], rgb: Rgb) => near(tints, rgb, LIKE) / Math.max(1, total(tints));
  // Ink has much of the line in big bold letters, but hardly any of the rim.
  const clusters = line
    .slice(0, CANDIDATES)
    .map(({ rgb }) => ({ rgb, line: share(line, rgb), rim: share(rim, rgb) }))
    .sort((a, b) => b.line + b.rim - a.line - a.rim);
  const [paper] = clusters as [(typeof clusters)[number]];
  const isSecond = ({ rgb, line, rim }: typeof paper) =>
    line > SECOND.line && rim > SECOND.rim && distance(rgb, paper.rgb) > 2 * LIKE;
  const isFlat = paper.line >= FLAT.line || (paper.rim >= FLAT.rim && paper.line >= SECOND.line);
  return isFlat && !clusters.some(isSecond) ? commonestNear(line, paper.rgb, LIKE) : undefined;
}

function onFlat(paper: Rgb, line: readonly Tint[]): TextColors | undefined {
  const ink = line.filter(({ rgb }) => distance(rgb, paper) >= FAINT);
  if (ink.length === 0) return undefined;
  const reach = Math.max(...ink.map(({ rgb }) => distance(rgb, paper)));
  const full = ink.filter(({ rgb }) => distance(rgb, paper) >= reach / 2);
  const farthest = full.toSorted((a, b) => distance(b.rgb, paper) - distance(a.rgb, paper)).slice(0, CANDIDATES / 2);
  const candidates = [...new Set([...full.slice(0, CANDIDATES / 2), ...farthest, ...ink.slice(0, CANDIDATES / 2)])];
  // Where subpixels are smoothed one by one, each channel is a blend of its own.
  const text =
    farEnd(candidates, paper, ink, (end) => (rgb) => isBlend(rgb, paper, end)) ??
    farEnd(candidates, paper, ink, (end) => (rgb) => rgb.every((value, i) => isBetween(value, paper[i]!, end[i]!)));
  return { text: hexOf(...(text ?? ink[0]!.rgb)), background: hexOf(...paper) };
}

/**
 * The colour whose blends with the paper most of the ink is made of: of those that explain as good as the most, the one
 * farthest from the paper that more than a stray pixel has. Undefined: none explains half of the ink.
 */
function farEnd(
  candidates: readonly Tint[],
  paper: Rgb,
  ink: readonly Tint[],
  explains: (end: Rgb) => (rgb: Rgb) => boolean,
): Rgb | undefined {
  const all = total(ink);
  const scored = candidates.map(({ rgb }) => {
    const isExplained = explains(rgb);
    return { rgb, score: ink.reduce((sum, tint) => sum + (isExplained(tint.rgb) ? tint.count : 0), 0) };
  });
  const best = Math.max(...scored.map(({ score }) => score));
  if (best < all / 2) return undefined;
  const good = scored
    .filter(({ score }) => score >= 0.9 * best)
    .sort((a, b) => distance(b.rgb, paper) - distance(a.rgb, paper));
  const least = Math.max(2, all * 0.005);
  const end = good.find(({ rgb }) => near(ink, rgb, LIKE / 2) >= least) ?? good[0];
  return end && commonestNear(ink, end.rgb, LIKE / 2);
}

/** Whether `rgb` lies between both, near the straight line that joins them. */
function isBlend(rgb: Rgb, paper: Rgb, end: Rgb): boolean {
  const minus = (color: Rgb): Rgb => [color[0] - paper[0], color[1] - paper[1], color[2] - paper[2]];
  const [along, point] = [minus(end), minus(rgb)];
  const length = Math.hypot(...along);
  if (length === 0) return false;
  const at = (along[0] * point[0] + along[1] * point[1] + along[2] * point[2]) / length;
  const off = Math.sqrt(Math.max(0, Math.hypot(...point) ** 2 - at ** 2));
  return at >= 0 && at <= length + LIKE && off <= 8 + 0.06 * length;
}

const isBetween = (value: number, a: number, b: number): boolean =>
  value >= Math.min(a, b) - LIKE / 2 && value <= Math.max(a, b) + LIKE / 2;

/** Text on a gradient or a photo: its colour is the one that stands on the line and not around it. */
function onVaried(line: readonly Tint[], rim: readonly Tint[]): TextColors | undefined {
  const [inLine, inRim] = [total(line), Math.max(1, total(rim))];
  let [text, most]: [Rgb | undefined, number] = [undefined, STANDS_OUT];
  for (const { rgb } of line.slice(0, CANDIDATES)) {
    const lead = near(line, rgb, LIKE) / inLine - near(rim, rgb, LIKE) / inRim;
    if (lead > most) [text, most] = [rgb, lead];
  }
  if (!text || rim.length === 0) return undefined;
  const hex = hexOf(...commonestNear(line, text, LIKE));
  const parts = coarse(rim);
  const ratios = parts.map(({ rgb }) => ({ background: hexOf(...rgb), ratio: contrast(hex, hexOf(...rgb)) }));
  const worst = ratios.reduce((a, b) => (b.ratio < a.ratio ? b : a)).background;
  return { text: hex, background: ratios[0]!.background, worst };
}

/** Colours that are alike put together, each as their mean; the commonest first, without what is hardly there. */
function coarse(tints: readonly Tint[]): Tint[] {
  const cells = new Map<number, { sum: number[]; count: number }>();
  for (const { rgb, count } of tints) {
    const key = ((rgb[0] >> 4) << 8) | ((rgb[1] >> 4) << 4) | (rgb[2] >> 4);
    const cell = cells.get(key) ?? { sum: [0, 0, 0], count: 0 };
    cell.sum = cell.sum.map((value, i) => value + rgb[i]! * count);
    cell.count += count;
    cells.set(key, cell);
  }
  const all = [...cells.values()]
    .map(({ sum, count }): Tint => ({ rgb: sum.map((value) => Math.round(value / count)) as unknown as Rgb, count }))
    .sort((a, b) => b.count - a.count);
  const least = LEAST_SHARE * total(tints);
  const common = all.filter(({ count }) => count >= least);
  return common.length > 0 ? common : all;
}

const distance = (a: Rgb, b: Rgb): number =>
  Math.max(Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1]), Math.abs(a[2] - b[2]));

const total = (tints: readonly Tint[]): number => tints.reduce((sum, { count }) => sum + count, 0);

/** How many pixels are within `like` of `rgb`. */
const near = (tints: readonly Tint[], rgb: Rgb, like: number): number =>
  tints.reduce((sum, tint) => sum + (distance(tint.rgb, rgb) <= like ? tint.count : 0), 0);

const commonestNear = (tints: readonly Tint[], rgb: Rgb, like: number): Rgb =>
  tints.find((tint) => distance(tint.rgb, rgb) <= like)?.rgb ?? rgb;
