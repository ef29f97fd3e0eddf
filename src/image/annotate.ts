import { area, type Box, bottom, grown, overlap, right } from './box.ts';
import { Canvas, type Color } from './canvas.ts';
import { drawNumber, numberWidth } from './digits.ts';
import { decodePixels } from './load.ts';
import type { Picture, Pixels } from './picture.ts';
import { encodePng } from './png.ts';

export interface Marked {
  /** A name of `COLORS`; anything else is a container. */
  hue: string;
  /** Pixels of the original image. */
  box: Box;
  /** It may be something else. */
  unsure?: boolean;
}

const WHITE: Color = [255, 255, 255];
const INK: Color = [24, 24, 27];

/** Okabe and Ito's palette, which colour-blind people can tell apart (jfly.uni-koeln.de/color). */
const BLUE: Color = [0, 114, 178];
const SKY: Color = [86, 180, 233];
const VERMILION: Color = [213, 94, 0];
const GREEN: Color = [0, 158, 115];
const PURPLE: Color = [204, 121, 167];
const ORANGE: Color = [230, 159, 0];
const GREY: Color = [110, 110, 120];

const COLORS: Record<string, Color> = {
  text: BLUE,
  link: SKY,
  action: VERMILION,
  entry: GREEN,
  toggle: PURPLE,
  graphic: ORANGE,
};

interface Mark {
  number: number;
  box: Box;
  color: Color;
  isContainer: boolean;
  unsure: boolean;
}

/** Sizes in pixels, by the size of the picture. */
interface Style {
  line: number;
  halo: number;
  /** Height of a tag, and of the digits in it. */
  tag: number;
  digits: number;
}

/**
 * A PNG of the picture's own size with a box around every element, coloured by its hue, and its number in
 * the list, from 1. Containers are dashed and lie below the rest; what is doubtful is dotted.
 */
export async function annotatedPng(
  picture: Picture,
  elements: readonly Marked[],
  options: { background?: string; signal?: AbortSignal } = {},
): Promise<Uint8Array> {
  const pixels = await decodePixels(picture, options);
  drawMarks(pixels, elements);
  options.signal?.throwIfAborted();
  return encodePng(pixels, 6);
}

/** Draws into `pixels` rather than laying an SVG over it: librsvg needs fonts and ends at 32767 pixels a side. */
function drawMarks(pixels: Pixels, elements: readonly Marked[]): void {
  const style = styleOf(pixels);
  const canvas = new Canvas(pixels);
  const marks = elements.map(({ hue, box, unsure = false }, i): Mark => {
    const isContainer = !(hue in COLORS);
    return { number: i + 1, box: framed(box, pixels, style), color: COLORS[hue] ?? GREY, isContainer, unsure };
  });
  const containersFirst = marks.toSorted((a, b) => Number(b.isContainer) - Number(a.isContainer));
  for (const mark of containersFirst) drawFrame(canvas, mark, style);
  const tags: Box[] = [];
  for (const mark of marks) {
    const tag = placeTag(mark, pixels, style, tags, marks);
    if (!tag) continue;
    tags.push(tag);
    drawTag(canvas, tag, mark, style);
  }
}

function styleOf({ width, height }: Pixels): Style {
  const scale = Math.max(1, Math.min(width, height) / 900);
  const line = Math.round(1.5 * scale);
  const digits = Math.round(8 * scale);
  return { line, halo: Math.round(scale), tag: digits + 2 * Math.round(2 * scale), digits };
}

/** A frame around the box, so that it hides nothing of what is in it: colour, on a white halo for dark screens. */
function drawFrame(canvas: Canvas, { box, color, isContainer, unsure }: Mark, { line, halo }: Style): void {
  const width = isContainer ? Math.max(1, Math.round(line / 2)) : line;
  const dash = isContainer ? 4 * line : unsure ? 2 * line : 0;
  drawRing(canvas, grown(box, width + halo), width + 2 * halo, WHITE, 0.6, 0);
  drawRing(canvas, grown(box, width), width, color, 1, dash);
}

