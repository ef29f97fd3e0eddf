import { area, type Box, bottom, coverage } from '../image/box.ts';

/** Things of very different height are no row, however they overlap: a sidebar beside a heading. */
const SAME_ROW_HEIGHTS = 0.4;

/**
 * Reading order and nesting of boxes: inside the same parent by rows, then from left to right; what a box holds follows
 * it. Gives for each place in that order the index of the box and of its parent, the smallest of `holders` around it.
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
  const visit = (parent: number | undefined) => {
    const children = [...boxes.keys()].filter((i) => parents[i] === parent);
    for (const index of byRows(children, boxes)) {
      result.push({ index, parent });
      visit(index);
    }
  };
  visit(undefined);
  return result;
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
