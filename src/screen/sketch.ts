import { type Box, bottom, coverage, iou, right } from '../image/box.ts';
import type { Pixels } from '../image/picture.ts';
import { luma, type Segmentation, segment } from './segments.ts';
import { type Outline, outlinesOf, type Shape, type Shapes, silhouette } from './shapes.ts';

/** Ink is darker than its surroundings by this factor; these reach this share of the picture's shorter side. */
const INK = { ratio: 0.85, reach: 1 / 24 };
/** Less of a photo or a scan of paper is ink, is coloured; fewer neighbours are exactly alike than on a rendered page. */
const PAPER = { ink: 0.1, vivid: 0.03, alike: 0.96, contrast: 60 };
/** Shapes with a painter's edges, at least this large: a rendered page has more, pixels. */
const RENDERED = { side: 14, shapes: 3 };
/**
 * Gaps in a line are closed up to twice these, pixels of a sketch whose shorter side is `of`; a shape that is not at least
 * `times` as large is a letter or two.
 */
const GAPS = { reach: [1, 4, 8], of: 900, times: 12 };
/** A drawn line may wander by this share of the side that it makes, pixels at least. */
const WANDER = { share: 0.12, min: 4 };
/** And slant by as much: rise over run. */
const SLANT = 0.16;
/** A pen's line is about this wide, pixels. */
const STROKE = 2;
/** Smaller closed lines, and the paper in them, are letters; a share of the shorter side. */
const MIN_SIDE = { line: 1 / 50, paper: 1 / 22 };
/** At least this share of a box is empty paper, whatever is written in it. */
const HOLLOW = 0.4;
/** Where its line has a gap: this share of its columns is empty, its sides are straight for this share. */
const OPEN = { columns: 0.4, flush: 0.5 };
/** Sides this alike are meant to be equal. */
const SQUARE = 0.72;

/**
 * The ink of a photographed or scanned drawing, black on white, whatever the light on its paper (adaptive threshold by the
 * local mean: Bradley and Roth 2007); undefined when the picture is not one.
 */
export function inkOfSketch(pixels: Pixels, { shapes }: Shapes): Pixels | undefined {
  const exact = shapes.filter(({ box }) => Math.min(box.width, box.height) >= RENDERED.side);
  if (exact.length > RENDERED.shapes) return undefined;
  const { width, height, rgb } = pixels;
  let alike = 0;
  let vivid = 0;
  for (let i = 3; i < rgb.length; i += 3) {
    if (rgb[i] === rgb[i - 3] && rgb[i + 1] === rgb[i - 2] && rgb[i + 2] === rgb[i - 1]) alike++;
    const most = Math.max(rgb[i], rgb[i + 1], rgb[i + 2]);
    if (most - Math.min(rgb[i], rgb[i + 1], rgb[i + 2]) > PAPER.contrast) vivid++;
  }
  const count = width * height;
  if (alike > PAPER.alike * count || vivid > PAPER.vivid * count) return undefined;
  const black = thresholded(pixels);
  const ink = black.reduce((sum, value) => sum + value, 0);
  return ink > 0 && ink < PAPER.ink * count ? painted(black, width, height) : undefined;
}

/** 1 where a pixel is darker than the mean around it. */
function thresholded({ width, height, rgb }: Pixels): Uint8Array {
  const reach = Math.max(4, Math.round(Math.min(width, height) * INK.reach));
  const light = new Uint8Array(width * height);
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0, i = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++, i++) {
      light[i] = luma([rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]]);
      row += light[i];
      sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
    }
  }
  const black = new Uint8Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    const top = Math.max(0, y - reach) * (width + 1);
    const low = Math.min(height, y + reach + 1) * (width + 1);
    for (let x = 0; x < width; x++, i++) {
      const left = Math.max(0, x - reach);
      const far = Math.min(width, x + reach + 1);
      const sum = sums[low + far] - sums[top + far] - sums[low + left] + sums[top + left];
      const area = ((low - top) / (width + 1)) * (far - left);
      if (light[i] * area < INK.ratio * sum) black[i] = 1;
    }
  }
  return black;
}

function painted(black: Uint8Array, width: number, height: number): Pixels {
  const rgb = new Uint8Array(black.length * 3).fill(255);
  for (let i = 0; i < black.length; i++) if (black[i]) rgb.fill(0, 3 * i, 3 * i + 3);
  return { width, height, rgb };
}

