import { bottom, right, union } from '../../image/box.ts';
import { apart } from '../outline/paint.ts';
import type { Component } from '../task.ts';
import type { Style } from './markup.ts';
import type { TypeSizes } from './type-size.ts';

/** What a part would look like without a word about it: what is behind it, and the type around it. */
export interface Ground {
  /** `#rrggbb`; undefined: not known. */
  background: string | undefined;
  color: string | undefined;
  size: number | undefined;
}

/** Colours that differ by no more look alike. */
const ALIKE = { background: 4, color: 24 };
/** As the colour of most words, where they have one. */
export const differs = (color: string | undefined, from: string | undefined, by: keyof typeof ALIKE): boolean =>
  color !== undefined && (from === undefined || apart(color, from) > ALIKE[by]);

/** The fill, the line and the corners of a part. */
export function skinOf({ paint }: Component, ground: Ground): Style {
  if (!paint) return {};
  const { background, border, radius } = paint;
  const isFilled = differs(background, ground.background, 'background');
  return {
    ...(isFilled && { background }),
    ...lineOf(border),
    ...(radius && (isFilled || border?.sides.length === 4) && { 'border-radius': `${radius}px` }),
  };
}

function lineOf(border: NonNullable<Component['paint']>['border']): Style {
  if (!border) return {};
  const line = `${border.width}px solid ${border.color}`;
  if (border.sides.length === 4) return { border: line };
  return Object.fromEntries(border.sides.map((side) => [`border-${side}`, line]));
}

/** How a line of words differs from the type around it. */
export function typeOf(part: Component, ground: Ground, sizes: TypeSizes): Style {
  const { paint } = part;
  const size = sizes.of(part);
  return {
    ...(size !== ground.size && { 'font-size': `${size}px` }),
    ...(paint?.bold && { 'font-weight': '600' }),
    ...(differs(paint?.color, ground.color, 'color') && { color: paint!.color! }),
    ...(paint?.underline && { 'text-decoration': 'underline' }),
  };
}

/** A control of its own size; its words stand where they stand in the picture. */
export function controlSkin(part: Component, ground: Ground): Style {
  const { box, paint, children } = part;
  const words = children.find((child) => child.children.length === 0 && child.paint?.color);
  const inner = words && union(children.map((child) => child.box));
  const line = paint?.border?.width ?? 0;
  const [before, after] = inner ? [inner.x - box.x, right(box) - right(inner)] : [12, 12];
  const isCentred = Math.abs(before - after) <= 8;
  const padding = Math.max(0, Math.round(Math.min(before, isCentred ? after : before) - line));
  return {
    height: `${Math.round(box.height)}px`,
    padding: `0 ${Math.min(padding, 24)}px`,
    background: paint?.background ?? 'transparent',
    border: '0',
    'border-radius': `${paint?.radius ?? 0}px`,
    ...lineOf(paint?.border),
    color: words?.paint?.color ?? ground.color ?? 'inherit',
    ...(words?.paint?.bold && { 'font-weight': '600' }),
    ...(!isCentred && { 'text-align': 'left' }),
    'white-space': 'nowrap',
  };
}

/** A check box, a radio button or a switch. */
export function markSkin({ role, box, paint }: Component): Style {
  const size: Style = { flex: 'none', width: `${Math.round(box.width)}px`, height: `${Math.round(box.height)}px` };
  const fill = paint?.background;
  if (role === 'switch')
    return { ...size, appearance: 'none', background: fill ?? '#888888', 'border-radius': '9999px' };
  return size;
}

const MARKS = new Set(['checkbox', 'radio']);

/** The fill of the marks that are on. */
export const accentOf = ({ role, paint, children }: Component): string | undefined =>
  MARKS.has(role) && paint?.background && isVivid(paint.background)
    ? paint.background
    : children.map(accentOf).find((color) => color !== undefined);

/** Whether a mark is on: marks that are off have no colour. */
export const isVivid = (color: string): boolean => {
  const channels = [1, 3, 5].map((i) => Number.parseInt(color.slice(i, i + 2), 16));
  return Math.max(...channels) - Math.min(...channels) > 60;
};

/** The colour that most words have. */
export function usualColor(root: Component): string | undefined {
  const counts = new Map<string, number>();
  const count = ({ paint, children }: Component): void => {
    if (paint?.color) counts.set(paint.color, (counts.get(paint.color) ?? 0) + 1);
    children.forEach(count);
  };
  count(root);
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0]?.[0];
}

/** What most of the page is filled with: its own fill, or that of the largest part on it. */
export function pageColor(root: Component): string | undefined {
  if (root.paint?.background) return root.paint.background;
  const parts = root.children.filter(({ paint }) => paint?.background);
  const area = ({ box }: Component) => (right(box) - box.x) * (bottom(box) - box.y);
  return parts.sort((a, b) => area(b) - area(a))[0]?.paint?.background;
}

/** Whether anything is known of how it looks. */
export const isPainted = ({ paint, children }: Component): boolean => paint !== undefined || children.some(isPainted);
