import * as l10n from '@vscode/l10n';
import type { TaskStatus } from '../protocol.ts';
import type { TaskName } from '../tasks/task.ts';

const STARTS: Record<TaskName, string> = {
  elements: l10n.t('Listing the elements.'),
  outline: l10n.t('Outlining the components.'),
  describe: l10n.t('Describing the picture.'),
  ask: l10n.t('The question was sent.'),
};

const isGoing = (status: TaskStatus | undefined): boolean =>
  status?.state === 'running' || status?.state === 'stopping';

/**
 * What is to be said aloud when a task goes from one state to another: that it began, or how it ended. Steps in between are
 * not said, and a failure is not either: what shows it says itself.
 * @param found what there is now, in words
 */
export function announcement(
  task: TaskName,
  from: TaskStatus | undefined,
  to: TaskStatus,
  found: string,
): string | undefined {
  if (isGoing(to)) {
    if (isGoing(from)) return undefined;
    return to.state === 'running' && to.asking && to.asking.at > 0 ? STARTS.ask : STARTS[task];
  }
  if (to.state === 'stopped') return l10n.t('Stopped.');
  if (to.state !== 'done' || !isGoing(from)) return undefined;
  if (task === 'describe') return l10n.t('The description is there.');
  return task === 'ask' ? l10n.t('The answer is there.') : found;
}
