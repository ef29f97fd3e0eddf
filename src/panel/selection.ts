import { type Box, iou } from '../image/box.ts';
import type { Item } from './items.ts';

/** One thing that is selected: the box is what counts, since ids shift while results grow. */
export interface Selection {
  box: Box;
  id?: string | undefined;
}

/** What is kept of an item that is selected. */
export const selectionOf = ({ box, id }: Item): Selection => ({ box, id });

/**
 * The items that `selections` mean among these, each once and in the order of the selections: the one with the very same
 * box, else the one that covers most of the same ground, more than half of it.
 */
export function rematch(items: readonly Item[], selections: readonly Selection[]): Item[] {
  if (selections.length === 0) return [];
  const byBox = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item.box);
    const same = byBox.get(key);
    if (same) same.push(item);
    else byBox.set(key, [item]);
  }
  const found = selections.map(({ box, id }) => {
    const same = byBox.get(keyOf(box));
    return same ? (same.find((item) => item.id === id) ?? same[0]) : nearest(items, box);
  });
  return [...new Set(found)].filter((item) => item !== undefined);
}

const keyOf = ({ x, y, width, height }: Box): string => `${x},${y},${width},${height}`;

function nearest(items: readonly Item[], box: Box): Item | undefined {
  let best: Item | undefined;
  let most = 0.5;
  for (const item of items) {
    const share = iou(item.box, box);
    if (share > most) [best, most] = [item, share];
  }
  return best;
}

/** `selected` with `item`, as the last and so the primary one, or without it where it was there. */
export function toggled(selected: readonly Item[], item: Item): Item[] {
  const without = selected.filter(({ id }) => id !== item.id);
  return without.length < selected.length ? without : [...without, item];
}

/** All from `anchor` to `to`, which comes last and so is the primary one; `to` alone where the anchor is gone. */
export function range(items: readonly Item[], anchor: Item | undefined, to: Item): Item[] {
  const [from, end] = [anchor, to].map((end) => items.findIndex(({ id }) => id === end?.id)) as [number, number];
  if (from < 0 || end < 0) return [to];
  const between = items.slice(Math.min(from, end), Math.max(from, end) + 1);
  return from > end ? between.reverse() : between;
}

/** Both, each once, the second's last one last. */
export function together(selected: readonly Item[], more: readonly Item[]): Item[] {
  const ids = new Set(more.map(({ id }) => id));
  return [...selected.filter(({ id }) => !ids.has(id)), ...more];
}
