import { type Box, iou } from '../../../src/image/box.ts';
import type { Element, Role } from '../../../src/screen/element.ts';
import { type Guess, snap } from '../../../src/screen/snap.ts';
import { disturbed, normal } from '../../fixtures/noise.ts';
import type { TruePage, Truth } from './truth.ts';

/** How far each edge of a model's box is off, pixels (standard deviation). */
const NOISES = [3, 6, 12];
/** From this IoU on a box is called well placed. */
const WELL = 0.75;

interface Tally {
  boxes: number;
  wellBefore: number;
  wellAfter: number;
  notWorse: number;
  iouBefore: number;
  iouAfter: number;
}

/** What a model would call the classes that are not called as roles are. */
const ROLE: Record<string, Role> = { input: 'textbox' };

/** Moves the edges of true boxes at random, as a model would, and snaps them to what the parser has found. */
export class Snapping {
  private readonly tallies = new Map<string, Tally>();

  add({ things }: TruePage, elements: readonly Element[]): void {
    for (const noise of NOISES) {
      const random = normal(noise);
      const boxes = things.map(({ box }) => disturbed(box, noise, random));
      this.count(
        `${noise} px`,
        things,
        boxes,
        snap(
          boxes.map((box) => ({ box })),
          elements,
        ),
      );
      const guesses = boxes.map((box, i): Guess => {
        const [name = ''] = things[i]!.classes;
        return { box, role: ROLE[name] ?? (name as Role), text: things[i]!.text };
      });
      this.count(`${noise} px, with role and text`, things, boxes, snap(guesses, elements));
    }
  }

  /** Shares of all boxes, by noise. */
  get score(): Record<string, Tally> {
    const entries = [...this.tallies].map(([noise, { boxes, ...sums }]) => {
      const shares = Object.entries(sums).map(([key, sum]) => [key, Math.round((1e4 * sum) / boxes) / 1e4]);
      return [noise, { boxes, ...Object.fromEntries(shares) }];
    });
    return Object.fromEntries(entries);
  }

  private count(key: string, things: readonly Truth[], before: readonly Box[], after: readonly { box: Box }[]): void {
    const tally = this.tallies.get(key) ?? {
      ...{ boxes: 0, wellBefore: 0, wellAfter: 0 },
      ...{ notWorse: 0, iouBefore: 0, iouAfter: 0 },
    };
    this.tallies.set(key, tally);
    things.forEach(({ box }, i) => {
      const [was, is] = [iou(before[i]!, box), iou(after[i]!.box, box)];
      tally.boxes++;
      tally.iouBefore += was;
      tally.iouAfter += is;
      if (was >= WELL) tally.wellBefore++;
      if (is >= WELL) tally.wellAfter++;
      if (is >= was) tally.notWorse++;
    });
  }
}
