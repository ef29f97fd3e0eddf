import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { thumbnailPng } from '../../../src/image/thumbnail.ts';

/** White, but red in the left top quarter. */
function picture(width: number, height: number) {
  const rgb = new Uint8Array(width * height * 3).fill(255);
  for (let y = 0; y < height / 2; y++) for (let x = 0; x < width / 2; x++) rgb.set([255, 0, 0], (y * width + x) * 3);
  return { width, height, rgb };
}

const sizeOf = async (png: Uint8Array) => {
  const { width, height } = await sharp(png).metadata();
  return [width, height];
};
const pixel = async (png: Uint8Array, x: number, y: number) => {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
};

describe('a thumbnail', () => {
  it('that covers has exactly its size, the left top of the picture, and a grey frame', async () => {
    for (const [width, height] of [
      [400, 100],
      [100, 400],
      [8, 8],
    ] as const) {
      const png = await thumbnailPng(picture(width, height), { width: 48, height: 48, fit: 'cover' });
      expect(await sizeOf(png)).toEqual([48, 48]);
      expect(await pixel(png, 10, 10)).toEqual([255, 0, 0]);
      expect(await pixel(png, 0, 0)).toEqual([128, 128, 128]);
    }
  });

  it('that is inside keeps the sides, and never grows', async () => {
    const size = { width: 640, height: 480, fit: 'inside' } as const;
    expect(await sizeOf(await thumbnailPng(picture(1280, 320), size))).toEqual([640, 160]);
    expect(await sizeOf(await thumbnailPng(picture(30, 20), size))).toEqual([30, 20]);
  });
});
