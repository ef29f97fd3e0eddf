import { area, coverage } from '../../image/box.ts';
import type { Element } from '../../screen/element.ts';
import { isWords, leaf, type Node } from './node.ts';

/** How much of an element must lie in another to belong to it. */
const INSIDE = 0.75;
/** No interface is nested so deeply, but a drawing of rings may be. */
const MAX_DEPTH = 50;

/** Elements as a forest: each one under the smallest that holds it. */
export function nest(elements: readonly Element[]): Node[] {
  const roots: Node[] = [];
  // From large to small, so that every possible parent is placed before its children.
  const nodes = elements.map(leaf).sort((a, b) => rank(b) - rank(a));
  const depth = new Map<Node, number>();
  nodes.forEach((node, i) => {
    let parent: Node | undefined;
    for (let k = i - 1; k >= 0 && !parent; k--) {
      const other = nodes[k]!;
      const isFree = depth.get(other)! < MAX_DEPTH;
      if (isFree && canHold(other, node) && coverage(node.box, other.box) >= INSIDE) parent = other;
    }
    depth.set(node, parent ? depth.get(parent)! + 1 : 0);
    (parent?.children ?? roots).push(node);
  });
  return roots;
}

/** By area; of two with one box, the container is the outer one and words are the inner one. */
function rank({ box, element }: Node): number {
  return area(box) + (element?.role === 'container' ? 0.5 : element?.interactive ? 0.25 : 0);
}

/** Words may hold a link that is a part of them, or what looks like an icon, but never other words. */
function canHold(outer: Node, inner: Node): boolean {
  return !isWords(outer) || !isWords(inner);
}
