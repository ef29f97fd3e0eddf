import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, bottom, right } from '../../../src/image/box.ts';
import type { FittedImage } from '../../../src/image/fitted.ts';
import { MODEL_FAMILIES, type ModelFamily } from '../../../src/model-family.ts';
import { familyOf, fromBox, patchOf, scaleOf, toBox } from '../../../src/vision/boxes.ts';

const fitted = (width: number, height: number, region: Box = { x: 0, y: 0, width, height }): FittedImage => ({
  data: new Uint8Array(),
  mediaType: 'image/png',
  width,
  height,
  tokens: 1,
  region,
});

describe('a box of a model', () => {
  const image = fitted(1440, 900);

  it('is read as its family writes it', () => {
    const box = { x: 144, y: 180, width: 288, height: 90 };
    expect(toBox('qwen3-vl', [100, 200, 300, 300], image)).toEqual(box);
    expect(toBox('gemma', [200, 100, 300, 300], image)).toEqual(box);
    // 1440 x 900 becomes 1428 x 896 there: multiples of 28.
    expect(toBox('qwen2.5-vl', [0, 0, 714, 448], image)).toEqual({ x: 0, y: 0, width: 720, height: 450 });
  });

  it('lies where the sent part lies in the picture', () => {
    const tile = fitted(640, 640, { x: 1000, y: 2000, width: 1280, height: 1280 });
    expect(toBox('qwen3-vl', [500, 0, 1000, 250], tile)).toEqual({ x: 1640, y: 2000, width: 640, height: 320 });
  });

  it('may have its corners in any order, and reach out of the image', () => {
    const box = toBox('qwen3-vl', [100, 200, 300, 300], image);
    expect(toBox('qwen3-vl', [300, 300, 100, 200], image)).toEqual(box);
    expect(toBox('qwen3-vl', [300, 200, 100, 300], image)).toEqual(box);
    expect(toBox('qwen3-vl', [-50, -50, 1700, 1020], image)).toEqual({ x: 0, y: 0, width: 1440, height: 900 });
  });

  it.each([
    [[1, 2, 3]],
    [[1, 2, 3, 4, 5]],
    [[1, 2, Number.NaN, 4]],
    [[1, 2, Number.POSITIVE_INFINITY, 4]],
    [['1', '2', '3', '4']],
    [[null, null, null, null]],
    [{ x: 1 }],
    [undefined],
    ['1,2,3,4'],
    [[10, 10, 10, 10]],
    [[1100, 10, 1200, 20]],
  ])('is none when it is %j', (numbers) => {
    expect(toBox('qwen3-vl', numbers, image)).toBeUndefined();
  });
});

describe('a box there and back', () => {
  /** Any picture, any part of it, sent at any size. */
  const scenes = fc
    .record({
      width: fc.integer({ min: 8, max: 8000 }),
      height: fc.integer({ min: 8, max: 8000 }),
      columns: fc.integer({ min: 1, max: 80 }),
      rows: fc.integer({ min: 1, max: 80 }),
      crop: fc.tuple(fc.double({ min: 0, max: 0.9, noNaN: true }), fc.double({ min: 0, max: 0.9, noNaN: true })),
      box: fc.tuple(...Array.from({ length: 4 }, () => fc.double({ min: 0, max: 1, noNaN: true }))),
      family: fc.constantFrom(...MODEL_FAMILIES),
    })
    .map(({ width, height, columns, rows, crop, box, family }) => {
      const [x, y] = [Math.floor(crop[0] * width), Math.floor(crop[1] * height)];
      const region = { x, y, width: width - x, height: height - y };
      const patch = patchOf(family);
      const [left, top] = [region.x + box[0]! * region.width, region.y + box[1]! * region.height];
      return {
        family,
        image: fitted(columns * patch, rows * patch, region),
        box: {
          x: left,
          y: top,
          width: (region.x + region.width - left) * Math.max(box[2]!, 1e-6),
          height: (region.y + region.height - top) * Math.max(box[3]!, 1e-6),
        },
      };
    })
    .filter(({ box }) => box.width > 1e-6 && box.height > 1e-6);

  it('comes back with each edge less than one step away', () => {
    fc.assert(
      fc.property(scenes, ({ family, image, box }) => {
        const numbers = fromBox(family, box, image);
        expect(numbers?.every(Number.isInteger)).toBe(true);
        const back = toBox(family, numbers, image);
        expect(back).toBeDefined();
        const step = stepOf(family, image);
        const distances = [
          Math.abs(back!.x - box.x) / step.x,
          Math.abs(right(back!) - right(box)) / step.x,
          Math.abs(back!.y - box.y) / step.y,
          Math.abs(bottom(back!) - bottom(box)) / step.y,
        ];
        expect(Math.max(...distances)).toBeLessThanOrEqual(1 + 1e-9);
      }),
      { numRuns: 2000 },
    );
  });

  it('never leaves the part that was sent, whatever a model writes', () => {
    const numbers = fc.array(fc.double({ min: -5000, max: 5000, noNaN: true }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(scenes, numbers, ({ family, image }, written) => {
        const box = toBox(family, written, image);
        if (!box) return;
        const { region } = image;
        expect(box.width > 0 && box.height > 0).toBe(true);
        expect(box.x).toBeGreaterThanOrEqual(region.x);
        expect(box.y).toBeGreaterThanOrEqual(region.y);
        expect(right(box)).toBeLessThanOrEqual(right(region) + 1e-6);
        expect(bottom(box)).toBeLessThanOrEqual(bottom(region) + 1e-6);
      }),
    );
  });

  it('is not told where none of it was sent', () => {
    const image = fitted(320, 320, { x: 100, y: 100, width: 320, height: 320 });
    expect(fromBox('qwen3-vl', { x: 0, y: 0, width: 100, height: 100 }, image)).toBeUndefined();
    expect(fromBox('qwen3-vl', { x: 0, y: 0, width: 132, height: 116 }, image)).toEqual([0, 0, 100, 50]);
  });

  function stepOf(family: ModelFamily, image: FittedImage) {
    const { width, height } = scaleOf(family, image);
    return { x: image.region.width / width, y: image.region.height / height };
  }
});

describe('the family of a model', () => {
  it.each([
    ['Qwen3-VL-2B-Instruct-Q4_K_M.gguf', 'qwen3-vl'],
    ['qwen3-vl:8b', 'qwen3-vl'],
    ['Qwen/Qwen3-VL-30B-A3B-Instruct-FP8', 'qwen3-vl'],
    ['qwen3vlmoe', 'qwen3-vl'],
    ['Qwen2.5-VL-7B-Instruct', 'qwen2.5-vl'],
    ['qwen2_5_vl', 'qwen2.5-vl'],
    ['qwen25vl', 'qwen2.5-vl'],
    ['gemma-3-4b-it', 'gemma'],
    ['google/gemma-4-E4B-it', 'gemma'],
    ['paligemma-3b', 'other'],
    ['qwen3-8b', 'other'],
    ['Qwen2-VL-7B', 'other'],
    ['llava-1.6', 'other'],
  ])('%s: %s', (name, family) => {
    expect(familyOf(name)).toBe(family);
  });
});
