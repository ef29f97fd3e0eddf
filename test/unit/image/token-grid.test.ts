import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tokenGrid } from '../../../src/image/token-grid.ts';

interface Size {
  width: number;
  height: number;
}

/** llama.cpp's own: `img_tool::calc_size_preserved_ratio` of tools/mtmd/mtmd-image.cpp, in its 32-bit floats. */
function serverSize({ width, height }: Size, patch: number, minPixels: number, maxPixels: number): Size {
  const f = Math.fround;
  const by = (round: (x: number) => number, x: number): number => round(f(f(x) / f(patch))) * patch;
  let w = Math.max(patch, by(Math.round, width));
  let h = Math.max(patch, by(Math.round, height));
  if (h * w > maxPixels) {
    const beta = f(Math.sqrt(f(f(height * width) / maxPixels)));
    h = Math.max(patch, by(Math.floor, height / beta));
    w = Math.max(patch, by(Math.floor, width / beta));
  } else if (h * w < minPixels) {
    const beta = f(Math.sqrt(f(minPixels / f(height * width))));
    h = by(Math.ceil, height * beta);
    w = by(Math.ceil, width * beta);
  }
  return { width: w, height: h };
}

const side = fc.oneof(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 40 }));
/** With room between the least and the most, as in every template. */
const budget = fc
  .record({ minTokens: fc.integer({ min: 4, max: 2048 }), room: fc.double({ min: 2, max: 8, noNaN: true }) })
  .map(({ minTokens, room }) => ({ minTokens, maxTokens: Math.ceil(minTokens * room) }));
const patches = fc.constantFrom(28, 32);

test('a server leaves what is sent as it is: nothing is resized or padded again', () => {
  fc.assert(
    fc.property(side, side, budget, patches, (width, height, { minTokens, maxTokens }, patch) => {
      const { columns, rows } = tokenGrid(width, height, { minTokens, maxTokens, patch });
      const sent = { width: columns * patch, height: rows * patch };
      expect(columns * rows).toBeGreaterThanOrEqual(minTokens);
      expect(columns * rows).toBeLessThanOrEqual(maxTokens);
      expect(serverSize(sent, patch, minTokens * patch ** 2, maxTokens * patch ** 2)).toEqual(sent);
      expect(Math.max(columns / rows, rows / columns), "transformers' limit").toBeLessThanOrEqual(200);
    }),
    { numRuns: 2000 },
  );
});

test('the proportion is kept to within one token a side', () => {
  const usual = fc.integer({ min: 200, max: 5000 });
  fc.assert(
    fc.property(usual, usual, budget, (width, height, limits) => {
      fc.pre(Math.max(width / height, height / width) < 4 && limits.minTokens >= 64);
      const { columns, rows } = tokenGrid(width, height, { ...limits, patch: 32 });
      expect((columns - 1) / (rows + 1)).toBeLessThan(width / height);
      expect((columns + 1) / (rows - 1)).toBeGreaterThan(width / height);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['a size within the budget stays', 1440, 900, 256, 2048, 45, 28],
  ['a large one is made smaller', 3840, 2160, 1024, 2048, 60, 34],
  ['a small one is enlarged to the least', 320, 200, 256, 1024, 20, 13],
  ['and no further', 640, 480, 256, 1024, 20, 15],
  ['one pixel', 1, 1, 1024, 2048, 32, 32],
  ['a line down: squeezed to 1:200', 1, 5000, 256, 1024, 2, 226],
  ['a line across', 10_000, 20, 256, 1024, 313, 2],
])('%s', (_, width, height, minTokens, maxTokens, columns, rows) => {
  expect(tokenGrid(width, height, { minTokens, maxTokens, patch: 32 })).toEqual({ columns, rows });
});

test('the most tokens and the longest short side always hold, whatever else is asked', () => {
  const tokens = fc.integer({ min: 1, max: 500 });
  fc.assert(
    fc.property(side, side, tokens, tokens, fc.integer({ min: 32, max: 2000 }), (width, height, a, b, maxShortSide) => {
      const limits = { minTokens: Math.min(a, b), maxTokens: Math.max(a, b), patch: 32, maxShortSide };
      const { columns, rows } = tokenGrid(width, height, limits);
      expect(columns * rows).toBeLessThanOrEqual(limits.maxTokens);
      expect(Math.min(columns, rows) * 32).toBeLessThanOrEqual(maxShortSide);
      expect(Math.min(columns, rows)).toBeGreaterThanOrEqual(1);
    }),
    { numRuns: 2000 },
  );
});
