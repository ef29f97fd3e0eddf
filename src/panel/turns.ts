import type { Box } from '../image/box.ts';
import type { Asking } from '../protocol.ts';
import type { Conversation, Unfinished } from '../tasks/task.ts';

/** A question and its answer, as the page shows them. */
export interface ShownTurn {
  at: number;
  /** Absent: the task itself asks. */
  question?: string | undefined;
  /** The part of the picture that it is about; absent: all of it, or that of the first. */
  region?: Box | undefined;
  /** Absent: the answer has not begun. */
  text?: string | undefined;
  form: 'markdown' | 'code' | 'json';
  /** Of code, as a fence names it. */
  language: string;
  notes: readonly string[];
  unfinished?: Unfinished | undefined;
}

/** The turns of a conversation; where a question waits for its answer, it stands in the place of those that it replaces. */
export function turnsOf(result: Conversation | undefined, asking: Asking | undefined): ShownTurn[] {
  const turns = result ? [firstOf(result), ...followUpsOf(result)] : [];
  if (!asking) return turns;
  const waiting: ShownTurn = { at: asking.at, question: asking.question, form: 'markdown', language: '', notes: [] };
  return [...turns.slice(0, asking.at), waiting];
}

function firstOf(result: Conversation): ShownTurn {
  const { text, notes = [], unfinished } = result;
  const shared = { at: 0, text, notes, unfinished };
  if (result.task === 'describe') return { ...shared, form: 'markdown', language: '' };
  const { question, region, form, codeLanguage } = result;
  return { ...shared, question, region, form, language: codeLanguage ?? (form === 'json' ? 'json' : '') };
}

const followUpsOf = ({ followUps = [] }: Conversation): ShownTurn[] =>
  followUps.map(({ question, text, notes = [], unfinished }, i) => ({
    at: i + 1,
    question,
    text,
    form: 'markdown',
    language: '',
    notes,
    unfinished,
  }));
