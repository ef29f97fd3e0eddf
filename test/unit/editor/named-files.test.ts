import { describe, expect, it } from 'vitest';
import { namedFiles, placeOf } from '../../../src/editor/named-files.ts';

describe('the files that a text names', () => {
  it('are paths and addresses of images, one a line', () => {
    expect(namedFiles('screens/login.png')).toEqual(['screens/login.png']);
    expect(namedFiles('  /home/me/a b.PNG \r\n\r\nfile:///tmp/c.svg\n')).toEqual([
      '/home/me/a b.PNG',
      'file:///tmp/c.svg',
    ]);
    expect(namedFiles('"C:\\shots\\one.jpg"\n\'two.webp\'')).toEqual(['C:\\shots\\one.jpg', 'two.webp']);
  });

  it('are none where a line is anything else', () => {
    expect(namedFiles('')).toEqual([]);
    expect(namedFiles('hunter2.secret')).toEqual([]);
    expect(namedFiles('login.png\nand a sentence')).toEqual([]);
    expect(namedFiles(`${'a'.repeat(5000)}.png`)).toEqual([]);
    expect(namedFiles('a.png\n'.repeat(101))).toEqual([]);
  });

  it('lie at an address, at a path from the root, or within a folder', () => {
    const kind = (name: string) => placeOf(name).kind;
    expect(['file:///a.png', 'vscode-remote://ssh+x/a.png'].map(kind)).toEqual(['address', 'address']);
    expect(['/a.png', 'C:\\a.png', 'c:/a.png', '\\\\server\\a.png'].map(kind)).toEqual(Array(4).fill('absolute'));
    expect(['a.png', './a.png', '../a.png', 'b\\a.png'].map(kind)).toEqual(Array(4).fill('relative'));
  });
});
