import * as l10n from '@vscode/l10n';
import { coverage } from '../../image/box.ts';
import type { FittedImage } from '../../image/fitted.ts';
import type { ModelFamily } from '../../model-family.ts';
import { ElementAnswer } from '../../prompts/answers.ts';
import type { Element } from '../../screen/element.ts';
import { toBox } from '../../vision/boxes.ts';
import { JsonList } from '../../vision/json-stream.ts';
import { answer, notesOf } from '../answer.ts';
import { imagesOf, type Question, requestOf } from '../question.ts';
import type { ElementsResult, TaskEvent } from '../task.ts';
import { idOf } from './inventory.ts';
import { mergeElements, type NamedElement } from './merge.ts';

/** Below this scale small letters and icons can't be told: the picture is cut. `overlap` in pixels of the original. */
const TILES = { minScale: 0.4, overlap: 96 };

/** More elements than this are named in several requests about the same image, so that each answer comes to an end. */
const AT_ONCE = 120;

/** Merging a long list takes some milliseconds: it need not be done for each item that is written. */
const EVERY_MS = 100;

/** The parser's list, named by a model: it grows as the model writes. */
export async function* askElements(question: Question, plain: ElementsResult): AsyncGenerator<TaskEvent<'elements'>> {
  const { template, ask, facts } = question;
  const { tiles, others } = await imagesOf(question, TILES);
  const shares = tiles.flatMap((image, i) => chunks(nearestTo(i, tiles, plain.elements), image));
  const named: NamedElement[] = [];
  const notes = new Set<string>();
  let unread = 0;
  let shown = 0;
  const merged = (): ElementsResult => ({
    ...plain,
    elements: mergeElements(plain.elements, named),
    answered: { model: facts.name, template: template.id },
    ...(notes.size > 0 && { notes: [...notes] }),
  });

  for (const [i, { image, elements, part }] of shares.entries()) {
    const items = new JsonList();
    let read = 0;
    const take = (text: string) => {
      const values = items.push(text.slice(read));
      read = text.length;
      for (const value of values) {
        const { data } = ElementAnswer.safeParse(value);
        const element = data && namedElement(data, image, facts.family);
        if (element) named.push(element);
        else unread++;
      }
      return values.length > 0;
    };
    const asked = { ...question, template: { ...template, prompt: template.prompt + part } };
    for await (const event of answer(ask.model, requestOf(asked, [image, ...others], elements))) {
      if (event.type === 'phase') yield shares.length > 1 ? { ...event, progress: i / shares.length } : event;
      else if (event.type === 'text') {
        if (!take(event.text) || performance.now() - shown < EVERY_MS) continue;
        yield { type: 'partial', result: merged() };
        shown = performance.now();
      } else {
        take(event.text);
        items.end();
        for (const note of notesOf(event, template.maxTokens)) notes.add(note);
      }
    }
  }
  if (unread === 1) notes.add(l10n.t("Of the model's answer 1 item could not be read."));
  if (unread > 1) notes.add(l10n.t("Of the model's answer {0} items could not be read.", unread));
  yield { type: 'done', result: merged() };
}

interface Share {
  image: FittedImage;
  elements: Element[];
  /** Said to the model where the list is but a part of what is on the image. */
  part: string;
}

function chunks(elements: readonly Element[], image: FittedImage): Share[] {
  const count = Math.max(1, Math.ceil(elements.length / AT_ONCE));
  const size = Math.ceil(elements.length / count);
  return Array.from({ length: count }, (_, i) => {
    const rest = i < count - 1 ? ' What it lacks is in the others: give nothing but what is in it.' : '';
    const part = count > 1 ? `\n\nThe list above is part ${i + 1} of ${count}.${rest}` : '';
    return { image, elements: elements.slice(i * size, (i + 1) * size), part };
  });
}

/** The elements that the tile shows best: each belongs to one tile. */
function nearestTo(index: number, tiles: readonly FittedImage[], elements: readonly Element[]): Element[] {
  const offCentre = ({ region }: FittedImage, { box }: Element) =>
    Math.hypot(
      (region.x + region.width / 2 - box.x - box.width / 2) / region.width,
      (region.y + region.height / 2 - box.y - box.height / 2) / region.height,
    );
  return elements.filter((element) => {
    const seen = tiles.map((tile) => coverage(element.box, tile.region) - offCentre(tile, element) / 10);
    return seen.indexOf(Math.max(...seen)) === index;
  });
}

function namedElement(said: ElementAnswer, image: FittedImage, family: ModelFamily): NamedElement | undefined {
  const { role, name, text, state } = said;
  const parent = said.parent === undefined ? undefined : idOf(said.parent);
  if ('id' in said) return { id: idOf(said.id), role, name, text, state, parent };
  const box = toBox(family, said.bbox_2d, image);
  return box && { box, role, name, text, state, parent };
}
