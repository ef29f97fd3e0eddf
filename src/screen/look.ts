import { area, type Box, bottom, coverage, iou, right, union } from '../image/box.ts';
import type { Pixels } from '../image/picture.ts';
import { type Blob, findBlobs } from './blobs.ts';
import type { Element, Screen } from './element.ts';
import { colorDistance, luma, type Rgb, type Segmentation } from './segments.ts';
import type { Shapes } from './shapes.ts';
import { bodySize, type Sight } from './sight.ts';
import type { ScreenLine } from './text.ts';

/** A page, a panel: what lies behind ink. CSS pixels; `share` of the picture makes paper of any outline. */
const PAPER = { box: 5000, area: 800, share: 0.04 };
/** A small shape without text is ink: a check box, a dot, a detail of an icon. CSS pixels. */
const MARK = 26;
/** Ink that may be a character or two in the middle of a small shape of its own: what shape, how large. CSS pixels. */
const LONE = { width: 200, height: 48, minHeight: 5, maxHeight: 24 };
/** Ink that may be a character on its own stands where lines do, about as high: what share of an em, and how far away, in ems. */
const STRAY = { min: 0.42, max: 0.92, column: 8, row: 40, slack: 0.14 };

/** A straight line is this long at least, CSS pixels, and at most this thick, pixels. */
const RULE = { length: 16, thickness: 4 };

/** Everything that a picture, its segmentation, its shapes and the lines read tell of a screen. */
export async function look(
  pixels: Pixels,
  segmentation: Segmentation,
  shapes: Shapes,
  lines: readonly ScreenLine[],
  elementsOf: (sight: Sight) => Promise<Element[]>,
): Promise<Screen> {
  const { width, height } = segmentation;
  const scale = scaleOf(lines);
  const background = groundOf(segmentation).color;
  // Asked for millions of times.
  const colors = new Array<Rgb | undefined>(segmentation.count);
  const elements = await elementsOf({
    width,
    height,
    pixels,
    lines,
    shapes: shapes.shapes,
    blobs: blobsOf(segmentation, shapes, lines, { insideMarks: false }),
    rules: rulesOf(segmentation, scale),
    at: (x, y) => {
      const label = segmentation.at(x, y);
      if (label === undefined) return undefined;
      colors[label] ??= segmentation.color(label);
      return colors[label];
    },
    inkOf: (line) => inkColor(line, segmentation),
    background,
    scale,
    drawn: shapes.drawn === true,
  });
  return screenOf(segmentation, shapes, lines, elements);
}

/**
 * What can be said while text is read: where panels, fields and buttons are, not what they are, and the lines so far, which
 * follow them. Costs next to nothing, and what has an id keeps it while lines are added.
 */
export function firstLook(segmentation: Segmentation, shapes: Shapes, lines: readonly ScreenLine[]): Screen {
  const seen = [
    ...shapes.shapes.map(({ box }) => ({ role: 'container' as const, box, confidence: 0.3 })),
    ...lines.map(({ text, box, confidence }) => ({ role: 'text' as const, text, box, confidence })),
  ];
  const elements = seen.map((thing, i) => ({
    ...thing,
    id: `e${i + 1}`,
    interactive: false,
    source: 'parser' as const,
  }));
  return screenOf(segmentation, shapes, lines, elements);
}

function screenOf(
  segmentation: Segmentation,
  shapes: Shapes,
  lines: readonly ScreenLine[],
  elements: Screen['elements'],
): Screen {
  const { width, height } = segmentation;
  const ground = groundOf(segmentation);
  return {
    width,
    height,
    elements,
    lines: lines.map(({ text, box, confidence }) => ({ text, box, confidence })),
    background: hex(ground.color),
    theme: ground.isDark ? 'dark' : 'light',
    guiLikelihood: guiLikelihood(segmentation, shapes, lines),
  };
}

/** Long thin segments of one colour. */
function rulesOf(segmentation: Segmentation, scale: number): Box[] {
  const rules: Box[] = [];
  for (let s = 0; s < segmentation.count; s++) {
    if (segmentation.area[s] < RULE.length * scale) continue;
    const box = segmentation.box(s);
    const [short, long] = [Math.min(box.width, box.height), Math.max(box.width, box.height)];
    if (short <= RULE.thickness * scale && long >= RULE.length * scale && segmentation.area[s] > 0.8 * area(box))
      rules.push(box);
  }
  return rules;
}

