import { area, type Box, bottom, coverage, right, union } from '../image/box.ts';
import type { Blob } from './blobs.ts';
import type { ElementState, Role } from './element.ts';
import { ICON, MARK } from './icons.ts';
import { colorDistance, luma, type Rgb } from './segments.ts';
import type { Shape } from './shapes.ts';
import { type Draft, isVivid, type Sight } from './sight.ts';
import type { ScreenLine } from './text.ts';

/** A field or a button has a height between these, a text area a width and a height beyond; CSS pixels. */
const CONTROL = { minHeight: 15, maxHeight: 76 };
const TEXT_AREA = { minWidth: 160, maxHeight: 260 };
/** A panel with this many patches of ink and little text is a picture. */
const PICTURE = { blobs: 10, minSide: 64 };
/** A container with more lines than this is not named by them. */
const MAX_LABEL = 3;

/** Every shape as what it looks like, and the blobs that are a part of one (a tick, a knob, a chevron). */
export function controlsOf(sight: Sight, marks: readonly Blob[]): { controls: Draft[]; inside: Set<Blob> } {
  const inside = new Set<Blob>();
  const controls: Draft[] = [];
  for (const shape of sight.shapes) {
    const within = (box: Box) => coverage(box, shape.box) > 0.9 && area(box) < 0.9 * area(shape.box);
    const lines = sight.lines.filter((line) => within(line.ink));
    if (sight.lines.some((line) => coverage(shape.box, line.box) > 0.7)) continue;
    const blobs = marks.filter((blob) => within(blob.box));
    const shapes = sight.shapes.filter((other) => other !== shape && within(other.box));
    const draft = controlOf(shape, lines, blobs, shapes, sight);
    if (!draft) continue;
    controls.push(draft);
    if (['image', 'checkbox', 'radio'].includes(draft.role)) for (const blob of blobs) inside.add(blob);
  }
  return { controls: controls.filter((draft) => !controls.some((other) => swallows(other, draft))), inside };
}

/** The dot of a radio button. */
function swallows(outer: Draft, inner: Draft): boolean {
  const small = outer.role === 'radio' || outer.role === 'checkbox';
  return outer !== inner && small && coverage(inner.box, outer.box) > 0.9;
}

function controlOf(
  shape: Shape,
  lines: readonly ScreenLine[],
  blobs: readonly Blob[],
  shapes: readonly Shape[],
  sight: Sight,
): Draft | undefined {
  const { box } = shape;
  const width = box.width / sight.scale;
  const height = box.height / sight.scale;
  const text = lines.map((line) => line.text).join(' ');
  const draft = (role: Role, confidence: number, state?: ElementState): Draft => ({
    role,
    box,
    confidence,
    ...(text === '' || (role === 'container' && lines.length > MAX_LABEL) ? {} : { text }),
    ...(state ? { state } : {}),
  });
  const square = Math.abs(width - height) <= 2;
  if (lines.length === 0 && square && width >= MARK.min && width <= MARK.max) {
    const strong = shape.bordered || colorDistance(shape.fill, surroundings(shape, sight)) > 40;
    const vivid = isVivid(shape.fill) || isVivid(shape.edge);
    const isDot = shape.kind === 'circle' && vivid && shape.plain > 0.2;
    if (!strong || (shape.plain < 0.45 && !isDot)) return undefined;
    const checked = blobs.length > 0 || shapes.length > 0 || vivid;
    const isRadio = shape.kind === 'circle';
    if (isRadio && !shape.bordered && !checked) return draft('icon', 0.4);
    return draft(isRadio ? 'radio' : 'checkbox', 0.6, { checked });
  }
  if (shape.crossed && lines.length === 0) return draft('image', 0.6);
  if (shape.kind === 'circle' && lines.length === 0 && blobs.length === 0) {
    return width > ICON.max ? draft('image', 0.3) : draft('icon', 0.4);
  }
  const crowded = blobs.length >= PICTURE.blobs && blobs.length > 3 * lines.length;
  if (crowded && Math.min(width, height) >= PICTURE.minSide) return draft('image', 0.5);
  if (height >= CONTROL.minHeight && height <= CONTROL.maxHeight && width >= 20) {
    const control = fieldOrButton(shape, lines, blobs, shapes, sight);
    if (control) return draft(control.role, control.confidence);
  }
  const empty = blobs.length === 0 && shapes.length === 0;
  if (
    shape.bordered &&
    empty &&
    lines.length <= 3 &&
    width >= TEXT_AREA.minWidth &&
    height <= TEXT_AREA.maxHeight &&
    height > CONTROL.maxHeight
  ) {
    const sizes = lines.map(({ em }) => em);
    const oneSize = Math.max(...sizes) < 1.15 * Math.min(...sizes) || lines.length === 0;
    const atTop =
      oneSize && lines.every((line) => line.box.y < box.y + 0.5 * box.height && line.box.x < box.x + 24 * sight.scale);
    if (atTop) return draft('textbox', 0.5);
  }
  return draft('container', 0.6);
}

