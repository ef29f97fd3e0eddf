import { readFileSync } from 'node:fs';
import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { CurrentModel, type Recommended } from '../../src/editor/current-model.ts';
import { Settings } from '../../src/editor/settings.ts';
import { BackendMemory } from '../../src/host/backend-memory.ts';
import type { MessagePart, VisionEvent } from '../../src/vision/model.ts';
import { blob, digest, writeManifest } from '../fixtures/ollama.ts';
import { tinyModel } from '../fixtures/tiny-model/index.ts';
import { llamaServer } from './server.ts';
import { sharedPrograms } from './shared-programs.ts';

// The model of the editor's settings, on a real llama-server with the tiny model (test/fixtures/tiny-model/README.md).

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const defaults = Object.fromEntries(
  Object.entries<{ default: unknown }>(manifest.contributes.configuration.properties).map(([key, value]) => [
    key.replace('glimpse.', ''),
    value.default,
  ]),
);

let folder: string;
let programs: Awaited<ReturnType<typeof sharedPrograms>>;
let values: Record<string, unknown>;
let current: CurrentModel;
let log: string[];
let said: string[];
let known: Recommended | undefined;
let states: string[];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'glimpse-current-model-'));
  programs = await sharedPrograms(folder);
});
beforeEach(async () => {
  const { model } = await tinyModel();
  values = { ...defaults, modelFile: model, threads: 1, imageTokens: 64, contextSize: 8192 };
  log = [];
  said = [];
  known = undefined;
  states = [];
  const settings = new Settings(() => values);
  const shared = { ...programs, folder: await mkdtemp(path.join(folder, 'host-')), version: '1', graceMs: 100 };
  const keys = { get: async () => undefined };
  const backends = new BackendMemory(path.join(folder, 'backend.json'), 'test');
  current = new CurrentModel({
    settings,
    keys,
    bundled: llamaServer,
    backends,
    shared,
    log: (line) => log.push(line),
    say: (words) => said.push(words),
    recommended: () => known,
  });
  current.onChange(() => states.push(current.state.state));
});
afterEach(() => current.dispose());
afterAll(() => rm(folder, { recursive: true }));

async function look(prompt = 'What is it?', onEvent: (event: VisionEvent) => void = () => {}, signal?: AbortSignal) {
  const [width, height] = [256, 192];
  const data = await sharp({ create: { width, height, channels: 3, background: '#e01010' } })
    .png()
    .toBuffer();
  const region = { x: 0, y: 0, width, height };
  const image: MessagePart = {
    type: 'image',
    image: { data, mediaType: 'image/png', width, height, tokens: 48, region },
  };
  const parts: MessagePart[] = [image, { type: 'text', text: prompt }];
  const sampling = { temperature: 0 };
  let text = '';
  const request = {
    messages: [{ role: 'user' as const, parts }],
    sampling,
    maxTokens: 2000,
    ...(signal && { signal }),
  };
  for await (const event of current.get()!.ask(request)) {
    onEvent(event);
    if (event.type === 'done') text = event.text;
  }
  return text;
}

it('loads with the first question, finding the vision part beside the model, and says how it is', async () => {
  expect(current.state).toEqual({ state: 'stopped', name: 'tiny-qwen3-vl', where: 'local' });
  expect(await look()).toBe('Red picture r1 g0 b0.');
  expect(current.state).toEqual({ state: 'ready', name: 'tiny-qwen3-vl', where: 'local' });
  expect([...new Set(states)]).toEqual(expect.arrayContaining(['starting', 'loading', 'busy', 'ready']));
  expect(current.facts.join('\n')).toMatch(/mmproj-tiny-qwen3-vl\.gguf\nWeights: /);
});

it('writes boxes as its file says, or as the catalogue knows better', async () => {
  expect(await current.get()!.load()).toMatchObject({ family: 'qwen3-vl' });
  await current.unload();
  known = { boxes: 'gemma' };
  expect(await current.get()!.load()).toMatchObject({ family: 'gemma' });
});

it('loads files of Ollama, which have no names, under the name of their manifest', async () => {
  const { model, mmproj } = await tinyModel();
  const ollama = path.join(folder, 'ollama');
  await writeManifest(ollama, 'registry.ollama.ai/library/tiny-vl/1b', [
    { kind: 'model', digest: digest('model') },
    { kind: 'projector', digest: digest('mmproj') },
  ]);
  await copyFile(model, blob(ollama, 'model'));
  await copyFile(mmproj, blob(ollama, 'mmproj'));
  // As somebody would write it who has looked it up; choosing it from the list sets both files.
  values.modelFile = blob(ollama, 'model');
  expect(await look()).toBe('Red picture r1 g0 b0.');
  expect(current.state).toMatchObject({ state: 'ready', name: 'tiny-vl:1b' });
});

it('says what it is computed with, and moves when the setting says so', async () => {
  await current.load();
  expect(current.facts.join('\n')).toMatch(/^Computed (on the processor|with \w+: .+)$/m);
  values.gpu = 'cpu';
  await current.load();
  expect(current.facts).toContain('Computed on the processor');
  expect(log.filter((line) => line.startsWith('Starting llama-server'))).toHaveLength(2);
});