/** Leaves out the check boxes that were read as a zero, an O. */
export function withoutMarks(lines: readonly ScreenLine[], { shapes }: Shapes): ScreenLine[] {
  return lines.filter(({ text, ink }) => text.length > 1 || !shapes.some(({ box }) => iou(box, ink) > 0.7));
}

/** Where text may stand that the detector overlooked: a page number, initials, a counter; a digit in a table. */
export function loneInk(segmentation: Segmentation, shapes: Shapes, lines: readonly ScreenLine[]): Box[] {
  if (shapes.drawn) return [];
  const scale = scaleOf(lines);
  const blobs = blobsOf(segmentation, shapes, lines, { insideMarks: true });
  const taken = new Set<Blob>();
  const centered = shapes.shapes.flatMap(({ box }) => {
    if (box.width > LONE.width * scale || box.height > LONE.height * scale) return [];
    const within = blobs.filter((blob) => coverage(blob.box, box) === 1 && blob.box.width < 0.8 * box.width);
    if (within.length === 0 || within.length > 3) return [];
    const ink = union(within.map((blob) => blob.box));
    if (lines.some((line) => coverage(line.ink, box) > 0.9)) return [];
    const isCentered = Math.abs(2 * ink.x + ink.width - 2 * box.x - box.width) < 0.3 * box.width;
    const sized = ink.height >= LONE.minHeight * scale && ink.height <= LONE.maxHeight * scale;
    if (!isCentered || !sized || ink.height >= 0.8 * box.height || ink.width > 2.6 * ink.height) return [];
    for (const blob of within) taken.add(blob);
    return [ink];
  });
  const strays = joined(blobs.filter((blob) => !taken.has(blob) && !isFrame(blob, shapes, scale)));
  return [...centered, ...strays.filter((ink) => standsInLine(ink, lines, scale))];
}

/** What is left of a shape's rim, or a mark. */
const isFrame = ({ box }: Blob, { shapes }: Shapes, scale: number): boolean =>
  Math.max(box.width, box.height) > 2 * LONE.maxHeight * scale || shapes.some((shape) => iou(shape.box, box) > 0.6);

/** Blobs of one row that are close: a number of two or three digits. */
function joined(blobs: readonly Blob[]): Box[] {
  const boxes: Box[] = [];
  for (const { box } of [...blobs].sort((a, b) => a.box.x - b.box.x)) {
    const before = boxes.find(
      (other) =>
        box.x - right(other) < 0.3 * box.height &&
        box.x - right(other) > -0.3 * box.height &&
        Math.abs(bottom(other) - bottom(box)) < 0.15 * box.height &&
        Math.abs(other.y - box.y) < 0.4 * box.height,
    );
    if (before) Object.assign(before, union([before, box]));
    else boxes.push({ ...box });
  }
  return boxes;
}

/** Whether ink could be a character of the column or the row of other lines: as high, and flush with them. */
function standsInLine(ink: Box, lines: readonly ScreenLine[], scale: number): boolean {
  if (ink.height < LONE.minHeight * scale || ink.height > LONE.maxHeight * scale || ink.width > 2.6 * ink.height)
    return false;
  if (ink.width < 0.2 * ink.height) return false;
  return lines.some((line) => {
    const share = ink.height / line.em;
    if (share < STRAY.min || share > STRAY.max) return false;
    const middle = Math.abs(2 * ink.y + ink.height - 2 * line.box.y - line.box.height) / 2;
    const away = Math.max(line.ink.x - right(ink), ink.x - right(line.ink));
    if (middle < STRAY.slack * line.em && away > 0 && away < STRAY.row * line.em) return true;
    if (middle > STRAY.column * line.em) return false;
    return [0, 0.5, 1].some(
      (at) => Math.abs(ink.x + at * ink.width - line.ink.x - at * line.ink.width) < STRAY.slack * line.em,
    );
  });
}