/** The outermost `width` pixels of `box`; with `dash`, in pieces of that length. */
function drawRing(canvas: Canvas, box: Box, width: number, color: Color, opacity: number, dash: number): void {
  const inner = Math.max(0, box.height - 2 * width);
  const edge = Math.min(width, box.width);
  const sides = [
    { ...box, height: Math.min(width, box.height) },
    { ...box, y: bottom(box) - width, height: inner > 0 ? width : 0 },
    { ...box, y: box.y + width, width: edge, height: inner },
    { x: right(box) - edge, y: box.y + width, width: edge, height: inner },
  ];
  for (const side of sides) {
    const long = Math.max(side.width, side.height);
    for (let at = 0; at < long; at += dash * 2 || long) {
      const length = Math.min(dash || long, long - at);
      const piece =
        side.width >= side.height
          ? { ...side, x: side.x + at, width: length }
          : { ...side, y: side.y + at, height: length };
      canvas.fillRect(piece, color, opacity);
    }
  }
}

/**
 * Where the number hides least: at one of the box's corners, preferably above it, away from other numbers and from
 * what is in other boxes. Undefined where it would not fit into the picture, or hide another number.
 */
function placeTag(
  mark: Mark,
  size: { width: number; height: number },
  style: Style,
  tags: readonly Box[],
  marks: readonly Mark[],
): Box | undefined {
  const { box } = mark;
  const height = style.tag;
  const width = numberWidth(mark.number, style.digits) + 2 * Math.round((style.tag - style.digits) / 2);
  const [left, above] = [box.x - style.line, box.y - height];
  const candidates = [
    { x: left, y: above },
    { x: left - width, y: box.y - style.line },
    { x: right(box) + style.line - width, y: above },
    { x: right(box), y: box.y - style.line },
    { x: left, y: bottom(box) },
    { x: right(box) + style.line - width, y: bottom(box) },
    { x: left, y: box.y - style.line },
  ].map((corner) => ({ ...corner, width, height }));
  let best: Box | undefined;
  let least = Infinity;
  candidates.forEach((tag, preference) => {
    if (tag.x < 0 || tag.y < 0 || right(tag) > size.width || bottom(tag) > size.height) return;
    let cost = preference * 0.02 * area(tag);
    for (const other of tags) {
      const hidden = overlap(tag, other);
      if (hidden > area(other) / 3) return;
      cost += 4 * hidden;
    }
    for (const other of marks) if (!other.isContainer) cost += overlap(tag, other.box);
    if (cost < least) [best, least] = [tag, cost];
  });
  return best;
}

function drawTag(canvas: Canvas, tag: Box, { number, color }: Mark, { tag: height, digits, halo }: Style): void {
  const radius = height / 5;
  canvas.fillRoundRect(grown(tag, halo), radius + halo, WHITE);
  canvas.fillRoundRect(tag, radius, color);
  const padding = Math.round((height - digits) / 2);
  drawNumber(canvas, number, tag.x + padding, tag.y + padding, digits, isBright(color) ? INK : WHITE);
}

/** By relative luminance as in WCAG 2: ink or paper, whichever has more contrast. */
function isBright([red, green, blue]: Color): boolean {
  const linear = (value: number): number => (value / 255) ** 2.2;
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) > 0.25;
}

/** The box in whole pixels, with room for its frame within the picture. */
function framed(box: Box, { width, height }: Pixels, { line }: Style): Box {
  const x = Math.max(line, Math.round(box.x));
  const y = Math.max(line, Math.round(box.y));
  const [r, b] = [Math.min(width - line, Math.round(right(box))), Math.min(height - line, Math.round(bottom(box)))];
  return { x, y, width: Math.max(0, r - x), height: Math.max(0, b - y) };
}
