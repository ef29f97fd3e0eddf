import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { iou } from '../../../src/image/box.ts';
import type { Pixels } from '../../../src/image/picture.ts';
import { segment } from '../../../src/screen/segments.ts';
import { findShapes } from '../../../src/screen/shapes.ts';
import { drawnShapes, inkOfSketch } from '../../../src/screen/sketch.ts';

/** A page in uneven light: a field whose lines wander and do not meet, and a crossed box for a picture. */
const DRAWING = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900">
  <defs>
    <linearGradient id="light" x2="1" y2="1"><stop stop-color="#d8d4cc"/><stop offset="1" stop-color="#8c8984"/></linearGradient>
    <filter id="grain"><feTurbulence type="fractalNoise" baseFrequency="0.4" seed="7"/>
      <feColorMatrix values="0 0 0 0 0.5  0 0 0 0 0.5  0 0 0 0 0.5  0.3 0 0 0 0"/></filter>
  </defs>
  <rect width="900" height="900" fill="url(#light)"/><rect width="900" height="900" filter="url(#grain)" opacity="0.4"/>
  <g fill="none" stroke="#2b2f6b" stroke-width="4">
    <path d="M103 604 L300 600 L596 607 L600 697 L350 703 L100 700 L102 611"/>
    <path d="M200 100 L702 104 L698 402 L203 398 Z M200 100 L698 402 M702 104 L203 398"/>
  </g></svg>`;

async function pixelsOf(data: Buffer): Promise<Pixels> {
  const image = sharp(data).removeAlpha();
  const { data: rgb, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgb: new Uint8Array(rgb) };
}

test('boxes drawn by hand on paper, open at a corner or crossed out', async () => {
  const pixels = await pixelsOf(Buffer.from(DRAWING));
  const ink = inkOfSketch(pixels, findShapes(segment(pixels)))!;
  expect(ink).toBeDefined();
  const shapes = drawnShapes(ink, segment(ink));
  const at = (x: number, y: number, width: number, height: number) =>
    shapes.filter(({ box }) => iou(box, { x, y, width, height }) > 0.9);
  expect(at(100, 600, 500, 102)).toMatchObject([{ kind: 'rectangle', crossed: false }]);
  expect(at(200, 100, 502, 302)).toMatchObject([{ kind: 'rectangle', crossed: true }]);
});

test.each(['orders', 'settings-zh'])('a rendered screen is no sketch: %s', async (name) => {
  const pixels = await pixelsOf(await readFile(`test/fixtures/screens/${name}.png`));
  expect(inkOfSketch(pixels, findShapes(segment(pixels)))).toBeUndefined();
});
