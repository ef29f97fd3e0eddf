import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TinyModel, tinyModel } from '../../fixtures/tiny-model/index.ts';
import { Headers } from '../models/headers.ts';
import { writeModel } from '../models/small-gguf.ts';
import { Program } from './program.ts';

let program: Program;
let tiny: TinyModel;
beforeAll(async () => {
  [program, tiny] = await Promise.all([Program.build(), tinyModel()]);
}, 120_000);
afterAll(() => program?.remove());

test('help for all and for each sub-command', async () => {
  for (const args of [
    ['models', '--help'],
    ['--help', 'models'],
    ['models', '-h'],
  ]) {
    const { code, stdout } = await program.run(args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: glimpse models COMMAND.* {2}inspect /s);
  }
  expect((await program.run(['models', 'inspect', '--help'])).stdout).toMatch(/^Usage: glimpse models inspect FILE/);
});

test.each([
  [['models'], 'Say which: '],
  [['models', 'toString'], '"toString" is not one of glimpse models'],
  [['models', 'inspect'], 'Name one file.'],
  [['models', 'inspect', '--xml', 'a.gguf'], "Unknown option '--xml'."],
  [['models', 'fit'], 'No file was given.'],
  [['models', 'fit', 'a.gguf', '--kv-type', 'q2'], '"q2" is not a type of cache'],
  [['models', 'fit', 'a.gguf', '--gpu-memory', 'much'], '--gpu-memory wants a number above 0'],
])('wrong usage %j is told in one line', async (args, message) => {
  const { code, stdout, stderr } = await program.run(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).toMatch(/^glimpse: .*\n$/);
});

test('inspect says what a file holds, for people and for programs', async () => {
  const { code, stdout } = await program.run(['models', 'inspect', tiny.model]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/architecture +qwen3vl\n/);
  const json = JSON.parse((await program.run(['models', 'inspect', '--json', tiny.model])).stdout);
  expect(json).toMatchObject({
    architecture: 'qwen3vl',
    layers: Array(4).fill({ experts: 0, keys: 256 }),
    tied: false,
  });
});

test('fit says how files fit, and which to take', async () => {
  const folder = await Headers.make();
  try {
    const large = await folder.files('qwen3-vl-8b', 'F16');
    const small = await folder.files('qwen3-vl-8b', 'Q4_K');
    const asIf = ['--gpu-memory', '10', '--memory', '6'];
    const one = await program.run(['models', 'fit', small.model, ...asIf]);
    expect(one).toMatchObject({ code: 0, stderr: '' });
    expect(one.stdout).toMatch(/^8\.2B Q4_K_M: fits: 36 of 36 layers on the GPU, \d\.\d of 10\.0 GB\n/);
    expect(one.stdout).toMatch(/GPU0 .*\n.*weights +[\d.]+ GB\n.*cache of the context/);
    const two = await program.run(['models', 'fit', large.model, small.model, ...asIf]);
    expect(two.stdout).toMatch(/8\.2B F16: does not fit: it needs/);
    expect(two.stdout).toContain(`Best here: ${small.model}\n`);
    const json = await program.run(['models', 'fit', small.model, ...asIf, '--context', '8192', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      best: small.model,
      models: [{ kind: 'gpu', contextSize: 8192, places: [{ total: 6 * 2 ** 30 }, { gpu: { id: 'GPU0' } }] }],
    });
    const inspected = await program.run(['models', 'inspect', small.model]);
    expect(inspected.stdout).toMatch(/layers +36, [\d.]+ MB to [\d.]+ MB each\n/);
    expect(inspected.stdout).toMatch(/projector +qwen3vl_merger\n/);
  } finally {
    await folder.remove();
  }
});

test('list shows the models of other programs, and why one can not be used', async () => {
  const folder = program.at('found');
  await mkdir(path.join(folder, 'bad'), { recursive: true });
  for (const file of [tiny.model, tiny.mmproj]) await copyFile(file, path.join(folder, path.basename(file)));
  await writeModel(path.join(folder, 'bad/Qwen3VL-2B.gguf'));
  const list = ['models', 'list', '--folder', program.at('store'), '--search', folder];
  const { code, stdout } = await program.run(list);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^Of the folders that were named:\n {2}tiny-qwen3-vl +7\.4 MB +F32 +\S+tiny-qwen3-vl\.gguf\n/m,
  );
  expect(stdout).toMatch(/^ {2}Qwen3VL-2B .*can't be used: Qwen3VL-2B can't see pictures without its vision part/m);
  const { elsewhere } = JSON.parse((await program.run([...list, '--json'])).stdout);
  expect(elsewhere).toContainEqual(
    expect.objectContaining({ program: 'folder', name: 'tiny-qwen3-vl', mmproj: expect.stringMatching(/mmproj-tiny/) }),
  );
});
