import type { Box } from '../../image/box.ts';
import { type Axis, end, start } from './strips.ts';

/** Rows (`y`) or columns (`x`) of things, in the order of that axis: two share one where they overlap by half of the smaller. */
export function bandsOf<T extends { readonly box: Box }>(things: readonly T[], axis: Axis): T[][] {
  const bands: { things: T[]; from: number; to: number }[] = [];
  const sorted = [...things].sort((a, b) => start(a.box, axis) - start(b.box, axis));
  for (const thing of sorted) {
    const [from, to] = [start(thing.box, axis), end(thing.box, axis)];
    const band = bands.at(-1);
    if (band && Math.min(band.to, to) - from > 0.5 * Math.min(to - from, band.to - band.from)) {
      band.things.push(thing);
      band.to = Math.max(band.to, to);
    } else bands.push({ things: [thing], from, to });
  }
  const across: Axis = axis === 'y' ? 'x' : 'y';
  return bands.map((band) => band.things.sort((a, b) => start(a.box, across) - start(b.box, across)));
}
