import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tinyModel } from '../fixtures/tiny-model/index.ts';
import { outcome } from '../unit/cli/program.ts';

// The built terminal program (dist/) with the llama-server beside it and the tiny model.

const cli = path.resolve(import.meta.dirname, '../../dist/cli.js');
let folder: string;
let model: string;
const at = (name: string) => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'glimpse-cli-'));
  ({ model } = await tinyModel());
  const colours = { red: '#e01010', green: '#10c010', blue: '#1010e0' };
  for (const [name, background] of Object.entries(colours)) {
    const picture = sharp({ create: { width: 160, height: 120, channels: 3, background } });
    await writeFile(at(`${name}.png`), await picture.png().toBuffer());
  }
  await writeFile(at('empty.gguf'), '');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [cli, ...args], { cwd: folder, env: { ...process.env, ...env } });
}

async function run(args: readonly string[], env?: NodeJS.ProcessEnv) {
  const child = start(args, env);
  child.stdin!.end();
  return outcome(child);
}

/** Small pictures are enough for the tiny model. */
const SMALL = ['--image-tokens', '16-64', '--ctx-size', '4096'];

test('describe says what the picture shows', async () => {
  for (const [colour, name] of Object.entries({ red: 'Red', blue: 'Blue' })) {
    const { code, stdout } = await run(['describe', '--model', model, ...SMALL, `${colour}.png`]);
    expect(stdout).toMatch(new RegExp(`^${name} picture`));
    expect(code).toBe(0);
  }
});

test('ask: several pictures, one question about all of them, in their order', async () => {
  const question = ['ask', '--model', model, ...SMALL, '--prompt', 'Which colours?'];
  const apart = await run([...question, '--format', 'json', 'green.png', 'red.png']);
  expect(JSON.parse(apart.stdout).map(({ result }: { result: { text: string } }) => result.text)).toEqual([
    expect.stringMatching(/^Green picture/),
    expect.stringMatching(/^Red picture/),
  ]);
  const together = await run([...question, '--together', 'green.png', 'red.png']);
  expect(together.stdout).toMatch(/^Green Red picture/);
});

test.each(['elements', 'outline'])('%s: the model’s answer keeps to its schema', async (task) => {
  const { code, stdout, stderr } = await run([task, '--model', model, ...SMALL, 'red.png']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ task, answered: { model: expect.any(String) } });
});

test('templates are listed, and used by their names', async () => {
  const { stdout } = await run(['describe', '--prompt', '@']);
  const [first] = /(?<=@)\S+/.exec(stdout)!;
  const { code } = await run(['describe', '--model', model, ...SMALL, '--prompt', `@${first}`, 'red.png']);
  expect(code).toBe(0);
  const unknown = await run(['describe', '--model', model, '--prompt', '@nothing', 'red.png']);
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no template "nothing".') });
});

test.skipIf(process.platform === 'darwin')(
  'a GPU that is asked for and is not there is named, with what to do',
  async () => {
    const { code, stderr } = await run(['describe', '--model', model, '--gpu', 'metal', ...SMALL, 'red.png']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/Metal.*glimpse\.gpu.*Macs/s);
    expect(await run(['describe', '--model', model, '--gpu', 'best', 'red.png'])).toMatchObject({ code: 2 });
  },
);

test('serve prints its address and its key, serves others with it, and ends with Ctrl+C', async () => {
  const child = start(['serve', '--model', model, '--gpu', 'cpu', '--ctx-size', '4096', '--image-tokens', '16-64']);
  const ended = outcome(child);
  const text = await new Promise<string>((resolve) => {
    let said = '';
    child.stdout!.on('data', (data: Buffer) => {
      said += data;
      if (said.includes('}')) resolve(said);
    });
  });
  const { baseURL, apiKey, gpu, devices } = JSON.parse(text);
  expect({ gpu, devices }).toEqual({ gpu: 'cpu', devices: [] });
  expect((await fetch(`${baseURL}/chat/completions`, { method: 'POST', body: '{}' })).status).toBe(401);
  const others = ['ask', '--endpoint', baseURL, '--image-tokens', '16-64', '--prompt', 'Which colour?', 'blue.png'];
  expect((await run(others, { GLIMPSE_API_KEY: apiKey })).stdout).toMatch(/^Blue picture/);
  expect(await run(others, { GLIMPSE_API_KEY: 'wrong' })).toMatchObject({ code: 1, stderr: /key/ });
  child.kill('SIGINT');
  expect((await ended).code).toBe(130);
  await expect(fetch(`${baseURL}/models`)).rejects.toThrow();
});

test.each([
  [['--model', 'missing.gguf'], 'missing.gguf'],
  [['--model', 'empty.gguf'], 'empty.gguf'],
  [['--endpoint', 'http://127.0.0.1:9/v1'], "can't be reached"],
])('what can not be asked is told: %j', async (args, message) => {
  const { code, stderr, stdout } = await run(['describe', ...args, 'red.png']);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^glimpse: /);
  expect(stderr).toContain(message);
});
