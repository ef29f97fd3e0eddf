import { type Box, bottom, right, union } from '../../image/box.ts';
import type { Component } from '../task.ts';
import type { Style } from './markup.ts';

/** In pixels: what is further from its edge has a place of its own there, not a padding around it. */
const MOST_PADDING = 64;
/** Of a row's width: a gap so wide pushes what follows to the end. */
const PUSHING_GAP = 0.15;
/** Pixels that nobody sees. */
const SLACK = 2;

const px = (pixels: number): string => `${Math.round(pixels)}px`;

/** How a group lays out its children, and the space around them. */
export function groupStyle(group: Component): Style {
  return { ...flow(group), ...padding(group) };
}

/** A line around what is a box, where nothing is known of how it looks. */
export function frameStyle(group: Component): Style {
  const isFramed = group.elementId && !BARS.has(group.role) && !/^Body\d*$/.test(group.name);
  return { ...(isFramed && FRAME), ...(isFramed && isLabel(group) && FITTING) };
}

/** Parts of the page, whose boxes are areas of colour. */
const BARS = new Set(['document', 'banner', 'navigation', 'main', 'contentinfo']);

/** Whether its only part is one without parts, such as the words on a button. */
export const isLabel = ({ children: [only, ...more] }: Component): boolean =>
  more.length === 0 && only !== undefined && only.children.length === 0;
const FITTING: Style = { width: 'fit-content' };

const FRAME: Style = { border: '1px solid #8886', 'border-radius': '8px' };

const ALIGNED = { start: 'flex-start', center: 'center', end: 'flex-end', stretch: undefined };

function flow(group: Component): Style {
  const { layout, children, box } = group;
  if (!layout || children.length < 2) return {};
  if (layout.type === 'stack') return { position: 'relative', height: px(box.height) };
  if (layout.type === 'grid') {
    const gap: Style = layout.gap > 0 ? { gap: px(layout.gap) } : {};
    return { display: 'grid', 'grid-template-columns': `repeat(${layout.columns ?? 2}, minmax(0, 1fr))`, ...gap };
  }
  const gap = leastGap(group);
  const align = alignment(group);
  return {
    display: 'flex',
    ...(layout.type === 'column' && { 'flex-direction': 'column' }),
    ...(align && { 'align-items': align }),
    ...(gap > 0 && { gap: px(gap) }),
  };
}

/** Across the direction of a flex box; undefined: stretched. */
function alignment({ layout, children }: Component): string | undefined {
  const { type, align } = layout!;
  if (type !== 'row') return ALIGNED[align];
  const middles = children.map(({ box }) => box.y + box.height / 2);
  const isOneLine = Math.max(...middles) - Math.min(...middles) <= 2 * SLACK;
  // Single things that are as tall as their row stand on one line; panels fill it.
  const hasPanel = children.some((child) => child.children.length > 1 && child.box.height > 60);
  if (isOneLine && !(align === 'stretch' && hasPanel)) return 'center';
  return ALIGNED[align];
}

/** The distances of neighbours, the first one's from the start of the content. */
function gapsOf(group: Component): number[] {
  const { layout, children, box } = group;
  const { top, left } = origin(group);
  const isRow = layout?.type === 'row';
  return children.map((child, i) => {
    const before = children[i - 1]?.box;
    if (isRow) return child.box.x - (before ? right(before) : box.x + left);
    return child.box.y - (before ? bottom(before) : box.y + top);
  });
}

/** Where the content of a group begins, from the corner of its box. */
function origin(group: Component): { top: number; left: number } {
  const { top, left } = edges(group);
  return { top: top + lineOf(group), left: left + lineOf(group) };
}

/** The width of the line around a box, which takes room of its own. */
const lineOf = ({ paint }: Component): number => (paint?.border?.sides.length === 4 ? paint.border.width : 0);

/** What all neighbours have between them; the rest is a margin of one. */
const leastGap = (group: Component): number => Math.max(0, Math.round(Math.min(...gapsOf(group).slice(1))));

