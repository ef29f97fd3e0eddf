import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GlimpseError } from '../../../src/errors.ts';
import { JsonList, readJson } from '../../../src/vision/json-stream.ts';

/** Feeds `text` in pieces of `size` characters; what came out with each. */
function read(text: string, { size = 1, key }: { size?: number; key?: string } = {}) {
  const list = new JsonList(key);
  const items: unknown[] = [];
  for (let at = 0; at < text.length; at += size) items.push(...list.push(text.slice(at, at + size)));
  return { items, complete: list.end().complete };
}
const items = [
  { bbox_2d: [1, 2, 3, 4], label: 'a "quoted" {label]' },
  { bbox_2d: [5, 6, 7, 8], label: '设置', states: { checked: true } },
];
const written = JSON.stringify(items);

describe('a list that is still written', () => {
  it('gives each object the moment it is complete', () => {
    const list = new JsonList();
    expect(list.push('[{"a":1')).toEqual([]);
    expect(list.push('},{"a"')).toEqual([{ a: 1 }]);
    expect(list.push(':2}, {"a":3}')).toEqual([{ a: 2 }, { a: 3 }]);
    expect(list.push(']')).toEqual([]);
    expect(list.end()).toEqual({ complete: true });
  });

  it.each([
    ['alone', written],
    ['in a fence', `\`\`\`json\n${written}\n\`\`\``],
    ['after prose', `Here are [the] elements {2}, see [1]:\n\n${written}\nThat's [all].`],
    ['at a key', JSON.stringify({ screen: 'Login', elements: items, note: [] })],
    ['as objects in prose', items.map((item) => `[Item] ${JSON.stringify(item)} [done].`).join('\n')],
    ['as objects in a row', items.map((item) => JSON.stringify(item)).join('\n')],
    ['as objects with commas', items.map((item) => JSON.stringify(item)).join(',\n')],
  ])('is found %s, in pieces of any size', (_, text) => {
    for (const size of [1, 2, 7, 1000]) expect(read(text, { size })).toEqual({ items, complete: true });
  });

  it('stands at the key that was asked for', () => {
    const text = JSON.stringify({ palette: [{ colour: 'red' }], elements: items });
    expect(read(text, { key: 'elements' }).items).toEqual(items);
  });

  it('may be empty', () => {
    expect(read('[]')).toEqual({ items: [], complete: true });
    expect(read('{"elements":[]}')).toEqual({ items: [], complete: true });
  });

  it('gives what was complete when it was cut off anywhere', () => {
    fc.assert(
      fc.property(fc.integer({ min: written.indexOf('}') + 1, max: written.length - 1 }), (cut) => {
        const result = read(written.slice(0, cut), { size: 3 });
        expect(result.complete).toBe(false);
        expect(result.items).toEqual(items.slice(0, cut < written.length - 1 ? 1 : 2));
      }),
    );
  });

  it('gives what came before it broke', () => {
    expect(read('[{"a":1},{"b":oops},{"c":3}]')).toEqual({ items: [{ a: 1 }], complete: false });
  });

  it('reads any list of objects there is', () => {
    const lists = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(lists, fc.integer({ min: 1, max: 40 }), (list, size) => {
        const text = JSON.stringify(list);
        expect(read(text, { size }).items).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each(['', 'I see a login page.', '[1, 2, 3]', '<html><body>no</body></html>', '[{"a":', '"a string"', '{{{{'])(
    'is no list: %j',
    (text) => {
      expect(() => read(text)).toThrow(GlimpseError);
    },
  );

  it('keeps the answer out of the message, which may be logged', () => {
    const error = thrown(() => read(`secret ${'x'.repeat(5000)}`));
    expect(error.kind).toBe('bad-answer');
    expect(error.message).not.toContain('secret');
    expect(String(error.cause)).toContain('secret');
    expect(String(error.cause).length).toBeLessThan(300);
  });
});

describe('the JSON of a whole answer', () => {
  it.each([
    ['alone', written],
    ['in a fence', `Sure!\n\`\`\`json\n${written}\n\`\`\`\nDone.`],
    ['after brackets in prose', `[Note] {x}: ${written}`],
  ])('is found %s', (_, text) => {
    expect(readJson(text)).toEqual(items);
  });

  it('is closed after its last complete object', () => {
    expect(readJson('{"name":"App","children":[{"name":"Bar","children":[{"name":"Logo"},{"name":"Se')).toEqual({
      name: 'App',
      children: [{ name: 'Bar', children: [{ name: 'Logo' }] }],
    });
    expect(readJson('```json\n[{"a":"}"},{"b":"\\"}')).toEqual([{ a: '}' }]);
  });

  it.each(['', 'nothing', '{"text": "cut', '[1, 2', '{"a": NaN}', '[}'])('is none: %j', (text) => {
    expect(thrown(() => readJson(text)).kind).toBe('bad-answer');
  });

  it('never sets a prototype', () => {
    const value = readJson('{"__proto__": {"polluted": true}}') as { polluted?: boolean };
    expect(value.polluted).toBeUndefined();
    expect(read('[{"__proto__": {"polluted": true}}]').items[0]).not.toHaveProperty('polluted');
  });
});

function thrown(work: () => unknown): GlimpseError {
  try {
    work();
  } catch (error) {
    if (error instanceof GlimpseError) return error;
  }
  throw new Error('nothing was thrown');
}
