import type { Element } from '../../screen/element.ts';
import { isInput } from '../labels.ts';
import { atomsOf, type GroupKind, group, isAnonymous, isAtom, type Node } from './node.ts';

/** Groups whose children have their meaning already. */
const FIXED: ReadonlySet<GroupKind | undefined> = new Set(['field', 'table', 'table-row', 'list', 'graphic']);

/** Marks runs of siblings that are built alike as lists, at every level. */
export function withLists(node: Node, unit: number, inBar = false): Node {
  if (isAtom(node)) return node;
  const children = node.children.map((child) => withLists(child, unit, inBar || child.edge !== undefined));
  if (FIXED.has(node.kind) || node.layout === 'stack') return { ...node, children };
  const isItem = (child: Node) => canRepeat(child) && (!inBar || child.box.height <= 3.5 * unit);
  const runs = runsOf(
    children,
    (a, b) => isItem(a) && isItem(b) && (inBar || isAtom(a) === isAtom(b)) && alike(a, b, unit),
  );
  if (runs.length === 1 && isList(runs[0]!) && isAnonymous(node)) return { ...node, children, kind: 'list' };
  return {
    ...node,
    children: runs.flatMap((run) => (isList(run) ? [group(run, node.layout ?? 'column', 'list')] : run)),
  };
}

function runsOf(nodes: readonly Node[], belong: (a: Node, b: Node) => boolean): Node[][] {
  const runs: Node[][] = [];
  for (const node of nodes) {
    const run = runs.at(-1);
    if (run && belong(run[0]!, node)) run.push(node);
    else runs.push([node]);
  }
  return runs;
}

/** Three make a list; two do when they are boxes so rich that it can't be by chance. Two forms are just two forms. */
function isList(run: readonly Node[]): boolean {
  const isRich = (node: Node) => node.element && atomsOf(node).length >= 3 && !atomsOf(node).some(isInput);
  return run.length >= (run.every(isRich) ? 2 : 3);
}

/** Whether two nodes could be one component with other content: nearly the same parts, about the same size. */
function alike(a: Node, b: Node, unit: number): boolean {
  const oneLine = Math.max(a.box.height, b.box.height) <= 3 * unit;
  if (!oneLine && Math.min(a.box.height, b.box.height) < 0.6 * Math.max(a.box.height, b.box.height)) return false;
  const [small, large] = [typeSize(a), typeSize(b)].sort((m, n) => m - n) as [number, number];
  if (small > 0 && small < 0.8 * large) return false;
  const [left, right] = [partsOf(a), partsOf(b)];
  const keys = new Set([...left.keys(), ...right.keys()]);
  let [different, total] = [0, 0];
  for (const key of keys) {
    const [m, n] = [left.get(key) ?? 0, right.get(key) ?? 0];
    different += Math.abs(m - n);
    total += Math.max(m, n);
  }
  return different <= Math.max(1, Math.round(0.4 * total)) && different < total;
}

/** Anything built from parts, and links. Lines of text, plain buttons, rows of fields and titled lists make no list. */
function canRepeat(node: Node): boolean {
  if (isAtom(node))
    return (
      node.element?.role === 'link' ||
      node.element?.role === 'menuitem' ||
      (node.element?.role === 'button' && node.children.length > 1)
    );
  if (node.kind) return node.kind === 'table-row';
  return node.element !== undefined || !node.children.some((child) => child.kind !== undefined);
}

/** The height of the largest words, in pixels; 0 where there are none. */
function typeSize({ element, box, children }: Node): number {
  if (children.length > 0) return Math.max(...children.map(typeSize));
  return element && ['text', 'heading', 'link', 'menuitem'].includes(element.role) ? box.height : 0;
}

function partsOf(node: Node): Map<string, number> {
  const parts = new Map<string, number>();
  for (const atom of atomsOf(node)) {
    const part = kindOf(atom);
    parts.set(part, (parts.get(part) ?? 0) + 1);
  }
  return parts;
}

/** Roles that a parser may take for each other count as one. */
function kindOf({ role, text }: Element): string {
  if (role === 'icon' || role === 'image' || (role === 'button' && !text)) return 'graphic';
  return role === 'heading' || role === 'link' || role === 'menuitem' || role === 'button' ? 'text' : role;
}