/** Ink that is no text, on what is paper: pages, panels, fills. */
export function blobsOf(
  segmentation: Segmentation,
  { shapes, straight, drawn }: Shapes,
  lines: readonly ScreenLine[],
  options: { insideMarks: boolean },
): Blob[] {
  const scale = scaleOf(lines);
  const paper = new Uint8Array(segmentation.count);
  const share = PAPER.share * segmentation.width * segmentation.height;
  for (let s = 0; s < segmentation.count; s++) {
    if (segmentation.area[s] <= PAPER.area * scale ** 2) continue;
    const large = area(segmentation.box(s)) > PAPER.box * scale ** 2;
    if (large && (straight[s] || segmentation.area[s] > share)) paper[s] = 1;
  }
  for (const { parts, box } of shapes) {
    const isMark = Math.max(box.width, box.height) <= MARK * scale;
    if (isMark && !options.insideMarks && !lines.some(({ ink }) => coverage(ink, box) > 0.9)) continue;
    for (const part of parts) paper[part] = 1;
  }
  const text = lines.map(({ ink }) => ink);
  const blobs = findBlobs(segmentation, paper, text, scale);
  return drawn ? blobs.filter((blob) => shapes.some(({ box }) => coverage(blob.box, box) === 1)) : blobs;
}

/** Body text is about 14 CSS pixels: what it measures tells the screen's scale. 1 to 4, in halves. */
function scaleOf(lines: readonly ScreenLine[]): number {
  const size = bodySize(lines);
  return size === undefined ? 1 : Math.min(4, Math.max(1, Math.round((2 * size) / 14) / 2));
}

/**
 * Screens are made of straight-edged flat areas and of text; photos have next to none of either, and a single area is none
 * that anything lies on. 0..1.
 */
function guiLikelihood(segmentation: Segmentation, { straight }: Shapes, lines: readonly ScreenLine[]): number {
  const share = flatArea(segmentation, straight) / (segmentation.width * segmentation.height);
  return Math.min(1, share + lines.length / 20);
}

function flatArea(segmentation: Segmentation, straight: Uint8Array): number {
  let [flat, areas] = [0, 0];
  for (let s = straight.indexOf(1); s >= 0; s = straight.indexOf(1, s + 1)) {
    flat += segmentation.area[s];
    areas++;
  }
  return areas < 2 ? 0 : flat;
}

interface Ground {
  /** The colour that fills most of the picture: the page's, of whatever many panels it shows through. */
  color: Rgb;
  isDark: boolean;
}

/** Each partial screen asks for it anew. */
const grounds = new WeakMap<Segmentation, Ground>();

function groundOf(segmentation: Segmentation): Ground {
  const known = grounds.get(segmentation);
  if (known) return known;
  const ground = { color: commonestColor(segmentation), isDark: isDark(segmentation) };
  grounds.set(segmentation, ground);
  return ground;
}

function commonestColor(segmentation: Segmentation): Rgb {
  const areas = new Map<number, number>();
  let best = 0;
  let most = 0;
  for (let s = 0; s < segmentation.count; s++) {
    const key = segmentation.packedColor(s);
    const sum = (areas.get(key) ?? 0) + segmentation.area[s];
    areas.set(key, sum);
    if (sum > most) [best, most] = [s, sum];
  }
  return segmentation.color(best);
}

/** Whether most of the picture is dark. */
function isDark(segmentation: Segmentation): boolean {
  let dark = 0;
  for (let s = 0; s < segmentation.count; s++) if (luma(segmentation.color(s)) < 128) dark += segmentation.area[s];
  return dark > 0.5 * segmentation.width * segmentation.height;
}

/** The colour of a line's letters: what is small in its box and differs most from what they stand on. */
function inkColor({ ink }: ScreenLine, segmentation: Segmentation): Rgb {
  const { width, height, labels } = segmentation;
  const counts = new Map<number, number>();
  const [x0, x1] = [Math.max(0, Math.round(ink.x)), Math.min(width, ink.x + ink.width)];
  for (let y = Math.max(0, Math.round(ink.y)); y < Math.min(height, ink.y + ink.height); y++) {
    const row = y * width;
    for (let x = x0; x < x1; x++) {
      const label = labels[row + x];
      const from = x;
      while (x + 1 < x1 && labels[row + x + 1] === label) x++;
      counts.set(label, (counts.get(label) ?? 0) + x + 1 - from);
    }
  }
  const [[paper] = [0], ...rest] = [...counts].sort((a, b) => b[1] - a[1]);
  const behind = segmentation.color(paper);
  let best = behind;
  let most = -1;
  for (const [label, count] of rest) {
    const weight = colorDistance(segmentation.color(label), behind) * Math.min(count, 12);
    if (weight > most && coverage(segmentation.box(label), ink) > 0.5) {
      most = weight;
      best = segmentation.color(label);
    }
  }
  return best;
}

const hex = (color: Rgb): string => `#${color.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
