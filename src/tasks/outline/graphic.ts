import type { Element } from '../../screen/element.ts';
import { atomsOf, isAnonymous, isAtom, type Node } from './node.ts';

/** So many icons and boxes, and hardly any controls among them, are pieces of a drawing. */
const PIECES = 8;

/** Gathers the pieces of charts and drawings, which geometry would sort into senseless rows and columns. */
export function withGraphics(node: Node, unit: number): Node {
  if (isAtom(node) || node.kind === 'table') return node;
  if (isAnonymous(node) && isDrawing(node, unit)) return { ...node, kind: 'graphic', children: piecesOf(node) };
  return { ...node, children: node.children.map((child) => withGraphics(child, unit)) };
}

function isDrawing(node: Node, unit: number): boolean {
  if (node.box.height < 4 * unit || node.box.width < 4 * unit) return false;
  const atoms = atomsOf(node);
  const pieces = atoms.filter(({ role }) => role === 'icon' || role === 'container' || role === 'image').length;
  return pieces >= PIECES && pieces >= atoms.length / 2 && !atoms.some(isControl);
}

/** Words in a drawing may be taken for a link, but hardly for a button or a field. */
const isControl = ({ role, interactive }: Element): boolean => interactive && role !== 'link';

const piecesOf = (node: Node): Node[] => (node.element ? [node] : node.children.flatMap(piecesOf));
