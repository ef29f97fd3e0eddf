import { bottom, coverage, middle, overlap, union } from '../../image/box.ts';
import type { Element } from '../../screen/element.ts';
import { group, type Node } from './node.ts';

/**
 * Puts each input and its label into one node, where nothing else comes between them. A mark that lies within, such as the
 * star of a required field, goes with them.
 */
export function withFields(siblings: readonly Node[], labels: ReadonlyMap<Element, Element>): Node[] {
  let nodes = [...siblings];
  for (const input of siblings) {
    const text = input.element && labels.get(input.element);
    const label = text && nodes.find((node) => node.element === text);
    if (!label || !nodes.includes(input)) continue;
    const box = union([input.box, label.box]);
    const touched = nodes.filter((node) => overlap(node.box, box) > 0);
    if (!touched.every((node) => coverage(node.box, box) > 0.85)) continue;
    const inLine = label.box.y < middle(input.box) && bottom(label.box) > middle(input.box);
    touched.sort((a, b) => (inLine ? a.box.x - b.box.x : a.box.y - b.box.y));
    nodes = nodes.map((node) => (node === input ? group(touched, inLine ? 'row' : 'column', 'field') : node));
    nodes = nodes.filter((node) => !touched.includes(node));
  }
  return nodes;
}
