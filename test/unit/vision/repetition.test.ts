import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Repetition } from '../../../src/vision/repetition.ts';

/** Writes `text` in pieces as a model does; where it was stopped, and what would be kept. */
function write(text: string, size = 4): { at: number; kept: string } | undefined {
  const repetition = new Repetition();
  for (let at = 0; at < text.length; at += size) {
    const end = repetition.push(text.slice(at, at + size));
    if (end !== undefined) return { at: at + size, kept: text.slice(0, end) };
  }
  return undefined;
}

describe('a loop', () => {
  it.each([
    ['one character', 'A wall of ', '-'],
    ['a word', 'The page shows ', 'very '],
    ['a line', 'Elements:\n', '- a button that says OK\n'],
    [
      'an element',
      '[{"role":"link","name":"Home","bbox_2d":[1,2,3,4]},',
      '{"role":"button","name":"OK","bbox_2d":[10,20,30,40]},',
    ],
    ['a paragraph', 'This is a login page. ', `${'The form has two fields, one above the other. '.repeat(6)}It ends. `],
    ['Chinese', '这是一个登录页面。', '页面上有一个按钮，'],
    ['white space', '{"elements": [', '\n'],
  ])('of %s is stopped, and one of it is kept', (_, before, passage) => {
    const text = before + passage.repeat(Math.ceil(20_000 / passage.length));
    const stopped = write(text);
    expect(stopped).toBeDefined();
    expect(stopped!.at).toBeLessThan(before.length + 5 * passage.length + 1400);
    expect(stopped!.kept.startsWith(before.trimEnd())).toBe(true);
    expect(stopped!.kept.length).toBeLessThanOrEqual(before.length + passage.length);
  });

  it('is found after a long text, whatever its length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1500 }), fc.integer({ min: 1, max: 50 }), (length, size) => {
        const before = words(20_000, 7);
        const passage = words(length, 99);
        const stopped = write(before + passage.repeat(Math.ceil(30_000 / length)), size);
        expect(stopped).toBeDefined();
        expect(stopped!.at).toBeLessThan(before.length + Math.max(1200, 4 * length) + length + 200);
        expect(stopped!.kept.length).toBeLessThanOrEqual(before.length + length);
      }),
      { numRuns: 50 },
    );
  });
});

describe('what is no loop', () => {
  const range = (count: number) => Array.from({ length: count }, (_, index) => index);
  it.each([
    [
      '200 elements with the same keys',
      range(200)
        .map((n) => `{"role":"button","name":"OK","bbox_2d":[${n},20,${n + 9},40]}`)
        .join(',\n'),
    ],
    [
      'a table with equal cells',
      range(60)
        .map((n) => `| ${n} | yes | yes | yes | yes | yes |`)
        .join('\n'),
    ],
    ['a border of a table', `|${' --- |'.repeat(60)}`],
    ['a rule', `Title\n${'='.repeat(400)}\n${'-'.repeat(400)}\ntext`],
    ['a month of empty cells', `<tr>${'<td class="day"></td>'.repeat(42)}</tr>`],
    [
      'counted items',
      range(500)
        .map((n) => `${n + 1}. Item`)
        .join('\n'),
    ],
    [
      'Chinese',
      range(300)
        .map((n) => `第${n}项：设置页面，包含一个按钮和一个输入框。`)
        .join(''),
    ],
    [
      'indentation',
      range(100)
        .map((n) => `${' '.repeat(40)}<li>${n}</li>`)
        .join('\n'),
    ],
    ['prose', words(30_000, 5)],
  ])('%s', (_, text) => {
    expect(write(text)).toBeUndefined();
  });
});

/** Prose of `length` characters that never repeats. */
function words(length: number, seed: number): string {
  let text = '';
  let state = seed;
  while (text.length < length) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    text += `${state.toString(36)} `;
  }
  return text.slice(0, length);
}