/** A box of a control's height: a text field when its text begins at the left (or is missing), a button when it is centred. */
function fieldOrButton(
  shape: Shape,
  lines: readonly ScreenLine[],
  blobs: readonly Blob[],
  shapes: readonly Shape[],
  sight: Sight,
): { role: Role; confidence: number } | undefined {
  const { box } = shape;
  const { scale } = sight;
  const width = box.width / scale;
  const height = box.height / scale;
  if (isCell(shape, sight)) return undefined;
  const rows = new Set(lines.map((line) => Math.round((line.box.y + line.box.height / 2) / (0.6 * line.em)))).size;
  if (rows > 1) return undefined;
  const outside = surroundings(shape, sight);
  const contrast = colorDistance(shape.fill, outside);
  const content = [...lines.map((line) => line.ink), ...blobs.map((blob) => blob.box)];
  if (content.length === 0) {
    const empty = shape.bordered && shapes.length === 0 && width >= 60 && height >= 18 && height <= 60;
    return empty ? { role: 'textbox', confidence: 0.6 } : undefined;
  }
  const first = [...lines].sort((a, b) => a.ink.x - b.ink.x)[0];
  const textEnd = Math.max(...lines.map((line) => right(line.ink)));
  const chevron = blobs.find(
    (blob) =>
      right(box) - right(blob.box) < 20 * scale &&
      Math.max(blob.box.width, blob.box.height) <= 16 * scale &&
      (!first || blob.box.x - textEnd > 1.5 * first.em),
  );
  // A chevron far from its text says nothing of how the text is aligned.
  const all = union(content.filter((part) => !first || part !== chevron?.box));
  const left = (all.x - box.x) / scale;
  const rightSpace = (right(box) - right(all)) / scale;
  const centered = Math.abs(left - rightSpace) <= Math.max(5, 0.08 * width);
  const isPaper = luma(shape.fill) > 225 || (contrast < 30 && !isVivid(shape.fill));
  if (first && shape.bordered && !centered && width >= 90 && isPaper) {
    const start = (first.ink.x - box.x) / scale;
    if (start <= 48) return { role: chevron ? 'combobox' : 'textbox', confidence: 0.8 };
  }
  if (height > 64 || width > 520) return undefined;
  // A badge: a tint without a border, no higher than its text needs.
  if (height < 26 && !shape.bordered) return undefined;
  if (centered && (shape.bordered || contrast > 14)) return { role: 'button', confidence: width < 320 ? 0.75 : 0.5 };
  if (!centered && first && shape.bordered && chevron) return { role: 'combobox', confidence: 0.5 };
  if (!centered && contrast > 14 && first && width > 100 && (first.ink.x - box.x) / scale < 60) {
    return luma(shape.fill) > 225 ? { role: 'textbox', confidence: 0.4 } : { role: 'menuitem', confidence: 0.4 };
  }
  return undefined;
}

/** Whether another shape of the same width sits right on top or below: a row of a table or list, a card's header. */
function isCell({ box }: Shape, { shapes, scale }: Sight): boolean {
  const near = 2.5 * scale;
  return shapes.some(
    (other) =>
      other.box !== box &&
      Math.abs(other.box.x - box.x) <= near &&
      Math.abs(right(other.box) - right(box)) <= near &&
      (Math.abs(other.box.y - bottom(box)) <= near || Math.abs(bottom(other.box) - box.y) <= near),
  );
}

/** The fill of the smallest shape around a shape, or the page's background. */
function surroundings({ box }: Shape, { shapes, background }: Sight): Rgb {
  let best: Shape | undefined;
  for (const other of shapes) {
    if (area(other.box) <= area(box) || coverage(box, other.box) < 0.95) continue;
    if (!best || area(other.box) < area(best.box)) best = other;
  }
  return best?.fill ?? background;
}
