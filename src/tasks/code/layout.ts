import { type Box, bottom, right, union } from '../../image/box.ts';
import type { Component } from '../task.ts';
import type { Style } from './markup.ts';

/** In pixels: what is further from its edge has a place of its own there, not a padding around it. */
const MOST_PADDING = 64;
/** Of a row's width: a gap so wide pushes what follows to the end. */
const PUSHING_GAP = 0.15;

const px = (pixels: number): string => `${Math.round(pixels)}px`;

/** How a group lays out its children, and the box that is seen around them. */
export function groupStyle(group: Component): Style {
  const isFramed = group.elementId && !BARS.has(group.role) && !/^Body\d*$/.test(group.name);
  return { ...flow(group), ...padding(group), ...(isFramed && FRAME), ...(isFramed && isLabel(group) && FITTING) };
}

/** Parts of the page, whose boxes are areas of colour. */
const BARS = new Set(['document', 'banner', 'navigation', 'main', 'contentinfo']);
const isLabel = ({ children: [only, ...more] }: Component): boolean =>
  more.length === 0 && only !== undefined && only.children.length === 0;
const FITTING: Style = { width: 'fit-content' };

const FRAME: Style = { border: '1px solid #8886', 'border-radius': '8px' };

const ALIGNED = { start: 'flex-start', center: 'center', end: 'flex-end', stretch: undefined };

function flow({ layout, children, box }: Component): Style {
  if (!layout || children.length < 2) return {};
  const gap: Style = layout.gap > 0 ? { gap: px(layout.gap) } : {};
  if (layout.type === 'stack') return { position: 'relative', height: px(box.height) };
  if (layout.type === 'grid') {
    return { display: 'grid', 'grid-template-columns': `repeat(${layout.columns ?? 2}, minmax(0, 1fr))`, ...gap };
  }
  // Single things that are as tall as their row stand on one line.
  const isLine = layout.type === 'row' && layout.align === 'stretch' && children.every((child) => !child.layout);
  const align = isLine ? 'center' : ALIGNED[layout.align];
  return {
    display: 'flex',
    ...(layout.type === 'column' && { 'flex-direction': 'column' }),
    ...(align && { 'align-items': align }),
    ...gap,
  };
}

function padding({ layout, box, children }: Component): Style {
  if (children.length === 0 || layout?.type === 'stack') return {};
  const inner = union(children.map((child) => child.box));
  const [y, x] = [
    Math.min(inner.y - box.y, bottom(box) - bottom(inner)),
    Math.min(inner.x - box.x, right(box) - right(inner)),
  ].map((space) => (space >= 2 && space <= MOST_PADDING ? px(space) : '0'));
  return y === '0' && x === '0' ? {} : { padding: y === x ? y! : `${y} ${x}` };
}

/** What a child says of its place in its parent: only where it is not as it would be anyway. */
export function placeStyle(parent: Component, index: number, isControl: boolean): Style {
  const child = parent.children[index]!;
  const share = child.box.width / Math.max(1, parent.box.width);
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
      return {
        ...(pushes(parent, index) && { 'margin-left': 'auto' }),
        ...(isSide(child)
          ? { flex: 'none', width: px(child.box.width) }
          : isControl
            ? controlStyle(child.box, share)
            : isGroup && share >= 0.2 && { flex: '1' }),
      };
    case 'grid':
      return {};
    default:
      if (isControl) return share >= 0.85 ? { 'align-self': 'stretch' } : { width: px(child.box.width) };
      if (isGroup && isCentred(child.box, parent.box)) return { 'margin-inline': 'auto', width: px(child.box.width) };
      return isGroup && parent.layout?.align !== 'stretch' && share >= 0.85 ? { 'align-self': 'stretch' } : {};
  }
}

/** A control as wide as most of its row takes what the words beside it leave. */
const controlStyle = (box: Box, share: number): Style =>
  share >= 0.5 ? { flex: '1', 'min-width': '0' } : { width: px(box.width) };

const isSide = ({ role, children }: Component): boolean =>
  children.length > 0 && (role === 'navigation' || role === 'complementary');

/** Whether a gap that is like no other of the row stands before this child. */
function pushes({ children, box }: Component, index: number): boolean {
  const gaps = children.slice(1).map((child, i) => child.box.x - right(children[i]!.box));
  const own = gaps[index - 1] ?? 0;
  return own > PUSHING_GAP * box.width && gaps.every((gap, i) => i === index - 1 || gap < own / 2);
}

function isCentred(inner: Box, outer: Box): boolean {
  const [before, after] = [inner.x - outer.x, right(outer) - right(inner)];
  return before > MOST_PADDING && Math.abs(before - after) < 0.05 * outer.width;
}

/** Of pictures and icons, whose content is not there. */
export const sizeStyle = ({ box }: Component): Style => ({
  flex: 'none',
  width: px(box.width),
  height: px(box.height),
  background: '#8884',
  'border-radius': '4px',
});

/** Of a line of words; its box is as high as the font's line. */
export const fontStyle = ({ box }: Component): Style => ({ 'font-size': px(box.height / 1.2) });

/** The size of most words. */
export function textStyle(root: Component): Style {
  const lines = linesOf(root).sort((a, b) => a.box.height - b.box.height);
  const middle = lines[lines.length >> 1];
  return middle ? fontStyle(middle) : {};
}

const linesOf = (part: Component): Component[] =>
  part.role === 'text' && part.children.length === 0 ? [part] : part.children.flatMap(linesOf);
