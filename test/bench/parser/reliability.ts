import { iou } from '../../../src/image/box.ts';
import type { Element } from '../../../src/screen/element.ts';
import { CLASS, type TruePage } from './truth.ts';

/** A box is at its truth from here on, and a box that is around several things is at that. */
const AT = 0.5;
const BINS = 10;

export interface Bin {
  from: number;
  elements: number;
  confidence: number;
  /** The share of them that is right: at a truth of its own, and called what that is. */
  right: number;
}

/** What the parser's confidence means: of those that it gave about this much, how many are right. */
export class Reliability {
  private readonly bins = Array.from({ length: BINS }, () => ({ elements: 0, confidence: 0, right: 0 }));

  /** Pairs elements and truths as the scorer does; containers, and what it leaves out, do not count. */
  add({ things, others }: TruePage, elements: readonly Element[]): void {
    const scored = elements.filter(({ role }) => role !== 'container');
    const pairs = things.flatMap((thing) =>
      scored.flatMap((element) => {
        const shared = iou(thing.box, element.box);
        const agrees = thing.classes.has(CLASS[element.role]);
        return shared >= AT ? [{ thing, element, agrees, fit: shared + (agrees ? 0.05 : 0) }] : [];
      }),
    );
    const taken = new Set<unknown>();
    const agreed = new Map<Element, boolean>();
    for (const { thing, element, agrees } of pairs.sort((a, b) => b.fit - a.fit)) {
      if (taken.has(thing) || taken.has(element)) continue;
      taken.add(thing).add(element);
      agreed.set(element, agrees);
    }
    for (const element of scored) {
      if (!agreed.has(element) && others.some((box) => iou(box, element.box) >= AT)) continue;
      const bin = this.bins[Math.min(BINS - 1, Math.floor(element.confidence * BINS))]!;
      bin.elements++;
      bin.confidence += element.confidence;
      if (agreed.get(element)) bin.right++;
    }
  }

  /** The bins that have any, and the expected calibration error: the mean distance between confidence and share. */
  get table(): { error: number; bins: Bin[] } {
    const used = this.bins.flatMap(({ elements, confidence, right }, i) =>
      elements > 0 ? [{ from: i / BINS, elements, confidence: confidence / elements, right: right / elements }] : [],
    );
    const all = used.reduce((sum, { elements }) => sum + elements, 0);
    const off = used.reduce((sum, bin) => sum + bin.elements * Math.abs(bin.confidence - bin.right), 0);
    return { error: all > 0 ? off / all : 0, bins: used };
  }
}
