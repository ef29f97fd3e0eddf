import { type Box, bottom, iou, right } from '../image/box.ts';
import type { Pixels } from '../image/picture.ts';
import { luma, type Segmentation, segment } from './segments.ts';
import { flushness, type Outline, outlinesOf, type Shape, type Shapes, silhouette } from './shapes.ts';

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
/** Smaller closed lines are letters; a share of the shorter side. */
const MIN_SIDE = 1 / 50;
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

/** Boxes and circles drawn by hand: their lines wander, cross at the corners, and do not quite meet. */
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
      const large = Math.min(box.width, box.height) - 2 * reach >= Math.max(shorter * MIN_SIDE, GAPS.times * reach);
      if (inside && large && luma(thick.color(s)) < 128) candidates.push(s);
    }
    for (const [s, outline] of outlinesOf(thick, candidates)) {
      const shape = drawnShape(outline, thick.box(s), reach, segmentation);
      if (shape && !shapes.some(({ box }) => iou(box, shape.box) > 0.5)) shapes.push(shape);
    }
  }
  return shapes;
}

function drawnShape(outline: Outline, thick: Box, reach: number, segmentation: Segmentation): Shape | undefined {
  const slack = Math.max(WANDER.min, WANDER.share * Math.min(thick.width, thick.height)) + reach;
  const flush = Math.min(...flushness(outline, thick, slack));
  const filled = silhouette(outline) / (thick.width * thick.height);
  const isSquare = Math.min(thick.width, thick.height) > SQUARE * Math.max(thick.width, thick.height);
  const isRound = isSquare && filled > 0.66 && filled < 0.86;
  if (isRound && reach > 2) return undefined;
  if (!isRound && (filled < 0.8 || flush < 0.5)) return undefined;
  const drawn = inset(thick, reach);
  const parts = partsOf(outline, thick, reach, segmentation);
  return {
    box: isSquare ? squared(drawn) : drawn,
    kind: isRound ? 'circle' : 'rectangle',
    fill: [255, 255, 255],
    edge: [0, 0, 0],
    bordered: true,
    parts,
    plain: filled,
    crossed: isCrossed(drawn, segmentation),
  };
}

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
