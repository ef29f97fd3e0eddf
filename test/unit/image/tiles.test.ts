import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tile } from '../../../src/image/tiles.ts';

const upTo = (width: number, height: number) => (w: number, h: number) => w <= width && h <= height;

test('what is good enough whole stays whole', () => {
  expect(tile({ x: 5, y: 6, width: 100, height: 50 }, 10, upTo(100, 50))).toEqual([
    { x: 5, y: 6, width: 100, height: 50 },
  ]);
});

test('as few as do, and of a handy shape', () => {
  const tiles = tile({ x: 0, y: 0, width: 4000, height: 3000 }, 100, (w, h) => w * h <= 2_000_000);
  expect(tiles).toHaveLength(8);
  for (const { width, height } of tiles) expect(Math.max(width / height, height / width)).toBeLessThan(2);
});

test('tiles cover every pixel and overlap as asked', () => {
  const side = fc.integer({ min: 1, max: 5000 });
  fc.assert(
    fc.property(
      side,
      side,
      fc.integer({ min: 0, max: 200 }),
      fc.integer({ min: 800, max: 3000 }),
      (w, h, overlap, most) => {
        const whole = { x: 3, y: 7, width: w, height: h };
        const tiles = tile(whole, overlap, upTo(most, most));
        const columns = [...new Set(tiles.map(({ x }) => x))];
        const rows = [...new Set(tiles.map(({ y }) => y))];
        expect(tiles).toEqual(
          rows.flatMap((y) => columns.map((x) => ({ x, y, width: tiles[0]!.width, height: tiles[0]!.height }))),
        );
        const spans = [
          { starts: columns, size: tiles[0]!.width, from: 3, to: 3 + w },
          { starts: rows, size: tiles[0]!.height, from: 7, to: 7 + h },
        ];
        for (const { starts, size, from, to } of spans) {
          expect(size).toBeLessThanOrEqual(most);
          expect(starts[0]).toBe(from);
          expect(starts.at(-1)! + size).toBe(to);
          for (const [i, start] of starts.slice(1).entries()) {
            expect(starts[i]! + size - start).toBeGreaterThanOrEqual(overlap);
          }
        }
      },
    ),
  );
});

test('there is an end to cutting', () => {
  const tiles = tile({ x: 0, y: 0, width: 90_000, height: 90_000 }, 0, () => false);
  expect(tiles).toHaveLength(64);
});
