import { spawn } from 'node:child_process';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Picture } from '../../../src/image/picture.ts';
import type { ScreenEvent } from '../../../src/screen/element.ts';
import { LocalWorker } from '../../../src/worker/local.ts';
import { ProcessWorker, type ProcessWorkerOptions } from '../../../src/worker/process.ts';
import { bundle, pictureOf, WEIGHTS } from './fixtures.ts';

let built: Awaited<ReturnType<typeof bundle>>;
let log: string[];
let worker: ProcessWorker;

beforeAll(async () => {
  built = await bundle({ worker: 'src/worker/main.ts', parent: 'test/unit/worker/parent.ts' });
});
afterAll(() => built.remove());
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await worker.dispose();
  for (const pid of pids()) expect(isAlive(pid), `process ${pid}`).toBe(false);
});

function start(options: Partial<ProcessWorkerOptions> = {}): ProcessWorker {
  log = [];
  worker = new ProcessWorker({
    entry: path.join(built.folder, 'worker.mjs'),
    weights: WEIGHTS,
    log: (line) => log.push(line),
    ...options,
  });
  return worker;
}

/** Of all the children so far. */
const pids = (): number[] => [...log.join('\n').matchAll(/\(pid (\d+)\)/g)].map(([, pid]) => Number(pid));

