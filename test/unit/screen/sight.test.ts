import sharp from 'sharp';
import { expect, test } from 'vitest';
import { type Box, iou } from '../../../src/image/box.ts';
import type { Pixels } from '../../../src/image/picture.ts';
import { inkLines, inkLinesByContrast } from '../../../src/screen/ink.ts';
import { cutAtTable } from '../../../src/screen/line-columns.ts';
import { partsOf } from '../../../src/screen/line-parts.ts';
import { cutAtShapes } from '../../../src/screen/line-shapes.ts';
import { loneInk } from '../../../src/screen/look.ts';
import { segment } from '../../../src/screen/segments.ts';
import { findShapes } from '../../../src/screen/shapes.ts';
import { drawnShapes } from '../../../src/screen/sketch.ts';
import type { ScreenLine } from '../../../src/screen/text.ts';
import { findLoneText, joinedByHand } from '../../../src/screen/text.ts';
import { tidy } from '../../../src/screen/words.ts';

/** Renders SVG on white, `scale` device pixels to a CSS pixel. */
async function draw(svg: string, width = 240, height = 120, scale = 1): Promise<Pixels> {
  const size = `width="${width * scale}" height="${height * scale}" viewBox="0 0 ${width} ${height}"`;
  const source = `<svg xmlns="http://www.w3.org/2000/svg" ${size}><rect width="100%" height="100%" fill="#fff"/>${svg}</svg>`;
  const image = sharp(Buffer.from(source)).removeAlpha().raw();
  const { data, info } = await image.toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgb: new Uint8Array(data) };
}

/** Strokes as those of letters, 10 pixels high: no font is the same everywhere. */
const word = (x: number, y: number, letters: number, fill = '#222') =>
  Array.from(
    { length: letters },
    (_, i) =>
      `<path d="M${x + 7 * i} ${y}h2v10h-2zM${x + 7 * i + 2} ${y + 4}h2v2h-2zM${x + 7 * i + 4} ${y}h1.5v10h-1.5z" fill="${fill}"/>`,
  ).join('');

const line = (box: Box, text = 'Some words'): ScreenLine => ({ text, box, ink: box, em: 14, confidence: 1 });
const ends = (boxes: readonly Box[]) => boxes.map(({ x, width }) => [Math.round(x), Math.round(x + width)]);

test('a radio button that is not chosen is a circle, however thin its ring', async () => {
  const ring = { x: 20, y: 20, width: 13, height: 13 };
  for (const stroke of ['#767676', '#ced4da']) {
    const pixels = await draw(`<circle cx="26.5" cy="26.5" r="6" fill="#fff" stroke="${stroke}"/>`);
    const found = findShapes(segment(pixels)).shapes.filter(({ kind }) => kind === 'circle');
    expect(Math.max(0, ...found.map(({ box }) => iou(box, ring)))).toBeGreaterThan(0.8);
  }
});

test('a check box between two labels is no part of their line', async () => {
  const box = '<rect x="70.5" y="20.5" width="12" height="12" rx="2" fill="#fff" stroke="#767676"/>';
  const segmentation = segment(await draw(word(20, 22, 6) + box + word(90, 22, 5)));
  const detected = { x: 16, y: 17, width: 112, height: 20 };
  const parts = cutAtShapes(detected, findShapes(segmentation).shapes, segmentation);
  const inks = parts.flatMap((part) => inkLines(part.box, segmentation, part));
  expect(ends(inks.map((ink) => ink.box))).toEqual([
    [20, 61],
    [90, 124],
  ]);
});

test('a badge behind a title is a line of its own', async () => {
  const badge = '<rect x="80" y="18" width="34" height="18" rx="4" fill="#0d6efd"/>';
  const segmentation = segment(await draw(word(20, 22, 8) + badge + word(86, 22, 3, '#fff')));
  const detected = { x: 16, y: 17, width: 98, height: 20 };
  const parts = cutAtShapes(detected, findShapes(segmentation).shapes, segmentation);
  const inks = parts.flatMap((part) => inkLines(part.box, segmentation, part));
  expect(ends(inks.map((ink) => ink.box))).toEqual([
    [20, 75],
    [86, 106],
  ]);
});

