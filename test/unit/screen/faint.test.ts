import sharp from 'sharp';
import { expect, test } from 'vitest';
import { iou } from '../../../src/image/box.ts';
import type { Pixels } from '../../../src/image/picture.ts';
import { segment } from '../../../src/screen/segments.ts';
import { findShapes } from '../../../src/screen/shapes.ts';

async function draw(body: string): Promise<Pixels> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="160"><rect width="100%" height="100%" fill="#fff"/>${body}</svg>`;
  const { data, info } = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgb: new Uint8Array(data) };
}

test('a button that is a shade darker than its page is a shape, though its round corners go over into the page', async () => {
  const box = { x: 40, y: 30, width: 130, height: 38 };
  const letters = '<path d="M90 44h2v10h-2zM97 44h2v10h-2zM104 44h2v10h-2z" fill="#222"/>';
  const pixels = await draw(`<rect x="40" y="30" width="130" height="38" rx="6" fill="#f8f9fa"/>${letters}`);
  const { shapes } = findShapes(segment(pixels));
  expect(shapes.filter((shape) => iou(shape.box, box) > 0.95)).toHaveLength(1);
});

test('a band of a gradient is no shape, nor is the page beside one', async () => {
  const stops = '<stop offset="0" stop-color="#e8ecf0"/><stop offset="1" stop-color="#f6f8fa"/>';
  const gradient = `<defs><linearGradient id="g" x2="0" y2="1">${stops}</linearGradient></defs>`;
  const pixels = await draw(`${gradient}<rect x="0" y="0" width="320" height="160" fill="url(#g)"/>`);
  expect(findShapes(segment(pixels)).shapes).toEqual([]);
});
