import { type Box, bottom, right, union } from '../image/box.ts';
import { contrastInk } from './line-contrast.ts';
import { colorDistance, type Rgb, type Segmentation } from './segments.ts';

/** Ink fainter than this against its background is not seen (0..255, largest channel). */
export const FAINT = 20;
/** A gap of this many ems ends a line, whatever it says. */
const COLUMN_GAP = 0.85;
/** Ink closer than this (or than 2 pixels) is one cluster: the letters of a word. In ems. */
const LETTER_GAP = 0.13;
/** Cells of one table row may be this close, in ems; the closer, the more neighbours must begin at the same place. */
const CELL_GAPS = [
  { gap: 0.3, votes: 2 },
  { gap: 0.18, votes: 3 },
];
/** Detected boxes are about this much taller than the font's em: the median over rendered pages. */
export const BOX_PER_EM = 1.29;

/** Smoothing blurs the edge of a shape by as much, pixels. */
const RIM = 1;
/** The detector's boxes of larger letters are too tight, pixels. */
const LARGE = 24;

/** What one line of text leaves on the screen. */
export interface InkLine {
  /** Tight around the ink, pixels. */
  box: Box;
  /** Font size guessed from the detector's box, pixels. */
  em: number;
  /** Tight boxes of its words (and of icons beside them), left to right; never empty. */
  clusters: Box[];
  /** The box is the detector's, since no ink could be told from what is behind it: its height says nothing of the letters. */
  loose?: boolean;
  /** The highest ink of a column, y in pixels, or undefined; where the ink was looked at. */
  top?: (x: number) => number | undefined;
  /** The colour of a cluster, where the ink was looked at: that which differs most from the paper. */
  colorOf?: (cluster: Box) => Rgb;
  /** What the line is written on. */
  paper?: Rgb;
  /** Whether a pixel is ink. */
  isInked?: (x: number, y: number) => boolean;
}

/**
 * Tightens a detected box to its ink and cuts it where the ink has a column-wide gap. Ink is what differs from
 *  the paper, the box's commonest segment, and does not reach out of the box. Empty when there is no paper (text on
 * a photo): the caller then keeps the detector's box. Ink beyond the columns `from` and `to` is something else's.
 */
export function inkLines(
  detected: Box,
  segmentation: Segmentation,
  { from: least, to: most } = { from: -Infinity, to: Infinity },
): InkLine[] {
  const { width, height, labels } = segmentation;
  const em = detected.height / BOX_PER_EM;
  const paper = commonest(detected, segmentation);
  if (paper === undefined) return [];
  let x0 = Math.max(0, least + RIM, Math.floor(detected.x - 0.25 * em));
  let x1 = Math.min(width, most - RIM, Math.ceil(right(detected) + 0.25 * em));
  const reach = (em > LARGE ? 0.25 : 0.1) * em;
  let y0 = Math.max(0, Math.floor(detected.y - reach));
  let y1 = Math.min(height, Math.ceil(bottom(detected) + reach));
  const sheet = segmentation.box(paper);
  const isBadge = sheet.height < 2 * detected.height;
  if (isBadge) {
    x0 = Math.max(x0, sheet.x);
    x1 = Math.min(x1, right(sheet));
    y0 = Math.max(y0, sheet.y);
    y1 = Math.min(y1, bottom(sheet));
  }
  // The blended pixels of a badge's round corners stand outside of its paper, row by row.
  const from = new Int32Array(y1 - y0).fill(x0);
  const to = new Int32Array(y1 - y0).fill(x1);
  if (isBadge) {
    for (let y = y0; y < y1; y++) {
      while (from[y - y0] < x1 && labels[y * width + from[y - y0]] !== paper) from[y - y0]++;
      while (to[y - y0] > x0 && labels[y * width + to[y - y0] - 1] !== paper) to[y - y0]--;
    }
  }
  const verdicts = new Map<number, boolean>();
  const isInk = (x: number, y: number): boolean => {
    if (x < from[y - y0] || x >= to[y - y0]) return false;
    const label = labels[y * width + x];
    let verdict = verdicts.get(label);
    if (verdict === undefined) {
      const box = segmentation.box(label);
      const inside = box.x >= x0 - 1 && box.y >= y0 - 1 && right(box) <= x1 + 1 && bottom(box) <= y1 + 1;
      verdict = inside && segmentation.distance(label, paper) >= FAINT;
      verdicts.set(label, verdict);
    }
    return verdict;
  };

  const behind = segmentation.color(paper);
  const colorOf = (cluster: Box): Rgb => {
    let color = behind;
    for (let y = cluster.y; y < bottom(cluster); y++) {
      for (let x = cluster.x; x < right(cluster); x++) {
        if (!isInk(x, y)) continue;
        const here = segmentation.color(labels[y * width + x]);
        if (colorDistance(here, behind) > colorDistance(color, behind)) color = here;
      }
    }
    return color;
  };
  return linesOfInk({ x0, y0, x1, y1 }, isInk, em).map((line) => ({ ...line, colorOf, paper: behind, isInked: isInk }));
}

