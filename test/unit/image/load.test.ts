import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp, { type Sharp } from 'sharp';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { DecodeTimeout, decodePixels, openPicture } from '../../../src/image/load.ts';
import type { ImageLimits } from '../../../src/image/picture.ts';
import { makeBmp } from './make-bmp.ts';
import { animationControl, makePng } from './make-png.ts';

const open = (data: Uint8Array, limits?: ImageLimits) => openPicture(data, { name: 'shot.png', limits });

/** Row by row, as `#rrggbb`. */
async function colors(data: Uint8Array, background?: string): Promise<string[]> {
  const { rgb } = await decodePixels(await open(data), { background });
  const pixels = Array.from({ length: rgb.length / 3 }, (_, i) => rgb.subarray(i * 3, i * 3 + 3));
  return pixels.map((pixel) => `#${Buffer.from(pixel).toString('hex')}`);
}

/** How far apart the channels of two colours are at most. */
function distance(a: string, b: string): number {
  const channels = (color: string): number[] => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  return Math.max(...channels(a).map((value, i) => Math.abs(value - channels(b)[i]!)));
}

const plain = (color: string, width = 2, height = 1): Sharp =>
  sharp({ create: { width, height, channels: 3, background: color } });
const raw = (width: number, height: number, channels: 1 | 3 | 4, values: number[], ofBits: 8 | 16 = 8): Sharp =>
  sharp(ofBits === 8 ? Uint8Array.from(values) : Uint16Array.from(values), { raw: { width, height, channels } });

/** Different in every row, and of a size that no codec makes small. */
const noise = raw(
  200,
  150,
  3,
  Array.from({ length: (200 * 150 * 3) / 20 }, (_, i) => [...createHash('sha1').update(`${i}`).digest()]).flat(),
);

describe('the facts of a picture', () => {
  test('all of them', async () => {
    const data = await plain('#123456', 30, 20).png().toBuffer();
    const { info } = await open(data);
    expect(info).toEqual({
      name: 'shot.png',
      format: 'png',
      width: 30,
      height: 20,
      frames: 1,
      bytes: data.length,
      sha256: createHash('sha256').update(data).digest('hex'),
    });
  });

  test.each(['gif', 'webp', 'tiff'] as const)(
    '%s with several frames: they are counted, the first is shown',
    async (format) => {
      const frames = await Promise.all(['#ff0000', '#00ff00', '#0000ff'].map((color) => plain(color).png().toBuffer()));
      const data = await sharp(frames, { join: { animated: true } })
        .toFormat(format, { lossless: true })
        .toBuffer();
      expect((await open(data)).info).toMatchObject({ width: 2, height: 1, frames: 3 });
      for (const color of await colors(data)) expect(distance(color, '#ff0000')).toBeLessThan(8);
    },
  );

  test('an animated PNG', async () => {
    const data = makePng(1, 1, 8, 2, Buffer.from([0, 1, 2, 3]), animationControl(7));
    expect((await open(data)).info.frames).toBe(7);
    expect(await colors(data)).toEqual(['#010203']);
  });

  test('EXIF orientation counts', async () => {
    const halves = raw(
      16,
      8,
      3,
      Array.from({ length: 128 }, (_, i) => (i % 16 < 8 ? [255, 0, 0] : [0, 0, 255])).flat(),
    );
    const data = await halves
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    expect((await open(data)).info).toMatchObject({ width: 8, height: 16 });
    const turned = await colors(data);
    expect(distance(turned[0]!, '#ff0000')).toBeLessThan(8);
    expect(distance(turned[7]!, '#ff0000'), 'the right end of the first row').toBeLessThan(8);
    expect(distance(turned.at(-1)!, '#0000ff')).toBeLessThan(8);
  });
});

