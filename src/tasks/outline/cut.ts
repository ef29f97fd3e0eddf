import { area, type Box, middle, overlap, union } from '../../image/box.ts';
import { group, isAnonymous, isWords, type Node } from './node.ts';
import { type Axis, inked, type Strip, strips } from './strips.ts';
import { withTables } from './table.ts';

/** Cuts within cuts: more than any page has, and few enough for the stack of calls. */
const MAX_DEPTH = 50;

/**
 * Recursive XY-cut (Nagy and Seth 1984): the empty bands between boxes split a set of nodes into rows and columns, widest bands
 * first, until single nodes are left.
 *
 * @param unit the height of a line of text, in pixels
 * @param depth how many cuts led here
 */
export function arrange(nodes: readonly Node[], unit: number, depth = 0): Node {
  if (nodes.length === 1) return nodes[0]!;
  if (depth > MAX_DEPTH) return pile(nodes);
  const join = (parts: readonly Node[][], layout: 'row' | 'column') =>
    toGrid(
      group(
        parts.map((part) => arrange(part, unit, depth + 1)),
        layout,
      ),
      unit,
    );
  const rows = strips(nodes, 'y', unit);
  const columns = strips(nodes, 'x', unit);
  if (rows.length === 1 && columns.length === 1) return untangle(nodes, unit, depth);
  if (rows.length === 1) return join(atWidest(columns, 'x', unit), 'row');
  const sides = independent(columns, rows, unit);
  if (sides.length > 1) return join(sides, 'row');
  const tabled = withTables(rows, unit, (cell) => arrange(cell, unit, depth + 1));
  if (tabled) return arrange(tabled, unit, depth + 1);
  return join(sections(rows) ?? atWidest(rows, 'y', unit), 'column');
}

/** Nodes over each other in no order but the reader's. */
const pile = (nodes: readonly Node[]): Node =>
  group(
    [...nodes].sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x),
    'stack',
  );

/**
 * Titles with things below them, as in a side bar: each title begins a section. Undefined unless there are two titles or
 * more, each nearer to what follows than to what goes before.
 */
function sections(rows: readonly Strip[]): Node[][] | undefined {
  const titles = rows.filter(isTitle);
  if (titles.length < 2 || rows.length - titles.length < 1.5 * titles.length) return undefined;
  const heads = rows.every((row, i) => {
    const next = rows[i + 1];
    return !isTitle(row) || (next && !isTitle(next) && (i === 0 || next.gap <= row.gap));
  });
  if (!heads) return undefined;
  const found: Node[][] = [];
  let titled = false;
  for (const row of rows) {
    titled ||= isTitle(row);
    if (isTitle(row) || !titled) found.push([...row.nodes]);
    else found.at(-1)!.push(...row.nodes);
  }
  return found;
}

const isTitle = ({ nodes }: Strip): boolean => nodes.length === 1 && isWords(nodes[0]!);

/** Merges strips again that only narrow bands keep apart, so that near things stay together for the next level. */
function atWidest(found: readonly Strip[], axis: Axis, unit: number): Node[][] {
  const gaps = found.slice(1).map((strip) => Math.min(strip.gap, 3 * unit));
  const widest = Math.max(...gaps);
  const even = widest - Math.min(...gaps) <= 0.4 * unit;
  const oneLine = axis === 'x' && found.length <= 4 && found.every((strip) => strip.nodes.length === 1);
  const threshold = even || oneLine ? 0 : 0.55 * widest;
  const merged: Node[][] = [];
  found.forEach((strip, i) => {
    if (i === 0 || gaps[i - 1]! >= threshold) merged.push([...strip.nodes]);
    else merged.at(-1)!.push(...strip.nodes);
  });
  // A title belongs to all that follows, not to the next line only.
  const [title, next] = found;
  if (merged.length > 1 && isTitle(title!) && !isTitle(next!) && merged[0]!.length === 1 + next!.nodes.length) {
    merged.splice(0, 1, [...title!.nodes], [...next!.nodes]);
  }
  return merged;
}

/** Groups of columns that have nothing to do with each other, as a side bar and the page beside it. */
function independent(columns: readonly Strip[], rows: readonly Strip[], unit: number): Node[][] {
  const sides: Node[][] = [];
  for (const { from, gap, nodes } of columns) {
    if (sides.length === 0 || (gap > unit / 2 && isBorder(from, rows, unit))) sides.push([...nodes]);
    else sides.at(-1)!.push(...nodes);
  }
  return sides;
}

/**
 * Whether the two sides of the empty band before `x` are independent: the rows that cross it do not line up. An icon beside
 * the middle of several lines is a side of its own too.
 */
