import { expect, test } from 'vitest';
import type { Pixels } from '../../../src/image/picture.ts';
import { SIDE, VIEWS, Views } from '../../../src/screen/views.ts';

const [WIDTH, HEIGHT] = [200, 120];
const BOX = { x: 60, y: 40, width: 64, height: 32 };

/** White, with a box in red whose right half is blue. */
function page(scale: number): Pixels {
  const [width, height] = [WIDTH * scale, HEIGHT * scale];
  const rgb = new Uint8Array(3 * width * height).fill(255);
  for (let y = BOX.y * scale; y < (BOX.y + BOX.height) * scale; y++) {
    for (let x = BOX.x * scale; x < (BOX.x + BOX.width) * scale; x++) {
      const isLeft = x < (BOX.x + BOX.width / 2) * scale;
      rgb.set(isLeft ? [255, 0, 0] : [0, 0, 255], 3 * (y * width + x));
    }
  }
  return { width, height, rgb };
}
const scaled = (scale: number) => ({
  x: BOX.x * scale,
  y: BOX.y * scale,
  width: BOX.width * scale,
  height: BOX.height * scale,
});
/** The colour of a cell of the first view, or of the second. */
const cell = (views: Uint8Array, view: 0 | 1, x: number, y: number) => {
  const at = (view * VIEWS) / 2 + 3 * (y * SIDE + x);
  return [...views.subarray(at, at + 3)];
};

test('the box alone fills the first view; the second shows as much around it as it is high', () => {
  const views = new Views(page(1), 1).of([BOX]);
  expect(views).toHaveLength(VIEWS);
  const middle = SIDE / 2;
  expect(cell(views, 0, middle - 4, middle)).toEqual([255, 0, 0]);
  expect(cell(views, 0, middle + 4, middle)).toEqual([0, 0, 255]);
  expect(cell(views, 0, 0, 0)).toEqual([255, 255, 255]);
  // The box is a third as high as the second view, and half as wide.
  const reds = Array.from({ length: SIDE }, (_, y) => cell(views, 1, middle - 2, y)[1] === 0).filter(Boolean).length;
  expect(reds).toBeGreaterThanOrEqual(SIDE / 3 - 1);
  expect(reds).toBeLessThanOrEqual(SIDE / 3 + 1);
  expect(cell(views, 1, SIDE / 4 - 2, middle)).toEqual([255, 255, 255]);
  expect(cell(views, 1, SIDE / 4 + 2, middle)).toEqual([255, 0, 0]);
});

test('the views of a picture at twice the scale are the same', () => {
  const [once, twice] = [1, 2].map((scale) => new Views(page(scale), scale).of([scaled(scale)]));
  const off = once!.filter((value, i) => Math.abs(value - twice![i]!) > 130).length;
  expect(off).toBe(0);
});

test('what lies at the edge of a picture is seen as if that went on', () => {
  const views = new Views(page(1), 1).of([
    { x: 0, y: 0, width: 6, height: 6 },
    { x: WIDTH - 0.5, y: HEIGHT - 0.5, width: 0.5, height: 0.5 },
  ]);
  expect(views).toHaveLength(2 * VIEWS);
  for (const view of [0, 1] as const) {
    expect(cell(views, view, 0, 0)).toEqual([255, 255, 255]);
    expect(cell(views.subarray(VIEWS), view, SIDE - 1, SIDE - 1)).toEqual([255, 255, 255]);
  }
});
