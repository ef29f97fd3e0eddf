import { describe, expect, it } from 'vitest';
import { carried, mayHoldPictures, NOTHING, type Transfer } from '../../../src/panel/carried.ts';

const file = new File([new Uint8Array(3)], 'a.png', { type: 'image/png' });
/** Stands in for a browser's parser of HTML. */
const sources = (html: string) => Array.from(html.matchAll(/src="([^"]*)"/g), ([, source]) => source ?? '');
const PIXEL = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';

function transfer(data: Record<string, string>, files: File[] = []): Transfer {
  return { files: files as unknown as FileList, getData: (type) => data[type] ?? '', types: Object.keys(data) };
}
const read = (data: Record<string, string>, files?: File[]) => carried(transfer(data, files), sources);

describe('what a paste or a drop brings', () => {
  it('is its files, whatever else describes them', () => {
    const html = '<img src="https://example.org/a.png">';
    expect(read({ 'text/html': html, 'text/plain': 'a.png' }, [file, file])).toEqual({
      ...NOTHING,
      files: [file, file],
    });
  });

  it('is what the explorer drags, once each', () => {
    const uris = ['file:///w/a.png', 'vscode-remote://host/b.png'];
    expect(read({ 'application/vnd.code.uri-list': uris.join('\r\n'), 'text/plain': '/w/a.png' })).toEqual({
      ...NOTHING,
      uris,
    });
    expect(
      read({ resourceurls: JSON.stringify(uris), 'application/vnd.code.uri-list': `# two\r\n${uris[0]}` }),
    ).toEqual({
      ...NOTHING,
      uris,
    });
    expect(read({ 'text/uri-list': '#\r\nfile:///w/a.png\r\n' })).toEqual({ ...NOTHING, uris: ['file:///w/a.png'] });
    expect(read({ resourceurls: 'no JSON', 'text/plain': 'a' })).toEqual({ ...NOTHING, text: 'a' });
  });

  it('is a picture written out as an address, in HTML, in a list or as text', () => {
    for (const data of <Record<string, string>[]>[
      { 'text/html': `<p><img src="${PIXEL}"></p>` },
      { 'text/uri-list': PIXEL },
      { 'text/plain': PIXEL },
    ]) {
      expect(read(data)).toEqual({ ...NOTHING, images: [PIXEL] });
    }
  });

  it('is only an address where the picture lies on the web', () => {
    for (const data of <Record<string, string>[]>[
      { 'text/html': '<img src="https://example.org/a.png">', 'text/plain': 'a' },
      { 'text/html': '<img src="//example.org/a.png">' },
      { 'text/uri-list': 'http://example.org/a.png' },
      { 'text/plain': 'https://example.org/a.png' },
    ]) {
      expect(read(data)).toEqual({ ...NOTHING, isRemote: true });
    }
  });

  it('is text, else nothing', () => {
    expect(read({ 'text/plain': ' screens/a.png\n', 'text/html': '<b>screens/a.png</b>' })).toEqual({
      ...NOTHING,
      text: 'screens/a.png',
    });
    expect(read({ 'text/plain': 'x'.repeat(100_001) })).toEqual(NOTHING);
    expect(read({})).toEqual(NOTHING);
  });

  it('is looked for in drags of files, addresses and HTML, not of plain text', () => {
    expect(mayHoldPictures(['Files'])).toBe(true);
    expect(mayHoldPictures(['text/plain', 'resourceurls', 'codeeditors'])).toBe(true);
    expect(mayHoldPictures(['text/plain', 'text/html'])).toBe(true);
    expect(mayHoldPictures(['text/plain'])).toBe(false);
  });
});
