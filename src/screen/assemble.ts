import { area, type Box, bottom, coverage, iou, overlap, right, union } from '../image/box.ts';
import type { Blob } from './blobs.ts';
import { type Element, type ElementState, isInteractive, type Role } from './element.ts';
import { inReadingOrder } from './order.ts';
import { colorDistance, luma, type Rgb } from './segments.ts';
import type { Shape } from './shapes.ts';
import type { ScreenLine } from './text.ts';

/** All lengths below are CSS pixels; `scale` device pixels make one. */
const ICON = { min: 6, max: 64 };
/** Up to this side an icon's box is taken for a square. */
const ICON_SIDE = 24;
const MARK = { min: 9, max: 26 };
const CONTROL = { minHeight: 15, maxHeight: 76 };
/** A panel with this many patches of ink and little text is a picture. */
const PICTURE = { blobs: 10, minSide: 64 };
const TEXT_AREA = { minWidth: 160, maxHeight: 260 };
/** A heading's letters are larger than most by this factor. */
const HEADING = 1.18;
/** A container with more lines than this is not named by them. */
const MAX_LABEL = 3;
/** An icon before a text within this many ems belongs to it. */
const COMPANION = 1.6;

/** What the stages before have seen. */
export interface Sight {
  lines: readonly ScreenLine[];
  shapes: readonly Shape[];
  blobs: readonly Blob[];
  /** Colour of the ink of a line. */
  inkOf: (line: ScreenLine) => Rgb;
  background: Rgb;
  /** Device pixels in a CSS pixel, about. */
  scale: number;
}

/** An element before it has its number and its place in the tree. */
type Draft = Omit<Element, 'id' | 'source' | 'interactive' | 'parent'>;

/** Merges lines, shapes and blobs into elements, in reading order, each with the smallest container around it. */
export function assemble(sight: Sight): Element[] {
  const shapes = sight.shapes.filter((shape) => standsAlone(shape, sight));
  const marks = sight.blobs.filter((blob) => isDrawn(blob, { ...sight, shapes }));
  const { controls, inside } = controlsOf({ ...sight, shapes }, marks);
  const icons = marks
    .filter((blob) => !inside.has(blob))
    .flatMap((blob) => switchOf(blob, sight) ?? iconOf(blob, sight) ?? []);
  const texts = sight.lines.map((line) => textOf(line, sight, controls));
  const groups = companionsOf(sight, icons, controls);
  return numbered([...controls, ...icons, ...texts, ...groups]);
}

/** A small shape is a control of its own, or a detail of an icon: then the icon's ink reaches farther. */
function standsAlone({ box }: Shape, { blobs, lines, scale }: Sight): boolean {
  if (Math.max(box.width, box.height) > MARK.max * scale || lines.some((line) => coverage(line.ink, box) > 0.9))
    return true;
  return blobs.some((blob) => iou(blob.box, box) > 0.7);
}

/** Leaves out what is only the rim of a shape, a separator, or dust. */
function isDrawn({ box, ink }: Blob, { shapes, scale, lines }: Sight): boolean {
  const [short, long] = [Math.min(box.width, box.height) / scale, Math.max(box.width, box.height) / scale];
  if (long < ICON.min || short < 2 || (long > 20 && long > 4 * short)) return false;
  if (ink < 8 * scale * scale) return false;
  if (shapes.some((shape) => iou(shape.box, box) > 0.75)) return false;
  if (shapes.some((shape) => isCornerOf(shape.box, box, scale))) return false;
  const hollow = ink < 0.12 * area(box);
  if (hollow && long > 40) return false;
  return !lines.some((line) => coverage(box, line.box) > 0.6 && box.height < line.box.height);
}

/** The blended pixels of a round corner. */
function isCornerOf(shape: Box, box: Box, scale: number): boolean {
  if (Math.max(box.width, box.height) > 16 * scale || shape.width < 20 * scale || shape.height < 16 * scale)
    return false;
  const near = 1.5 * scale;
  const touches = (x: number, y: number) =>
    x >= box.x - near && x <= right(box) + near && y >= box.y - near && y <= bottom(box) + near;
  return [shape.x, right(shape)].some((x) => touches(x, shape.y) || touches(x, bottom(shape)));
}

/** A pill with a round knob at one of its ends. */
function switchOf({ box }: Blob, { shapes, scale }: Sight): Draft | undefined {
  const ratio = box.width / box.height;
  if (box.height < 10 * scale || box.height > 34 * scale || ratio < 1.45 || ratio > 2.6) return undefined;
  const knob = shapes.find(
    (shape) =>
      shape.kind === 'circle' &&
      coverage(shape.box, box) > 0.9 &&
      shape.box.height > 0.5 * box.height &&
      Math.min(shape.box.x - box.x, right(box) - right(shape.box)) < 0.25 * box.height,
  );
  if (!knob) return undefined;
  const checked = knob.box.x + knob.box.width / 2 > box.x + box.width / 2;
  return { role: 'switch', box, confidence: 0.8, state: { checked } };
}

