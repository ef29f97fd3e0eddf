import type { Element } from '../../screen/element.ts';
import { isInput } from '../labels.ts';
import { atomsOf, type GroupKind, group, isAnonymous, isAtom, type Node } from './node.ts';

/** Groups whose children have their meaning already. */
const FIXED: ReadonlySet<GroupKind | undefined> = new Set(['field', 'table', 'table-row', 'list', 'graphic']);
/** How much of two items may differ: a badge here, an icon that was not found there. */
const TOLERANCE = 0.4;

/** Marks runs of siblings that are built alike as lists, at every level. */
export function withLists(node: Node, unit: number, inBar = false): Node {
  if (isAtom(node)) return node;
  const children = node.children.map((child) => withLists(child, unit, inBar || child.edge !== undefined));
  if (FIXED.has(node.kind) || node.layout === 'stack') return { ...node, children };
  const canRepeat = (child: Node) => isItem(child) && (!inBar || child.box.height <= 3.5 * unit);
  const runs = runsOf(children, (a, b) => {
    const sameKind = inBar || isAtom(a) === isAtom(b);
    return sameKind && canRepeat(a) && canRepeat(b) && sameSize(a, b, unit) && difference(a, b) <= TOLERANCE;
  });
  if (runs.length === 1 && isList(runs[0]!) && isAnonymous(node)) return { ...node, children, kind: 'list' };
  const listed = runs.flatMap((run) => (isList(run) ? [group(run, node.layout ?? 'column', 'list')] : run));
  return { ...node, children: listed };
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

/** Three make a list. Two do when they are rich boxes with exactly the same parts; but two forms are just two forms. */
function isList(run: readonly Node[]): boolean {
  const [first, second] = run;
  if (!first || !second || run.length > 2) return run.length > 2;
  const parts = atomsOf(first);
  return (
    [first, second].every((node) => node.element) &&
    parts.length >= 3 &&
    !parts.some(isInput) &&
    difference(first, second) === 0
  );
}

/** Anything built from parts, and links. Lines of text, plain buttons, rows of fields and titled lists make no list. */
function isItem(node: Node): boolean {
  if (node.kind) return node.kind === 'table-row';
  if (!isAtom(node)) return node.element !== undefined || node.children.every((child) => !child.kind);
  const { role } = node.element!;
  return role === 'link' || role === 'menuitem' || (role === 'button' && node.children.length > 1);
}

/** Whether two nodes are about as tall, and their words of one size. */
function sameSize(a: Node, b: Node, unit: number): boolean {
  const tall = Math.max(a.box.height, b.box.height);
  if (tall > 3 * unit && Math.min(a.box.height, b.box.height) < 0.6 * tall) return false;
  const [small, large] = [typeSize(a), typeSize(b)].sort((m, n) => m - n) as [number, number];
  return small === 0 || small >= 0.8 * large;
}

/** The height of the largest words, in pixels; 0 where there are none. */
function typeSize({ element, box, children }: Node): number {
  if (children.length > 0) return Math.max(...children.map(typeSize));
  return element && ['text', 'heading', 'link', 'menuitem'].includes(element.role) ? box.height : 0;
}

/** How differently two nodes are built: 0 when they have the same parts, 1 when they share none; one odd part is no more than tolerable. */
function difference(a: Node, b: Node): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  let [different, total] = [0, 0];
  for (const part of new Set([...left.keys(), ...right.keys()])) {
    const [m, n] = [left.get(part) ?? 0, right.get(part) ?? 0];
    different += Math.abs(m - n);
    total += Math.max(m, n);
  }
  return different === 1 && total > 1 ? Math.min(TOLERANCE, 1 / total) : different / total;
}

function partsOf(node: Node): Map<string, number> {
  const parts = new Map<string, number>();
  for (const atom of atomsOf(node)) parts.set(partOf(atom), (parts.get(partOf(atom)) ?? 0) + 1);
  return parts;
}

/** Roles that a parser may take for each other count as one. */
function partOf({ role, text }: Element): string {
  if (role === 'icon' || role === 'image' || (role === 'button' && !text)) return 'graphic';
  return role === 'heading' || role === 'link' || role === 'menuitem' || role === 'button' ? 'text' : role;
}
