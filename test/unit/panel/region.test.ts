import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wholePixels } from '../../../src/image/box.ts';
import { between, CORNER, dragged, type Grip, gripAt, gripCursor, WHOLE } from '../../../src/panel/region.ts';

const picture = { width: 100, height: 80 };
const region = { x: 20, y: 30, width: 40, height: 20 };

describe('a region that is drawn', () => {
  test('has the pixels under both ends, whichever way it is drawn', () => {
    expect(between({ x: 3.9, y: 4.1 }, { x: 10.2, y: 8.7 }, picture)).toEqual({ x: 3, y: 4, width: 8, height: 5 });
    expect(between({ x: 10.2, y: 8.7 }, { x: 3.9, y: 4.1 }, picture)).toEqual({ x: 3, y: 4, width: 8, height: 5 });
    expect(between({ x: 5.5, y: 5.5 }, { x: 5.6, y: 5.6 }, picture)).toEqual({ x: 5, y: 5, width: 1, height: 1 });
  });

  test('ends where the picture ends', () => {
    expect(between({ x: -50, y: 70 }, { x: 500, y: 500 }, picture)).toEqual({ x: 0, y: 70, width: 100, height: 10 });
    expect(between({ x: 100, y: 80 }, { x: 100, y: 80 }, picture)).toEqual({ x: 99, y: 79, width: 1, height: 1 });
  });

  test('from an element has all pixels that the element touches', () => {
    expect(wholePixels({ x: 3.5, y: 4, width: 10.2, height: 6 }, picture)).toEqual({
      x: 3,
      y: 4,
      width: 11,
      height: 6,
    });
    expect(wholePixels({ x: 90, y: -4, width: 30, height: 6 }, picture)).toEqual({ x: 90, y: 0, width: 10, height: 2 });
    expect(wholePixels({ x: 190, y: 0, width: 30, height: 6 }, picture)).toBeUndefined();
  });
});

test('edges, corners and the inside are told apart, also of a small one', () => {
  expect(gripAt(region, { x: 19, y: 40 }, 3)).toEqual({ x: -1, y: 0 });
  expect(gripAt(region, { x: 61, y: 51 }, 3)).toEqual(CORNER);
  expect(gripAt(region, { x: 40, y: 40 }, 3)).toEqual(WHOLE);
  expect(gripAt(region, { x: 40, y: 29 }, 3)).toEqual({ x: 0, y: -1 });
  expect(gripAt(region, { x: 66, y: 40 }, 3)).toBeUndefined();
  expect(gripAt({ x: 10, y: 10, width: 2, height: 2 }, { x: 11, y: 11 }, 3)).toEqual(WHOLE);
  expect(gripCursor(CORNER)).toBe('nwse-resize');
  expect(gripCursor({ x: 1, y: -1 })).toBe('nesw-resize');
  expect(gripCursor({ x: 0, y: 1 })).toBe('ns-resize');
});

describe('a region that is dragged', () => {
  test('moves as a whole, or by an edge', () => {
    expect(dragged(region, WHOLE, 5.4, -3, picture)).toEqual({ x: 25, y: 27, width: 40, height: 20 });
    expect(dragged(region, CORNER, 5, -3, picture)).toEqual({ x: 20, y: 30, width: 45, height: 17 });
    expect(dragged(region, { x: -1, y: 0 }, 5, 9, picture)).toEqual({ x: 25, y: 30, width: 35, height: 20 });
  });

  test('always is whole pixels in the picture, one at least', () => {
    const side = fc.constantFrom<Grip['x'][]>(-1, 0, 1);
    const by = fc.double({ min: -300, max: 300, noNaN: true });
    fc.assert(
      fc.property(side, side, by, by, (x, y, dx, dy) => {
        const moved = dragged(region, { x, y }, dx, dy, picture);
        for (const value of Object.values(moved)) expect(Number.isInteger(value)).toBe(true);
        expect(Math.min(moved.x, moved.y)).toBeGreaterThanOrEqual(0);
        expect(Math.min(moved.width, moved.height)).toBeGreaterThanOrEqual(1);
        expect(moved.x + moved.width).toBeLessThanOrEqual(picture.width);
        expect(moved.y + moved.height).toBeLessThanOrEqual(picture.height);
      }),
    );
  });
});
