import { describe, expect, it } from 'vitest';
import { fromDataUrl } from '../../../src/data-url.ts';
import { NOTHING } from '../../../src/panel/carried.ts';
import { toHand } from '../../../src/panel/hand-over.ts';
import { Handed } from '../../../src/protocol.ts';

const bytes = (length: number) => new Uint8Array(length).fill(7);
const base64 = (data: Uint8Array) => `data:image/png;base64,${btoa(String.fromCharCode(...data))}`;

describe('the address of a picture that is written out', () => {
  it('gives its bytes', () => {
    expect(fromDataUrl(base64(bytes(5)))).toEqual({ mediaType: 'image/png', data: bytes(5) });
    expect(fromDataUrl('DATA:image/SVG+xml;charset=utf-8,%3Csvg%3Eé%3C/svg%3E')).toEqual({
      mediaType: 'image/svg+xml',
      data: new TextEncoder().encode('<svg>é</svg>'),
    });
    expect(fromDataUrl('data:,a')?.data).toEqual(new TextEncoder().encode('a'));
    expect(fromDataUrl('data:image/png;base64,Bw%3D%3D')?.data).toEqual(bytes(1));
  });

  it('gives nothing where it is broken', () => {
    for (const broken of [
      '',
      'data:image/png',
      'https://a,b',
      'data:image/png;base64,???',
      'data:image/svg+xml,%E0%A4%A',
    ]) {
      expect(fromDataUrl(broken)).toBeUndefined();
    }
  });
});

describe('what is handed over', () => {
  it('are the bytes of files and of written-out pictures, with the names that say something', async () => {
    const files = [new File([bytes(3)], 'shot.png'), new File([bytes(4)], 'image.png'), new File([bytes(5)], '')];
    const handed = await toHand('paste', { ...NOTHING, files }, 100);
    expect(handed.pictures).toEqual([{ name: 'shot.png', data: bytes(3) }, { data: bytes(4) }, { data: bytes(5) }]);
    expect(await toHand('drop', { ...NOTHING, images: [base64(bytes(9))] }, 100)).toEqual({
      by: 'drop',
      pictures: [{ data: bytes(9) }],
      uris: [],
      refused: [],
    });
    expect(Handed.parse(structuredClone(handed))).toEqual(handed);
  });

  it('leaves out what is too large or unreadable, with the reason, and takes the others', async () => {
    const folder = Object.assign(new File([], 'folder'), {
      arrayBuffer: () => Promise.reject(new Error('NotFoundError')),
    });
    const files = [new File([bytes(2 * 1024 * 1024)], 'large.png'), folder, new File([bytes(3)], 'small.png')];
    const { pictures, refused } = await toHand('drop', { ...NOTHING, files }, 1024 * 1024);
    expect(pictures.map(({ name }) => name)).toEqual(['small.png']);
    expect(refused.map(({ kind, failed }) => [kind, failed])).toEqual([
      ['file-too-large', 'large.png is 2.0 MB, more than the limit of 1.0 MB.'],
      ['cannot-read', "folder can't be read: it may be a folder, or damaged."],
    ]);
    const images = [base64(bytes(3000)), 'data:image/png;base64,???'];
    const other = await toHand('drop', { ...NOTHING, images }, 1000);
    expect([other.pictures, other.refused.map(({ kind }) => kind)]).toEqual([[], ['file-too-large', 'cannot-read']]);
  });

  it('is bounded altogether', async () => {
    const files = ['a.png', 'b.png'].map((name) => new File([new Uint8Array(200 * 1024 * 1024)], name));
    const { pictures, refused } = await toHand('drop', { ...NOTHING, files }, 200 * 1024 * 1024);
    expect(pictures.map(({ name }) => name)).toEqual(['a.png']);
    expect(refused[0]?.failed).toMatch(/^b\.png was left out/);
  });

  it('says of a picture on the web that nothing is fetched', async () => {
    const { pictures, refused } = await toHand('drop', { ...NOTHING, isRemote: true }, 100);
    expect(pictures).toEqual([]);
    expect(refused[0]?.failed).toMatch(/fetches nothing from the web/);
  });

  it('hands over addresses and text as they are', async () => {
    expect(await toHand('paste', { ...NOTHING, uris: ['file:///a.png'] }, 1)).toMatchObject({
      uris: ['file:///a.png'],
    });
    expect(await toHand('paste', { ...NOTHING, text: 'a.png' }, 1)).toMatchObject({ text: 'a.png', uris: [] });
  });
});