test('the round letter of a word that is set apart is no radio button', async () => {
  const letter = '<circle cx="60" cy="27" r="5" fill="none" stroke="#222" stroke-width="2"/>';
  const segmentation = segment(await draw(word(20, 22, 5) + letter + word(68, 22, 5)));
  const detected = { x: 16, y: 17, width: 90, height: 20 };
  const parts = cutAtShapes(detected, findShapes(segmentation).shapes, segmentation);
  expect(parts.map(({ box }) => box)).toEqual([detected]);
});

test('a light letter D or O at twice the scale is no mark', async () => {
  const letters =
    '<path d="M62 22h6a5 5 0 0 1 0 10h-6z" fill="none" stroke="#888" stroke-width="1.5"/>' +
    '<circle cx="86" cy="27" r="5" fill="none" stroke="#888" stroke-width="1.5"/>';
  const text = word(20, 21.5, 5, '#888').replace(/v10/g, 'v11') + letters + word(96, 21.5, 5, '#888');
  const segmentation = segment(await draw(text, 240, 120, 2));
  const detected = { x: 36, y: 38, width: 230, height: 32 };
  const parts = cutAtShapes(detected, findShapes(segmentation).shapes, segmentation);
  expect(parts.map(({ box }) => box)).toEqual([detected]);
});

test('ink on a photo is told by its contrast', async () => {
  const noise = Array.from({ length: 600 }, (_, i) => {
    const [x, y] = [(i * 37) % 240, (i * 91) % 120];
    const shade = 40 + ((i * 53) % 50);
    return `<rect x="${x}" y="${y}" width="17" height="9" fill="rgb(${shade},${shade + 20},${Math.round(shade / 2)})"/>`;
  }).join('');
  const segmentation = segment(
    await draw(`<rect width="240" height="120" fill="#345"/>${noise}${word(40, 50, 8, '#fff')}`),
  );
  const detected = { x: 34, y: 45, width: 68, height: 20 };
  const [ink] = inkLinesByContrast(detected, segmentation);
  expect(iou(ink?.box ?? detected, { x: 40, y: 50, width: 55, height: 10 })).toBeGreaterThan(0.8);
});

test('a digit that stands in a column of others may be one', async () => {
  const segmentation = segment(await draw(word(20, 22, 4) + word(20, 62, 1)));
  const found = loneInk(segmentation, findShapes(segmentation), [line({ x: 20, y: 22, width: 26, height: 10 })]);
  expect(found.map(({ x, y }) => [x, y])).toEqual([[20, 62]]);
});

test('a cross, a ring and an arrow alone are icons; a narrow stroke is a one', async () => {
  const boxes = ['x', 'O', '7', 'l'].map((_, i) => ({ x: 30 * i, y: 0, width: 8, height: 10 }));
  const lines = await findLoneText(boxes, [], async (crops) =>
    crops.map(({ x }) => ({ text: 'xO7l'[Math.round((x + 1) / 30)] ?? '', confidence: 0.97, positions: [0.5] })),
  );
  expect(lines.map(({ text }) => text)).toEqual(['7', '1']);
});

test('a field drawn by hand is a box, however its lines slant and do not meet; a word is none', async () => {
  const path = (d: string) => `<path d="${d}" fill="none" stroke="#222" stroke-width="2.5"/>`;
  const field = path('M40 62 L222 50 L223 80 L42 93 L41 66');
  const written = path(
    'M40 20 v18 M40 29 h9 M49 20 v18 M58 30 q6 -8 8 2 q-2 8 -8 4 M72 26 q-7 6 1 11 M80 20 v18 q6 -9 8 0',
  );
  const ink = await draw(field + written, 260, 130);
  for (let i = 0; i < ink.rgb.length; i++) ink.rgb[i] = (ink.rgb[i] ?? 0) < 128 ? 0 : 255;
  const boxes = drawnShapes(ink, segment(ink)).map(({ box }) => box);
  expect(Math.max(0, ...boxes.map((box) => iou(box, { x: 39, y: 49, width: 185, height: 45 })))).toBeGreaterThan(0.8);
  expect(boxes.filter(({ y }) => y < 40)).toEqual([]);
});

