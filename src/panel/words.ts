import type { TaskStatus } from '../protocol.ts';
import type { Element } from '../screen/element.ts';
import type { TaskName } from '../tasks/task.ts';

type Running = Extract<TaskStatus, { state: 'running' }>;

const STEPS: Record<Running['step'], string> = {
  read: 'Opening the picture',
  decode: 'Decoding the picture',
  regions: 'Finding regions',
  'find-text': 'Finding text',
  'read-text': 'Reading text',
  load: 'Loading the model',
  queue: 'Waiting for the model',
  see: 'The model reads the picture',
  write: 'Writing',
};

/** Steps that may take so long that their seconds are shown, where nothing says how far they are. */
const TIMED: ReadonlySet<Running['step']> = new Set(['load', 'queue'] as const);

/** What a task is doing, without a number, so that it can be read out once; empty where it does nothing. */
export function stepWords(status: TaskStatus | undefined): string {
  if (status?.state === 'running') return `${STEPS[status.step]}…`;
  if (status?.state === 'stopping') return 'The server is still reading the picture…';
  return status?.state === 'stopped' ? 'Stopped.' : '';
}

/** The numbers that go with it: how far, how long, how fast. `now`: ms since 1970 */
export function stepNumbers(status: TaskStatus | undefined, now: number): string {
  if (status?.state === 'stopping') return seconds(status.since, now);
  if (status?.state !== 'running') return '';
  const { step, progress, ahead, tokensPerSecond, since } = status;
  const parts = [
    ahead ? `${ahead} before this one` : '',
    progress === undefined ? '' : `${Math.round(progress * 100)} %`,
    tokensPerSecond === undefined ? '' : `${tokensPerSecond.toFixed(tokensPerSecond < 10 ? 1 : 0)} tok/s`,
    step === 'see' || (TIMED.has(step) && progress === undefined) ? seconds(since, now) : '',
  ];
  return parts.filter(Boolean).join(', ');
}

/** Whole seconds, once there is one. */
function seconds(since: number, now: number): string {
  const passed = Math.floor((now - since) / 1000);
  return passed >= 1 ? `${passed} s` : '';
}

const SOURCES: Record<Element['source'], string> = {
  parser: 'the screen parser',
  model: 'the model',
  both: 'the screen parser and the model',
};
export const sourceWords = (source: Element['source']): string => SOURCES[source];

interface TaskWords {
  title: string;
  one: string;
  many: string;
  /** What the copy buttons copy. */
  copied: string;
  /** Said instead of an empty list. */
  none: string;
}

export const TASK_WORDS: Record<TaskName, TaskWords> = {
  elements: {
    title: 'Elements',
    one: 'element',
    many: 'elements',
    copied: 'the elements that are shown',
    none: 'No elements found. Glimpse looks for text, buttons, inputs and other parts of a user interface; this picture seems to have none.',
  },
  outline: {
    title: 'Outline',
    one: 'component',
    many: 'components',
    copied: 'the whole outline',
    none: 'No components found. Glimpse groups the parts of a user interface; this picture seems to have none.',
  },
  describe: {
    title: 'Describe',
    one: 'description',
    many: 'descriptions',
    copied: 'the description',
    none: 'There is nothing to describe.',
  },
  ask: {
    title: 'Ask',
    one: 'answer',
    many: 'answers',
    copied: 'the answer',
    none: 'The model gave no answer.',
  },
};

/** `37 of 120 elements`, or `120 elements` where all are shown. */
export function countWords(task: TaskName, shown: number, all: number): string {
  const noun = TASK_WORDS[task][all === 1 ? 'one' : 'many'];
  return shown === all ? `${all} ${noun}` : `${shown} of ${all} ${noun}`;
}

/** `checked, disabled`; what is known to be off is said too where it matters. */
export function stateWords(state: Element['state']): string {
  if (!state) return '';
  const { checked, disabled, selected, expanded } = state;
  const words = [
    checked === undefined ? '' : checked ? 'checked' : 'not checked',
    disabled ? 'disabled' : '',
    selected ? 'selected' : '',
    expanded === undefined ? '' : expanded ? 'expanded' : 'collapsed',
  ];
  return words.filter(Boolean).join(', ');
}
