import { expect, test } from 'vitest';
import type { Box } from '../../../src/image/box.ts';
import { candidatesOf, type Kind } from '../../../src/screen/candidates.ts';
import { featuresOf } from '../../../src/screen/features.ts';
import { Trees } from '../../../src/screen/forest.ts';
import type { Rgb } from '../../../src/screen/segments.ts';
import type { Sight } from '../../../src/screen/sight.ts';
import type { ScreenLine } from '../../../src/screen/text.ts';

const box = (x: number, y: number, width: number, height: number): Box => ({ x, y, width, height });
const BLUE: Rgb = [20, 90, 220];
const INK: Rgb = [30, 30, 30];

/** A page of 400x200 CSS pixels: a blue button with white words, a link beside an icon, a line of text; at a scale. */
function sightAt(scale: number): Sight {
  const scaled = ({ x, y, width, height }: Box) => box(x * scale, y * scale, width * scale, height * scale);
  const line = (text: string, at: Box): ScreenLine => ({
    text,
    box: scaled(at),
    ink: scaled(box(at.x + 1, at.y + 3, at.width - 2, at.height - 6)),
    em: 14 * scale,
    confidence: 0.98,
  });
  const button = scaled(box(20, 20, 90, 36));
  const isIn = (x: number, y: number, b: Box) => x >= b.x && x < b.x + b.width && y >= b.y && y < b.y + b.height;
  const lines = [
    line('Save', box(48, 29, 34, 17)),
    line('All orders', box(50, 90, 70, 17)),
    line('Total', box(50, 140, 36, 17)),
  ];
  return {
    width: 400 * scale,
    height: 200 * scale,
    pixels: { width: 400 * scale, height: 200 * scale, rgb: new Uint8Array(0) },
    lines,
    shapes: [{ box: button, kind: 'rectangle', fill: BLUE, edge: BLUE, bordered: false, parts: [1], plain: 0.9 }],
    blobs: [{ box: scaled(box(28, 91, 14, 14)), ink: 90 * scale * scale }],
    rules: [],
    at: (x, y) => {
      if (x < 0 || y < 0 || x >= 400 * scale || y >= 200 * scale) return undefined;
      return isIn(x, y, button) ? BLUE : [255, 255, 255];
    },
    inkOf: (of) => (of.text === 'Save' ? [255, 255, 255] : of.text === 'Total' ? INK : BLUE),
    background: [255, 255, 255],
    scale,
    drawn: false,
  };
}

test('candidates: lines, boxes, ink, and an icon with the words beside it', () => {
  const found = candidatesOf(sightAt(1));
  expect(found.map(({ kind, line }) => `${kind} ${line?.text ?? ''}`.trim())).toEqual(
    expect.arrayContaining(['line Save', 'line All orders', 'line Total', 'shape Save', 'blob', 'pair All orders']),
  );
  const pair = found.find(({ kind }) => kind === 'pair');
  expect(pair?.box).toEqual(box(28, 90, 92, 17));
});

test.each([1, 2])('candidates: three bars are one icon, a chevron has the box of a letter, at %sx', (scale) => {
  const sight = sightAt(scale);
  const ink = (x: number, y: number, width: number, height: number) => ({
    box: box(x * scale, y * scale, width * scale, height * scale),
    ink: width * height * scale ** 2,
  });
  const found = candidatesOf({
    ...sight,
    blobs: [ink(300, 20, 14, 2), ink(300, 25, 14, 2), ink(300, 30, 14, 2), ink(130, 146, 4, 7)],
  });
  const inCss = (kind: Kind) =>
    found
      .filter((candidate) => candidate.kind === kind)
      .map(({ box: { x, y, width, height } }) => box(x / scale, y / scale, width / scale, height / scale));
  expect(inCss('group')).toEqual([box(300, 20, 14, 12)]);
  expect(inCss('glyph')).toContainEqual(box(125, 142.5, 14, 14));
});

