import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../errors.ts';
import type { Picture, PictureInfo } from '../image/picture.ts';
import { defaultTemplate } from '../prompts/built-in.ts';
import { variablesOf } from '../prompts/variables.ts';
import type { Screen } from '../screen/element.ts';
import { describe } from './describe.ts';
import { askElements } from './elements/ask.ts';
import { elements } from './elements.ts';
import { askAnything, askDescription, askFollowUp } from './in-words.ts';
import { Loading } from './loading.ts';
import { askOutline } from './outline/ask.ts';
import { painted } from './outline/paint.ts';
import { outline } from './outline.ts';
import type { Question } from './question.ts';
import { Stopwatch } from './stopwatch.ts';
import type { AskOptions, RunTask, TaskEvent, TaskName, TaskOptions, TaskResult } from './task.ts';

/** What the parser alone can tell. */
const PARSED = {
  elements,
  outline: (picture: PictureInfo, screen: Screen) => ({ task: 'outline' as const, picture, root: outline(screen) }),
  describe,
};
type Parsed = keyof typeof PARSED;
const isParsed = (task: TaskName): task is Parsed => Object.hasOwn(PARSED, task);

/** A list that grows is of use from the first boxes on; a tree or a text without its words is not. */
const GROWS: ReadonlySet<TaskName> = new Set<TaskName>(['elements']);

/** A model that is up sooner than this is asked at once, where it needs nothing of the parser. */
const SOON_MS = 150;

/** Runs `task` on what the worker's parser sees, and asks the model. Throws their errors, and the AbortError of the signal. */
export const runTask: RunTask = async function* <T extends TaskName>(task: T, picture: Picture, options: TaskOptions) {
  options.signal?.throwIfAborted();
  const watch = new Stopwatch();
  const asking = options.ask && { ...options.ask, model: watch.listenTo(options.ask.model) };
  const events = asking ? ask(task, picture, options, asking) : parse(task, picture, options);
  for await (const event of events as AsyncGenerator<TaskEvent<T>>) {
    if (event.type === 'phase') watch.step(event.phase);
    yield event.type === 'done' ? { ...event, timing: watch.timing() } : event;
  }
};

/** Nobody is there to ask. */
export const noModel = (): GlimpseError =>
  new GlimpseError('no-model', {
    failed: l10n.t('Only a vision model can answer questions about a picture.'),
    todo: l10n.t('Choose a model file, or name a server.'),
  });

async function* parse(task: TaskName, picture: Picture, options: TaskOptions): AsyncGenerator<TaskEvent> {
  if (!isParsed(task)) {
    throw noModel();
  }
  const screen = yield* look(task, picture, options);
  yield { type: 'done', result: await parsed(task, picture, options, screen) };
}

/** Shows what the parser knows while the model loads, then what the model makes of it. */
async function* ask(
  task: TaskName,
  picture: Picture,
  options: TaskOptions,
  asking: AskOptions,
): AsyncGenerator<TaskEvent> {
  const template = asking.template ?? defaultTemplate(task);
  const { followUp } = asking;
  const loading = new Loading(asking.model, options.signal);
  const used = variablesOf(template);
  const needsParser =
    task === 'elements' || task === 'outline' || used.has('elements') || used.has('outline') || used.has('text');
  let screen: Screen | undefined;
  // What a question follows stands already.
  const isFirst = isParsed(task) && !followUp;
  if (needsParser || (isFirst && !(await loading.isOver(SOON_MS)))) {
    screen = yield* look(task, picture, options);
    if (isFirst) yield { type: 'partial', result: await parsed(task, picture, options, screen) };
  }
  const facts = yield* loading.phases();
  const question: Question = { picture, template, ask: asking, facts, options, screen };
  if (followUp) yield* askFollowUp(question, followUp);
  else if (task === 'describe') yield* askDescription(question);
  else if (task === 'ask') yield* askAnything(question);
  else if (task === 'elements') yield* askElements(question, elements(picture.info, screen!));
  else {
    for await (const event of askOutline({ ...question, screen: screen! }, PARSED.outline(picture.info, screen!))) {
      yield event.type === 'phase' ? event : { ...event, result: await painted(event.result, picture, options) };
    }
  }
}

/** What the parser alone makes of a whole screen. */
async function parsed(task: Parsed, picture: Picture, options: TaskOptions, screen: Screen): Promise<TaskResult> {
  const result = PARSED[task](picture.info, screen);
  return result.task === 'outline' ? painted(result, picture, options) : result;
}

/** The parser's phases, and what it knows so far; returns all that it sees. */
async function* look(
  task: TaskName,
  picture: Picture,
  { worker, background, signal }: TaskOptions,
): AsyncGenerator<TaskEvent, Screen> {
  const options = { ...(background && { background }), ...(signal && { signal }) };
  for await (const event of worker.parse(picture, options)) {
    signal?.throwIfAborted();
    if (event.type === 'phase') yield event;
    else if (event.type === 'done') return event.screen;
    else if (GROWS.has(task) && isParsed(task))
      yield { type: 'partial', result: PARSED[task](picture.info, event.screen) };
  }
  throw new Error('The parser ended without a result.');
}
