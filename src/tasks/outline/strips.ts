import { type Box, bottom, right } from '../../image/box.ts';
import type { Node } from './node.ts';

export type Axis = 'x' | 'y';
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

/** Cuts at every empty band that crosses all nodes. Boxes may overlap by a hair: lines of text are read a little too tall. */
export function strips(nodes: readonly Node[], axis: Axis, unit: number): Strip[] {
  const slack = (box: Box) => Math.min(0.15 * unit, 0.2 * (end(box, axis) - start(box, axis)));
  const sorted = [...nodes].sort((a, b) => start(a.box, axis) - start(b.box, axis));
  const found: Strip[] = [];
  let inked = -Infinity;
  for (const node of sorted) {
    const [from, to] = [start(node.box, axis), end(node.box, axis)];
    const last = found.at(-1);
    if (last && from + slack(node.box) < inked) {
      last.nodes.push(node);
      last.to = Math.max(last.to, to);
    } else {
      found.push({ nodes: [node], from, to, gap: last ? Math.max(0, from - last.to) : 0 });
    }
    inked = Math.max(inked, to - slack(node.box));
  }
  return found;
}
