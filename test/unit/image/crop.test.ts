import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Box } from '../../../src/image/box.ts';
import { cropPixels, cropPng } from '../../../src/image/crop.ts';
import { openPicture } from '../../../src/image/load.ts';
import { makeBmp } from './make-bmp.ts';

const SIZE = { width: 12, height: 9 };

/** Every pixel says where it is: red is x, green is y, and what is not opaque gets more so to the right. */
const value = (x: number, y: number, channels: 3 | 4): number[] => [
  x * 20,
  y * 25,
  (x * 7 + y * 13) % 256,
  ...(channels === 4 ? [10 + x * 20] : []),
];
function tagged(channels: 3 | 4): Sharp {
  const { width, height } = SIZE;
  const values = Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width), channels));
  return sharp(Uint8Array.from(values.flat()), { raw: { ...SIZE, channels } });
}

const open = (data: Uint8Array, name = 'shot.png') => openPicture(data, { name });

/** The pixels of `box` as the formula has them. */
const expected = ({ x, y, width, height }: Box, channels: 3 | 4): number[] =>
  Array.from({ length: width * height }, (_, i) => value(x + (i % width), y + Math.floor(i / width), channels)).flat();

const raw = async (png: Uint8Array): Promise<{ values: number[]; width: number; height: number; channels: number }> => {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  return { values: [...data], width: info.width, height: info.height, channels: info.channels };
};

describe('a crop', () => {
  const box = { x: 3, y: 2, width: 5, height: 4 };

  test('has exactly the pixels of the original', async () => {
    const picture = await open(await tagged(3).png().toBuffer());
    expect(await raw(await cropPng(picture, box))).toEqual({
      values: expected(box, 3),
      width: 5,
      height: 4,
      channels: 3,
    });
  });

  test('keeps transparency, unlike what is shown', async () => {
    const picture = await open(await tagged(4).png().toBuffer());
    const { values, channels } = await raw(await cropPng(picture, box));
    expect(channels).toBe(4);
    expect(values).toEqual(expected(box, 4));
  });

  test('takes all pixels that a box between pixels touches, and none outside of the picture', async () => {
    const picture = await open(await tagged(3).png().toBuffer());
    const { width, height, rgba } = await cropPixels(picture, { x: 9.4, y: 6.6, width: 20, height: 1.1 });
    expect([width, height]).toEqual([3, 2]);
    expect([...rgba.subarray(0, 4)]).toEqual([...value(9, 6, 3), 255]);
  });

  test('outside of the picture is refused', async () => {
    const picture = await open(await tagged(3).png().toBuffer());
    await expect(async () => cropPng(picture, { x: 12, y: 0, width: 3, height: 3 })).rejects.toThrow(
      'not in the picture',
    );
    await expect(async () => cropPng(picture, { x: 2, y: 2, width: 0, height: 3 })).rejects.toThrow(
      'not in the picture',
    );
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('of EXIF orientation %i is cut from what a person sees', async (orientation) => {
    const stored = await tagged(3).withMetadata({ orientation }).png().toBuffer();
    const picture = await open(stored);
    const seen = await sharp(stored).autoOrient().raw().toBuffer({ resolveWithObject: true });
    expect(seen.info).toMatchObject({ width: picture.info.width, height: picture.info.height });
    const part = { x: 1, y: 4, width: 6, height: 3 };
    const rows = Array.from({ length: part.height }, (_, row) => {
      const from = ((part.y + row) * seen.info.width + part.x) * 3;
      return [...seen.data.subarray(from, from + part.width * 3)];
    });
    expect((await raw(await cropPng(picture, part))).values).toEqual(rows.flat());
  });

  test('of grey, 16-bit and palette pictures is RGBA like all others', async () => {
    for (const image of [
      tagged(3).png({ palette: true }),
      tagged(3).toColourspace('b-w').png(),
      tagged(4).toColourspace('rgb16').png(),
    ]) {
      const data = await image.toBuffer();
      const { rgba } = await cropPixels(await open(data), box);
      const whole = await sharp(data).toColourspace('srgb').ensureAlpha().raw({ depth: 'uchar' }).toBuffer();
      const at = (box.y * SIZE.width + box.x) * 4;
      expect([...rgba.subarray(0, 20)]).toEqual([...whole.subarray(at, at + 20)]);
    }
  });

  test('of a BMP', async () => {
    const pixel = (x: number, y: number) => (x === 1 ? (y === 0 ? 0x00ff00 : 0xffff00) : 0x123456);
    const data = makeBmp({ width: 3, height: 2, bits: 24, pixel });
    const { width, height, rgba } = await cropPixels(await open(data, 'shot.bmp'), { x: 1, y: 0, width: 1, height: 2 });
    expect([width, height, ...rgba]).toEqual([1, 2, 0, 255, 0, 255, 255, 255, 0, 255]);
  });
});
