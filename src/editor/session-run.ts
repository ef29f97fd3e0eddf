import type { Asking, TaskStatus } from '../protocol.ts';
import type { TaskResult } from '../tasks/task.ts';

/** A page shows no more than this many results a second of one that grows. */
const PACE_MS = 50;

/** One run of a task: how it goes, and what it has found. */
export interface Run {
  controller: AbortController;
  status: TaskStatus;
  /** Until this run has one: that of the run before it. */
  result?: TaskResult | undefined;
  /** Whether `result` is of this run, and has not come to its end. */
  writing: boolean;
  /** Whether `result` came to its end. */
  whole: boolean;
  /** The question as long as it has no answer. */
  asking?: Asking | undefined;
  /** Whether the conversation before it is not part of this one. */
  replaces: boolean;
  /** Under which id the archive has it. */
  kept?: string | undefined;
  /** Hands `result`, or what becomes of it, to the archive, and gives its id. */
  keep?: ((result: TaskResult) => Promise<string | undefined>) | undefined;
}

/** A run in the place of `before`, whose result it shows until it has one. */
export const begunRun = (before: Run | undefined, asking: Asking | undefined, replaces: boolean): Run => ({
  controller: new AbortController(),
  status: { state: 'running', step: 'read', since: Date.now() },
  result: before?.result,
  keep: before?.keep,
  writing: false,
  whole: before?.whole ?? false,
  asking,
  replaces,
});

/**
 * A run that has come to its end: what it found was known before.
 * @param from when that was; undefined: in this session
 */
export const endedRun = (
  result: TaskResult,
  { from, ...known }: Pick<Run, 'keep' | 'kept'> & { from?: number },
): Run => ({
  controller: new AbortController(),
  status: { state: 'done', ...(from !== undefined && { from }) },
  result,
  writing: false,
  whole: true,
  replaces: false,
  ...known,
});

/**
 * What sends the results of a run, but not more often than a page can show them; called without one, what was held back.
 * @param isShown whether no other run has taken its place
 */
export function paced(
  run: Run,
  isShown: () => boolean,
  send: (result: TaskResult) => void,
): (result?: TaskResult) => void {
  let sent = Number.NEGATIVE_INFINITY;
  let held = false;
  return (result) => {
    if (!isShown()) return;
    if (result) run.result = result;
    held ||= result !== undefined;
    if (!held || !run.result || (result && performance.now() - sent < PACE_MS)) return;
    send(run.result);
    sent = performance.now();
    held = false;
  };
}
