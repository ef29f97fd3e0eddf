import { type Box, bottom } from '../../image/box.ts';
import type { Layout } from '../task.ts';
import { median, type Node } from './node.ts';
import { end, start } from './strips.ts';

/**
 * How the children of a node stand: the distance between neighbours, and the edge that they share across the direction they
 * run in. Children that differ by less than a third of a line are taken for equal.
 *
 * @param unit the height of a line of text, in pixels
 */
export function spacing(
  { layout: type = 'column', children }: { layout?: Node['layout']; children: readonly { box: Box }[] },
  unit: number,
): Layout {
  const boxes = children.map((child) => child.box);
  const along = type === 'row' || type === 'grid' ? 'x' : 'y';
  const across = along === 'x' ? 'y' : 'x';
  const gaps = boxes.slice(1).map((box, i) => start(box, along) - end(boxes[i]!, along));
  const gap = Math.round(median(gaps.filter((each) => each >= 0)) ?? 0);
  const spread = (of: (box: Box) => number) => Math.max(...boxes.map(of)) - Math.min(...boxes.map(of));
  if (type === 'grid') {
    const columns = boxes.filter((box) => box.y < bottom(boxes[0]!)).length;
    return { type, gap, columns, align: spread((box) => box.width) < unit / 3 ? 'stretch' : 'start' };
  }
  const starts = spread((box) => start(box, across));
  const ends = spread((box) => end(box, across));
  const centers = spread((box) => (start(box, across) + end(box, across)) / 2);
  if (Math.max(starts, ends) < unit / 3) return { type, gap, align: 'stretch' };
  if (centers < Math.min(starts, ends)) return { type, gap, align: 'center' };
  return { type, gap, align: ends < starts ? 'end' : 'start' };
}