/** The same on a gradient or a photo: ink is what is far lighter or darker than what lies around. */
export function inkLinesByContrast(detected: Box, segmentation: Segmentation): InkLine[] {
  const em = detected.height / BOX_PER_EM;
  const ink = contrastInk(detected, segmentation.pixels);
  if (!ink) return [];
  const { box, mask } = ink;
  const isInk = (x: number, y: number) => mask[(y - box.y) * box.width + x - box.x] === 1;
  const range = { x0: box.x, y0: box.y, x1: right(box), y1: bottom(box) };
  const lines = linesOfInk(range, isInk, em);
  // What is as high as the whole box, or as low as a rule, is no letters.
  const isText = (line: InkLine) => line.box.height < 0.9 * detected.height && line.box.height > 0.4 * em;
  return lines.every(isText) ? lines : [];
}

/** Lines of the inked pixels in a range: the band of rows with the most ink, cut where columns of them are empty. */
function linesOfInk(
  { x0, y0, x1, y1 }: { x0: number; y0: number; x1: number; y1: number },
  isInk: (x: number, y: number) => boolean,
  em: number,
): InkLine[] {
  const rows = new Int32Array(y1 - y0);
  for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) if (isInk(x, y)) rows[y - y0]++;
  const band = mainBand(rows, Math.round(0.16 * em));
  if (!band) return [];
  const [top, low] = [y0 + band.from, y0 + band.to];

  const tops = new Map<number, number>();
  const clusters: Box[] = [];
  for (let x = x0, open: Box | undefined; x < x1; x++) {
    let [first, last] = [-1, -1];
    for (let y = top; y < low; y++) {
      if (!isInk(x, y)) continue;
      if (first < 0) first = y;
      last = y;
    }
    if (first < 0) continue;
    tops.set(x, first);
    const column = { x, y: first, width: 1, height: last - first + 1 };
    if (open && x - right(open) < Math.max(2, LETTER_GAP * em)) {
      Object.assign(open, union([open, column]));
    } else {
      open = column;
      clusters.push(open);
    }
  }
  const topOf = (x: number) => tops.get(x);
  return cutAtGaps(clusters, em).map((part) => ({ box: union(part), em, clusters: part, top: topOf }));
}

/** The segment that most of `box`'s inner part lies on; undefined when none has a fifth of it. */
function commonest(outer: Box, { width, height, labels }: Segmentation): number | undefined {
  const inset = 0.25 * outer.height;
  const box = {
    x: outer.x + inset,
    y: outer.y + inset,
    width: Math.max(1, outer.width - 2 * inset),
    height: outer.height - 2 * inset,
  };
  const counts = new Map<number, number>();
  let best: number | undefined;
  let pixels = 0;
  for (let y = Math.max(0, Math.round(box.y)); y < Math.min(height, bottom(box)); y++) {
    for (let x = Math.max(0, Math.round(box.x)); x < Math.min(width, right(box)); x++, pixels++) {
      const label = labels[y * width + x];
      const count = (counts.get(label) ?? 0) + 1;
      counts.set(label, count);
      if (best === undefined || count > (counts.get(best) ?? 0)) best = label;
    }
  }
  return best !== undefined && (counts.get(best) ?? 0) >= 0.2 * pixels ? best : undefined;
}

/** The run of inked rows with the most ink; empty rows up to `bridge` do not end it (the dot of an i). */
function mainBand(rows: Int32Array, bridge: number): { from: number; to: number } | undefined {
  let best: { from: number; to: number; ink: number } | undefined;
  let run: { from: number; to: number; ink: number } | undefined;
  for (let y = 0; y < rows.length; y++) {
    if (rows[y] === 0) continue;
    if (!run || y - run.to > bridge) run = { from: y, to: y, ink: 0 };
    run.to = y + 1;
    run.ink += rows[y];
    if (!best || run.ink > best.ink) best = run;
  }
  return best;
}

function cutAtGaps(clusters: Box[], em: number): Box[][] {
  const parts: Box[][] = [];
  // Full-width punctuation is half a blank: what follows it is the same sentence.
  const mayBePunctuation = (box: Box) => box.width < 0.35 * em;
  clusters.forEach((cluster, i) => {
    const gap = i > 0 ? cluster.x - right(clusters[i - 1]) : Infinity;
    if (gap >= (i > 0 && mayBePunctuation(clusters[i - 1]) ? 1.5 : 1) * COLUMN_GAP * em) parts.push([]);
    parts[parts.length - 1].push(cluster);
  });
  return parts;
}

/**
 * Cuts lines once more where a word begins exactly below or above the beginnings of other lines: two cells of a table
 * with only a narrow gap between them.
 */
export function cutAtColumns(lines: readonly InkLine[]): InkLine[] {
  return lines.flatMap((line) => {
    const { em, clusters } = line;
    const parts: Box[][] = [[]];
    for (const [i, cluster] of clusters.entries()) {
      const votes = lines.filter(
        (other) =>
          Math.abs(other.box.x - cluster.x) <= 1.5 &&
          Math.abs(other.em - em) < 0.25 * em &&
          (bottom(other.box) < line.box.y || other.box.y > bottom(line.box)) &&
          Math.abs(other.box.y - line.box.y) < 7 * em,
      );
      const gap = i > 0 ? cluster.x - right(clusters[i - 1]) : 0;
      if (CELL_GAPS.some((cell) => gap >= cell.gap * em && votes.length >= cell.votes)) parts.push([]);
      parts.at(-1)?.push(cluster);
    }
    return parts.length === 1 ? [line] : parts.map((part) => ({ ...line, box: union(part), clusters: part }));
  });
}
