import * as l10n from '@vscode/l10n';
import type { TaskStatus, TemplateChoice } from '../protocol.ts';
import { type Element, isUnsure } from '../screen/element.ts';
import type { TaskName, TaskResult } from '../tasks/task.ts';
import type { Common, Measure } from './common.ts';
import { speedWords } from './time-words.ts';

type Running = Extract<TaskStatus, { state: 'running' }>;

const STEPS: Record<Running['step'], string> = {
  read: l10n.t('Opening the picture…'),
  decode: l10n.t('Decoding the picture…'),
  regions: l10n.t('Finding regions…'),
  'find-text': l10n.t('Finding text…'),
  'read-text': l10n.t('Reading text…'),
  load: l10n.t('Loading the model…'),
  queue: l10n.t('Waiting for the model…'),
  see: l10n.t('Reading the image…'),
  write: l10n.t('Writing…'),
};

/** What a task is doing, without a number that grows; empty where it does nothing. */
export function stepWords(status: TaskStatus | undefined): string {
  if (status?.state === 'running') {
    const { step, ahead, asking } = status;
    if (step === 'queue' && ahead) return queueWords(ahead + 1);
    // Of a picture that was read for the first question the server knows all.
    return step === 'see' && asking && asking.at > 0 ? l10n.t('Reading the question…') : STEPS[step];
  }
  if (status?.state === 'stopping') return l10n.t('The server is still reading the picture…');
  return status?.state === 'stopped' ? l10n.t('Stopped.') : '';
}

/** Whether what is shown was made before, and kept. */
export const isOld = (status: TaskStatus | undefined): boolean => status?.state === 'done' && status.from !== undefined;

/** When a result was made that was kept: the time of today, else the day too. Both for `now`, ms since 1970. */
export function fromWords(status: TaskStatus | undefined, now: number): string {
  if (status?.state !== 'done' || status.from === undefined) return '';
  const made = new Date(status.from);
  const isToday = made.toDateString() === new Date(now).toDateString();
  const options: Intl.DateTimeFormatOptions = { timeStyle: 'short', ...(!isToday && { dateStyle: 'medium' }) };
  return l10n.t('from {0}', made.toLocaleString(document.documentElement.lang, options));
}

const ORDINALS = new Intl.PluralRules('en', { type: 'ordinal' });

/** `place`: 1 is the one that is answered. The numerals of English decide, which other languages need not tell apart. */
function queueWords(place: number): string {
  switch (ORDINALS.select(place)) {
    case 'one':
      return l10n.t('Queued, {0}st in line', place);
    case 'two':
      return l10n.t('Queued, {0}nd in line', place);
    case 'few':
      return l10n.t('Queued, {0}rd in line', place);
    default:
      return l10n.t('Queued, {0}th in line', place);
  }
}

/** The numbers that go with it: how far, how fast. */
export function stepNumbers(status: TaskStatus | undefined): string {
  if (status?.state !== 'running') return '';
  const { progress, tokensPerSecond } = status;
  const parts = [
    progress === undefined ? '' : l10n.t('{0} %', Math.round(progress * 100)),
    tokensPerSecond === undefined ? '' : speedWords(tokensPerSecond),
  ];
  return listWords(parts);
}

/** Steps that may take so long that their time is shown, where nothing says how far they are. */
const TIMED: ReadonlySet<Running['step']> = new Set(['load', 'queue'] as const);

/** When the step began whose time is shown, ms since 1970; undefined: none is. */
export function timedSince(status: TaskStatus | undefined): number | undefined {
  if (status?.state === 'stopping') return status.since;
  if (status?.state !== 'running') return undefined;
  const { step, progress, since } = status;
  return step === 'see' || (TIMED.has(step) && progress === undefined) ? since : undefined;
}

const SOURCES: Record<Element['source'], string> = {
  parser: l10n.t('found by the screen parser'),
  model: l10n.t('found by the model'),
  both: l10n.t('found by the screen parser and the model'),
};
/** Who found an element. */
export const sourceWords = (source: Element['source']): string => SOURCES[source];