test('candidates: the words of a link in a sentence, but not of coloured code', () => {
  const sight = sightAt(1);
  const partsIn = (...colors: Rgb[]) => {
    const [line] = sight.lines;
    const parts = colors.map((color, i) => ({
      text: `word${i}`,
      box: box(50 + 40 * i, 160, 36, 17),
      color,
      underlined: false,
    }));
    const found = candidatesOf({ ...sight, lines: [{ ...line, parts }] });
    return found.filter(({ kind }) => kind === 'part').map((candidate) => candidate.line?.text);
  };
  expect(partsIn(INK, BLUE, INK)).toEqual(['word1']);
  expect(partsIn(INK, INK)).toEqual([]);
  expect(partsIn(INK, BLUE, [200, 40, 40])).toEqual([]);
});

test.each([1, 2])('candidates: a knob and its bar, of two colours, are one slider, at %sx', (scale) => {
  const scaled = (x: number, y: number, width: number, height: number) =>
    box(x * scale, y * scale, width * scale, height * scale);
  const knob = { box: scaled(250, 20, 16, 16), ink: 200 * scale ** 2 };
  const slidersOf = (...rules: Box[]) =>
    candidatesOf({ ...sightAt(scale), blobs: [knob], rules }).filter(({ kind }) => kind === 'track');
  const found = slidersOf(scaled(200, 26, 50, 4), scaled(266, 26, 84, 4));
  expect(found.map((candidate) => candidate.box)).toEqual([scaled(200, 20, 150, 16)]);
  expect(slidersOf(scaled(200, 40, 150, 4))).toEqual([]);
});

test('numbers: the same at any scale, but for the scale', () => {
  const [once, twice] = [1, 2].map((scale) => {
    const sight = sightAt(scale);
    return featuresOf(sight, candidatesOf(sight));
  });
  expect(twice!.names).toEqual(once!.names);
  const geometry = [
    'w',
    'h',
    'hem',
    'aspect',
    'cx',
    'toRight',
    'left',
    'textOff',
    'lineBefore',
    'blobBefore',
    'inkSat',
    'fillOut',
    'ofBody',
  ];
  for (const name of geometry) {
    const column = once!.names.indexOf(name);
    expect(column, name).toBeGreaterThanOrEqual(0);
    for (const [i, row] of once!.rows.entries()) expect(twice!.rows[i]![column], name).toBeCloseTo(row[column]!, 3);
  }
  expect(once!.rows[0]![once!.names.indexOf('scale')]).toBe(1);
});

test('numbers: what a blue button with white words is told by', () => {
  const sight = sightAt(1);
  const candidates = candidatesOf(sight);
  const { names, rows } = featuresOf(sight, candidates);
  const button = rows[candidates.findIndex(({ kind }) => kind === 'shape')]!;
  const of = (name: string) => button[names.indexOf(name)];
  expect(of('fillSat')).toBe(200);
  expect(of('fillOut')).toBe(235);
  expect(of('nLines')).toBe(1);
  expect(of('textOff')).toBeLessThan(1);
  expect(of('common')).toBe(1);
});

const packed = (numbers: Int16Array | Float32Array) => Buffer.from(numbers.buffer).toString('base64');

test('trees: the leaves that a row comes to are added up', () => {
  const trees = new Trees({
    feature: packed(Int16Array.of(0, -1, -1, 1, -1, 0, -1, -1)),
    value: packed(Float32Array.of(5, 1, -1, 0.5, 2, 3, 0, -2)),
  });
  const likely = (sum: number) => 1 / (1 + Math.exp(-sum));
  expect(trees.probability(Float32Array.of(4, 0))).toBeCloseTo(likely(1 + 2));
  expect(trees.probability(Float32Array.of(5, 1))).toBeCloseTo(likely(-1 - 2));
  expect(trees.probability(Float32Array.of(2, 1))).toBeCloseTo(likely(1 + 0));
});
