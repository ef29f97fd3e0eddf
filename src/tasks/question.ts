import { randomUUID } from 'node:crypto';
import { type Box, coverage } from '../image/box.ts';
import { type FitOptions, type FittedImage, SMALL } from '../image/fitted.ts';
import type { Picture } from '../image/picture.ts';
import { languageName } from '../prompts/language.ts';
import type { Template } from '../prompts/template.ts';
import { render } from '../prompts/variables.ts';
import type { Screen } from '../screen/element.ts';
import { patchOf, scaleOf } from '../vision/boxes.ts';
import type { Message, MessagePart, ModelFacts, VisionRequest } from '../vision/model.ts';
import { inventory } from './elements/inventory.ts';
import { summary } from './outline/summary.ts';
import { outline } from './outline.ts';
import type { AskOptions, TaskOptions } from './task.ts';

/** All that a question to a model is made of. */
export interface Question {
  picture: Picture;
  template: Template;
  ask: AskOptions;
  facts: ModelFacts;
  options: TaskOptions;
  /** What the parser saw, where the template wants to know. */
  screen?: Screen | undefined;
}

/** The pictures as the model gets them: the first, perhaps in tiles, and the others whole. */
export async function imagesOf(
  { picture, template, ask, facts, options }: Question,
  tiles?: FitOptions['tiles'],
): Promise<{ tiles: FittedImage[]; others: FittedImage[] }> {
  const { worker, background, signal } = options;
  const small = ask.imageTokens === 'small';
  const { min, max } = typeof ask.imageTokens === 'object' ? ask.imageTokens : template.imageTokens;
  const fit = { minTokens: min, maxTokens: max, patch: patchOf(facts.family), ...(small && SMALL) };
  const pixels = { ...(background && { background }), ...(signal && { signal }) };
  const first = await worker.fit(picture, { ...fit, ...(tiles && { tiles }), crop: ask.region, ...pixels });
  const others: FittedImage[] = [];
  for (const other of ask.others ?? []) others.push(...(await worker.fit(other, { ...fit, ...pixels })));
  return { tiles: first, others };
}

/**
 * The request for one question about `images`. They stand where the template says `${image}`, `${image2}`, ..., the rest
 * before the words, so that a server that has seen them before need not look again.
 */
export function requestOf(
  { picture, template, ask, facts, options, screen }: Question,
  images: readonly FittedImage[],
  elements = within(screen?.elements ?? [], ask.region),
): VisionRequest {
  const [image] = images as [FittedImage];
  const { order, width, height } = scaleOf(facts.family, image);
  const mark = randomUUID();
  const { system, prompt } = render(template, {
    fileName: picture.info.name,
    width: String(ask.region?.width ?? picture.info.width),
    height: String(ask.region?.height ?? picture.info.height),
    language: languageName(ask.language),
    question: ask.question ?? '',
    selection: ask.selection ?? '',
    text: within(screen?.lines ?? [], ask.region)
      .map(({ text }) => text)
      .join('\n'),
    outline: ask.outline ?? summary(outline(screen ?? { elements: [], width: 0, height: 0 })),
    elements: inventory(elements, image, facts.family),
    box: `[${order}], x from 0 to ${width}, y from 0 to ${height}`,
    ...Object.fromEntries(images.map((_, i) => [i === 0 ? 'image' : `image${i + 1}`, `${mark}${i}${mark}`])),
  });
  const { signal } = options;
  const messages: Message[] = [{ role: 'user', parts: placed(prompt, mark, images) }];
  if (system) messages.unshift({ role: 'system', parts: [{ type: 'text', text: system }] });
  return {
    messages,
    sampling: template.sampling,
    maxTokens: template.maxTokens,
    ...(template.schema && { schema: template.schema }),
    ...(signal && { signal }),
  };
}

/** What of `things` a region shows, more than half of each. */
function within<T extends { box: Box }>(things: readonly T[], region: Box | undefined): readonly T[] {
  return region ? things.filter(({ box }) => coverage(box, region) > 0.5) : things;
}

function placed(prompt: string, mark: string, images: readonly FittedImage[]): MessagePart[] {
  const named = new Set<number>();
  // Every second piece is the number of an image.
  const parts = prompt.split(new RegExp(`${mark}(\\d+)${mark}`)).map((piece, i): MessagePart => {
    if (i % 2 === 0) return { type: 'text', text: piece };
    named.add(Number(piece));
    return { type: 'image', image: images[Number(piece)]! };
  });
  const rest = images.filter((_, i) => !named.has(i)).map((image): MessagePart => ({ type: 'image', image }));
  return [...rest, ...parts.filter((part) => part.type === 'image' || part.text.trim() !== '')];
}