function isBorder(x: number, rows: readonly Strip[], unit: number): boolean {
  const isLeft = ({ box }: Node) => box.x < x;
  const crossing = rows.filter(({ nodes }) => nodes.some(isLeft) && !nodes.every(isLeft));
  const lineUp = (nodes: readonly Node[]) =>
    sidesLineUp(
      nodes.filter(isLeft),
      nodes.filter((node) => !isLeft(node)),
      unit,
    );
  const isMedia = crossing.length === 1 && rows.length > 2 && !rows.some(({ nodes }) => nodes.every(isLeft));
  if (isMedia) return lineUp(rows.flatMap((row) => row.nodes));
  return crossing.filter(({ nodes }) => lineUp(nodes)).length < 0.6 * crossing.length;
}

/** How many lines may stand beside one thing, as beside an icon, and still be one row with it. */
const LINES_BESIDE_ONE = 4;

/** Whether two parts of a row begin or centre at one height; of many lines on both sides, as many. */
function sidesLineUp(left: readonly Node[], rest: readonly Node[], unit: number): boolean {
  const [a, b] = [left, rest].map((nodes) => union(nodes.map((node) => node.box))) as [Box, Box];
  const [m, n] = [left, rest].map((nodes) => strips(nodes, 'y', unit).length) as [number, number];
  const sameTop = Math.abs(a.y - b.y) < 0.25 * unit;
  const sameMiddle = Math.abs(middle(a) - middle(b)) < 0.25 * unit;
  const fit = m === n || (Math.min(m, n) === 1 && Math.max(m, n) <= LINES_BESIDE_ONE);
  return fit && (sameTop || sameMiddle);
}

/** Boxes that no band separates: the one in the way is laid over the rest, or put where most of it lies. */
function untangle(nodes: readonly Node[], unit: number, depth: number): Node {
  const across = (['x', 'y'] as const).flatMap((axis) => obstacle(nodes, axis, unit) ?? []);
  const [widest] = across.sort((a, b) => b.band - a.band);
  if (!widest) return pile(nodes);
  const { node } = widest;
  const rest = nodes.filter((other) => other !== node);
  return lay(node, arrange(rest, unit, depth + 1));
}

/** The node without which the widest band would be empty, and that band in pixels: where it alone is in the way of a cut. */
function obstacle(nodes: readonly Node[], axis: Axis, unit: number): { node: Node; band: number } | undefined {
  const edges = nodes
    .flatMap((node) => {
      const [from, to] = inked(node.box, axis, unit);
      return [
        { at: from, node, opens: true },
        { at: to, node, opens: false },
      ];
    })
    .sort((a, b) => a.at - b.at || Number(a.opens) - Number(b.opens));
  const open = new Set<Node>();
  let started = 0;
  let best: { node: Node; band: number } | undefined;
  edges.forEach(({ at, node, opens }, i) => {
    if (opens) open.add(node);
    else open.delete(node);
    if (opens) started++;
    const [only] = open;
    const band = (edges[i + 1]?.at ?? at) - at;
    // With nothing before or after it, the band would divide nothing.
    if (only && open.size === 1 && started > 1 && started < nodes.length && band > (best?.band ?? 0)) {
      best = { node: only, band };
    }
  });
  return best;
}

/** Puts `node` into the group of `under` that holds most of it, or over all of it as a layer. */
function lay(node: Node, under: Node): Node {
  const host = under.children.find(
    (child) => isAnonymous(child) && overlap(child.box, node.box) > 0.7 * area(node.box),
  );
  if (!host)
    return under.layout === 'stack' ? group([...under.children, node], 'stack') : group([under, node], 'stack');
  const children = under.children.map((child) => (child === host ? lay(node, host) : child));
  return { ...under, children, box: union([under.box, node.box]) };
}

/** Rows of equally many cells that stand under each other are one grid. */
function toGrid(node: Node, unit: number): Node {
  const [first, ...others] = node.children;
  const isRow = (child: Node) => isAnonymous(child) && child.layout === 'row';
  if (node.layout !== 'column' || !first || others.length === 0 || !isRow(first)) return node;
  const columns = first.children.length;
  const fits = others.every(
    (row, r) =>
      isRow(row) &&
      (row.children.length === columns || (r === others.length - 1 && row.children.length < columns)) &&
      row.children.every((cell, c) => {
        const head = first.children[c]!.box;
        return Math.abs(cell.box.x - head.x) < unit / 2 && Math.abs(cell.box.width - head.width) < unit;
      }),
  );
  return fits
    ? group(
        node.children.flatMap((row) => row.children),
        'grid',
      )
    : node;
}
