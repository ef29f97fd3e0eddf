import { type Box, bottom, right } from '../../image/box.ts';
import { isInput } from '../labels.ts';
import { atomsOf, type Edge, group, isAnonymous, isAtom, type Node } from './node.ts';

const EDGES: readonly Edge[] = ['top', 'bottom', 'left', 'right'];

/**
 * Marks the bars along the edges of the page, and gathers what lies between them into its main part.
 *
 * @param edges where bars are looked for: the part beside a side bar may have a bar of its own at the top
 */
export function withBars(page: Node, unit: number, edges = EDGES): Node {
  if (page.layout === 'stack')
    return { ...page, children: page.children.map((child) => markEdge(child, page.box, unit, edges)) };
  let under = page.box.y;
  const children = unfold(page).map((child) => {
    const marked = markEdge(child, page.box, unit, edges, under, page.layout === 'row');
    if (marked.edge === 'top') under = bottom(child.box);
    return marked;
  });
  const between = children.filter((child) => !child.edge);
  const found = new Set(children.map((child) => child.edge));
  if (between.length === 0 || between.length === children.length) {
    return { ...page, children: between.length ? page.children : children };
  }
  const content = between.length === 1 ? between[0]! : group(between, page.layout ?? 'column');
  const inner = withBars(
    content,
    unit,
    edges.filter((edge) => !found.has(edge)),
  );
  const hasBars = inner.children.some((child) => child.edge);
  const main: Node = isAtom(content) ? content : { ...inner, kind: hasBars ? 'body' : 'main' };
  return { ...page, children: children.flatMap((child) => (child.edge ? child : child === between[0] ? main : [])) };
}

/** The parts of a page from top to bottom; near parts may have been put together, a bar with the title below it. */
function unfold(page: Node): Node[] {
  if (page.layout !== 'column') return page.children;
  const isEnd = (i: number) => i === 0 || i === page.children.length - 1;
  return page.children.flatMap((child, i) =>
    isEnd(i) && isAnonymous(child) && child.layout === 'column' ? child.children : child,
  );
}

/**
 * @param under where the bars above end; below the first one, only what is joined to it and as wide is a bar too
 * @param stretches whether a column without a box of its own stands for the full height
 */
function markEdge(
  node: Node,
  page: Box,
  unit: number,
  edges: readonly Edge[],
  under = page.y,
  stretches = false,
): Node {
  const isMenu = stretches && !node.element && atomsOf(node).length >= MENU && !atomsOf(node).some(isInput);
  const box = isMenu ? { ...node.box, y: page.y, height: page.height } : node.box;
  const edge = edgeOf(box, page, under, unit);
  if (!edge || !edges.includes(edge) || isAtom(node) || node.kind) return node;
  // Without a box of its own, a row at the bottom is a footer only when there is nothing to do in it but read and follow.
  const isContent =
    edge === 'bottom' && !node.element && atomsOf(node).some((atom) => atom.interactive && atom.role !== 'link');
  const isSecond = edge === 'top' && under > page.y;
  const isJoined = node.element && node.box.width > 0.97 * page.width && node.box.y - under < unit / 4;
  return isContent || (isSecond && !isJoined) ? node : { ...node, edge };
}

/** A column of so many things is taken for a menu. */
const MENU = 4;

/** The edge of the page that `box` runs along; `from` is where the bars above it end. */
function edgeOf(box: Box, page: Box, from: number, unit: number): Edge | undefined {
  const wide = box.width >= 0.6 * page.width;
  const low = box.height <= Math.min(0.2 * page.height, 6 * unit);
  if (wide && low && page.height > 12 * unit) {
    if (box.y - from <= 0.05 * page.height) return 'top';
    if (bottom(page) - bottom(box) <= 0.03 * page.height) return 'bottom';
  }
  const narrow = box.width <= 0.3 * page.width;
  if (narrow && box.height >= 0.5 * page.height && box.height > 1.5 * box.width) {
    if (box.x - page.x <= 0.04 * page.width) return 'left';
    if (right(page) - right(box) <= 0.04 * page.width) return 'right';
  }
  return undefined;
}
