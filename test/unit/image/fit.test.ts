import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { Canvas, type Color } from '../../../src/image/canvas.ts';
import { fitPixels } from '../../../src/image/fit.ts';
import { type FitOptions, type FittedImage, SMALL } from '../../../src/image/fitted.ts';
import { decodePixels, openPicture } from '../../../src/image/load.ts';
import type { Pixels } from '../../../src/image/picture.ts';

const DESCRIBE = { minTokens: 256, maxTokens: 1024 };
const ELEMENTS = { minTokens: 1024, maxTokens: 2048 };
const RED: Color = [230, 20, 30];

function plain(width: number, height: number, color: Color = [255, 255, 255]): Pixels {
  const rgb = new Uint8Array(width * height * 3);
  for (let at = 0; at < rgb.length; at++) rgb[at] = color[at % 3]!;
  return { width, height, rgb };
}

/** Soft light, a fine texture and a camera's noise, the same every time. */
function photo(width: number, height: number): Pixels {
  const rgb = new Uint8Array(width * height * 3);
  let random = 1;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++, at++) {
        random = (random * 16_807) % 2_147_483_647;
        const light = 128 + 70 * Math.sin((x * (c + 1)) / 211) * Math.cos(y / 173) + 25 * Math.sin(x / 3 + y / 5);
        rgb[at] = Math.max(0, Math.min(255, light + (random % 13) - 6));
      }
    }
  }
  return { width, height, rgb };
}

const load = async (data: Uint8Array, background?: string): Promise<Pixels> =>
  decodePixels(await openPicture(data, { name: 'test' }), { background });
const screen = async (name: string): Promise<Pixels> =>
  load(await readFile(new URL(`../../fixtures/screens/${name}.png`, import.meta.url)));

async function fitOne(pixels: Pixels, options: FitOptions): Promise<FittedImage> {
  const images = await fitPixels(pixels, options);
  expect(images).toHaveLength(1);
  return images[0]!;
}

/** What a server decodes. */
async function decoded({ data, width, height, mediaType }: FittedImage): Promise<Pixels> {
  const image = sharp(data);
  const { format } = await image.metadata();
  expect(`image/${format}`).toBe(mediaType);
  const { data: rgb, info } = await image.raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height, info.channels]).toEqual([width, height, 3]);
  return { width, height, rgb };
}

const colorAt = ({ width, rgb }: Pixels, x: number, y: number): number[] => [
  ...rgb.subarray((y * width + x) * 3).slice(0, 3),
];

/** Left, top, right and bottom edge of what is red, pixels; by how red the pixels of the edges are, finer than a pixel. */
function redBox({ width, height, rgb }: Pixels): [number, number, number, number] {
  const columns = new Float64Array(width);
  const rows = new Float64Array(height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      const red = Math.max(0, Math.min(1, (255 - rgb[at + 1]!) / 235));
      columns[x] += red;
      rows[y] += red;
    }
  }
  const edges = (sums: Float64Array): [number, number] => {
    const most = Math.max(...sums);
    const first = sums.findIndex((sum) => sum > most / 2);
    const last = sums.findLastIndex((sum) => sum > most / 2);
    return [first, last + 1];
  };
  const [left, right] = edges(columns);
  const [top, bottom] = edges(rows);
  return [left, top, right, bottom];
}

