import type { FittedImage } from '../image/fitted.ts';
import { toBox } from '../vision/boxes.ts';
import { readJson } from '../vision/json-stream.ts';
import type { ModelFamily } from '../vision/model.ts';
import { answer, notesOf } from './answer.ts';
import { toJson } from './format.ts';
import { imagesOf, type Question, requestOf } from './question.ts';
import type { AskResult, DescribeResult, TaskEvent } from './task.ts';

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
export function codeIn(text: string): string {
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
