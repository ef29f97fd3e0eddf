import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parserWeights } from '../../../models/parser/weights.mjs';
import type { Picture } from '../../../src/image/picture.ts';
import { runTask } from '../../../src/tasks/run.ts';
import { type TaskEvent, type TaskName, TaskResult } from '../../../src/tasks/task.ts';
import { LocalWorker } from '../../../src/worker/local.ts';

const worker = new LocalWorker({ weights: pathToFileURL(`${parserWeights()}/`) });
let picture: Picture;

beforeAll(async () => {
  const button = { create: { width: 160, height: 48, channels: 3, background: '#1a66cc' } } as const;
  const page = sharp({ create: { width: 400, height: 300, channels: 4, background: '#00000000' } });
  const data = await page
    .composite([{ input: button, left: 40, top: 100 }])
    .png()
    .toBuffer();
  picture = await worker.open(data, { name: 'shot.png' });
});
afterAll(() => worker.dispose());

async function events(task: TaskName, options: { signal?: AbortSignal; background?: string } = {}) {
  const seen: TaskEvent[] = [];
  for await (const event of runTask(task, picture, { worker, ...options })) seen.push(event);
  return seen;
}

test.each(['elements', 'outline', 'describe'] as const)('%s: phases, then one result, last', async (task) => {
  const seen = await events(task);
  expect(seen[0]).toMatchObject({ type: 'phase', phase: 'decode' });
  expect(seen.filter((event) => event.type === 'done')).toHaveLength(1);
  const last = seen.at(-1)!;
  if (last.type !== 'done') throw new Error(`ends with ${last.type}`);
  expect(TaskResult.parse(last.result)).toMatchObject({ task, picture: picture.info });
});

test('only a list is of use before the text is read', async () => {
  const partial = async (task: TaskName) => (await events(task)).filter((event) => event.type === 'partial');
  const [first] = await partial('elements');
  expect(first).toMatchObject({ result: { task: 'elements', elements: [expect.anything()] } });
  expect(await partial('outline')).toEqual([]);
  expect(await partial('describe')).toEqual([]);
});

test('what is transparent lies on the background that was asked for', async () => {
  const dark = (await events('elements', { background: '#202020' })).at(-1);
  expect(dark).toMatchObject({ result: { background: '#202020', theme: 'dark' } });
  const light = (await events('elements')).at(-1);
  expect(light).toMatchObject({ result: { background: '#ffffff', theme: 'light' } });
});

test('cancelled before and on the way', async () => {
  await expect(events('elements', { signal: AbortSignal.abort() })).rejects.toThrow(
    expect.objectContaining({ name: 'AbortError' }),
  );
  const controller = new AbortController();
  const seen: string[] = [];
  const run = async () => {
    for await (const event of runTask('elements', picture, { worker, signal: controller.signal })) {
      seen.push(event.type);
      if (event.type === 'partial') controller.abort();
    }
  };
  await expect(run()).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  expect(seen).toContain('partial');
  expect(seen).not.toContain('done');
});
