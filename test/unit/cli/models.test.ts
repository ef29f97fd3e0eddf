import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TinyModel, tinyModel } from '../../fixtures/tiny-model/index.ts';
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
  expect(json).toMatchObject({ architecture: 'qwen3vl', layers: 4 });
});
