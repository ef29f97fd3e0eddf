import { describe, expect, test } from 'vitest';
import { defaultTemplate, find, TEMPLATES } from '../../../src/prompts/built-in.ts';
import { readPrompts } from '../../../src/prompts/settings.ts';

const messages = (setting: unknown): string[] => readPrompts(setting).errors.map(({ message }) => message);

test('without the setting there are the built-in prompts', () => {
  for (const nothing of [undefined, null, {}])
    expect(readPrompts(nothing)).toEqual({ templates: TEMPLATES, errors: [] });
});

test('an entry changes what it says of a built-in prompt, at its place', () => {
  const { templates, errors } = readPrompts({
    'describe.short': { maxTokens: 99, sampling: { seed: 7 }, prompt: '用一句话描述这张图片。' },
  });
  expect(errors).toEqual([]);
  expect(templates.map(({ id }) => id)).toEqual(TEMPLATES.map(({ id }) => id));
  const before = find('describe.short')!;
  expect(find('describe.short', templates)).toEqual({
    ...before,
    maxTokens: 99,
    prompt: '用一句话描述这张图片。',
    sampling: { ...before.sampling, seed: 7 },
  });
  expect(find('describe.short'), 'the built-in one is left alone').toBe(before);
});

test('an entry of a new name is a new prompt, after the others, as its task has it', () => {
  const { templates, errors } = readPrompts({
    发票: { title: '发票', task: 'ask', prompt: '列出发票中的所有字段。' },
    'release-notes': { task: 'describe', prompt: `What changed? \${selection}` },
    quick: { prompt: `\${question}` },
  });
  expect(errors).toEqual([]);
  expect(templates.slice(0, TEMPLATES.length)).toEqual(TEMPLATES);
  expect(templates.slice(TEMPLATES.length)).toMatchObject([
    { id: '发票', title: '发票', task: 'ask', answer: 'markdown' },
    { id: 'release-notes', title: 'release-notes', task: 'describe', sampling: defaultTemplate('describe').sampling },
    { id: 'quick', task: 'ask', imageTokens: defaultTemplate('ask').imageTokens },
  ]);
  expect(defaultTemplate('describe', templates).id, 'the default stays').toBe('describe.short');
});

test('a new prompt for elements answers as the built-in one', () => {
  const { templates } = readPrompts({ mine: { task: 'elements', prompt: `Name these: \${elements}` } });
  expect(find('mine', templates)).toMatchObject({ answer: 'json', schema: find('elements')!.schema });
});

describe('what is wrong is left out, and says where', () => {
  test('the good ones stay', () => {
    const { templates, errors } = readPrompts({
      'describe.short': { maxTokens: 'many' },
      bad: 7,
      good: { prompt: 'Hi' },
    });
    expect(errors.map(({ kind }) => kind)).toEqual(['bad-prompt', 'bad-prompt']);
    expect(find('describe.short', templates)).toEqual(find('describe.short'));
    expect(templates.map(({ id }) => id)).toEqual([...TEMPLATES.map(({ id }) => id), 'good']);
  });

  test.each([
    [
      { 'alt.mine': { prompt: 'x', maxTokens: 0 } },
      /^The setting glimpse\.prompts\["alt\.mine"\]\.maxTokens is wrong: .*>=1/,
    ],
    [{ a: { prompt: 'x', sampling: { temperature: 3 } } }, /\["a"\]\.sampling\.temperature is wrong: .*<=2/],
    [{ a: { prompt: 'x', sampling: { temprature: 1 } } }, /\["a"\]\.sampling\.temprature is wrong: is not known/],
    [{ a: { prompt: 'x', maxToken: 1 } }, /\["a"\]\.maxToken is wrong: is not known; did you mean maxTokens/],
    [
      { a: { prompt: 'x', imageTokens: { min: 9, max: 4 } } },
      /\["a"\]\.imageTokens\.min is wrong: must not be more than max/,
    ],
    [{ a: { prompt: 'x', task: 'elemnts' } }, /\["a"\]\.task is wrong: .*"describe"/],
    [{ a: { title: 'x' } }, /\["a"\]\.prompt is wrong: is missing/],
    [
      { 'describe.shrt': { maxTokens: 9 } },
      /\["describe\.shrt"\]\.prompt is wrong: is missing; or was describe\.short meant/,
    ],
    [{ a: { prompt: '' } }, /\["a"\]\.prompt is wrong/],
    [{ a: { prompt: `In \${langage}` } }, /\["a"\] is wrong: .*\$\{langage\}.*Did you mean \$\{language\}/],
    [{ 'describe.short': { task: 'ask' } }, /\["describe\.short"\]\.task is wrong: must stay "describe"/],
    [{ elements: { schema: {} } }, /\["elements"\]\.schema is wrong: can't be set for elements/],
    [{ 'a b': { prompt: 'x' } }, /\["a b"\] is wrong: its name must be of letters/],
    [{ a: null }, /\["a"\] is wrong: .*object/],
    [['x'], /^The setting glimpse\.prompts is wrong: must be an object/],
    ['x', /must be an object/],
  ])('%j', (setting, message) => {
    expect(messages(setting)).toEqual([expect.stringMatching(message)]);
  });

  test('a hostile setting does no harm', () => {
    const setting: unknown = JSON.parse('{"__proto__": {"prompt": "x"}, "constructor": {"maxTokens": 1}}');
    const { templates, errors } = readPrompts(setting);
    expect(templates.map(({ id }) => id)).toContain('__proto__');
    expect(errors).toHaveLength(1);
    expect(({} as Record<string, unknown>).prompt).toBeUndefined();
  });
});
