import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../errors.ts';
import type { Message, MessagePart } from '../vision/model.ts';
import type { Conversation, Turn, Unfinished } from './task.ts';

/** One question, with all that stood in it, and the answer to it, as they are told to a model again. */
export interface Exchange {
  parts: MessagePart[];
  answer: string;
}

const said = (text: string): MessagePart => ({ type: 'text', text });

/** The exchanges of a conversation, oldest first; one without an answer is none. */
export function exchangesOf(opening: MessagePart[], firstAnswer: string, followUps: readonly Turn[] = []): Exchange[] {
  const first = { parts: opening, answer: firstAnswer };
  const rest = followUps.map(({ question, text }) => ({ parts: [said(question)], answer: text }));
  return [first, ...rest].filter(({ answer }) => answer.trim() !== '');
}

/**
 * What a model is sent: the exchanges that are kept, and the next question. The pictures come with the first of them,
 * whichever that is: they stay where a server has seen them, so that it need not look again.
 */
export function messagesOf(pictures: MessagePart[], kept: readonly Exchange[], question: string): Message[] {
  const turns = [...kept, { parts: [said(question)], answer: '' }];
  return turns.flatMap(({ parts, answer }, i): Message[] => {
    const shown = i > 0 || parts.some(({ type }) => type === 'image') ? parts : [...pictures, ...parts];
    const asked: Message = { role: 'user', parts: shown };
    return answer ? [asked, { role: 'assistant', parts: [said(answer)] }] : [asked];
  });
}

/** A token is three bytes or more, in English as in Chinese, with every tokenizer of today's models. */
const BYTES_PER_TOKEN = 3;
/** What a chat template writes around a message. */
const FRAME = 8;

/** Visual and other tokens of a message, rather too many than too few. */
function tokensOf(parts: readonly MessagePart[]): number {
  const each = (part: MessagePart) =>
    part.type === 'image' ? part.image.tokens : Math.ceil(Buffer.byteLength(part.text) / BYTES_PER_TOKEN);
  return parts.reduce((sum, part) => sum + each(part), FRAME);
}

/**
 * How many of the last exchanges fit into a context, beside what must be there.
 * @param contextSize tokens of prompt and answer together
 * @param needed what is sent in any case: the system's words, the pictures, the question
 * @param answerTokens room for the answer
 */
export function howManyFit(
  exchanges: readonly Exchange[],
  { contextSize, needed, answerTokens }: { contextSize: number; needed: MessagePart[]; answerTokens: number },
): number {
  let left = contextSize - tokensOf(needed) - Math.min(answerTokens, contextSize / 4);
  const newestFirst = exchanges.toReversed();
  const over = newestFirst.findIndex(({ parts, answer }) => {
    left -= tokensOf(parts.filter(({ type }) => type === 'text')) + tokensOf([said(answer)]);
    return left < 0;
  });
  return over < 0 ? exchanges.length : over;
}

/** Tells a reader that the model was not told all. */
export function leftOutNote(count: number): string[] {
  if (count === 0) return [];
  return [
    count === 1
      ? l10n.t('The context of the model is full: it was not told the oldest question and answer again.')
      : l10n.t('The context of the model is full: it was not told the {0} oldest questions and answers again.', count),
  ];
}

/** The same conversation as it was when turn `at` was to be asked: 1 is the first that followed. */
export function upTo<T extends Conversation>(conversation: T, at: number): T {
  if (!conversation.answered || conversation.text.trim() === '') {
    throw new GlimpseError('bad-usage', {
      failed: l10n.t('There is no answer of a model yet that a question could follow.'),
      todo: l10n.t('Ask the model first.'),
    });
  }
  const { followUps = [], ...first } = conversation;
  const kept = followUps.slice(0, Math.max(0, at - 1));
  return { ...first, ...(kept.length > 0 && { followUps: kept }) } as T;
}

/** The same conversation; its last answer is marked as one without an end. */
export function unfinished<T extends Conversation>(conversation: T, how: Unfinished): T {
  const { followUps = [] } = conversation;
  const last = followUps.at(-1);
  if (!last) return { ...conversation, unfinished: how };
  return { ...conversation, followUps: [...followUps.slice(0, -1), { ...last, unfinished: how }] };
}