test('the words that a hand writes far apart in one row are one line', () => {
  const at = (text: string, x: number, y: number) => line({ x, y, width: 60, height: 14 }, text);
  const lines = joinedByHand([at('Password', 90, 21), at('Forgot', 20, 20), at('Sign', 20, 60), at('up', 140, 60)]);
  expect(lines.map(({ text }) => text)).toEqual(['Forgot Password', 'Sign', 'up']);
});

test('a lone character is read in a crop that is no narrower than high', async () => {
  const sizes: [number, number][] = [];
  await findLoneText([{ x: 10, y: 10, width: 4, height: 10 }], [], async (crops) =>
    crops.map(({ width, height }) => {
      sizes.push([width, height]);
      return { text: '1', confidence: 1, positions: [0.5] };
    }),
  );
  expect(sizes[0]?.[0]).toBeCloseTo(sizes[0]?.[1] ?? 0);
});

test('links in a sentence are parts of their line, by their colour or by the line under them', async () => {
  const underline = (x: number, width: number) => `<rect x="${x}" y="34" width="${width}" height="1" fill="#0a58ca"/>`;
  const links = word(62, 22, 4, '#0a58ca') + underline(62, 27) + word(96, 22, 4, '#0a58ca') + underline(96, 27);
  const segmentation = segment(await draw(word(20, 22, 5) + links + word(130, 22, 4) + word(166, 22, 3, '#c33')));
  const inks = inkLines({ x: 16, y: 17, width: 176, height: 20 }, segmentation);
  const parts = inks.flatMap((ink) =>
    partsOf(
      ink.clusters.map((box) => ({ box, text: 'word' })),
      ink,
    ),
  );
  expect(parts.map(({ box, underlined }) => [Math.round(box.x), underlined])).toEqual([
    [20, false],
    [62, true],
    [96, true],
    [130, false],
    [166, false],
  ]);
});

test('a table whose cells are as close as words is cut at its columns, a numbered list is not', () => {
  const row = (i: number, first: string, second: string) => ({
    em: 14,
    words: [
      { text: first, box: { x: 20, y: 20 * i, width: 70, height: 10 } },
      { text: second, box: { x: 93, y: 20 * i, width: 50, height: 10 } },
    ],
  });
  const table = cutAtTable(Array.from({ length: 6 }, (_, i) => row(i, `2011/04/1${i}`, `$${i}20,800`)));
  expect(table).toHaveLength(12);
  expect(cutAtTable(Array.from({ length: 6 }, (_, i) => row(i, 'Option', String(i))))).toHaveLength(6);
  expect(cutAtTable(Array.from({ length: 6 }, (_, i) => row(i, `$${i}20,`, '800')))).toHaveLength(6);
});

test('a capital I is no small l, and a year follows no at-sign', () => {
  expect(tidy('APl reference')).toBe('API reference');
  expect(tidy('lnbox')).toBe('Inbox');
  expect(tidy('l accept')).toBe('I accept');
  expect(tidy('label of a llama')).toBe('label of a llama');
  expect(tidy('Copyright @ 2026 Glimpse')).toBe('Copyright © 2026 Glimpse');
  expect(tidy('me@2026.org')).toBe('me@2026.org');
  expect(tidy('INF0')).toBe('INFO');
});

test('a box that lies outside of the picture has no ink', async () => {
  const segmentation = segment(await draw(word(20, 22, 6)));
  for (const outside of [
    { x: 20, y: 400, width: 60, height: 20 },
    { x: 600, y: 20, width: 60, height: 20 },
  ]) {
    expect(inkLinesByContrast(outside, segmentation)).toEqual([]);
  }
});
