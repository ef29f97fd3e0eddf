import { type Box, bottom, right } from '../../image/box.ts';
import type { Node } from './node.ts';

export type Axis = 'x' | 'y';
/** Where a box begins along an axis, and where it ends. */
export const start = (box: Box, axis: Axis): number => box[axis];
export const end = (box: Box, axis: Axis): number => (axis === 'x' ? right(box) : bottom(box));

/** A stretch of one axis and the nodes in it. */
export interface Strip {
  nodes: Node[];
  from: number;
  to: number;
  /** The empty band before it, in pixels; 0 for the first. */
  gap: number;
}

/** The stretch that a box surely covers: lines of text are read a little too tall, and may overlap by a hair. */
export function inked(box: Box, axis: Axis, unit: number): [from: number, to: number] {
  const slack = Math.min(0.15 * unit, 0.2 * (end(box, axis) - start(box, axis)));
  return [start(box, axis) + slack, end(box, axis) - slack];
}

/** Cuts at every empty band that crosses all nodes. */
export function strips(nodes: readonly Node[], axis: Axis, unit: number): Strip[] {
  const sorted = [...nodes].sort((a, b) => start(a.box, axis) - start(b.box, axis));
  const found: Strip[] = [];
  let edge = -Infinity;
  for (const node of sorted) {
    const [from, to] = [start(node.box, axis), end(node.box, axis)];
    const [first, last] = inked(node.box, axis, unit);
    const strip = found.at(-1);
    if (strip && first < edge) {
      strip.nodes.push(node);
      strip.to = Math.max(strip.to, to);
    } else {
      found.push({ nodes: [node], from, to, gap: strip ? Math.max(0, from - strip.to) : 0 });
    }
    edge = Math.max(edge, last);
  }
  return found;
}