/**
 * Boxes and circles drawn by hand: their lines wander and slant, cross at the corners, and do not quite meet. Each is looked
 * for twice, as the line around it and, where that touches something else, as the paper inside.
 */
export function drawnShapes(ink: Pixels, segmentation: Segmentation): Shape[] {
  const shapes: Shape[] = [];
  const shorter = Math.min(ink.width, ink.height);
  for (const gap of GAPS.reach) {
    const reach = Math.max(1, Math.round((gap * shorter) / GAPS.of));
    const thick = segment(thickened(ink, reach));
    const candidates: number[] = [];
    for (let s = 0; s < thick.count; s++) {
      const box = thick.box(s);
      const inside = box.x > 0 && box.y > 0 && right(box) < ink.width && bottom(box) < ink.height;
      const isInk = luma(thick.color(s)) < 128;
      const side = Math.min(box.width, box.height) - 2 * (isInk ? reach : -reach);
      const least = shorter * (isInk ? MIN_SIDE.line : MIN_SIDE.paper);
      if (inside && side >= Math.max(least, GAPS.times * reach)) candidates.push(s);
    }
    const papers = papersOf(thick);
    const found = [...outlinesOf(thick, candidates)].map(([s, outline]) => ({
      isInk: luma(thick.color(s)) < 128,
      outline,
      box: thick.box(s),
    }));
    for (const isInk of [true, false]) {
      for (const { outline, box } of found.filter((candidate) => candidate.isInk === isInk)) {
        const isClosed = hollowness(box, papers) >= HOLLOW;
        if (!isClosed && !(isInk && emptyColumns(outline, box, reach, segmentation) >= OPEN.columns)) continue;
        const shape = drawnShape(outline, box, isInk ? reach : -reach, isClosed, segmentation);
        if (shape && !shapes.some((other) => iou(other.box, shape.box) > 0.5)) shapes.push(shape);
      }
    }
  }
  return shapes;
}

/** The share of a box's columns in which there is no ink between its upper and its lower line. */
function emptyColumns(outline: Outline, box: Box, reach: number, segmentation: Segmentation): number {
  let empty = 0;
  for (let x = 0; x < box.width; x++) {
    const height = outline.bottom[x] - outline.top[x];
    const margin = Math.max(2 * reach + 2 * STROKE, 0.2 * height);
    let isEmpty = height > 3 * margin;
    for (let y = outline.top[x] + margin; isEmpty && y < outline.bottom[x] - margin; y++) {
      const s = segmentation.at(box.x + x, Math.round(box.y + y));
      if (s !== undefined && luma(segmentation.color(s)) < 128) isEmpty = false;
    }
    if (isEmpty) empty++;
  }
  return empty / box.width;
}

interface Paper {
  box: Box;
  area: number;
}

function papersOf(segmentation: Segmentation): Paper[] {
  const papers: Paper[] = [];
  for (let s = 0; s < segmentation.count; s++) {
    if (luma(segmentation.color(s)) >= 128) papers.push({ box: segmentation.box(s), area: segmentation.area[s] });
  }
  return papers;
}

/** The share of a box that is paper, enclosed in it: a box has it, a word has not. */
const hollowness = (box: Box, papers: readonly Paper[]): number =>
  papers.reduce((sum, paper) => sum + (coverage(paper.box, box) === 1 ? paper.area : 0), 0) / (box.width * box.height);

/** `reach`: how far the outline lies outside of the drawn line, pixels; negative where it lies inside. */
function drawnShape(
  outline: Outline,
  thick: Box,
  reach: number,
  isClosed: boolean,
  segmentation: Segmentation,
): Shape | undefined {
  const slack = Math.max(WANDER.min, WANDER.share * Math.min(thick.width, thick.height)) + Math.abs(reach);
  const { flush, size } = slantedFit(outline, slack);
  const filled = silhouette(outline) / size;
  const isSquare = Math.min(thick.width, thick.height) > SQUARE * Math.max(thick.width, thick.height);
  const round = silhouette(outline) / (thick.width * thick.height);
  const isRound = isSquare && round > 0.66 && round < 0.86;
  if (isRound && Math.abs(reach) > 2) return undefined;
  if (!isRound && (filled < 0.8 || flush < (isClosed ? 0.5 : OPEN.flush))) return undefined;
  if (isRound && !isClosed) return undefined;
  const drawn = inset(thick, reach < 0 ? reach - STROKE : reach);
  const parts = partsOf(outline, thick, reach, segmentation);
  return {
    box: isSquare ? squared(drawn) : drawn,
    kind: isRound ? 'circle' : 'rectangle',
    fill: [255, 255, 255],
    edge: [0, 0, 0],
    bordered: true,
    parts,
    plain: Math.min(1, filled),
    crossed: isCrossed(drawn, segmentation),
  };
}

