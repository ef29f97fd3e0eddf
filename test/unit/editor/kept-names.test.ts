import { describe, expect, it } from 'vitest';
import { freeName, safeName, surplus, timeStamp } from '../../../src/editor/kept-names.ts';

describe('the name of a kept picture', () => {
  it('stays as it came, with the extension of its bytes', () => {
    expect(safeName('login.png', 'png')).toBe('login.png');
    expect(safeName('Photo.JPEG', 'jpeg')).toBe('Photo.JPEG');
    expect(safeName('photo.png', 'jpeg')).toBe('photo.jpg');
    expect(safeName('notes.txt', 'png')).toBe('notes.txt.png');
    expect(safeName('Pasted 2026-11-22 14.03.07', 'png')).toBe('Pasted 2026-11-22 14.03.07.png');
    expect(safeName('截屏 2026-11-22.png', 'png')).toBe('截屏 2026-11-22.png');
  });

  it('is one that every file system takes, and stays in its folder', () => {
    expect(safeName('../../etc/passwd.png', 'png')).toBe('etc passwd.png');
    expect(safeName('C:\\shots\\a.png', 'png')).toBe('C shots a.png');
    expect(safeName('a\u0000b\u202Egnp.png', 'png')).toBe('a b gnp.png');
    expect(safeName('con.png', 'png')).toBe('picture con.png');
    expect(safeName('.png', 'png')).toBe('png.png');
    expect(safeName('', 'webp')).toBe('picture.webp');
    expect(safeName('...', 'gif')).toBe('picture.gif');
    expect(safeName('dots. . .png', 'png')).toBe('dots.png');
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
