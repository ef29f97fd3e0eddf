import { area, type Box, bottom, coverage, right } from '../image/box.ts';

/** Things of very different height are no row, however they overlap: a sidebar beside a heading. */
const SAME_ROW_HEIGHTS = 0.4;
/**
 * Columns have so many things each, or one as high as two of the other side; at most this share of them stands in one row with
 * something of the other side, their middles no further apart than `off` of the lower one's height.
 */
const COLUMNS = { least: 3, aligned: 0.6, off: 0.2 };

/**
 * Reading order and nesting of boxes: inside the same parent by columns that have rows of their own (a sidebar, a form beside a
 * list), then by rows, then from left to right; what a box holds follows it. Gives for each place in that order the index of the
 * box and of its parent, the smallest of `holders` around it.
 */
export function inReadingOrder(
  boxes: readonly Box[],
  holds: (index: number) => boolean,
): { index: number; parent: number | undefined }[] {
  const parents = boxes.map((box, i) => {
    let parent: number | undefined;
    boxes.forEach((other, j) => {
      if (i === j || !holds(j) || area(other) <= area(box) || coverage(box, other) < 0.9) return;
      if (parent === undefined || area(other) < area(boxes[parent])) parent = j;
    });
    return parent;
  });
  const result: { index: number; parent: number | undefined }[] = [];
  const children = new Map<number | undefined, number[]>();
  for (const [i, parent] of parents.entries()) {
    const others = children.get(parent);
    if (others) others.push(i);
    else children.set(parent, [i]);
  }
  const visit = (parent: number | undefined) => {
    for (const index of ordered(children.get(parent) ?? [], boxes)) {
      result.push({ index, parent });
      visit(index);
    }
  };
  visit(undefined);
  return result;
}

/** Recursive cuts along empty stripes (Nagy and Seth 1984: XY-cut), down to rows. */
function ordered(indexes: readonly number[], boxes: readonly Box[]): number[] {
  if (indexes.length < 2) return [...indexes];
  const beside = pieces(indexes, (i) => [boxes[i].x, right(boxes[i])]);
  const below = pieces(indexes, (i) => [boxes[i].y, bottom(boxes[i])]);
  for (let at = 1; at < beside.length; at++) {
    const [left, far] = [beside.slice(0, at).flat(), beside.slice(at).flat()];
    if (areColumns(left, far, boxes)) return [...ordered(left, boxes), ...ordered(far, boxes)];
  }
  if (below.length < 2) return byRows([...indexes], boxes);
  // At the widest stripe first: what it divides may have columns of its own.
  const tops = below.map((piece) => Math.min(...piece.map((i) => boxes[i].y)));
  const ends = below.map((piece) => Math.max(...piece.map((i) => bottom(boxes[i]))));
  const gaps = tops.slice(1).map((top, i) => top - ends[i]);
  const cut = gaps.indexOf(Math.max(...gaps)) + 1;
  return [below.slice(0, cut), below.slice(cut)].flatMap((part) => ordered(part.flat(), boxes));
}

/** What empty stripes divide, along one axis. */
function pieces(indexes: readonly number[], along: (index: number) => readonly [from: number, to: number]): number[][] {
  const result: number[][] = [];
  let end = -Infinity;
  for (const index of [...indexes].sort((a, b) => along(a)[0] - along(b)[0] || a - b)) {
    const [from, to] = along(index);
    if (from >= end) result.push([index]);
    else result[result.length - 1].push(index);
    end = Math.max(end, to);
  }
  return result;
}

/** Whether two sides have rows of their own; the cells of a table stand in rows with each other. */
function areColumns(left: readonly number[], far: readonly number[], boxes: readonly Box[]): boolean {
  const [few, many] = left.length < far.length ? [left, far] : [far, left];
  if (few.length < COLUMNS.least && !few.some((i) => spansRows(boxes[i], many, boxes))) return false;
  const aligned = few.filter((i) => many.some((j) => isAligned(boxes[i], boxes[j])));
  return aligned.length <= COLUMNS.aligned * few.length;
}

/** Whether two of the others, one below the other, are both beside a box. */
function spansRows(box: Box, others: readonly number[], boxes: readonly Box[]): boolean {
  const beside = others
    .map((i) => boxes[i])
    .filter((other) => other.y + other.height / 2 > box.y && other.y + other.height / 2 < bottom(box));
  return Math.max(...beside.map(({ y }) => y)) >= Math.min(...beside.map(bottom));
}

function isAligned(a: Box, b: Box): boolean {
  const off = Math.abs(2 * a.y + a.height - 2 * b.y - b.height) / 2;
  return inOneRow(a, b) && off <= COLUMNS.off * Math.min(a.height, b.height);
}

function byRows(indexes: number[], boxes: readonly Box[]): number[] {
  const rows: number[][] = [];
  for (const index of indexes.sort((a, b) => boxes[a].y - boxes[b].y || boxes[a].x - boxes[b].x)) {
    const box = boxes[index];
    const row = rows[rows.length - 1];
    if (row?.every((other) => inOneRow(boxes[other], box))) row.push(index);
    else rows.push([index]);
  }
  return rows.flatMap((row) => row.sort((a, b) => boxes[a].x - boxes[b].x));
}

function inOneRow(a: Box, b: Box): boolean {
  const shared = Math.min(bottom(a), bottom(b)) - Math.max(a.y, b.y);
  const [low, high] = [Math.min(a.height, b.height), Math.max(a.height, b.height)];
  return low >= SAME_ROW_HEIGHTS * high && shared >= 0.5 * low;
}
