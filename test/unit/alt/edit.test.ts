import { parse } from '@vue/compiler-sfc';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { altIn } from '../../../src/alt/answer.ts';
import { imagesIn } from '../../../src/alt/find.ts';
import { altEdit, sameImage } from '../../../src/alt/image.ts';

/** `text` with `alt` for its first image. */
function written(text: string, language: string, alt: string): string {
  const edit = altEdit(imagesIn(text, language)[0]!, alt);
  return text.slice(0, edit.start) + edit.text + text.slice(edit.end);
}

/** Texts that mean something to one language or another. */
const HOSTILE = [
  'a "quoted" and \'single\' word',
  '](evil.png) ![x',
  '"><script>alert(1)</script>',
  "' onerror='alert(1)",
  '{alert(1)} {{ evil }}',
  'back\\slash\\',
  '*bold* _it_ `code` ~~x~~ <b> &amp; &#34; | a',
  '[link](http://example.org) <!-- -->',
  'emoji 👩‍💻, 日本語, $1 $& $$',
];

describe('an alternative text', () => {
  it.each([
    ['markdown', '![](red.png)', '![Red](red.png)'],
    ['markdown', '![old](red.png "t")', '![Red](red.png "t")'],
    ['markdown', '![old][r]\n\n[r]: red.png', '![Red][r]\n\n[r]: red.png'],
    ['markdown', '![r][]\n\n[r]: red.png', '![Red][r]\n\n[r]: red.png'],
    ['markdown', '![r]\n\n[r]: red.png', '![Red][r]\n\n[r]: red.png'],
    ['html', '<img src="red.png">', '<img src="red.png" alt="Red">'],
    ['html', "<img src='red.png' class=x>", "<img src='red.png' alt='Red' class=x>"],
    ['html', '<img src=red.png>', '<img src=red.png alt="Red">'],
    ['html', '<img ALT=old src="red.png">', '<img alt="Red" src="red.png">'],
    ['html', '<img alt src="red.png">', '<img alt="Red" src="red.png">'],
    ['html', '<img alt=\'old\' src="red.png">', '<img alt=\'Red\' src="red.png">'],
    ['typescriptreact', '<img src="red.png" />', '<img src="red.png" alt="Red" />'],
  ])('%s: %s', (language, before, after) => {
    expect(written(before, language, 'Red')).toBe(after);
  });

  it('is written as an empty one where the picture decorates', () => {
    expect(written('<img src="red.png">', 'html', '')).toBe('<img src="red.png" alt="">');
    expect(written('![old](red.png)', 'markdown', '')).toBe('![](red.png)');
  });

  /** What a renderer of Markdown makes of it. */
  function rendered(markdown: string): string[] {
    const images = new MarkdownIt().parse(markdown, {}).flatMap(({ children }) => children ?? []);
    return images
      .filter(({ type }) => type === 'image')
      .map(({ children }) => (children ?? []).map(({ content }) => content).join(''));
  }

  it.each(HOSTILE)('is read by a renderer of Markdown as it was meant: %s', (alt) => {
    expect(rendered(written('a ![](red.png) b', 'markdown', alt))).toEqual([alt]);
  });

  it.each(HOSTILE)('is read by a compiler of tags as it was meant: %s', (alt) => {
    for (const text of ['<img src="red.png">', "<img src='red.png'>", '<img alt=x src=red.png>']) {
      const { descriptor, errors } = parse(`<template>${written(text, 'vue', alt)}</template>`);
      const [image, ...others] = descriptor.template?.ast?.children ?? [];
      expect([errors, others]).toEqual([[], []]);
      expect(image).toMatchObject({
        tag: 'img',
        props: expect.arrayContaining([
          expect.objectContaining({ name: 'alt', value: expect.objectContaining({ content: alt }) }),
        ]),
      });
    }
  });

  it('never becomes an expression of Svelte', () => {
    expect(written('<img src="red.png">', 'svelte', '{evil()}')).toBe('<img src="red.png" alt="&#123;evil()&#125;">');
  });

  it('leaves one image where there was one, whatever it says', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('markdown', 'html', 'vue', 'svelte', 'javascriptreact'),
        fc.string({ unit: 'grapheme' }),
        (language, answer) => {
          const alt = altIn(answer);
          const after = written(language === 'markdown' ? '![](red.png)' : '<img src="red.png" />', language, alt);
          const images = imagesIn(after, language);
          expect(images).toHaveLength(1);
          expect(images[0]).toMatchObject({ src: 'red.png', start: 0, end: after.length });
        },
      ),
    );
  });
});

describe('an image in a text that has changed', () => {
  const snapshot = (text: string) => ({ text, images: imagesIn(text, 'markdown') });
  const before = snapshot('![](a.png) ![](b.png) ![](a.png)');

  it('is found again by what it reads and how many are before it', () => {
    const now = snapshot('# Title\n\n![](a.png) ![](a.png) ![](b.png)');
    const places = before.images.map((image) => sameImage(image, before, now)?.start);
    expect(places).toEqual([9, 31, 20]);
  });

  it('is not found when it was changed or removed', () => {
    const now = snapshot('![mine](a.png) ![](b.png)');
    expect(before.images.map((image) => sameImage(image, before, now)?.start)).toEqual([undefined, 15, undefined]);
  });
});

describe("a model's answer", () => {
  it.each([
    ['Red picture.', 'Red picture.'],
    ['  "Red picture."\n', 'Red picture.'],
    ['“Red picture.”', 'Red picture.'],
    ['「赤い絵」', '赤い絵'],
    ['alt=""', ''],
    ["alt = ''", ''],
    ['alt="Red"', 'Red'],
    ['Alt text: Red', 'Red'],
    ['"Save" and "Close"', '"Save" and "Close"'],
    ['One\r\n\r\ntwo\tthree\0', 'One two three'],
    ['a\u202Etxt.exe\u202C', 'atxt.exe'],
    ['', ''],
  ])('%j is %j', (answer, alt) => {
    expect(altIn(answer)).toBe(alt);
  });
});