/**
 * A hand's rectangle as four straight lines that may slant: the least share of a side that runs along its line, give or take
 * `slack` pixels, and the area between the lines in square pixels.
 */
function slantedFit({ left, right: far, top, bottom: low }: Outline, slack: number): { flush: number; size: number } {
  const sides = [left, far, top, low].map((side) => {
    const third = Math.max(1, Math.floor(side.length / 3));
    const [first, last] = [median(side.subarray(0, third)), median(side.subarray(side.length - third))];
    const rise = Math.max(-SLANT, Math.min(SLANT, (last - first) / Math.max(1, side.length - third)));
    const middle = median(side.map((value, i) => value - rise * (i - side.length / 2)));
    let along = 0;
    side.forEach((value, i) => {
      if (Math.abs(value - middle - rise * (i - side.length / 2)) <= slack) along++;
    });
    return { middle, share: along / side.length };
  });
  const [west, east, north, south] = sides.map(({ middle }) => middle);
  return { flush: Math.min(...sides.map(({ share }) => share)), size: (east - west + 1) * (south - north + 1) };
}

const median = (values: Int32Array): number => values.slice().sort()[values.length >> 1];

/** The segments of the line itself, and of the paper in its middle. */
function partsOf(outline: Outline, thick: Box, reach: number, segmentation: Segmentation): number[] {
  const parts = new Set<number>();
  const add = (x: number, y: number, isInk: boolean) => {
    const s = segmentation.at(thick.x + Math.round(x), thick.y + Math.round(y));
    if (s !== undefined && luma(segmentation.color(s)) < 128 === isInk) parts.add(s);
  };
  for (let y = 0; y < thick.height; y++) {
    add(outline.left[y] + reach, y, true);
    add(outline.right[y] - reach, y, true);
  }
  for (let x = 0; x < thick.width; x++) {
    add(x, outline.top[x] + reach, true);
    add(x, outline.bottom[x] - reach, true);
  }
  for (const across of [0.15, 0.5, 0.85])
    for (const down of [0.15, 0.5, 0.85]) add(across * thick.width, down * thick.height, false);
  return [...parts];
}

/** Whether the paper near the middles of the four sides is four pieces. */
function isCrossed({ x, y, width, height }: Box, segmentation: Segmentation): boolean {
  const at = (across: number, down: number) =>
    segmentation.at(Math.round(x + across * width), Math.round(y + down * height));
  const pieces = [at(0.2, 0.5), at(0.8, 0.5), at(0.5, 0.2), at(0.5, 0.8)];
  return new Set(pieces).size === 4 && pieces.every((s) => s !== undefined && luma(segmentation.color(s)) > 128);
}

const inset = ({ x, y, width, height }: Box, by: number): Box => ({
  x: x + by,
  y: y + by,
  width: width - 2 * by,
  height: height - 2 * by,
});

function squared({ x, y, width, height }: Box): Box {
  const side = Math.round((width + height) / 2);
  return { x: Math.round(x + (width - side) / 2), y: Math.round(y + (height - side) / 2), width: side, height: side };
}

/** Every line of ink wider by `reach` on all sides. */
function thickened({ width, height, rgb }: Pixels, reach: number): Pixels {
  const wide = new Uint8Array(width * height);
  const black = new Uint8Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (rgb[3 * i] === 0) wide.fill(1, i - Math.min(x, reach), i + Math.min(width - 1 - x, reach) + 1);
    }
  }
  for (let y = 0; y < height; y++) {
    for (let v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v++) {
      for (let x = 0; x < width; x++) if (wide[v * width + x]) black[y * width + x] = 1;
    }
  }
  return painted(black, width, height);
}