/** Of a child that runs; never 0, which would mean this very process and its kin. */
function signal(pid: number | undefined, name: NodeJS.Signals): void {
  if (!pid) throw new Error('There is no such child.');
  process.kill(pid, name);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const eventually = (check: () => void): Promise<void> => vi.waitFor(check, 20_000);

async function all(events: AsyncIterable<ScreenEvent>): Promise<ScreenEvent[]> {
  const seen: ScreenEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

const openNumber = async (number = 2468): Promise<Picture> =>
  worker.open(await pictureOf(number), { name: 'shot.png' });

describe('the same work as in this process', () => {
  test('open, display, annotate, parse', async () => {
    start();
    const local = new LocalWorker({ weights: WEIGHTS });
    const picture = await openNumber();
    expect(picture).toEqual(await local.open(await pictureOf(2468), { name: 'shot.png' }));
    const shown = await worker.display(picture);
    expect(shown.mediaType).toBe('image/png');
    expect(Buffer.from(picture.data).equals(shown.data)).toBe(true);

    const events = await all(worker.parse(picture));
    expect(events[0]).toEqual({ type: 'phase', phase: 'decode' });
    expect(events.map(({ type }) => type)).toContain('partial');
    const last = events.at(-1)!;
    if (last.type !== 'done') throw new Error(`ended with ${last.type}`);
    expect(last.screen.lines.map(({ text }) => text)).toEqual(['2468']);

    const { elements } = last.screen;
    expect(Buffer.from(await worker.annotate(picture, elements)).equals(await local.annotate(picture, elements))).toBe(
      true,
    );
    expect(pids(), 'all by one child').toHaveLength(1);
    await local.dispose();
  });

  test('fit', async () => {
    start();
    const local = new LocalWorker({ weights: WEIGHTS });
    const picture = await openNumber();
    const options = { minTokens: 64, maxTokens: 256, crop: { x: 40, y: 50, width: 300, height: 200 } };
    const fitted = await worker.fit(picture, options);
    expect(fitted).toMatchObject([
      { mediaType: 'image/png', width: 320, height: 224, tokens: 70, region: options.crop },
    ]);
    const [here] = await local.fit(picture, options);
    expect(Buffer.compare(fitted[0]!.data, here!.data)).toBe(0);
    const tiles = { minScale: 1, overlap: 20 };
    expect((await worker.fit(picture, { minTokens: 16, maxTokens: 64, tiles })).length).toBeGreaterThan(1);
    await local.dispose();
  });

  test('a fit that makes no sense is refused, and the child lives on', async () => {
    start();
    const picture = await openNumber();
    const refused = { name: 'GlimpseError', kind: 'bad-usage' };
    const crop = { x: 400, y: 0, width: 10, height: 10 };
    await expect(worker.fit(picture, { minTokens: 64, maxTokens: 256, crop })).rejects.toMatchObject(refused);
    await expect(worker.fit(picture, { minTokens: 64, maxTokens: 2 })).rejects.toMatchObject(refused);
    expect(await worker.fit(picture, { minTokens: 64, maxTokens: 256 })).toHaveLength(1);
    expect(pids()).toHaveLength(1);
  });

  test('the background that transparent pixels lie on', async () => {
    start();
    const clear = sharp({ create: { width: 1, height: 1, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } });
    const picture = await worker.open(await clear.png().toBuffer(), { name: 'clear.png' });
    const { data } = await worker.display(picture, { background: '#123456' });
    expect([...(await sharp(data).raw().toBuffer())]).toEqual([0x12, 0x34, 0x56]);
    const [fitted] = await worker.fit(picture, { minTokens: 1, maxTokens: 1, background: '#654321' });
    expect([...(await sharp(fitted!.data).raw().toBuffer()).subarray(0, 3)]).toEqual([0x65, 0x43, 0x21]);
  });

  test('errors arrive as they were thrown', async () => {
    start();
    await expect(worker.open(Buffer.from('%PDF-1.7'), { name: 'shot.png' })).rejects.toMatchObject({
      name: 'GlimpseError',
      kind: 'not-an-image',
      parts: { failed: 'shot.png is a PDF, not an image.', todo: expect.stringContaining('PNG') },
    });
    const limits = { maxBytes: 1_000_000, maxPixels: 100 };
    await expect(worker.open(await pictureOf(1), { name: 'shot.png', limits })).rejects.toMatchObject({
      kind: 'too-many-pixels',
    });
    expect((await openNumber()).info.width, 'and the child lives on').toBe(400);
    expect(pids()).toHaveLength(1);
  });

  test('nothing starts before the first request', () => {
    start();
    expect(log).toEqual([]);
  });
});

describe('cancelling', () => {
  test('ends in the AbortError, and the child goes on with the next', async () => {
    start();
    const picture = await openNumber();
    const controller = new AbortController();
    const parse = async (): Promise<void> => {
      for await (const _ of worker.parse(picture, { signal: controller.signal })) controller.abort();
    };
    await expect(parse()).rejects.toMatchObject({ name: 'AbortError' });
    expect((await all(worker.parse(picture))).at(-1)!.type).toBe('done');
    expect(pids()).toHaveLength(1);
  });

  test('a fit ends in the AbortError, and the child goes on with the next', async () => {
    start();
    const picture = await worker.open(await pictureOf(1, 4000, 3000), { name: 'large.png' });
    const controller = new AbortController();
    const options = { minTokens: 64, maxTokens: 256, tiles: { minScale: 1, overlap: 20 } };
    const fitting = worker.fit(picture, { ...options, signal: controller.signal });
    controller.abort();
    await expect(fitting).rejects.toMatchObject({ name: 'AbortError' });
    expect(await worker.fit(picture, { minTokens: 64, maxTokens: 256 })).toHaveLength(1);
  });

  test('before anything was asked', async () => {
    start();
    const signal = AbortSignal.abort();
    await expect(worker.open(await pictureOf(1), { name: 'x', signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(log).toEqual([]);
  });

  test('a child that does not react is replaced, and what else it did is done by the new one', async () => {
    start();
    const picture = await openNumber();
    const [stuck] = pids();
    signal(stuck, 'SIGSTOP');
    const controller = new AbortController();
    const cancelled = worker.display(picture, { signal: controller.signal });
    const other = worker.annotate(picture, []);
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    expect(
      Buffer.from(await other)
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    expect(pids()).toHaveLength(2);
  });

  test('by leaving the loop', async () => {
    start();
    const picture = await openNumber();
    const [first] = pids();
    for await (const _ of worker.parse(picture)) {
      signal(first, 'SIGSTOP');
      break;
    }
    // The stopped child cannot confirm that it was cancelled: it is replaced.
    await eventually(() => expect(isAlive(first!)).toBe(false));
    expect((await openNumber()).info.width).toBe(400);
  });
});

describe('a crash', () => {
  test('rejects what is running, says why, and the next request starts anew', async () => {
    start();
    const picture = await openNumber();
    const parse = all(worker.parse(picture));
    const display = worker.display(picture);
    signal(pids()[0], 'SIGKILL');
    const stopped = {
      kind: 'worker-stopped',
      message: expect.stringMatching(/signal SIGKILL.*memory ran out.*Try again/),
    };
    await expect(parse).rejects.toMatchObject(stopped);
    await expect(display).rejects.toMatchObject(stopped);
    expect((await all(worker.parse(picture))).at(-1)!.type).toBe('done');
    expect(pids()).toHaveLength(2);
  });

  test('while it was idle goes unnoticed', async () => {
    start();
    const picture = await openNumber();
    signal(pids()[0], 'SIGKILL');
    await eventually(() => expect(log.join()).toContain('stopped: signal SIGKILL'));
    expect((await worker.display(picture)).mediaType).toBe('image/png');
  });

  test('three times within minutes is enough, until they have passed', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    start();
    for (let i = 0; i < 3; i++) {
      const opened = openNumber();
      await eventually(() => expect(pids()).toHaveLength(i + 1));
      signal(pids()[i], 'SIGSEGV');
      await expect(opened).rejects.toMatchObject({ message: expect.stringContaining('native code crashed') });
    }
    await expect(openNumber()).rejects.toMatchObject({
      kind: 'worker-stopped',
      message: expect.stringMatching(/3 times within 5 minutes.*try again in 5 minutes/),
    });
    expect(pids(), 'no fourth start').toHaveLength(3);
    vi.setSystemTime(Date.now() + 5 * 60_000);
    expect((await openNumber()).info.width).toBe(400);
  });

  test('at the start says what the child said', async () => {
    start({ entry: path.join(built.folder, 'missing.mjs') });
    await expect(openNumber()).rejects.toMatchObject({
      kind: 'worker-stopped',
      message: expect.stringMatching(/exit code 1.*Cannot find module/),
    });
  });
});

describe('the end', () => {
  test('after idling; the next request starts a new child', async () => {
    start({ idleMs: () => 10 });
    await openNumber();
    await eventually(() => expect(isAlive(pids()[0]!)).toBe(false));
    expect((await openNumber()).info.width).toBe(400);
    expect(pids()).toHaveLength(2);
    expect(log.join(), 'no crash').not.toContain('stopped');
  });

  test('not while it works', async () => {
    start({ idleMs: () => 0 });
    const picture = await openNumber();
    const events = await all(worker.parse(picture));
    expect(events.at(-1)!.type).toBe('done');
  });

  test('dispose waits for what is running, then nothing more is taken', async () => {
    start();
    const display = worker.display(await openNumber());
    await worker.dispose();
    expect((await display).mediaType).toBe('image/png');
    await expect(openNumber()).rejects.toMatchObject({ kind: 'worker-stopped' });
  });

  test('with the parent: not even a busy child outlives it', async () => {
    start();
    const parent = spawn(
      process.execPath,
      [path.join(built.folder, 'parent.mjs'), path.join(built.folder, 'worker.mjs')],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const { value } = await parent.stdout[Symbol.asyncIterator]().next();
    const child = Number(String(value));
    expect(child).toBeGreaterThan(0);
    expect(isAlive(child)).toBe(true);
    parent.kill('SIGKILL');
    await eventually(() => expect(isAlive(child)).toBe(false));
  });

  test('its peak memory can be measured', async () => {
    vi.stubEnv('GLIMPSE_WORKER_STATS', '1');
    start();
    await openNumber();
    await worker.dispose();
    const stats = log.find((line) => line.includes('maxRssBytes'));
    expect(JSON.parse(stats!.replace(/^parser: /, '')).maxRssBytes).toBeGreaterThan(20 * 1024 * 1024);
  });
});
