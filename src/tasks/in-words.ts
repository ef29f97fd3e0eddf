import { GlimpseError } from '../errors.ts';
import { Box } from '../image/box.ts';
import type { FittedImage } from '../image/fitted.ts';
import type { ModelFamily } from '../model-family.ts';
import { defaultTemplate } from '../prompts/built-in.ts';
import { fromBox, toBox } from '../vision/boxes.ts';
import { readJson } from '../vision/json-stream.ts';
import type { Message, VisionRequest } from '../vision/model.ts';
import { answer, notesOf } from './answer.ts';
import { exchangesOf, howManyFit, leftOutNote, messagesOf } from './conversation.ts';
import { toJson } from './format.ts';
import { imagesOf, type Question, requestOf } from './question.ts';
import type { AskResult, Conversation, DescribeResult, FollowUp, TaskEvent, Turn } from './task.ts';

/** A description in the model's words; it grows as the model writes. */
export async function* askDescription(question: Question): AsyncGenerator<TaskEvent<'describe'>> {
  const result: Omit<DescribeResult, 'text'> = {
    task: 'describe',
    picture: question.picture.info,
    ...answered(question),
  };
  if (question.screen) result.isInterface = question.screen.guiLikelihood >= 0.5;
  for await (const event of words(question)) {
    if (event.type === 'phase') yield event;
    else yield { type: event.type, result: { ...result, text: event.text, ...event.notes } };
  }
}

/** An answer to any question: Markdown, code or JSON, as the template says. */
export async function* askAnything(question: Question): AsyncGenerator<TaskEvent<'ask'>> {
  const { template, ask, picture } = question;
  const result: Omit<AskResult, 'text'> = {
    task: 'ask',
    picture: picture.info,
    ...answered(question),
    question: ask.question || template.title,
    ...(ask.region && { region: ask.region }),
    form: template.answer,
    ...(template.codeLanguage && { codeLanguage: template.codeLanguage }),
  };
  for await (const event of words(question)) {
    if (event.type === 'phase') yield event;
    else yield { type: event.type, result: { ...result, text: event.text, ...event.notes } };
  }
}

/**
 * The answer to a question that follows others about the same picture; it grows at the end of the conversation. What no
 * longer fits into the model's context is left out, the oldest first, with a note; the picture never is.
 */
export async function* askFollowUp(
  question: Question,
  { before, question: words, manner = defaultTemplate('ask') }: FollowUp,
): AsyncGenerator<TaskEvent<'describe' | 'ask'>> {
  const { ask, facts } = question;
  const { tiles, others } = await imagesOf(question);
  const images = [...tiles, ...others];
  const first = requestOf(question, images);
  const opening = first.messages.findLast(({ role }) => role === 'user')!.parts;
  const system = first.messages.filter(({ role }) => role === 'system');
  const pictures = opening.filter(({ type }) => type === 'image');
  const exchanges = exchangesOf(opening, asWritten(before, images[0]!, facts.family), before.followUps);
  const { schema: _, ...rest } = first;
  const request = (messages: Message[]): VisionRequest => ({
    ...rest,
    messages: [...system, ...messages],
    sampling: manner.sampling,
    maxTokens: manner.maxTokens,
  });
  const needed = [...system.flatMap(({ parts }) => parts), ...pictures, { type: 'text' as const, text: words }];
  const { contextSize = Number.POSITIVE_INFINITY } = facts;
  let keep = howManyFit(exchanges, { contextSize, needed, answerTokens: manner.maxTokens });
  let begun = false;
  const withTurn = (text: string, more: string[] = []): Conversation => {
    const notes = [...leftOutNote(exchanges.length - keep), ...more];
    const turn: Turn = { question: words, text, model: facts.name, ...(notes.length > 0 && { notes }) };
    return { ...before, followUps: [...(before.followUps ?? []), turn] };
  };
  while (true) {
    try {
      const kept = exchanges.slice(exchanges.length - keep);
      for await (const event of answer(ask.model, request(messagesOf(pictures, kept, words)))) {
        if (event.type === 'phase') yield event;
        else if (event.type === 'text') {
          begun = true;
          yield { type: 'partial', result: withTurn(event.text) };
        } else yield { type: 'done', result: withTurn(event.text.trim(), notesOf(event, manner.maxTokens)) };
      }
      return;
    } catch (error) {
      // What was counted here is an estimate: it is the server that knows.
      const isFull = error instanceof GlimpseError && error.kind === 'context-too-small';
      if (!isFull || begun || keep === 0) throw error;
      keep = Math.floor(keep / 2);
    }
  }
}

/** The first answer as the model wrote it: what was made of it for the reader is undone. */
function asWritten(before: Conversation, image: FittedImage, family: ModelFamily): string {
  const { text } = before;
  if (before.task === 'describe' || before.form === 'markdown' || before.unfinished) return text;
  if (before.form === 'code') return `\`\`\`${before.codeLanguage ?? ''}\n${text}\n\`\`\``;
  return JSON.stringify(unplaced(readJson(text), image, family)) ?? text;
}

const answered = ({ facts, template }: Question) => ({ answered: { model: facts.name, template: template.id } });

async function* words(question: Question) {
  const { template, ask, facts } = question;
  const { tiles, others } = await imagesOf(question);
  const images = [...tiles, ...others];
  for await (const event of answer(ask.model, requestOf(question, images))) {
    if (event.type === 'phase') yield event;
    else if (event.type === 'text') {
      const text = template.answer === 'code' ? codeIn(event.text) : event.text;
      yield { type: 'partial' as const, text, notes: {} };
    } else {
      const notes = notesOf(event, template.maxTokens);
      const text = {
        markdown: () => event.text.trim(),
        code: () => codeIn(event.text),
        json: () => toJson(placed(readJson(event.text), images[0]!, facts.family)).trim(),
      }[template.answer]();
      yield { type: 'done' as const, text, notes: notes.length > 0 ? { notes } : {} };
    }
  }
}

/** What stands in the last fence, closed or still being written; all of it where there is none. */
function codeIn(text: string): string {
  const fences = [...text.matchAll(/^```[^\n]*\n([\s\S]*?)(?:^```|$(?![\s\S]))/gm)];
  return (fences.at(-1)?.[1] ?? text).trim();
}

/** The same value with every `bbox_2d` of a model as a `box` in pixels of the original. */
function placed(value: unknown, image: FittedImage, family: ModelFamily): unknown {
  if (Array.isArray(value)) return value.map((each) => placed(each, image, family));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) =>
      key === 'bbox_2d' ? ['box', toBox(family, each, image) ?? null] : [key, placed(each, image, family)],
    ),
  );
}

/** The same value with every `box` in pixels of the original as the `bbox_2d` that the model wrote. */
function unplaced(value: unknown, image: FittedImage, family: ModelFamily): unknown {
  if (Array.isArray(value)) return value.map((each) => unplaced(each, image, family));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const { data: box } = key === 'box' ? Box.safeParse(each) : {};
      return box ? ['bbox_2d', fromBox(family, box, image) ?? null] : [key, unplaced(each, image, family)];
    }),
  );
}
