import { describe, expect, it } from 'vitest';
import { addressAt } from '../../../src/alt/address.ts';

/** The address at each place of `|` in a line. */
function at(marked: string): (string | undefined)[] {
  const line = marked.replaceAll('|', '');
  return [...marked.matchAll(/\|/g)].map(({ index }, i) => {
    const found = addressAt(line, index - i);
    if (found) expect(line.slice(found.start, found.end).replaceAll('&amp;', '&')).toBe(found.src);
    return found?.src;
  });
}

describe('the address of an image in a line', () => {
  it.each([
    ["import logo from './lo|go.png';", './logo.png'],
    ['const url = new URL("../a/b.WE|BP", import.meta.url);', '../a/b.WEBP'],
    ['<img src="a|.png" alt={title}>', 'a.png'],
    ['<img src=a|.svg#icon>', 'a.svg#icon'],
    ['<video poster="|shot.jpg?v=2">', 'shot.jpg?v=2'],
    ['<source srcset="a.png 1x, b|@2x.png 2x">', 'b@2x.png'],
    ['background: url(images/b|g.jpeg);', 'images/bg.jpeg'],
    ['[a link](pictures/x|.tiff)', 'pictures/x.tiff'],
    ['<a href="a.png?x=1&amp;y=2|">', 'a.png?x=1&y=2'],
    ['require(`./x|.avif`)', './x.avif'],
  ])('%s', (line, src) => {
    expect(at(line)).toEqual([src]);
  });

  it('is where the cursor touches it, and nowhere else', () => {
    expect(at('|f("|a.png|", "b|.gif")|')).toEqual([undefined, 'a.png', 'a.png', 'b.gif', undefined]);
  });

  it.each(['see a|.png here', 'a.pn|g', '"a|.txt"', '"a.png|x"', 'x.png|.ts', '".|png"', "'two words|.png'"])(
    'is not in %s',
    (line) => {
      expect(at(line)).toEqual([undefined]);
    },
  );

  it('is not looked for in lines that no person wrote', () => {
    expect(addressAt(`${'x'.repeat(3000)}"a.png"`, 3003)).toBeUndefined();
  });
});