describe('pixels', () => {
  test.each(['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const)('%s', async (format) => {
    const data = await plain('#336699', 20, 10).toFormat(format).toBuffer();
    const seen = await colors(data);
    expect(seen).toHaveLength(200);
    for (const color of seen) expect(distance(color, '#336699')).toBeLessThan(6);
  });

  test('a picture of one pixel', async () => {
    expect(await colors(await plain('#abcdef', 1, 1).png().toBuffer())).toEqual(['#abcdef']);
  });

  test('bmp', async () => {
    const data = makeBmp({ width: 2, height: 2, bits: 24, pixel: (x, y) => (y === 0 ? 0xff0000 : 0x0000ff) + x });
    expect(await colors(data)).toEqual(['#ff0000', '#ff0001', '#0000ff', '#000100']);
  });

  test('svg: transparent, of its own size', async () => {
    const half = '<rect width="1" height="2" fill="#ff0000"/>';
    const data = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="2" height="1">${half}</svg>`);
    expect(await colors(data, '#010203')).toEqual(['#ff0000', '#010203']);
  });

  test('8 and 16 bit grey', async () => {
    const grey = await raw(3, 1, 1, [0, 128, 255]).toColourspace('b-w').png().toBuffer();
    expect(await colors(grey)).toEqual(['#000000', '#808080', '#ffffff']);
    const fine = await raw(3, 1, 1, [0, 0x8000, 0xffff], 16).toColourspace('grey16').png().toBuffer();
    expect((await sharp(fine).metadata()).depth).toBe('ushort');
    expect(await colors(fine)).toEqual(['#000000', '#808080', '#ffffff']);
  });

  test('1 bit', async () => {
    expect(await colors(makePng(4, 1, 1, 0, Buffer.from([0, 0b1010_0000])))).toEqual([
      '#ffffff',
      '#000000',
      '#ffffff',
      '#000000',
    ]);
  });

  test('16 bit with alpha', async () => {
    const data = await raw(1, 1, 4, [0xffff, 0, 0, 0x8000], 16).toColourspace('rgb16').png().toBuffer();
    expect((await sharp(data).metadata()).depth).toBe('ushort');
    expect(await colors(data, '#00ff00')).toEqual(['#807f00']);
  });

  test('a palette with transparency', async () => {
    const data = await raw(2, 1, 4, [255, 0, 0, 255, 0, 0, 0, 0]).png({ palette: true }).toBuffer();
    expect(await colors(data, '#123456')).toEqual(['#ff0000', '#123456']);
  });

  test('half transparent over the background, white by default', async () => {
    const data = await raw(1, 1, 4, [255, 0, 0, 128]).png().toBuffer();
    expect(await colors(data)).toEqual(['#ff7f7f']);
    expect(await colors(data, '#0000ff')).toEqual(['#80007f']);
  });

  test('CMYK', async () => {
    const data = await plain('#336699', 8, 8).toColourspace('cmyk').jpeg().toBuffer();
    expect((await sharp(data).metadata()).space).toBe('cmyk');
    for (const color of await colors(data)) expect(distance(color, '#336699')).toBeLessThan(24);
  });

  test('a colour profile: Display P3 becomes sRGB', async () => {
    const data = await plain('#ff0000').withIccProfile('p3').png().toBuffer();
    const [stored] = await sharp(data, { ignoreIcc: true }).raw().toBuffer();
    expect(stored, 'red has a smaller number in a wider space').toBeLessThan(245);
    for (const color of await colors(data)) expect(distance(color, '#ff0000')).toBeLessThan(4);
  });
});

describe('svg', () => {
  const size = async (attributes: string): Promise<[number, number]> => {
    const { info } = await open(
      Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${attributes}><path d="M0 0h5"/></svg>`),
    );
    return [info.width, info.height];
  };

  test.each([
    ['width="100" height="50"', [100, 50]],
    ['width="100px" height="50px"', [100, 50]],
    ['viewBox="0 0 200 100"', [200, 100]],
    ['width="100%" height="100%" viewBox="0 0 200 100"', [200, 100]],
    ['width="100" viewBox="0 0 200 100"', [100, 50]],
    ['width="1in" height="72pt"', [96, 96]],
    ['width="210mm" height="297mm" viewBox="0 0 210 297"', [794, 1123]],
  ])('is as large as in a browser: %s', async (attributes, expected) => {
    expect(await size(attributes)).toEqual(expected);
  });

  test.each(['width="50000" height="10"', 'width="1e9" height="1e9"', 'width="99999999999" height="1"'])(
    'too large: %s',
    async (attributes) => {
      await expect(size(attributes)).rejects.toMatchObject({ kind: 'too-many-pixels' });
    },
  );

  test('fetches nothing from outside', async () => {
    const red = await plain('#ff0000', 10, 10).png().toBuffer();
    const file = path.join(tmpdir(), `glimpse-${process.pid}.png`);
    await writeFile(file, red);
    let requests = 0;
    const server = createServer((_, response) => {
      requests++;
      response.end(red);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const image = (href: string): Buffer => {
      const style = `<style>@import url("${url}/a.css"); @font-face { font-family: x; src: url("${url}/a.woff"); }</style>`;
      const content = `${style}<image href="${href}" width="1" height="1"/>`;
      return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">${content}</svg>`);
    };
    try {
      expect(await colors(image(`data:image/png;base64,${red.toString('base64')}`)), 'the same, embedded').toEqual([
        '#ff0000',
      ]);
      for (const href of [`${url}/red.png`, pathToFileURL(file).href, file]) {
        expect(await colors(image(href))).toEqual(['#ffffff']);
      }
      expect(requests).toBe(0);
    } finally {
      server.close();
    }
  });

  test('an external entity is not read', async () => {
    const doctype = '<!DOCTYPE svg [ <!ENTITY secret SYSTEM "file:///etc/hostname"> ]>';
    const data = Buffer.from(
      `${doctype}<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>&secret;</text></svg>`,
    );
    await expect(open(data)).rejects.toMatchObject({ kind: 'damaged-image' });
  });
});

describe('what is refused', () => {
  test('an empty file and a text, by name', async () => {
    await expect(open(new Uint8Array())).rejects.toMatchObject({ kind: 'empty-file' });
    await expect(open(Buffer.from('hello'))).rejects.toMatchObject({
      kind: 'not-an-image',
      message: expect.stringContaining('shot.png is a text file, not an image'),
    });
  });

  test('a bomb of 100 KB, from its header', async () => {
    const rows = new Uint8Array(30_000 * (1 + 30_000 / 8));
    const bomb = makePng(30_000, 30_000, 1, 0, rows);
    expect(bomb.length).toBeLessThan(150_000);
    await expect(open(bomb)).rejects.toMatchObject({
      kind: 'too-many-pixels',
      message: expect.stringMatching(/30000 x 30000 .* 900 megapixels, .* 100\..*glimpse\.maxMegapixels/),
    });
    // No pixel is needed for that: the header alone is refused alike.
    await expect(open(bomb.subarray(0, 60))).rejects.toMatchObject({ kind: 'too-many-pixels' });
  });

  test('a pixel more than the limit, and not the limit itself', async () => {
    const data = await plain('#000000', 101, 10).png().toBuffer();
    const limits = { maxBytes: 10_000, maxPixels: 1010 };
    expect((await open(data, limits)).info.width).toBe(101);
    await expect(open(data, { ...limits, maxPixels: 1009 })).rejects.toMatchObject({ kind: 'too-many-pixels' });
  });

  test('a byte more than the limit', async () => {
    const data = await plain('#000000').png().toBuffer();
    const limits = { maxBytes: data.length, maxPixels: 100 };
    await open(data, limits);
    await expect(open(data, { ...limits, maxBytes: data.length - 1 })).rejects.toMatchObject({
      kind: 'file-too-large',
      message: expect.stringContaining('glimpse.maxFileMegabytes'),
    });
  });

  test('a BMP that claims more than any memory', async () => {
    const data = Buffer.from(makeBmp({ width: 1, height: 1, bits: 24, pixel: () => 0 }));
    data.writeInt32LE(2_000_000_000, 18);
    data.writeInt32LE(-2_000_000_000, 22);
    await expect(open(data)).rejects.toMatchObject({ kind: 'too-many-pixels' });
  });

  test.each(['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const)('a %s cut anywhere', async (format) => {
    const whole = await noise.clone().toFormat(format).toBuffer();
    for (const share of [0.01, 0.1, 0.5, 0.9, 0.99]) {
      const cut = whole.subarray(0, Math.max(16, Math.floor(whole.length * share)));
      await expect(
        open(cut).then((picture) => decodePixels(picture)),
        `${share}`,
      ).rejects.toMatchObject({
        kind: 'damaged-image',
        message: expect.stringMatching(/^shot\.png is damaged: .*The decoder says: .*again/),
      });
    }
  });

  test('a cut PNG says how much of it is missing', async () => {
    const whole = await noise.clone().png({ compressionLevel: 0 }).toBuffer();
    const picture = await open(whole.subarray(0, Math.floor(whole.length * 0.6)));
    const error = await decodePixels(picture).catch(String);
    const [, percent] = /the lower (\d+) % of it is missing/.exec(String(error)) ?? [];
    expect(Math.abs(Number(percent) - 40)).toBeLessThan(10);
  });

  test('a cut BMP', async () => {
    const whole = makeBmp({ width: 4, height: 4, bits: 24, pixel: () => 0 });
    await expect(decodePixels(await open(whole.subarray(0, -14)))).rejects.toMatchObject({
      kind: 'damaged-image',
      message: expect.stringContaining('2 of its 4 rows are missing'),
    });
  });

  test('trivial warnings are no damage: junk between the markers of a JPEG, and after its end', async () => {
    const data = await plain('#336699', 8, 8).jpeg().toBuffer();
    const junk = Buffer.concat([data.subarray(0, 20), Buffer.from([0, 0, 0]), data.subarray(20), Buffer.from('junk')]);
    for (const color of await colors(junk)) expect(distance(color, '#336699')).toBeLessThan(6);
  });
});

describe('cancelling and giving up', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test('an aborted signal ends both steps in its AbortError', async () => {
    const data = await plain('#336699').png().toBuffer();
    const signal = AbortSignal.abort();
    await expect(openPicture(data, { name: 'shot.png', signal })).rejects.toMatchObject({ name: 'AbortError' });
    await expect(decodePixels(await open(data), { signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('an abort while it decodes', async () => {
    const picture = await open(await noise.clone().png().toBuffer());
    const controller = new AbortController();
    const pixels = decodePixels(picture, { signal: controller.signal });
    controller.abort();
    await expect(pixels).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('an SVG that draws for ages is given up', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    // librsvg needs the square of a text's length: this takes seconds, ten times as much would take minutes.
    const text = `<text y="9">${'lolol'.repeat(1500)}</text>`;
    const picture = await open(
      Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${text}</svg>`),
    );
    const pixels = decodePixels(picture);
    vi.runAllTimers();
    await expect(pixels).rejects.toBeInstanceOf(DecodeTimeout);
  });
});