it.skipIf(process.platform === 'darwin')(
  'fails with the reason where the GPU of the settings is not there',
  async () => {
    values.gpu = 'metal';
    await expect(look()).rejects.toMatchObject({ kind: 'no-gpu' });
    expect(current.state.state).toBe('failed');
    expect(current.facts.join('\n')).toMatch(/Metal.*glimpse\.gpu/);
    values.gpu = 'auto';
    expect(await look()).toContain('Red');
  },
);

it('unloads, and loads again', async () => {
  await current.load();
  await current.unload();
  expect(current.state.state).toBe('stopped');
  expect(await look()).toContain('Red');
});

it('keeps what is asked out of the log', async () => {
  await look('Is there a SECRET in it?');
  expect(log.length).toBeGreaterThan(10);
  expect(log.join('\n')).not.toMatch(/SECRET|Red picture|base64|data:image/);
});

it('takes up changed settings with the next question', async () => {
  await look();
  values.contextSize = 4096;
  expect(await look()).toContain('Red');
  expect(log.filter((line) => line.startsWith('Starting llama-server'))).toHaveLength(2);
  await current.refresh();
  expect(current.state.state).toBe('ready');
  values.modelFile = '';
  await current.refresh();
  expect(log.at(-1)).toBe('The model is unloaded.');
  expect(current.get()).toBeUndefined();
  expect(current.state).toEqual({ state: 'none' });
});

it('says what is wrong with a model file, and works with a good one after that', async () => {
  const good = values.modelFile as string;
  const broken = path.join(folder, 'broken.gguf');
  await writeFile(broken, (await readFile(good)).subarray(0, 100_000));
  Object.assign(values, { modelFile: broken, mmprojFile: path.join(path.dirname(good), 'mmproj-tiny-qwen3-vl.gguf') });
  await expect(look()).rejects.toMatchObject({ kind: 'bad-model' });
  expect(current.state.state).toBe('failed');
  Object.assign(values, { modelFile: good, mmprojFile: '' });
  expect(await look()).toContain('Red');
});

it('tells when the server is free again after a question that nobody waits for', async () => {
  const controller = new AbortController();
  const cancelled = look(
    'What is it?',
    ({ type, ...event }) => {
      if (type === 'phase' && 'phase' in event && event.phase === 'see') setTimeout(() => controller.abort(), 20);
    },
    controller.signal,
  );
  await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
  await current.settled(AbortSignal.timeout(60_000));
  expect(await look()).toContain('Red');
});

it('frees the server by a restart', async () => {
  const controller = new AbortController();
  const cancelled = look('LONG', (event) => event.type === 'text' && controller.abort(), controller.signal);
  await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
  await current.restart();
  expect(current.state.state).toBe('ready');
  expect(await look()).toContain('Red');
});

it('says how the model fits before it is loaded', async () => {
  expect(current.facts.join('\n')).not.toMatch(/fit/);
  const [words] = await current.fit();
  expect(words).toMatch(/^1\.1M .*fit.* \d+\.\d GB/);
  expect(current.facts).toContain(words);
  expect(current.state.state).toBe('stopped');
});

/** A real llama-server, on a machine where a cache in f16 has an end as `full` says. */
async function smallServer(full: string): Promise<string> {
  const file = path.join(folder, 'small-server');
  await writeFile(file, `#!/bin/sh\ncase "$*" in *--cache-type-k\\ f16*) ${full};; esac\nexec '${llamaServer}' "$@"\n`);
  await chmod(file, 0o755);
  return file;
}

it.skipIf(process.platform === 'win32')('tries a smaller plan where the system kills the model', async () => {
  Object.assign(values, { llamaServerPath: await smallServer('kill -9 $$'), contextSize: 'auto' });
  expect(await look()).toContain('Red');
  expect(said).toEqual([expect.stringMatching(/ended, as systems do where memory runs out\. A smaller plan is tried/)]);
  expect(log.join('\n')).toMatch(/signal SIGKILL/);
  values.kvCacheType = 'f16';
  values.contextSize = 4096;
  await expect(look()).rejects.toMatchObject({ kind: 'host-killed', message: expect.stringMatching(/smaller model/) });
});

it.skipIf(process.platform === 'win32')('tries a smaller plan where there is too little memory', async () => {
  const full = 'echo "ggml_backend_cpu_buffer_type_alloc_buffer: failed to allocate buffer of size 1" >&2; exit 1';
  Object.assign(values, { llamaServerPath: await smallServer(full), contextSize: 'auto' });
  expect(await look()).toContain('Red');
  expect(said).toEqual([expect.stringMatching(/not enough memory\. A smaller plan is tried/)]);
  expect(current.facts.join('\n')).toMatch(/There was not enough memory for more/);
  expect(log.filter((line) => line.startsWith('Starting llama-server'))).toHaveLength(2);
  // What worked is kept for the next question.
  expect(await look()).toContain('Red');
  expect(said).toHaveLength(1);

  values.kvCacheType = 'f16';
  values.contextSize = 4096;
  await expect(look()).rejects.toMatchObject({ kind: 'out-of-memory' });
  expect(said).toHaveLength(1);
});