/** The space between a group's box and its content, where it is a padding. */
function edges(group: Component): {
  top: number;
  right: number;
  bottom: number;
  left: number;
} {
  const { layout, box, children } = group;
  const line = lineOf(group);
  if (children.length === 0 || layout?.type === 'stack') return { top: 0, right: 0, bottom: 0, left: 0 };
  const inner = union(children.map((child) => child.box));
  const space = (pixels: number, otherwise = 0) =>
    pixels - line >= SLACK && pixels <= MOST_PADDING ? pixels - line : otherwise;
  const top = space(inner.y - box.y);
  const left = space(inner.x - box.x);
  const far = { right: right(box) - right(inner), bottom: bottom(box) - bottom(inner) };
  return {
    top,
    left,
    right: far.right > MOST_PADDING ? left : space(far.right),
    bottom: far.bottom > MOST_PADDING ? top : space(far.bottom),
  };
}

function padding(group: Component): Style {
  const space = edges(group);
  const [top, right, bottom, left] = [space.top, space.right, space.bottom, space.left].map((each) =>
    Math.round(each),
  ) as [number, number, number, number];
  if (top + right + bottom + left === 0) return {};
  const [y, x] = [near(top, bottom) ? Math.min(top, bottom) : undefined, near(left, right) ? left : undefined];
  const size = (pixels: number) => (pixels === 0 ? '0' : px(pixels));
  if (y === undefined || x === undefined) return { padding: [top, right, bottom, left].map(size).join(' ') };
  return { padding: y === x ? size(y) : `${size(y)} ${size(x)}` };
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 2 * SLACK;

/** What a child says of its place in its parent: only where it is not as it would be anyway. */
export function placeStyle(parent: Component, index: number, isControl: boolean): Style {
  const child = parent.children[index]!;
  const isGroup = child.children.length > 1;
  switch (parent.layout?.type) {
    case 'stack':
      return {
        position: 'absolute',
        left: px(child.box.x - parent.box.x),
        top: px(child.box.y - parent.box.y),
        ...(isGroup && { width: px(child.box.width) }),
      };
    case 'row':
      return inRow(parent, index, isControl);
    case 'grid':
      return {};
    default:
      return inColumn(parent, index, isControl);
  }
}

function inRow(parent: Component, index: number, isControl: boolean): Style {
  const child = parent.children[index]!;
  const share = child.box.width / Math.max(1, parent.box.width);
  const isGroup = child.children.length > 1;
  const isTop = alignment(parent) === 'flex-start';
  const down = isTop ? Math.round(child.box.y - parent.box.y - origin(parent).top) : 0;
  return {
    ...(pushes(parent, index) ? { 'margin-left': 'auto' } : margin(parent, index, 'margin-left')),
    ...(down > SLACK && { 'margin-top': px(down) }),
    ...(isSide(child)
      ? { flex: 'none', width: px(child.box.width) }
      : isControl
        ? controlStyle(child.box, share)
        : isGroup && share >= 0.2 && shareOfRow(parent, child)),
  };
}

/** The widest take what the others leave. */
function shareOfRow({ children }: Component, child: Component): Style {
  const widest = Math.max(...children.filter((other) => !isSide(other)).map(({ box }) => box.width));
  return child.box.width >= 0.96 * widest ? { flex: '1' } : { flex: 'none', width: px(child.box.width) };
}

function inColumn(parent: Component, index: number, isControl: boolean): Style {
  const child = parent.children[index]!;
  const { left } = origin(parent);
  const room = Math.max(1, parent.box.width - left - edges(parent).right - lineOf(parent));
  const share = child.box.width / room;
  const isGroup = child.children.length > 1;
  const isAlone = parent.children.length < 2;
  const align = isAlone ? undefined : parent.layout?.align;
  const down = margin(parent, index, 'margin-top');
  if ((isGroup || isControl) && isCentred(child.box, parent.box)) {
    return { ...down, 'margin-inline': 'auto', width: px(child.box.width) };
  }
  const aside = Math.round(child.box.x - parent.box.x - left);
  const along: Style = align !== 'center' && align !== 'end' && aside > SLACK ? { 'margin-left': px(aside) } : {};
  if (isControl && isAlone) return { ...down, ...along, width: share >= 0.95 ? '100%' : px(child.box.width) };
  if (!isGroup && !isControl) return { ...down, ...along };
  if (share >= 0.95) return { ...down, ...(align !== undefined && align !== 'stretch' && { 'align-self': 'stretch' }) };
  // Words take what they need.
  const fills = isControl || hasBoxes(child);
  return { ...down, ...along, ...(fills && align !== 'stretch' && { width: px(child.box.width) }) };
}

const TYPED = new Set(['textbox', 'searchbox', 'combobox', 'listbox', 'spinbutton', 'slider', 'img', 'table', 'list']);

/** Whether something in a group is as wide as the room that it is given. */
const hasBoxes = ({ children }: Component): boolean =>
  children.some(
    (child) => TYPED.has(child.role) || (child.elementId !== undefined && child.children.length > 1) || hasBoxes(child),
  );

/** What a child is further from the one before it than all are. */
function margin(parent: Component, index: number, property: string): Style {
  const gaps = gapsOf(parent);
  const more = Math.round(gaps[index]! - (index > 0 ? leastGap(parent) : 0));
  return more >= SLACK ? { [property]: px(more) } : {};
}

/** A control as wide as most of its row takes what the words beside it leave. */
const controlStyle = (box: Box, share: number): Style =>
  share >= 0.5 ? { flex: '1', 'min-width': '0' } : { width: px(box.width) };

const isSide = ({ role, children }: Component): boolean =>
  children.length > 0 && (role === 'navigation' || role === 'complementary');

/** Whether a gap that is like no other of the row stands before this child, and what follows reaches the end of the row. */
function pushes({ children, box }: Component, index: number): boolean {
  const gaps = children.slice(1).map((child, i) => child.box.x - right(children[i]!.box));
  const own = gaps[index - 1] ?? 0;
  const isAtEnd = right(box) - right(children.at(-1)!.box) <= MOST_PADDING;
  return isAtEnd && own > PUSHING_GAP * box.width && gaps.every((gap, i) => i === index - 1 || gap < own / 2);
}

function isCentred(inner: Box, outer: Box): boolean {
  const [before, after] = [inner.x - outer.x, right(outer) - right(inner)];
  return before > MOST_PADDING && Math.abs(before - after) < 0.05 * outer.width;
}

/** Of pictures and icons, whose content is not there: an area of their main colour. */
export function sizeStyle({ box, paint }: Component): Style {
  const { background = '#8884', radius } = paint ?? { radius: 4 };
  const isRound = radius !== undefined && radius >= 0.4 * Math.min(box.width, box.height);
  return {
    flex: 'none',
    width: px(box.width),
    height: px(box.height),
    background,
    ...(radius && { 'border-radius': isRound && radius > 6 ? '50%' : px(radius) }),
  };
}

/** Where the cells of a row are; `isFirst`: their widths are those of the columns. */
export function columnStyles({ box, children }: Component, isFirst: boolean): Style[] {
  return children.map((cell, i) => {
    const start = i === 0 ? box.x : cell.box.x;
    const next = children[i + 1]?.box.x ?? right(box);
    const before = Math.round(cell.box.x - start);
    return { ...(isFirst && { width: px(next - start) }), padding: before > 0 ? `0 0 0 ${px(before)}` : '0' };
  });
}

/** The usual distance of rows in pixels, or the height of the only one. */
export function rowHeight(rows: readonly Component[]): number {
  const pitches = rows
    .slice(1)
    .map((row, i) => row.box.y - rows[i]!.box.y)
    .sort((a, b) => a - b);
  return Math.round(pitches[pitches.length >> 1] ?? rows[0]!.box.height);
}

/** At least as high as its box. */
export const heightStyle = ({ box }: Component): Style => ({ 'min-height': px(box.height) });

/** The distance of the items of a column, when each is as high as `like`. */
export function pitchGap(items: readonly Component[], like: Component): number {
  const middles = items.map(({ box }) => box.y + box.height / 2);
  const pitches = middles
    .slice(1)
    .map((middle, i) => middle - middles[i]!)
    .sort((a, b) => a - b);
  return Math.max(0, Math.round((pitches[pitches.length >> 1] ?? 0) - like.box.height));
}
