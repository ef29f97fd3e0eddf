import { createHash } from 'node:crypto';
import type { PictureInfo } from '../image/picture.ts';
import { variablesOf } from '../prompts/variables.ts';
import type { AskOptions, TaskName } from '../tasks/task.ts';

/** All that a result depends on. */
export interface Question {
  picture: PictureInfo;
  task: TaskName;
  /** Absent: the parser answers alone. */
  ask?: AskOptions | undefined;
  /** Which model that is, more exactly than its name. */
  model: string;
  /** Of the parser. */
  version: string;
  /** What transparent pixels lie on, `#rrggbb`. */
  background: string;
}

/**
 * The same for questions that have the same answer: same picture, task, template with all that is in it, words, model; and
 * the same background, where the picture lets it through.
 */
export function cacheKey({ picture, task, ask, model, version, background }: Question): string {
  const parsed = !ask || task === 'elements' || task === 'outline';
  const { model: _, others = [], ...asked } = ask ?? {};
  const parts = {
    picture: picture.sha256,
    task,
    ...(picture.hasAlpha && { background }),
    ...(parsed && { version }),
    ...(ask && { model, asked, others: others.map(({ info }) => info.sha256) }),
    // Most templates don't say what the file is called.
    ...(ask?.template && variablesOf(ask.template).has('fileName') && { name: picture.name }),
  };
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
