import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parserWeights } from '../../models/parser/weights.mjs';
import { findHost } from '../../src/host/choose-backend.ts';
import { LlamaServer } from '../../src/host/llama-server.ts';
import { findMmproj } from '../../src/host/mmproj.ts';
import { find } from '../../src/prompts/built-in.ts';
import { runTask } from '../../src/tasks/run.ts';
import type { AskOptions, AskResult, ResultOf, TaskName } from '../../src/tasks/task.ts';
import { ServedModel } from '../../src/vision/client.ts';
import { LocalWorker } from '../../src/worker/local.ts';
import { tinyModel } from '../fixtures/tiny-model/index.ts';
import { llamaServer } from './server.ts';

// Every task on the real llama-server and the tiny model, which says what it sees: all parts joined as editor and cli do.

const weights = parserWeights();
const worker = new LocalWorker({ weights: pathToFileURL(`${weights}/`) });
/** What most pictures cost here. */
const SMALL = { min: 16, max: 64 };
let folder: string;
let server: LlamaServer;
let model: ServedModel;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'glimpse-tasks-'));
  const tiny = await tinyModel();
  // A name that says nothing of what it is.
  const file = path.join(folder, 'model.gguf');
  await cp(tiny.model, file);
  await cp(tiny.mmproj, path.join(folder, 'mmproj.gguf'));
  const mmproj = await findMmproj(file);
  server = new LlamaServer({
    plan: () => ({ model: file, mmproj, contextSize: 8192, threads: 1, imageTokens: { min: 16, max: 256 } }),
    find: (signal, wanted) => findHost({ bundled: llamaServer }, wanted, signal),
    watch: path.resolve(import.meta.dirname, '../../dist/host-watch.js'),
  });
  model = new ServedModel(server);
});
afterAll(async () => {
  await Promise.all([server.dispose(), worker.dispose()]);
  await rm(folder, { recursive: true });
});

async function open(background: string, width = 320, height = 240) {
  const shot = sharp({ create: { width, height, channels: 3, background } });
  return worker.open(await shot.png().toBuffer(), { name: 'shot.png' });
}

async function result<T extends TaskName>(
  task: T,
  colour: string,
  more: Partial<AskOptions> = {},
): Promise<ResultOf<T>> {
  const ask = { model, imageTokens: SMALL, ...more };
  for await (const event of runTask(task, await open(colour), { worker, ask })) {
    if (event.type === 'done') return event.result;
  }
  throw new Error('no result');
}

test('a model is known by its header, whatever its file is called', async () => {
  expect(await model.load()).toEqual({ name: 'model', family: 'qwen3-vl', contextSize: 8192 });
});

test('describe: the picture that was given, also after another one', async () => {
  const texts = [];
  for (const colour of ['#e01010', '#1010e0', '#e01010']) texts.push((await result('describe', colour)).text);
  expect(texts).toEqual([
    expect.stringMatching(/^Red picture/),
    expect.stringMatching(/^Blue picture/),
    expect.stringMatching(/^Red picture/),
  ]);
});

test('ask: pictures where the template puts them', async () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: variables of a prompt
  const prompt = 'before${image} after${image2} ${question}';
  const template = { ...find('ask')!, prompt };
  const others = [await open('#10c010')];
  const { text } = await result('ask', '#e01010', { template, others, question: 'What changed?' });
  expect(text).toMatch(/^Red \(before\) Green \(after\) picture/);
});

test.each(['elements', 'outline'] as const)('%s: the schema holds, and nothing of the parser is lost', async (task) => {
  expect((await result(task, '#ffffff')).answered).toEqual({ model: 'model', template: task });
});

test.each(['fields', 'defects', 'chart.table'])('ask: the template %s gives JSON', async (id) => {
  const { form, text } = await result('ask', '#ffffff', { template: find(id)! });
  expect(form).toBe('json');
  expect(JSON.parse(text)).toEqual(expect.any(Object));
});

test('a Chinese question gets through', async () => {
  const { question, text } = await result('ask', '#e01010', { question: '这是什么颜色？', language: 'zh-cn' });
  expect(question).toBe('这是什么颜色？');
  expect(text).toMatch(/^Red picture/);
});

describe('a follow-up', () => {
  const LARGE = { min: 200, max: 256 };
  async function ask(colour: string, more: Partial<AskOptions> = {}) {
    const options = { worker, ask: { model, imageTokens: LARGE, question: 'Which colour?', ...more } };
    const picture = await open(colour, 640, 480);
    for await (const event of runTask('ask', picture, options)) if (event.type === 'done') return event;
    throw new Error('no result');
  }
  const follow = (before: AskResult, question: string, colour: string) =>
    ask(colour, { followUp: { before, question } });

  test('sees the picture, of which the server reads nothing again', async () => {
    const first = await ask('#e01010');
    const second = await follow(first.result, 'And how bright is it?', '#e01010');
    const third = await follow(second.result, 'Are you sure?', '#e01010');
    expect(third.result.text).toMatch(/^Red picture/);
    expect(third.result.followUps?.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^Red picture/),
      expect.stringMatching(/^Red picture/),
    ]);
    for (const { timing } of [second, third]) {
      const { promptTokens = 0, cachedTokens = 0 } = timing!;
      // Known: all of the first question, with its picture. Read: the words that came since.
      expect(cachedTokens).toBeGreaterThan(first.timing!.promptTokens! - 8);
      expect(promptTokens - cachedTokens).toBeLessThan(LARGE.min / 2);
    }
  });

  test('leaves out old turns when the context is full, but never the picture, and says so', async () => {
    const first = await ask('#1010e0');
    // A token each of this model's: the server refuses what was thought to fit.
    const turn = (n: number) => ({ question: `${n}?`, text: 'word '.repeat(700), model: 'model' });
    const before = { ...first.result, followUps: [turn(1), turn(2), turn(3)] };
    const { result } = await follow(before, 'And which colour?', '#1010e0');
    expect(result.followUps).toHaveLength(4);
    expect(result.followUps!.at(-1)).toMatchObject({
      text: expect.stringMatching(/^Blue picture/),
      notes: [expect.stringContaining('oldest')],
    });
  });
});
