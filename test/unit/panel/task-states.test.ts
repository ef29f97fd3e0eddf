import { describe, expect, it } from 'vitest';
import type { PictureInfo } from '../../../src/image/picture.ts';
import { ShownPicture } from '../../../src/panel/shown-picture.ts';
import { TaskStates } from '../../../src/panel/task-states.ts';
import type { DescribeResult } from '../../../src/tasks/task.ts';
import { PICTURE } from './screens.ts';

const described: DescribeResult = { task: 'describe', picture: PICTURE, text: 'A form.' };

function states(info?: PictureInfo) {
  const picture = new ShownPicture(undefined, { say: () => {} }, () => {});
  picture.info = info;
  return new TaskStates(picture);
}

describe('the result in front', () => {
  it('is that of its task', () => {
    const tasks = states(PICTURE);
    tasks.setResult(described);
    expect(tasks.result).toBeUndefined();
    tasks.front = 'describe';
    expect(tasks.result).toBe(described);
  });

  it('is none of the picture that was there before', () => {
    const tasks = states({ ...PICTURE, sha256: 'b'.repeat(64) });
    tasks.setResult(described);
    expect(tasks.resultOf('describe')).toBeUndefined();
  });

  it('is there before the picture is', () => {
    const tasks = states();
    tasks.setResult(described);
    expect(tasks.resultOf('describe')).toBe(described);
  });
});

describe('the status in front', () => {
  it('is that the picture is opened until the extension has said more, but for a question', () => {
    const tasks = states(PICTURE);
    expect(tasks.status).toMatchObject({ state: 'running', step: 'read' });
    tasks.setStatus('elements', { state: 'done' });
    expect(tasks.status).toEqual({ state: 'done' });
    expect(tasks.isBusy).toBe(false);
    tasks.front = 'ask';
    expect(tasks.status).toBeUndefined();
  });
});
