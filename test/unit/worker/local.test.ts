import { afterEach, expect, test } from 'vitest';
import type { Picture } from '../../../src/image/picture.ts';
import type { ScreenEvent } from '../../../src/screen/element.ts';
import { LocalWorker } from '../../../src/worker/local.ts';
import { pictureOf, WEIGHTS } from './fixtures.ts';

const worker = new LocalWorker({ weights: WEIGHTS });
afterEach(() => worker.dispose());

const openNumber = async (number: number): Promise<Picture> =>
  worker.open(await pictureOf(number), { name: `${number}.png` });

/** The events by the order in which they came, `label` first. */
async function watch(label: string, events: AsyncIterable<ScreenEvent>, seen: string[]): Promise<void> {
  for await (const event of events) seen.push(`${label} ${event.type === 'phase' ? event.phase : event.type}`);
}

test('a parse says its phases in order and ends with what it read', async () => {
  const seen: string[] = [];
  const picture = await openNumber(1357);
  await watch('a', worker.parse(picture), seen);
  expect(seen[0]).toBe('a decode');
  const phases = seen.filter((event) => /regions|find-text|read-text|done/.test(event));
  expect([...new Set(phases)]).toEqual(['a regions', 'a find-text', 'a read-text', 'a done']);
});

test('parses run one after the other, in the order of their calls', async () => {
  const seen: string[] = [];
  const pictures = [await openNumber(1), await openNumber(22), await openNumber(333)];
  await Promise.all(pictures.map((picture, i) => watch(`${i}`, worker.parse(picture), seen)));
  const work = seen.filter((event) => !event.endsWith('decode')).map((event) => event[0]);
  expect(work.join('')).toMatch(/^0+1+2+$/);
});

test('a waiting parse cancels at once, and lets nobody in before their turn', async () => {
  const seen: string[] = [];
  const picture = await openNumber(1);
  const controller = new AbortController();
  const first = watch('first', worker.parse(picture), seen);
  const second = watch('second', worker.parse(picture, { signal: controller.signal }), seen);
  const third = watch('third', worker.parse(picture), seen);
  controller.abort();
  await expect(second).rejects.toMatchObject({ name: 'AbortError' });
  expect(seen, 'the first is not done yet').not.toContain('first done');
  await Promise.all([first, third]);
  expect(seen.indexOf('first done')).toBeLessThan(seen.indexOf('third regions'));
});

test('a parse that is cancelled or left early frees the way for the next', async () => {
  const picture = await openNumber(1);
  const controller = new AbortController();
  const cancelled = (async () => {
    for await (const _ of worker.parse(picture, { signal: controller.signal })) controller.abort();
  })();
  await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
  for await (const event of worker.parse(picture)) if (event.type === 'partial') break;
  const seen: string[] = [];
  await watch('next', worker.parse(picture), seen);
  expect(seen.at(-1)).toBe('next done');
});

test('a file that cannot be decoded fails its parse, every time, and no other', async () => {
  const good = await openNumber(1);
  const bytes = await pictureOf(987654321, 900, 900);
  const damaged = await worker.open(bytes.subarray(0, 300), { name: 'cut.png' });
  for (let i = 0; i < 2; i++) {
    await expect(watch('bad', worker.parse(damaged), [])).rejects.toMatchObject({ kind: 'damaged-image' });
  }
  const seen: string[] = [];
  await watch('good', worker.parse(good), seen);
  expect(seen.at(-1)).toBe('good done');
});

test('dispose waits for what is running', async () => {
  let settled = false;
  const display = worker.display(await openNumber(1)).then(() => {
    settled = true;
  });
  await worker.dispose();
  expect(settled).toBe(true);
  await display;
});