/** Icons are drawn on a square, mostly: the box is widened to one. */
function iconOf({ box, ink }: Blob, { scale }: Sight): Draft | undefined {
  const long = Math.max(box.width, box.height);
  const short = Math.min(box.width, box.height);
  if (long > ICON.max * scale || short > 40 * scale) {
    if (short < ICON.max * 0.4 * scale) return undefined;
    return { role: 'image', box, confidence: ink > 0.5 * area(box) ? 0.6 : 0.4 };
  }
  const side = Math.min(long, ICON_SIDE * scale);
  const width = Math.max(box.width, side);
  const height = Math.max(box.height, side);
  const square = {
    x: box.x - (width - box.width) / 2,
    y: box.y - (height - box.height) / 2,
    width,
    height,
  };
  return { role: 'icon', box: square, confidence: 0.6 };
}

/** Every shape as what it looks like, and the blobs that are a part of one (a tick, a knob, a chevron). */
function controlsOf(sight: Sight, marks: readonly Blob[]): { controls: Draft[]; inside: Set<Blob> } {
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
  const all = union(content);
  const left = (all.x - box.x) / scale;
  const rightSpace = (right(box) - right(all)) / scale;
  const centered = Math.abs(left - rightSpace) <= Math.max(5, 0.08 * width);
  const first = [...lines].sort((a, b) => a.ink.x - b.ink.x)[0];
  const isPaper = luma(shape.fill) > 225 || (contrast < 30 && !isVivid(shape.fill));
  const chevron = blobs.some(
    (blob) =>
      right(box) - right(blob.box) < 20 * scale && blob.box.width <= 16 * scale && blob.box.height <= 16 * scale,
  );
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

const isVivid = (color: Rgb): boolean => Math.max(...color) - Math.min(...color) > 60;

/** A line as text, a heading (larger than most) or a link (coloured unlike most). */
function textOf(line: ScreenLine, sight: Sight, controls: readonly Draft[]): Draft {
  const { box, text, confidence } = line;
  const sizes = sight.lines.map(({ em }) => em).sort((a, b) => a - b);
  const body = sizes[Math.floor(sizes.length / 2)];
  const inButton = controls.some((control) => control.role === 'button' && coverage(line.ink, control.box) > 0.9);
  let role: Role = 'text';
  if (!inButton && isVivid(sight.inkOf(line)) && blueish(sight.inkOf(line))) role = 'link';
  else if (line.em > HEADING * body) role = 'heading';
  return { role, text, box, confidence: Math.round(confidence * 100) / 100 };
}

const blueish = ([red, green, blue]: Rgb): boolean => blue > red + 40 && blue >= green;

/** Icon and text side by side: one thing to click. In a menu a mark at the end of the row belongs to it too. */
function companionsOf(sight: Sight, icons: readonly Draft[], controls: readonly Draft[]): Draft[] {
  const middle = (box: Box) => box.y + box.height / 2;
  const groups = sight.lines.flatMap((line) => {
    const icon = icons.find(
      ({ role, box }) =>
        role === 'icon' &&
        right(box) <= line.ink.x + 2 &&
        line.ink.x - right(box) < COMPANION * line.em &&
        Math.abs(middle(box) - middle(line.ink)) < 0.5 * line.em &&
        box.height < 2.2 * line.em &&
        box.height > 0.7 * line.em,
    );
    return icon ? [{ line, box: union([icon.box, line.box]) }] : [];
  });
  const tails = groups.map(({ line }) => {
    const behind = [...icons, ...controls, ...sight.lines].filter(
      ({ box }) =>
        box.x > right(line.box) &&
        box.x - right(line.box) < 14 * line.em &&
        box.height < 2.2 * line.em &&
        box.width < 4 * line.em &&
        Math.abs(middle(box) - middle(line.box)) < 0.6 * line.em,
    );
    return behind.sort((a, b) => right(b.box) - right(a.box))[0]?.box;
  });
  return groups.flatMap(({ line, box }, i) => {
    const tail = tails[i];
    const column = tail
      ? tails.filter((other) => other && Math.abs(right(other) - right(tail)) < 0.5 * line.em).length
      : 0;
    const whole = tail && column >= 3 ? union([box, tail]) : box;
    const home = controls.find(({ role, box: b }) => role !== 'container' && overlap(b, whole) > 0.8 * area(whole));
    return home ? [] : [{ role: 'link' as const, text: line.text, box: whole, confidence: 0.4 }];
  });
}

/** Reading order, numbers, parents. */
function numbered(drafts: readonly Draft[]): Element[] {
  const unique = drafts.filter((draft, i) => !drafts.some((other, j) => j < i && iou(other.box, draft.box) > 0.9));
  const isHolder = (i: number) => !['text', 'heading', 'icon'].includes(unique[i].role);
  const order = inReadingOrder(
    unique.map(({ box }) => box),
    isHolder,
  );
  const ids = new Map(order.map(({ index }, i) => [index, `e${i + 1}`]));
  return order.map(({ index, parent }): Element => {
    const draft = unique[index];
    const { x, y, width, height } = draft.box;
    return {
      id: ids.get(index) as string,
      ...draft,
      box: { x: round(x), y: round(y), width: round(width), height: round(height) },
      interactive: isInteractive(draft.role),
      source: 'parser',
      ...(parent === undefined ? {} : { parent: ids.get(parent) as string }),
    };
  });
}

const round = (value: number): number => Math.round(value * 10) / 10;
