import { area, type Box, bottom, center, coverage, iou, middle, right, union } from '../image/box.ts';
import type { Blob } from './blobs.ts';
import { colorDistance } from './segments.ts';
import type { Shape } from './shapes.ts';
import { bodySize, isVivid, type Sight } from './sight.ts';
import type { ScreenLine } from './text.ts';
import { tracks } from './tracks.ts';
import { rootOf } from './union-find.ts';

/** What a candidate was made of. The order is what the classifier has learnt: new ones go to the end. */
export const KINDS = [
  'line',
  'part',
  'paragraph',
  'shape',
  'blob',
  'square',
  'pair',
  'row',
  'ruled',
  'slot',
  'group',
  'glyph',
  'track',
] as const;
export type Kind = (typeof KINDS)[number];

/** A box that may be an element. More are made than there are elements: the classifier says which are, and what. */
export interface Candidate {
  kind: Kind;
  box: Box;
  /** The line that it is, or that names it. */
  line?: ScreenLine;
  shape?: Shape;
  blob?: Blob;
}

/** Ink thinner than this is dust, CSS pixels. */
const MIN_INK = { long: 5, short: 2, pixels: 8 };
/** Patches of ink this near are one icon, if that is not larger: three bars, three dots. CSS pixels. */
const GROUP = { gap: 5, side: 40, parts: 12 };
/** A glyph of an icon font fills this share of its box, which is as high as a letter's, ems. */
const GLYPH = { least: 0.25, most: 0.85, reach: 20 };
/** Up to this side an icon's box is taken for a square, CSS pixels. */
const ICON_SIDE = 24;
/** An icon stands this far at most from its text, in ems, and is this high. */
const COMPANION = { gap: 1.9, off: 0.55, minHeight: 0.45, maxHeight: 2.6 };
/** The end of a row (an arrow, a counter) is at most this far from its text, in ems. */
const TAIL = { gap: 26, height: 2.2, width: 5 };
/** Icons that are farther apart have nothing to do with each other, CSS pixels. */
const SLOT_REACH = 320;
/** A field that is only a line under its text: how far above the line it begins, CSS pixels. */
const RULED = { gap: 16, minWidth: 70, height: 34 };

