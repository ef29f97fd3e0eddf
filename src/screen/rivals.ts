import { area, iou, overlap } from '../image/box.ts';
import type { Candidate, Kind } from './candidates.ts';
import type { Verdict } from './roles.ts';

/**
 * Of boxes that are more alike than this (IoU), only the likeliest is an element. Words alone, and words with an icon, may
 * both be meant; ink and shapes that are alike are one thing.
 */
const ALIKE = { words: 0.8, ink: 0.55 };
const INK: ReadonlySet<Kind> = new Set(['shape', 'blob', 'square', 'slot', 'ruled', 'group', 'glyph', 'track']);
/** An icon of which more than this lies in another is a part of it: of some seventy such pairs on rendered pages none was two. */
const WITHIN = 0.85;

/** A candidate and what it is taken for. */
export interface Judged {
  candidate: Candidate;
  verdict: Pick<Verdict, 'role'>;
}

/** Whether two candidates show the same thing, so that only the likelier one is an element. */
export function areRivals(a: Judged, b: Judged): boolean {
  const [first, second] = [a.candidate, b.candidate];
  const areInk = INK.has(first.kind) && INK.has(second.kind);
  if (iou(first.box, second.box) > (areInk ? ALIKE.ink : ALIKE.words)) return true;
  const areIcons = a.verdict.role === 'icon' && b.verdict.role === 'icon';
  return areIcons && overlap(first.box, second.box) > WITHIN * Math.min(area(first.box), area(second.box));
}
