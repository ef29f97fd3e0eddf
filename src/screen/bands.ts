import { type Box, middle } from '../image/box.ts';

/** So many boxes are looked at together, and of a page that has more so many are told at a time, from the middle of those. */
const MOST = 320;
const TOLD = 160;

/** Boxes that are looked at together, from top to bottom, and which of these are told. */
export interface Band {
  /** Places in the list of all boxes. */
  members: number[];
  /** Where in `members` those that are told begin, and where they end. */
  from: number;
  to: number;
}

/** A page as a whole, or cut into bands that overlap: each box is told in one of them. */
export function bandsOf(boxes: readonly Box[]): Band[] {
  const order = [...boxes.keys()].sort((a, b) => middle(boxes[a]) - middle(boxes[b]) || a - b);
  if (order.length <= MOST) return [{ members: order, from: 0, to: order.length }];
  const bands: Band[] = [];
  for (let told = 0; told < order.length; told += TOLD) {
    const start = Math.max(0, Math.min(told - (MOST - TOLD) / 2, order.length - MOST));
    bands.push({
      members: order.slice(start, start + MOST),
      from: told - start,
      to: Math.min(told + TOLD, order.length) - start,
    });
  }
  return bands;
}