/** Words that may be a link of their own, and how many parts a line of prose has at most. */
const WORD = /[\p{L}\p{N}]{2}/u;
const MOST_PARTS = 5;
/** What code has and prose has not. */
const CODE = /[{};=<>[\]]|\w\(/;
/** Vivid colours that differ by more are not both that of links (0..255, largest channel). */
const OTHER_COLOR = 64;

/** Everything on a screen that may be an element. */
export function candidatesOf(sight: Sight): Candidate[] {
  const { lines, shapes, blobs, scale } = sight;
  const inks = blobs.filter(({ box, ink }) => {
    const [short, long] = [Math.min(box.width, box.height), Math.max(box.width, box.height)];
    return long >= MIN_INK.long * scale && short >= MIN_INK.short * scale && ink >= MIN_INK.pixels * scale ** 2;
  });
  const groups = groupsOf(blobs, scale);
  const marks = [...inks, ...groups];
  const found: Candidate[] = [
    ...lines.map((line): Candidate => ({ kind: 'line', box: line.box, line })),
    ...lines.flatMap(parts),
    ...paragraphs(lines),
    ...shapes.map((shape): Candidate => ({ kind: 'shape', box: shape.box, shape, ...named(shape.box, lines) })),
    ...inks.map((blob): Candidate => ({ kind: 'blob', box: blob.box, blob })),
    ...groups.map((blob): Candidate => ({ kind: 'group', box: blob.box, blob })),
    ...marks.flatMap((blob) => squared(blob, scale)),
    ...slots(marks, scale),
    ...glyphs(marks, lines, scale),
    ...pairs(lines, [...marks.map(({ box }) => box), ...shapes.map(({ box }) => box)], scale),
    ...ruled(sight),
    ...tracks(sight),
  ];
  return withoutTwins(found);
}

/** A box is named by the first of the lines in it. */
function named(box: Box, lines: readonly ScreenLine[]): { line?: ScreenLine } {
  const inside = lines.filter((line) => coverage(line.ink, box) > 0.9);
  const first = inside.sort((a, b) => a.ink.y - b.ink.y || a.ink.x - b.ink.x)[0];
  return first ? { line: first } : {};
}

/** Coloured or underlined words of a line: a link in a sentence. All links have one colour; code has many. */
function parts({ text: whole, parts = [], ink, em, confidence }: ScreenLine): Candidate[] {
  if (parts.length < 2 || parts.length > MOST_PARTS || CODE.test(whole)) return [];
  const found = parts.filter(({ text, color, underlined }) => WORD.test(text) && (underlined || isVivid(color)));
  const colors = parts.map(({ color }) => color).filter(isVivid);
  if (colors.some((color) => colorDistance(color, colors[0]) > OTHER_COLOR)) return [];
  return found.map(({ text, box }) => {
    const { x, width } = box;
    return { kind: 'part', box, line: { text, box, em, confidence, ink: { ...ink, x, width } } };
  });
}

/** Lines of one size, one below the other: a link or a button may be that long. */
function paragraphs(lines: readonly ScreenLine[]): Candidate[] {
  const next = new Map<ScreenLine, ScreenLine>();
  for (const line of lines) {
    for (const other of lines) {
      const gap = other.box.y - bottom(line.box);
      if (gap < -0.4 * line.em || gap > 0.75 * line.em || Math.abs(other.em - line.em) > 0.2 * line.em) continue;
      const alike = [line.ink.x - other.ink.x, line.ink.x + line.ink.width / 2 - other.ink.x - other.ink.width / 2];
      if (Math.min(...alike.map(Math.abs)) < 0.4 * line.em) next.set(line, other);
    }
  }
  const continued = new Set(next.values());
  return lines.flatMap((line) => {
    if (continued.has(line)) return [];
    const group = [line];
    for (let other = next.get(line); other && group.length < 6; other = next.get(other)) group.push(other);
    return group.length > 1 ? [{ kind: 'paragraph' as const, box: union(group.map(({ box }) => box)), line }] : [];
  });
}

/** Small patches side by side. */
function groupsOf(blobs: readonly Blob[], scale: number): Blob[] {
  const small = blobs
    .filter(({ box }) => Math.max(box.width, box.height) <= 0.75 * GROUP.side * scale)
    .sort((a, b) => a.box.x - b.box.x);
  const gap = GROUP.gap * scale;
  const group = small.map((_, i) => i);
  for (const [i, { box }] of small.entries()) {
    for (let j = i + 1; j < small.length && small[j].box.x <= right(box) + gap; j++) {
      const other = small[j].box;
      if (other.y <= bottom(box) + gap && box.y <= bottom(other) + gap) group[rootOf(group, j)] = rootOf(group, i);
    }
  }
  const groups = new Map<number, Blob[]>();
  for (const [i, blob] of small.entries()) {
    const root = rootOf(group, i);
    const members = groups.get(root);
    if (members) members.push(blob);
    else groups.set(root, [blob]);
  }
  return [...groups.values()].flatMap((members) => {
    const box = union(members.map((blob) => blob.box));
    if (members.length < 2 || members.length > GROUP.parts) return [];
    if (Math.max(box.width, box.height) > GROUP.side * scale || Math.max(box.width, box.height) < 6 * scale) return [];
    return [{ box, ink: members.reduce((sum, { ink }) => sum + ink, 0) }];
  });
}

/** A chevron is much smaller than its box, which is that of a letter: of the text beside it, or of most text. */
function glyphs(blobs: readonly Blob[], lines: readonly ScreenLine[], scale: number): Candidate[] {
  const body = bodySize(lines) ?? 14 * scale;
  return blobs.flatMap((blob) => {
    const { box } = blob;
    const [x, y] = [center(box), middle(box)];
    let [em, nearest] = [body, GLYPH.reach * body];
    for (const { ink, em: other } of lines) {
      const gap = Math.max(ink.x - right(box), box.x - right(ink));
      if (Math.abs(middle(ink) - y) < 0.6 * other && gap < nearest) [em, nearest] = [other, gap];
    }
    const side = Math.max(box.width, box.height);
    if (side < GLYPH.least * em || side > GLYPH.most * em) return [];
    return [{ kind: 'glyph' as const, box: { x: x - em / 2, y: y - em / 2, width: em, height: em }, blob }];
  });
}

/** Icons are drawn on a square, mostly: the box is widened to one. */
function squared(blob: Blob, scale: number): Candidate[] {
  const { box } = blob;
  const side = Math.min(Math.max(box.width, box.height), ICON_SIDE * scale);
  const [width, height] = [Math.max(box.width, side), Math.max(box.height, side)];
  if (width * height < 1.12 * area(box) || Math.max(box.width, box.height) > 64 * scale) return [];
  const x = box.x - (width - box.width) / 2;
  const y = box.y - (height - box.height) / 2;
  return [{ kind: 'square', box: { x, y, width, height }, blob }];
}

/** Icons in a column or a row share a middle and a size, of which the widest of them shows most. */
function slots(blobs: readonly Blob[], scale: number): Candidate[] {
  const small = blobs.filter(({ box }) => Math.max(box.width, box.height) <= 1.5 * ICON_SIDE * scale);
  const side = ({ box }: Blob) => Math.max(box.width, box.height);
  return small.flatMap((blob) => {
    const { box } = blob;
    const [x, y] = [center(box), middle(box)];
    let widest = 0;
    for (const other of small) {
      if (other === blob || side(other) > 2 * side(blob)) continue;
      const across = Math.abs(center(other.box) - x);
      const down = Math.abs(middle(other.box) - y);
      if (Math.min(across, down) < 1.6 * scale && Math.max(across, down) < SLOT_REACH * scale)
        widest = Math.max(widest, side(other));
    }
    if (widest < 1.12 * side(blob)) return [];
    return [
      { kind: 'slot' as const, box: { x: x - widest / 2, y: y - widest / 2, width: widest, height: widest }, blob },
    ];
  });
}

/** Icon and text side by side, before and after it: one thing to click. So is a row with something at its end. */
function pairs(lines: readonly ScreenLine[], marks: readonly Box[], scale: number): Candidate[] {
  return lines.flatMap((line) => {
    const { em, ink } = line;
    const beside = (box: Box) =>
      Math.abs(middle(box) - middle(ink)) < COMPANION.off * em &&
      box.height < COMPANION.maxHeight * em &&
      box.height > COMPANION.minHeight * em &&
      box.width < 3.2 * em;
    const near = (box: Box) => beside(box) && box.height > 4 * scale;
    const before = marks
      .filter((box) => near(box) && right(box) <= ink.x + 2 && ink.x - right(box) < COMPANION.gap * em)
      .sort((a, b) => right(b) - right(a))[0];
    const after = marks
      .filter((box) => near(box) && box.x >= right(ink) - 2 && box.x - right(ink) < 1.2 * em)
      .sort((a, b) => a.x - b.x)[0];
    const tails = [...marks, ...lines.map(({ box }) => box)].filter(
      (box) =>
        box.x > right(line.box) &&
        box.x - right(line.box) < TAIL.gap * em &&
        box.height < TAIL.height * em &&
        box.width < TAIL.width * em &&
        Math.abs(middle(box) - middle(ink)) < COMPANION.off * em,
    );
    const tail = tails.sort((a, b) => a.x - b.x)[0];
    const found: Candidate[] = [];
    const add = (kind: Kind, boxes: (Box | undefined)[]) => {
      const parts = boxes.filter((box) => box !== undefined);
      if (parts.length > 0) found.push({ kind, box: union([line.box, ...parts]), line });
    };
    add('pair', [before]);
    if (after) add('pair', [after]);
    if (before && after) add('pair', [before, after]);
    if (tail && tail !== after) add('row', [before, tail]);
    return found;
  });
}

/** Fields that have no box, only a line below. */
function ruled({ rules, lines, scale }: Sight): Candidate[] {
  return rules.flatMap((rule) => {
    if (rule.width < RULED.minWidth * scale || rule.width > 800 * scale || rule.height > rule.width / 10) return [];
    const line = lines.find(
      ({ ink }) =>
        ink.x > rule.x - 3 * scale &&
        right(ink) < right(rule) + 3 * scale &&
        bottom(ink) <= rule.y + scale &&
        rule.y - bottom(ink) < RULED.gap * scale,
    );
    const top = line
      ? Math.min(line.box.y - 4 * scale, bottom(rule) - RULED.height * scale)
      : bottom(rule) - RULED.height * scale;
    return [
      {
        kind: 'ruled' as const,
        box: { x: rule.x, y: top, width: rule.width, height: bottom(rule) - top },
        ...(line && { line }),
      },
    ];
  });
}

/** What lies on nearly the same pixels is told apart by nothing; of twins the kinds that come first stay. */
function withoutTwins(candidates: readonly Candidate[]): Candidate[] {
  const cells = new Map<string, Candidate[]>();
  return candidates.filter((candidate) => {
    const { box } = candidate;
    const [column, row] = [Math.round(box.x / 32), Math.round(box.y / 32)];
    for (let i = column - 1; i <= column + 1; i++) {
      for (let j = row - 1; j <= row + 1; j++) {
        const twin = cells.get(`${i},${j}`)?.find((other) => iou(other.box, box) > 0.92);
        if (twin && (twin.kind === candidate.kind || candidate.kind !== 'shape')) return false;
      }
    }
    const key = `${column},${row}`;
    cells.set(key, [...(cells.get(key) ?? []), candidate]);
    return true;
  });
}
