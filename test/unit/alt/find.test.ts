import { describe, expect, it } from 'vitest';
import { fileOf, imagesIn } from '../../../src/alt/find.ts';

/** Each image as what it shows and what it says. */
const found = (text: string, language: string) => imagesIn(text, language).map(({ src, alt }) => [src, alt]);
const functional = (text: string, language: string) => imagesIn(text, language).map((image) => image.isFunctional);

describe('images in Markdown', () => {
  it.each([
    ['![](red.png)', ['red.png', undefined]],
    ['![ ](red.png)', ['red.png', undefined]],
    ['![Red](red.png "A title")', ['red.png', 'Red']],
    ["![Red](red.png 'A (title)')", ['red.png', 'Red']],
    ['![](<my pictures/red (1).png>)', ['my pictures/red (1).png', undefined]],
    ['![](red_(1).png)', ['red_(1).png', undefined]],
    ['![a [b] c](red.png)', ['red.png', 'a [b] c']],
    ['![a \\] c](red.png)', ['red.png', 'a \\] c']],
    ['![](red\\(1.png)', ['red(1.png', undefined]],
    ['- item\n\n  ![](in-list.png)', ['in-list.png', undefined]],
    ['![two\nlines](red.png)', ['red.png', 'two\nlines']],
    ['![Red][r]\n\n[R]: red.png "Title"', ['red.png', 'Red']],
    ['![Red][]\n\n[red]: <my red.png>', ['my red.png', 'Red']],
    ['![Red]\n\n[red]: red.png\n[red]: second.png', ['red.png', 'Red']],
    ['text <img src="red.png"> text', ['red.png', undefined]],
    ['| a | ![](cell.png) |', ['cell.png', undefined]],
  ])('%s', (text, image) => {
    expect(found(text, 'markdown')).toEqual([image]);
  });

  it.each([
    '`![](red.png)`',
    '``a ` ![](red.png)``',
    '```\n![](red.png)\n```',
    '~~~md\n![](red.png)\n```\n![](red.png)',
    '> ```\n> ![](red.png)\n> ```',
    '<!-- ![](red.png) -->',
    '<!-- ![](red.png)',
    '\\![](red.png)',
    '[](red.png)',
    '![]()',
    '![red][unknown]',
    '![](two words.png)',
    '<img alt="x">',
  ])('are not in %s', (text) => {
    expect(found(text, 'markdown')).toEqual([]);
  });

  it('are found beside code', () => {
    const text =
      '`a` ![](one.png) `b`\n\n`\n\n![](two.png) `\n\n```js\n`\n```\n![](three.png)\n```code``` ![](four.png)';
    expect(found(text, 'markdown').map(([src]) => src)).toEqual(['one.png', 'two.png', 'three.png', 'four.png']);
  });

  it('are functional when a link holds nothing else', () => {
    expect(functional('[![](a.png)](b.html) [![](a.png)][b] [x ![](a.png)](b) ![](a.png)', 'markdown')).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('images in markup', () => {
  it.each([
    ['html', '<img src="red.png">', ['red.png', undefined]],
    ['html', "<IMG CLASS=x SRC='red.png' ALT='Red'/>", ['red.png', 'Red']],
    ['html', '<img src=red.png alt>', ['red.png', '']],
    ['html', '<img\n  alt=""\n  src = "a.php?b&amp;c"\n>', ['a.php?b&c', '']],
    ['html', '<p title="a > b"><img data-src="x" alt-text="y" src="red.png"></p>', ['red.png', undefined]],
    [
      'vue',
      '<template><img src="red.png" @click="a > b"></template><script>"<img src=x>"</script>',
      ['red.png', undefined],
    ],
    ['svelte', '<img src="red.png" on:click={() => go({ a: 1 })} {width}>', ['red.png', undefined]],
    ['javascriptreact', 'x = <Image src="/red.png" width={1} />', ['/red.png', undefined]],
    ['typescriptreact', 'const a = <Foo icon={<img src="red.png" />}>Don\'t</Foo>', ['red.png', undefined]],
    ['typescriptreact', '<b>{/* } */}<img src="red.png" style={{ a: 1 }} /></b>', ['red.png', undefined]],
  ])('%s: %s', (language, text, image) => {
    expect(found(text, language)).toEqual([image]);
  });

  it.each([
    ['html', '<!-- <img src="red.png"> -->'],
    ['html', '<script>"<img src=red.png>"</script>'],
    ['html', '<img src="{{ picture }}">'],
    ['html', '<img src="<%= picture %>">'],
    ['html', '<img [src]="picture">'],
    ['html', '<img src="red.png" [attr.alt]="text">'],
    ['html', '<p title="<img src=red.png>">'],
    ['html', '<img src="red.png"'],
    ['html', '<image src="red.png">'],
    ['vue', '<img :src="picture">'],
    ['vue', '<img src="red.png" :alt="text">'],
    ['vue', '<img src="red.png" v-bind:alt="text">'],
    ['vue', '<img src="red.png" v-bind="all">'],
    ['svelte', '<img src={picture}>'],
    ['svelte', '<img {src} alt="x">'],
    ['svelte', '<img src="{folder}/red.png">'],
    ['svelte', '<img src="red.png" {alt}>'],
    ['svelte', '<img src="red.png" {...all}>'],
    ['javascriptreact', '<img src={picture} />'],
    ['javascriptreact', '<img src="red.png" alt={text} />'],
    ['javascriptreact', '<img src="red.png" {...all} />'],
    ['javascriptreact', '{/* <img src="red.png" /> */}'],
    ['javascriptreact', '// <img src="red.png" />'],
    ['javascriptreact', 'html = \'<img src="red.png">\''],
    ['css', '<img src="red.png">'],
  ])('%s: nothing is offered for %s', (language, text) => {
    expect(found(text, language)).toEqual([]);
  });

  it('are functional when a link or a button holds nothing else', () => {
    const filled = '<a href="x">\n  <img src="a.png">\n</a> <button onClick={() => go()}><img src="b.png" /></button>';
    expect(functional(filled, 'javascriptreact')).toEqual([true, true]);
    expect(functional('<RouterLink to="/"><img src="a.png"></RouterLink>', 'vue')).toEqual([true]);
    const others =
      '<a>Go <img src="a.png"></a> <a><img src="b.png"> go</a> <a></a><img src="c.png"><p><img src="d.png"></p>';
    expect(functional(others, 'html')).toEqual([false, false, false, false]);
  });
});

describe('a page that is made to take for ever', () => {
  const many = 900_000;
  it.each([
    ['markdown', '!['],
    ['markdown', '![](a "'],
    ['markdown', '`'.repeat(3)],
    ['markdown', '` `` '],
    ['markdown', '<!--'],
    ['markdown', '[a'],
    ['html', '<a b="'],
    ['html', '<script'],
    ['html', '<img src'],
    ['svelte', '<a b={'],
    ['javascriptreact', '<a b={'],
    ['javascriptreact', '<a {...b'],
    ['javascriptreact', '{/*'],
    ['javascriptreact', '\n/*'],
  ])('%s: %s', (language, piece) => {
    expect(imagesIn(piece.repeat(many / piece.length), language)).toEqual([]);
  });

  it('may be nested deep', () => {
    const deep = 50_000;
    const [image, ...others] = imagesIn(`${'<a b={'.repeat(deep)}<img src="red.png"/>${'}>'.repeat(deep)}`, 'svelte');
    expect([image?.src, others]).toEqual(['red.png', []]);
  });
});

describe('the file of an image', () => {
  it.each([
    ['red.png', { path: 'red.png', isFromRoot: false }],
    ['./a/../my%20red.png?v=1#x', { path: './a/../my red.png', isFromRoot: false }],
    ['/img/red.png', { path: 'img/red.png', isFromRoot: true }],
    ['https://example.org/red.png', undefined],
    ['//example.org/red.png', undefined],
    ['\\\\host\\share\\red.png', undefined],
    ['data:image/png;base64,AAAA', undefined],
    ['file:///etc/passwd', undefined],
    ['C:\\red.png', undefined],
    ['@/assets/red.png', undefined],
    ['100%.png', undefined],
    ['#red', undefined],
    ['', undefined],
  ])('of %s', (src, file) => {
    expect(fileOf(src)).toEqual(file);
  });
});

describe('the address of an image', () => {
  it.each([
    ['![x](red.png "red.png")', 'markdown', 'red.png'],
    ['![red.png](<red (1).png>)', 'markdown', 'red (1).png'],
    ['![x](( red.png)', 'markdown', undefined],
    ['![x][r]\n\n[r]: red.png', 'markdown', undefined],
    ['<img alt="red.png" src="red.png">', 'html', 'red.png'],
    ['<img src=red.png>', 'html', 'red.png'],
    ['<img src = "a&amp;b.png" />', 'html', 'a&amp;b.png'],
  ])('stands where it is written in %s', (text, language, written) => {
    const [image] = imagesIn(text, language);
    expect(image?.address && text.slice(image.address.start, image.address.end)).toBe(written);
    if (image?.address && image.alt === 'red.png') expect(image.address.start).toBeGreaterThan(image.slot.start);
  });
});