interface TaskWords {
  title: string;
  /** What the copy buttons copy. */
  copied: string;
  /** Said instead of an empty list. */
  none: string;
}

/** What the page calls each task, and says about it. */
export const TASK_WORDS: Record<TaskName, TaskWords> = {
  elements: {
    title: l10n.t('Elements'),
    copied: l10n.t('the elements that are shown'),
    none: l10n.t(
      'No elements found. Glimpse looks for text, buttons, inputs and other parts of a user interface; this picture seems to have none.',
    ),
  },
  outline: {
    title: l10n.t('Outline'),
    copied: l10n.t('the whole outline'),
    none: l10n.t('No components found. Glimpse groups the parts of a user interface; this picture seems to have none.'),
  },
  describe: {
    title: l10n.t('Describe'),
    copied: l10n.t('the description'),
    none: l10n.t('There is nothing to describe.'),
  },
  ask: {
    title: l10n.t('Ask'),
    copied: l10n.t('the answer'),
    none: l10n.t('The model gave no answer.'),
  },
};

/** `37 of 120 elements`, or `120 elements` where all are shown. */
export function countWords(task: 'elements' | 'outline', shown: number, all: number): string {
  if (task === 'elements') {
    if (shown !== all) return l10n.t('{0} of {1} elements', shown, all);
    return all === 1 ? l10n.t('1 element') : l10n.t('{0} elements', all);
  }
  if (shown !== all) return l10n.t('{0} of {1} components', shown, all);
  return all === 1 ? l10n.t('1 component') : l10n.t('{0} components', all);
}

/** What a task found, in words; `shown`, `all`: how many items. */
export function foundWords(
  result: TaskResult | undefined,
  templates: readonly TemplateChoice[],
  shown: number,
  all: number,
): string {
  if (!result || result.task === 'ask') return '';
  if (result.task !== 'describe') return countWords(result.task, shown, all);
  const { answered, isInterface } = result;
  if (answered) return templates.find(({ id }) => id === answered.template)?.title ?? '';
  return isInterface ? l10n.t('A user interface') : l10n.t('Not a user interface');
}

/** Short facts in a row, without the empty ones. */
export function listWords(parts: readonly (string | false | undefined)[]): string {
  return parts.filter(Boolean).join(l10n.t({ message: ', ', comment: 'between the parts of a list' }));
}

/** How sure the finder was, in words where that is little. */
export function confidenceWords(element: Element): string {
  const percent = Math.round(element.confidence * 100);
  return isUnsure(element) ? l10n.t('unsure, {0} % confidence', percent) : l10n.t('{0} % confidence', percent);
}

/** `checked, disabled`; what is known to be off is said too where it matters. */
export function stateWords(state: Element['state']): string {
  if (!state) return '';
  const { checked, disabled, selected, focused, expanded } = state;
  const words = [
    checked === undefined ? '' : checked ? l10n.t('checked') : l10n.t('not checked'),
    disabled ? l10n.t('disabled') : '',
    selected ? l10n.t('selected') : '',
    focused ? l10n.t('focused') : '',
    expanded === undefined ? '' : expanded ? l10n.t('expanded') : l10n.t('collapsed'),
  ];
  return listWords(words);
}

/** `3 elements selected`; more than one. */
export const selectedWords = (task: 'elements' | 'outline', count: number): string =>
  task === 'elements' ? l10n.t('{0} elements selected', count) : l10n.t('{0} components selected', count);

const MEASURE_WORDS: Record<Measure, (pixels: number) => string> = {
  width: (pixels) => l10n.t('width {0}', pixels),
  height: (pixels) => l10n.t('height {0}', pixels),
  left: (pixels) => l10n.t('left {0}', pixels),
  right: (pixels) => l10n.t('right {0}', pixels),
  top: (pixels) => l10n.t('top {0}', pixels),
  bottom: (pixels) => l10n.t('bottom {0}', pixels),
};

/** `width 120, left 16`: what several things share; pixels. */
export const measureWords = (same: Common['same']): string =>
  listWords((Object.entries(same) as [Measure, number][]).map(([measure, pixels]) => MEASURE_WORDS[measure](pixels)));
