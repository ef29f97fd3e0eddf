import { type Box, bottom, right, union } from '../image/box.ts';
import { countRoles, type Item } from './items.ts';

/** What several items have in common; pixels of the picture, edges as coordinates. */
export interface Common {
  /** The smallest box around all. */
  box: Box;
  roles: ReturnType<typeof countRoles>;
  /** The sizes and edges that are the same for each, to the pixel. */
  same: Partial<Record<Measure, number>>;
}

const MEASURES = {
  width: ({ width }: Box) => width,
  height: ({ height }: Box) => height,
  left: ({ x }: Box) => x,
  right,
  top: ({ y }: Box) => y,
  bottom,
};
export type Measure = keyof typeof MEASURES;

/** Throws on an empty list. */
export function common(items: readonly Item[]): Common {
  const boxes = items.map(({ box }) => box);
  const same: Common['same'] = {};
  for (const [name, measure] of Object.entries(MEASURES) as [Measure, (box: Box) => number][]) {
    const [first, ...others] = boxes.map((box) => Math.round(measure(box)));
    if (others.every((other) => other === first)) same[name] = first!;
  }
  return { box: union(boxes), roles: countRoles(items), same };
}
