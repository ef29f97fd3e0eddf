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
};

/** The step that a running task is at, without a number, so that it can be read out once. */
export const stepWords = (step: Running['step']): string => `${STEPS[step]}…`;

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
