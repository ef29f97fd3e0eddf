import { GlimpseError } from '../errors.ts';
import type { PictureInfo } from '../image/picture.ts';
import type { Screen } from '../screen/element.ts';
import { describe } from './describe.ts';
import { elements } from './elements.ts';
import { outline } from './outline.ts';
import type { ResultOf, RunTask, TaskName } from './task.ts';

const RESULTS: { [T in TaskName]: (picture: PictureInfo, screen: Screen) => ResultOf<T> } = {
  elements,
  outline: (picture, screen) => ({ task: 'outline', picture, root: outline(screen) }),
  describe,
  ask: () => {
    throw new GlimpseError('no-model', {
      failed: 'Only a vision model can answer questions about a picture.',
      todo: 'Choose a model file, or name a server.',
    });
  },
};

/** A list that grows is of use from the first boxes on; a tree or a text without its words is not. */
const GROWS: ReadonlySet<TaskName> = new Set<TaskName>(['elements']);

/** Runs `task` on what the worker's parser sees. Throws its errors, and the AbortError of `options.signal`. */
export const runTask: RunTask = async function* (task, picture, { worker, background, signal }) {
  signal?.throwIfAborted();
  const options = { ...(background && { background }), ...(signal && { signal }) };
  for await (const event of worker.parse(picture, options)) {
    signal?.throwIfAborted();
    if (event.type === 'phase') yield event;
    else if (event.type === 'done') yield { type: 'done', result: RESULTS[task](picture.info, event.screen) };
    else if (GROWS.has(task)) yield { type: 'partial', result: RESULTS[task](picture.info, event.screen) };
  }
};