describe('size', () => {
  test('a screen that fits is sent at its size, in whole tokens', async () => {
    const image = await fitOne(await screen('orders'), ELEMENTS);
    expect(image).toMatchObject({ mediaType: 'image/png', width: 1440, height: 896, tokens: 45 * 28 });
    expect(image.region).toEqual({ x: 0, y: 0, width: 1440, height: 900 });
    await decoded(image);
  });

  test('whatever its shape, a picture costs what it may', async () => {
    const side = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 1500 }));
    await fc.assert(
      fc.asyncProperty(side, side, async (width, height) => {
        const image = await fitOne(plain(width, height), { minTokens: 16, maxTokens: 64 });
        expect(image.tokens).toBeGreaterThanOrEqual(16);
        expect(image.tokens).toBeLessThanOrEqual(64);
        expect(image.width * image.height).toBe(image.tokens * 32 * 32);
        await decoded(image);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    [1, 1],
    [1, 5000],
    [10_000, 20],
    [6000, 5000],
  ])('%i x %i', async (width, height) => {
    const image = await fitOne(plain(width, height, [10, 200, 30]), DESCRIBE);
    const pixels = await decoded(image);
    expect(colorAt(pixels, image.width >> 1, image.height >> 1)).toEqual([10, 200, 30]);
    expect(image.tokens).toBeGreaterThanOrEqual(256);
    expect(image.tokens).toBeLessThanOrEqual(1024);
  });
});

