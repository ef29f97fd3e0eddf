import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { version } from '../../../package.json';
import { iou } from '../../../src/image/box.ts';
import { Component, ElementsResult } from '../../../src/tasks/task.ts';
import { outcome, Program } from './program.ts';

const BUTTON = { x: 40, y: 100, width: 160, height: 48 };
let program: Program;
let picture: Buffer;

/** A page with one blue button. */
const draw = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
    .composite([
      {
        input: { create: { width: BUTTON.width, height: BUTTON.height, channels: 3, background: '#1a66cc' } },
        left: BUTTON.x,
        top: BUTTON.y,
      },
    ])
    .png()
    .toBuffer();

beforeAll(async () => {
  program = await Program.build();
  picture = await draw(400, 300);
  await mkdir(program.at('other'));
  await Promise.all([
    writeFile(program.at('shot.png'), picture),
    writeFile(program.at('other/shot.png'), picture),
    writeFile(program.at('empty.png'), ''),
    writeFile(program.at('text.png'), 'Hello, I am text.'),
    writeFile(program.at('cut.png'), picture.subarray(0, picture.length / 2)),
    writeFile(program.at('large.png'), await draw(2600, 1600)),
  ]);
}, 120_000);
afterAll(() => program?.remove());

test('help for all and for each command, and the version', async () => {
  const all = await program.run(['--help']);
  expect(all).toMatchObject({ code: 0, stderr: '' });
  expect(all.stdout).toMatch(/^Usage: glimpse COMMAND/);
  for (const command of ['elements', 'outline', 'describe', 'ask']) {
    expect(all.stdout).toContain(`  ${command} `);
    expect((await program.run([command, '-h'])).stdout).toMatch(`Usage: glimpse ${command} [options] FILE...`);
  }
  expect(await program.run(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  expect(await readFile(program.at('dist/cli.js'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
});

test.each([
  [[], 'No command was given.'],
  [['look', 'shot.png'], '"look" is not a command: use elements, outline, describe, ask, serve or models.'],
  [['elements'], 'No file was given.'],
  [['elements', '--frmat', 'md', 'shot.png'], "Unknown option '--frmat'."],
  [['elements', 'shot.png', '-o'], 'argument missing'],
  [['elements', '--format', 'xml', 'shot.png'], '"xml" is not a format'],
  [['elements', '--format=', 'shot.png'], '"" is not a format'],
  [['describe', '--format', 'csv', 'shot.png'], "A description can't be csv"],
  [['describe', '--format', 'png', 'shot.png'], "A description can't be png"],
  [['describe', '--format', 'playwright', 'shot.png'], "A description can't be playwright"],
  [['outline', '--format', 'testing-library', 'shot.png'], 'Only elements have locators.'],
  [['elements', '--format', 'tsx', 'shot.png'], 'Only an outline becomes code.'],
  [['outline', '--css', 'tailwind', 'shot.png'], '--css is for code.'],
  [['outline', '--format', 'vue', '--css', 'sass', 'shot.png'], '"sass" is not a style'],
  [['elements', '--background', 'red', 'shot.png'], '"red" is not a colour'],
  [['elements', '--max-megapixels', 'many', 'shot.png'], '--max-megapixels wants a number above 0'],
  [['elements', '--max-megabytes', '0', 'shot.png'], '--max-megabytes wants a number above 0'],
  [['ask', 'shot.png'], 'Only a vision model can answer questions.'],
  [['ask', '--endpoint', 'http://127.0.0.1:9/v1', 'shot.png'], 'No question was asked.'],
  [['ask', '--endpoint', '127.0.0.1:9', '--prompt', 'x', 'shot.png'], 'is not the address of a server'],
  [['ask', '--endpoint', 'http://a/v1', '--model', 'a.gguf', '--prompt', 'x', 'shot.png'], 'are two ways'],
  [['ask', '--model', 'a.gguf', '--prompt', 'x', '--format', 'csv', 'shot.png'], "An answer can't be csv"],
  [['elements', '--gpu-layers', '8', 'shot.png'], '--gpu-layers is for a vision model.'],
  [['elements', '--gpu', 'cpu', 'shot.png'], '--gpu is for a vision model.'],
  [
    ['ask', '--model', 'm.gguf', '--prompt', 'x', '--gpu', 'best', 'shot.png'],
    '"best" is not a way to compute: use auto, metal,',
  ],
  [['describe', '--model', 'a.gguf', '--together', 'shot.png'], '--together is for glimpse ask.'],
  [['describe', '--model', 'a.gguf', '--ctx-size', '100', 'shot.png'], '--ctx-size wants a whole number'],
  [['describe', '--model', 'a.gguf', '--image-tokens', '9-4', 'shot.png'], '--image-tokens wants a number'],
  [['describe', '--model', 'a.gguf', '--port', '80', 'shot.png'], '--port and --slots are for glimpse serve.'],
  [['serve'], 'No model was given.'],
  [['serve', '--model', 'a.gguf', 'shot.png'], 'glimpse serve takes no pictures.'],
  [['serve', '--model', 'a.gguf', '--port', '0'], '--port wants a whole number'],
  [['elements', '-', '-'], 'Standard input can be read only once.'],
  [['elements', '--format', 'png', 'shot.png', 'other/shot.png'], 'Several results as png need a folder.'],
  [['elements', '--format', 'csv', 'shot.png', 'other/shot.png'], 'Several results as csv need a folder.'],
  [['elements', 'shot.png', 'other/shot.png', '-o', 'one.json'], 'one.json is not a folder'],
  [['elements', '--format', 'png', 'shot.png', '-o', './other/../shot.png'], 'is the picture itself'],
])('wrong usage %j is told in one line', async (args, message) => {
  const { code, stdout, stderr } = await program.run(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).toMatch(/^glimpse: .*\n$/);
  expect(await readFile(program.at('shot.png'))).toEqual(picture);
});

test('one file is one object, with the button where it was drawn', async () => {
  const { code, stdout, stderr } = await program.run(['elements', 'shot.png']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const result = ElementsResult.parse(JSON.parse(stdout));
  expect(result.picture).toMatchObject({ name: 'shot.png', format: 'png', width: 400, height: 300 });
  expect(Math.max(...result.elements.map((element) => iou(element.box, BUTTON)))).toBeGreaterThan(0.9);
});

test('standard input, as each kind of text', async () => {
  const outline = await program.run(['outline', '-'], picture);
  expect(Component.parse(JSON.parse(outline.stdout).root)).toMatchObject({ name: 'Page' });
  expect(JSON.parse(outline.stdout).picture.name).toBe('stdin');
  const table = await program.run(['elements', '--format', 'md', '-'], picture);
  expect(table.stdout).toMatch(/^\| id \| role \| text \|/);
  const rows = await program.run(['elements', '--format', 'csv', '-'], picture);
  expect(rows.stdout).toMatch(/^id,role,name,text,/);
  const code = await program.run(['outline', '--format', 'svelte', '--css', 'tailwind', '-'], picture);
  expect(code.stdout).toMatch(/^<div class=".*min-h-screen">/);
  const told = await program.run(['describe', '-'], picture);
  expect(told.stdout).toMatch(/^This .* 400 × 300 pixels/);
  const nothing = await program.run(['describe', '-'], new Uint8Array());
  expect(nothing).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^glimpse: -: .*\n$/) });
});

test('a bad file among many is named, and the others are done', async () => {
  const files = ['missing.png', 'shot.png', 'other', 'empty.png', 'text.png', 'cut.png', 'shot.png/inside.png'];
  const { code, stdout, stderr } = await program.run(['elements', ...files]);
  expect(code).toBe(1);
  const answers: { file: string; result?: ElementsResult; error?: { kind: string } }[] = JSON.parse(stdout);
  expect(answers.map(({ file, result, error }) => [file, result ? 'result' : error?.kind])).toEqual([
    ['missing.png', 'not-found'],
    ['shot.png', 'result'],
    ['other', 'is-a-folder'],
    ['empty.png', 'empty-file'],
    ['text.png', 'not-an-image'],
    ['cut.png', 'damaged-image'],
    ['shot.png/inside.png', 'not-found'],
  ]);
  const lines = stderr.trimEnd().split('\n');
  expect(lines.map((line) => /^glimpse: ([^:]+): \S/.exec(line)?.[1])).toEqual(
    files.filter((file) => file !== 'shot.png'),
  );
});

test('one bad file alone prints nothing but its error', async () => {
  const { code, stdout, stderr } = await program.run(['elements', 'missing.png']);
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: '',
    stderr: 'glimpse: missing.png: There is no such file.\n',
  });
});

test('limits of size are options here', async () => {
  const pixels = await program.run(['elements', '--max-megapixels', '0.1', 'shot.png']);
  expect(pixels).toMatchObject({ code: 1, stderr: expect.stringContaining('raise --max-megapixels') });
  for (const file of ['large.png', '-']) {
    const bytes = await program.run(['elements', '--max-megabytes', '0.0001', file], picture);
    expect(bytes).toMatchObject({ code: 1, stderr: expect.stringContaining('raise --max-megabytes') });
  }
});

test('a folder gets a file for each, also where names are the same', async () => {
  const { code, stdout } = await program.run([
    'outline',
    '--format',
    'md',
    'shot.png',
    'other/shot.png',
    'empty.png',
    '-o',
    'results/',
  ]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect((await readdir(program.at('results'))).toSorted()).toEqual(['shot-2.md', 'shot.md']);
  expect(await readFile(program.at('results/shot-2.md'), 'utf8')).toMatch(/^- \*\*Page\*\* /);
});

test('locators are lines of TypeScript', async () => {
  const page = new URL('../../fixtures/screens/settings-zh.png', import.meta.url);
  const printed = await program.run(['elements', '--format', 'playwright', '-'], await readFile(page));
  expect(printed.stdout.split('\n')).toContain("page.getByRole('button', { name: '保存修改' })");
  const written = await program.run(['elements', '--format', 'testing-library', 'shot.png', '-o', 'queries/']);
  expect(written).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(await readdir(program.at('queries'))).toEqual(['shot.testing-library.ts']);
});

test('the picture with boxes goes beside the picture, never over it', async () => {
  const { code } = await program.run(['elements', '--format', 'png', 'other/shot.png', '-o', 'other']);
  expect(code).toBe(0);
  expect((await readdir(program.at('other'))).toSorted()).toEqual(['shot-2.png', 'shot.png']);
  expect(await readFile(program.at('other/shot.png'))).toEqual(picture);
  expect(await sharp(program.at('other/shot-2.png')).metadata()).toMatchObject({
    format: 'png',
    width: 400,
    height: 300,
  });
});

test('what can not be written is told', async () => {
  const { code, stderr } = await program.run(['elements', 'shot.png', '-o', 'no/such/folder.json']);
  expect(code).toBe(1);
  expect(stderr).toBe("glimpse: shot.png: no/such/folder.json can't be written: its folder does not exist.\n");
});

test('an interrupt while it waits for input', async () => {
  const child = program.start(['elements', '-', '-o', 'half.json']);
  const ended = outcome(child);
  // More than a pipe holds: when it is taken, the program is reading.
  await new Promise((resolve) => child.stdin!.write(Buffer.alloc(1 << 20), resolve));
  child.kill('SIGINT');
  expect(await ended).toEqual({ code: 130, stdout: '', stderr: '' });
  expect((await readdir(program.folder)).filter((name) => name.includes('half'))).toEqual([]);
});

test('an interrupt while it works', async () => {
  const child = program.start(['describe', 'shot.png', 'large.png', 'large.png', 'large.png']);
  const ended = outcome(child);
  await new Promise((resolve) => child.stdout!.once('data', resolve));
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
});

test('nobody reads on: it ends quietly', async () => {
  const child = program.start(['elements', 'shot.png']);
  child.stdout!.destroy();
  const stderr: string[] = [];
  child.stderr!.on('data', (chunk) => stderr.push(String(chunk)));
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect({ code, stderr }).toEqual({ code: 0, stderr: [] });
});
