import { describe, expect, it } from 'vitest';
import { cacheKey, type Question } from '../../../src/history/key.ts';
import type { PictureInfo } from '../../../src/image/picture.ts';
import { defaultTemplate } from '../../../src/prompts/built-in.ts';
import type { AskOptions } from '../../../src/tasks/task.ts';

const picture: PictureInfo = {
  ...{ name: 'a.png', format: 'png', width: 4, height: 3, frames: 1, bytes: 5 },
  sha256: 'a'.repeat(64),
};
const model: AskOptions['model'] = { name: 'tiny', load: () => Promise.reject(), ask: async function* () {} };
const template = defaultTemplate('describe');
const parsed: Question = { picture, task: 'describe', model: 'm.gguf', version: '1.0.0', background: '#ffffff' };
const asked: Question = { ...parsed, ask: { model, template, question: 'Why?', language: 'en' } };

describe('the key of a result', () => {
  it('is the same for the same', () => {
    expect(cacheKey(structuredClone(parsed))).toBe(cacheKey(parsed));
    expect(cacheKey({ ...asked, picture: { ...picture, name: 'copy of a.png' } })).toBe(cacheKey(asked));
    expect(cacheKey({ ...asked, ask: { ...asked.ask!, model: { ...model, name: 'of another folder' } } })).toBe(
      cacheKey(asked),
    );
  });

  const others: [string, Question][] = [
    ['another picture', { ...asked, picture: { ...picture, sha256: 'b'.repeat(64) } }],
    ['another task', { ...asked, task: 'ask' }],
    ['another model', { ...asked, model: 'n.gguf' }],
    ['no model', parsed],
    ['other words', { ...asked, ask: { ...asked.ask!, question: 'Why not?' } }],
    ['another language', { ...asked, ask: { ...asked.ask!, language: 'zh-cn' } }],
    ['another budget', { ...asked, ask: { ...asked.ask!, imageTokens: 'small' } }],
    ['another region', { ...asked, ask: { ...asked.ask!, region: { x: 0, y: 0, width: 2, height: 2 } } }],
    ['a changed template', { ...asked, ask: { ...asked.ask!, template: { ...template, maxTokens: 7 } } }],
    [
      'another second picture',
      { ...asked, ask: { ...asked.ask!, others: [{ info: picture, data: new Uint8Array() }] } },
    ],
  ];
  it('is another for anything else', () => {
    expect(new Set([asked, ...others.map(([, question]) => question)].map(cacheKey)).size).toBe(others.length + 1);
  });

  it('is another for a newer parser, where the parser has a part in it', () => {
    const newer = (question: Question) => cacheKey({ ...question, version: '1.1.0' }) !== cacheKey(question);
    expect(newer(parsed)).toBe(true);
    expect(newer({ ...asked, task: 'elements' })).toBe(true);
    expect(newer(asked), 'the model looks at the picture itself').toBe(false);
  });

  it('is another on another background, where the picture lets it through', () => {
    const on = (background: string, info: PictureInfo) => cacheKey({ ...parsed, picture: info, background });
    const clear: PictureInfo = { ...picture, hasAlpha: true };
    expect(on('#000000', clear)).not.toBe(on('#ffffff', clear));
    expect(on('#000000', picture)).toBe(on('#ffffff', picture));
  });

  it('is another for a file of another name where the template tells it', () => {
    const ask = { ...asked.ask!, template: { ...template, prompt: `What is \${fileName}?` } };
    expect(cacheKey({ ...asked, ask, picture: { ...picture, name: 'b.png' } })).not.toBe(cacheKey({ ...asked, ask }));
  });
});