describe('place', () => {
  test('what is at a place of the original is where the region says in the sent image', async () => {
    const side = fc.integer({ min: 40, max: 900 });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(side, side, share, share, share, share, async (width, height, a, b, c, d) => {
        const box = { x: Math.floor(a * width * 0.7), y: Math.floor(b * height * 0.7), width: 0, height: 0 };
        box.width = Math.ceil(width * (0.1 + 0.2 * c));
        box.height = Math.ceil(height * (0.1 + 0.2 * d));
        const pixels = plain(width, height);
        new Canvas(pixels).fillRect(box, RED);
        const crop = {
          x: box.x * c,
          y: box.y * d,
          width: width - box.x * c - (width - box.x - box.width) * a,
          height: height - box.y * d - (height - box.y - box.height) * b,
        };
        for (const options of [{}, { crop }]) {
          const image = await fitOne(pixels, { minTokens: 64, maxTokens: 256, encoding: 'png', ...options });
          const [left, top, right, bottom] = redBox(await decoded(image));
          const scaleX = image.width / image.region.width;
          const scaleY = image.height / image.region.height;
          const where = [
            (box.x - image.region.x) * scaleX - left,
            (box.y - image.region.y) * scaleY - top,
            (box.x + box.width - image.region.x) * scaleX - right,
            (box.y + box.height - image.region.y) * scaleY - bottom,
          ];
          // One pixel, of the original or of the sent image, whichever is larger.
          const bound = Math.max(1, scaleX, scaleY);
          for (const off of where) expect(Math.abs(off)).toBeLessThanOrEqual(bound);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('a crop takes all the pixels that it touches', async () => {
    const image = await fitOne(plain(100, 100), { ...DESCRIBE, crop: { x: 10.6, y: 20.2, width: 30.1, height: 40 } });
    expect(image.region).toEqual({ x: 10, y: 20, width: 31, height: 41 });
  });

  test('a crop over the edge ends there', async () => {
    const image = await fitOne(plain(100, 100), { ...DESCRIBE, crop: { x: -10, y: 90, width: 500, height: 500 } });
    expect(image.region).toEqual({ x: 0, y: 90, width: 100, height: 10 });
  });

  test.each([
    { x: 100, y: 0, width: 10, height: 10 },
    { x: 0, y: -20, width: 10, height: 10 },
    { x: 0, y: 0, width: 0, height: 10 },
    { x: 50, y: 50, width: -20, height: 10 },
    { x: Number.NaN, y: 0, width: 10, height: 10 },
  ])('a crop of nothing is refused: %o', async (crop) => {
    await expect(fitPixels(plain(100, 100), { ...DESCRIBE, crop })).rejects.toMatchObject({ kind: 'bad-usage' });
  });

  test('as a person sees it: turned by EXIF, transparent over the background', async () => {
    const wide = plain(300, 200, [0, 0, 255]);
    new Canvas(wide).fillRect({ x: 0, y: 0, width: 100, height: 200 }, RED);
    const raw = { raw: { width: 300, height: 200, channels: 3 as const } };
    // 6: to be turned a quarter clockwise; the left third comes up.
    const turned = await sharp(wide.rgb, raw).withMetadata({ orientation: 6 }).jpeg({ quality: 100 }).toBuffer();
    const image = await fitOne(await load(turned), DESCRIBE);
    expect(image.region).toEqual({ x: 0, y: 0, width: 200, height: 300 });
    const upright = await decoded(image);
    expect(colorAt(upright, image.width >> 1, Math.floor(image.height / 6))[0]).toBeGreaterThan(200);
    expect(colorAt(upright, image.width >> 1, Math.floor(image.height / 2))[2]).toBeGreaterThan(200);

    const clear = await sharp({
      create: { width: 64, height: 64, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    const over = await fitOne(await load(clear, '#102030'), DESCRIBE);
    expect(colorAt(await decoded(over), 5, 5)).toEqual([0x10, 0x20, 0x30]);
  });
});

describe('tiles', () => {
  const tiles = { minScale: 1, overlap: 64 };

  test('a picture that is shown large enough stays whole', async () => {
    await fitOne(await screen('orders'), { ...ELEMENTS, tiles });
  });

  test('a large one is cut, each tile within the budget and at full size', async () => {
    const pixels = plain(3840, 2400);
    new Canvas(pixels).fillRect({ x: 1900, y: 1180, width: 60, height: 40 }, RED);
    const images = await fitPixels(pixels, { ...ELEMENTS, tiles });
    expect(images.length).toBeGreaterThan(4);
    expect(images.length).toBeLessThan(9);
    let whole = 0;
    for (const image of images) {
      expect(image.tokens).toBeLessThanOrEqual(2048);
      expect(image.width / image.region.width).toBeGreaterThan(0.97);
      const [left, top, right, bottom] = redBox(await decoded(image));
      if (Math.abs(right - left - 60) <= 2 && Math.abs(bottom - top - 40) <= 2) whole++;
    }
    expect(whole, 'what is smaller than the overlap is whole in some tile').toBeGreaterThan(0);
  });

  test('of a crop only', async () => {
    const crop = { x: 100, y: 50, width: 3000, height: 1000 };
    const images = await fitPixels(plain(4000, 3000), { ...ELEMENTS, tiles, crop });
    const regions = images.map(({ region }) => region);
    expect(Math.min(...regions.map(({ x }) => x))).toBe(100);
    expect(Math.max(...regions.map(({ x, width }) => x + width))).toBe(3100);
    expect(Math.max(...regions.map(({ y, height }) => y + height))).toBe(1050);
  });
});

describe('encoding', () => {
  test('screens are PNG, photos JPEG', async () => {
    for (const name of ['orders', 'settings-zh']) {
      const pixels = await screen(name);
      expect(await fitOne(pixels, DESCRIBE)).toMatchObject({ mediaType: 'image/png' });
      const rgb = pixels.rgb.map((value) => 255 - value);
      expect(await fitOne({ ...pixels, rgb }, DESCRIBE), 'dark').toMatchObject({ mediaType: 'image/png' });
    }
    expect(await fitOne(photo(900, 600), DESCRIBE)).toMatchObject({ mediaType: 'image/jpeg' });
  });

  test('a screen that was saved as a JPEG is still a screen, a photo that was saved as a PNG a photo', async () => {
    const { width, height, rgb } = await screen('orders');
    const raw = { raw: { width, height, channels: 3 as const } };
    const screenJpeg = await sharp(rgb, raw).jpeg({ quality: 80 }).toBuffer();
    expect(await fitOne(await load(screenJpeg), DESCRIBE)).toMatchObject({ mediaType: 'image/png' });
    const jpeg = await sharp(photo(900, 600).rgb, { raw: { width: 900, height: 600, channels: 3 } })
      .jpeg()
      .toBuffer();
    const photoPng = await sharp(jpeg).png().toBuffer();
    expect(await fitOne(await load(photoPng), DESCRIBE)).toMatchObject({ mediaType: 'image/jpeg' });
  });

  test('a gradient is drawn', async () => {
    const pixels = plain(800, 600);
    for (let y = 0, at = 0; y < 600; y++) {
      for (let x = 0; x < 800; x++, at += 3) pixels.rgb.fill(Math.floor((x + y) / 6), at, at + 3);
    }
    expect(await fitOne(pixels, DESCRIBE)).toMatchObject({ mediaType: 'image/png' });
  });

  test('as asked', async () => {
    const pixels = await screen('settings-zh');
    expect(await fitOne(pixels, { ...DESCRIBE, encoding: 'jpeg' })).toMatchObject({ mediaType: 'image/jpeg' });
    expect(await fitOne(photo(200, 200), { ...DESCRIBE, encoding: 'png' })).toMatchObject({ mediaType: 'image/png' });
  });

  test('the limits of small servers hold', async () => {
    for (const pixels of [await screen('orders'), photo(2400, 1600), plain(500, 3000)]) {
      const image = await fitOne(pixels, { minTokens: 256, maxTokens: 4096, ...SMALL });
      expect(image.mediaType).toBe('image/jpeg');
      expect(Math.min(image.width, image.height)).toBeLessThanOrEqual(768);
      expect(image.data.length).toBeLessThanOrEqual(1_000_000);
      await decoded(image);
    }
  });

  test.each(['png', 'jpeg', 'auto'] as const)('%s within a number of bytes', async (encoding) => {
    const pixels = photo(900, 600);
    const free = await fitOne(pixels, { ...DESCRIBE, encoding });
    const maxBytes = Math.floor(free.data.length / 10);
    const image = await fitOne(pixels, { ...DESCRIBE, encoding, maxBytes });
    expect(image.data.length).toBeLessThanOrEqual(maxBytes);
    expect(image.data.length, 'and not much less').toBeGreaterThan(maxBytes / 4);
    expect(image.region).toEqual(free.region);
    await decoded(image);
  });

  test('too few bytes for any picture are refused', async () => {
    const small = fitPixels(photo(90, 60), { ...DESCRIBE, maxBytes: 20 });
    await expect(small).rejects.toMatchObject({ kind: 'bad-usage', message: expect.stringContaining('20 bytes') });
  });
});

test('the same picture and options give the same bytes', async () => {
  const data = await readFile(new URL('../../fixtures/screens/orders.png', import.meta.url));
  for (const options of [DESCRIBE, { ...ELEMENTS, encoding: 'jpeg' as const }]) {
    const [first, second] = [await fitOne(await load(data), options), await fitOne(await load(data), options)];
    expect(Buffer.compare(first.data, second.data)).toBe(0);
  }
});

test('nothing but the pixels is sent', async () => {
  const tagged = await sharp(photo(100, 80).rgb, { raw: { width: 100, height: 80, channels: 3 } })
    .withExif({ IFD0: { Copyright: 'secret place' } })
    .jpeg()
    .toBuffer();
  expect(tagged.includes('secret place')).toBe(true);
  const { data } = await fitOne(await load(tagged), DESCRIBE);
  expect(Buffer.from(data).includes('secret place')).toBe(false);
  expect(await sharp(data).metadata()).not.toHaveProperty('exif');
});

test('options that make no sense are refused, by their name', async () => {
  const pixels = plain(10, 10);
  await expect(fitPixels(pixels, { minTokens: 9, maxTokens: 4 })).rejects.toMatchObject({
    kind: 'bad-usage',
    message: expect.stringContaining('minTokens: must not be more than maxTokens'),
  });
  await expect(fitPixels(pixels, { ...DESCRIBE, quality: 500 })).rejects.toMatchObject({ kind: 'bad-usage' });
});

test('a cancelled fit ends in the AbortError', async () => {
  const controller = new AbortController();
  const fitting = fitPixels(photo(2000, 2000), { ...DESCRIBE, tiles: { minScale: 1, overlap: 0 } }, controller.signal);
  controller.abort();
  await expect(fitting).rejects.toMatchObject({ name: 'AbortError' });
});
