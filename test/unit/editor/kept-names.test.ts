import { describe, expect, it } from 'vitest';
import { freeName, safeName, surplus, timeStamp } from '../../../src/editor/kept-names.ts';

describe('the name of a kept picture', () => {
  it.each([
    ['login.png', 'png', 'login.png'],
    ['Photo.JPEG', 'jpeg', 'Photo.JPEG'],
    ['photo.png', 'jpeg', 'photo.jpg'],
    ['notes.txt', 'png', 'notes.txt.png'],
    ['Pasted 2026-11-22 14.03.07', 'png', 'Pasted 2026-11-22 14.03.07.png'],
    ['截屏 2026-11-22.png', 'png', '截屏 2026-11-22.png'],
  ] as const)('stays as it came, with the extension of its bytes: %s, %s', (name, format, kept) => {
    expect(safeName(name, format)).toBe(kept);
  });

  it.each([
    ['../../etc/passwd.png', 'png', 'etc passwd.png'],
    ['C:\\shots\\a.png', 'png', 'C shots a.png'],
    ['a\u0000b\u202Egnp.png', 'png', 'a b gnp.png'],
    ['con.png', 'png', 'picture con.png'],
    ['.png', 'png', 'png.png'],
    ['', 'webp', 'picture.webp'],
    ['...', 'gif', 'picture.gif'],
    ['dots. . .png', 'png', 'dots.png'],
  ] as const)('is one that every file system takes, and stays in its folder: %j, %s', (name, format, kept) => {
    expect(safeName(name, format)).toBe(kept);
  });

  it('is no longer than a file system takes', () => {
    expect(Array.from(safeName(`${'界'.repeat(300)}.png`, 'png'))).toHaveLength(104);
  });

  it('tells the moment by the clock of this machine', () => {
    expect(timeStamp(new Date(2026, 10, 22, 14, 3, 7))).toBe('2026-11-22 14.03.07');
    expect(timeStamp(new Date(2027, 0, 1, 0, 0, 0))).toBe('2027-01-01 00.00.00');
  });

  it('is free', () => {
    expect(freeName('a.png', [])).toBe('a.png');
    expect(freeName('a.png', ['b.png'])).toBe('a.png');
    expect(freeName('a.png', ['A.PNG', 'a (2).png'])).toBe('a (3).png');
    expect(freeName('Pasted 14.03.07.png', ['Pasted 14.03.07.png'])).toBe('Pasted 14.03.07 (2).png');
  });
});

describe('what is kept', () => {
  const files = [
    { name: 'new', bytes: 10, at: 4 },
    { name: 'oldest', bytes: 10, at: 1 },
    { name: 'older', bytes: 10, at: 2 },
    { name: 'old', bytes: 10, at: 3 },
  ];
  const none = new Set<string>();

  it('is bounded in number and in bytes: the oldest goes first', () => {
    expect(surplus(files, none, { maxFiles: 4, maxBytes: 40 })).toEqual([]);
    expect(surplus(files, none, { maxFiles: 2, maxBytes: 40 })).toEqual(['oldest', 'older']);
    expect(surplus(files, none, { maxFiles: 4, maxBytes: 39 })).toEqual(['oldest']);
    expect(surplus(files, none, { maxFiles: 4, maxBytes: 9 })).toEqual(['oldest', 'older', 'old', 'new']);
  });

  it('never loses what a panel shows', () => {
    expect(surplus(files, new Set(['oldest', 'new']), { maxFiles: 1, maxBytes: 40 })).toEqual(['older', 'old']);
    expect(surplus(files, new Set(files.map(({ name }) => name)), { maxFiles: 1, maxBytes: 1 })).toEqual([]);
  });
});
