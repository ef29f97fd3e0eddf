import { middle, right, union } from '../image/box.ts';
import type { Candidate } from './candidates.ts';
import type { Sight } from './sight.ts';

/** A slider's bar and knob: the bar's height at most, the knob's, and how long both are at least. CSS pixels. */
const TRACK = { bar: 12, min: 7, max: 34, length: 40 };

/** A knob on a bar, which may have another colour on either side of it: a slider. */
export function tracks({ shapes, blobs, rules, scale }: Sight): Candidate[] {
  const boxes = [...shapes, ...blobs].map(({ box }) => box);
  const bars = [...rules, ...boxes].filter(
    ({ width, height }) => height <= TRACK.bar * scale && width >= 2 * height && width >= 0.2 * TRACK.length * scale,
  );
  const knobs = boxes.filter(
    ({ width, height }) =>
      height >= TRACK.min * scale && height <= TRACK.max * scale && width >= 0.4 * height && width <= 1.6 * height,
  );
  return knobs.flatMap((box) => {
    const own = bars.filter(
      (bar) =>
        Math.abs(middle(bar) - middle(box)) <= 0.15 * box.height &&
        bar.height < 0.8 * box.height &&
        bar.x <= right(box) + 3 * scale &&
        right(bar) >= box.x - 3 * scale,
    );
    const { x, width } = union([box, ...own]);
    if (width < Math.max(TRACK.length * scale, 2.5 * box.height)) return [];
    return [{ kind: 'track' as const, box: { x, y: box.y, width, height: box.height } }];
  });
}
