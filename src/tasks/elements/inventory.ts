import type { FittedImage } from '../../image/fitted.ts';
import type { ModelFamily } from '../../model-family.ts';
import type { Element } from '../../screen/element.ts';
import { fromBox } from '../../vision/boxes.ts';

/** Longer texts are cut: a model that sees them needs no more to tell them apart. */
const TEXT_LENGTH = 60;

/** The number by which a model calls an element: `e12` is 12. */
const numberOf = ({ id }: Element): number => Number(id.slice(1));
/** The id of the element that a model calls by this number. */
export const idOf = (number: number): string => `e${number}`;

/**
 * What the parser found, a line each, for a model to name: `12 button "Save" [103,220,180,251]`; boxes in the convention
 * of the model's family, on `image`.
 */
export function inventory(elements: readonly Element[], image: FittedImage, family: ModelFamily): string {
  return elements
    .map((element) => {
      const { role, text, box, state } = element;
      const characters = [...(text ?? '')];
      const words = characters.length > TEXT_LENGTH ? `${characters.slice(0, TEXT_LENGTH).join('')}…` : text;
      const facts = [numberOf(element), role, words && JSON.stringify(words), state?.checked && 'checked'];
      return [...facts.filter(Boolean), JSON.stringify(fromBox(family, box, image))].join(' ');
    })
    .join('\n');
}
