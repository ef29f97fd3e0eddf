import { type Box, bottom, coverage, right } from '../image/box.ts';
import type { Point } from './viewport.ts';

/** A straight line between two points, horizontal or vertical, and how long it is, pixels of the picture. */
export interface Span {
  axis: 'x' | 'y';
  from: Point;
  to: Point;
  length: number;
}

/** How two boxes lie to each other; all in pixels of the picture. */
export interface Gaps {
  /**
   * `apart`: free space between them on at least one axis. `inside`: one is in the other. `overlapping`: they share ground.
   */
  relation: 'apart' | 'inside' | 'overlapping';
  /** Free space between facing edges; negative: how far they overlap on this axis. */
  horizontal: number;
  vertical: number;
  /** From edge to edge, where both are: between facing ones, or from the inner box to the outer on each side. */
  spans: Span[];
  /** Inside: the space on each side of the inner box. */
  insets?: { left: number; top: number; right: number; bottom: number };
  /** Between the middles of both. */
  centre: { dx: number; dy: number; distance: number };
}

/** Horizontal and vertical space between `a` and `b`, and how far their middles are from each other. */
export function gaps(a: Box, b: Box): Gaps {
  const horizontal = Math.max(a.x, b.x) - Math.min(right(a), right(b));
  const vertical = Math.max(a.y, b.y) - Math.min(bottom(a), bottom(b));
  const [dx, dy] = [middle(b).x - middle(a).x, middle(b).y - middle(a).y];
  const centre = { dx, dy, distance: Math.hypot(dx, dy) };
  const shared = { horizontal, vertical, centre };
  const inner = coverage(a, b) === 1 ? a : coverage(b, a) === 1 ? b : undefined;
  if (inner) {
    const outer = inner === a ? b : a;
    const insets = {
      left: inner.x - outer.x,
      top: inner.y - outer.y,
      right: right(outer) - right(inner),
      bottom: bottom(outer) - bottom(inner),
    };
    const { x, y } = middle(inner);
    const spans = [
      across(outer.x, inner.x, y),
      across(right(inner), right(outer), y),
      down(outer.y, inner.y, x),
      down(bottom(inner), bottom(outer), x),
    ];
    return { relation: 'inside', ...shared, insets, spans: spans.filter(({ length }) => length > 0) };
  }
  const spans: Span[] = [];
  if (horizontal > 0) spans.push(across(Math.min(right(a), right(b)), Math.max(a.x, b.x), level(a, b, 'y')));
  if (vertical > 0) spans.push(down(Math.min(bottom(a), bottom(b)), Math.max(a.y, b.y), level(a, b, 'x')));
  return { relation: horizontal >= 0 || vertical >= 0 ? 'apart' : 'overlapping', ...shared, spans };
}

/** The middle of a box, which may lie between two pixels. */
export const middle = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height / 2 });

const across = (from: number, to: number, y: number): Span => ({
  axis: 'x',
  from: { x: from, y },
  to: { x: to, y },
  length: to - from,
});
const down = (from: number, to: number, x: number): Span => ({
  axis: 'y',
  from: { x, y: from },
  to: { x, y: to },
  length: to - from,
});

/** Where a line between both is drawn: the middle of what they share on the other axis, or of the space between. */
function level(a: Box, b: Box, axis: 'x' | 'y'): number {
  const [low, high] =
    axis === 'y'
      ? [Math.max(a.y, b.y), Math.min(bottom(a), bottom(b))]
      : [Math.max(a.x, b.x), Math.min(right(a), right(b))];
  return (low + high) / 2;
}

/** `at` on the nearest edge of `boxes` within `reach`, on each axis by itself; on no edge, on whole pixels. */
export function snapped(at: Point, boxes: readonly Box[], reach: number): Point {
  let [x, y] = [Math.round(at.x), Math.round(at.y)];
  let [bestX, bestY] = [reach, reach];
  for (const box of boxes) {
    // Only the edges of what is near: a box on the other side of the picture has edges everywhere.
    if (at.x < box.x - reach || at.x > right(box) + reach || at.y < box.y - reach || at.y > bottom(box) + reach)
      continue;
    for (const edge of [box.x, right(box)]) {
      if (Math.abs(edge - at.x) < bestX) [x, bestX] = [Math.round(edge), Math.abs(edge - at.x)];
    }
    for (const edge of [box.y, bottom(box)]) {
      if (Math.abs(edge - at.y) < bestY) [y, bestY] = [Math.round(edge), Math.abs(edge - at.y)];
    }
  }
  return { x, y };
}
