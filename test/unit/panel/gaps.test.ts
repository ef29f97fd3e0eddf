import { describe, expect, test } from 'vitest';
import { gaps, snapped } from '../../../src/panel/gaps.ts';

const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

describe('the gaps between two boxes', () => {
  test('side by side: the space between, drawn where both are', () => {
    const found = gaps(box(10, 10, 30, 20), box(64, 20, 16, 40));
    expect(found).toMatchObject({ relation: 'apart', horizontal: 24, vertical: -10 });
    expect(found.spans).toEqual([{ axis: 'x', from: { x: 40, y: 25 }, to: { x: 64, y: 25 }, length: 24 }]);
    expect(found.centre).toEqual({ dx: 47, dy: 20, distance: Math.hypot(47, 20) });
  });

  test('the same whichever comes first', () => {
    const [a, b] = [box(10, 10, 30, 20), box(64, 90, 16, 40)];
    const [there, back] = [gaps(a, b), gaps(b, a)];
    expect(there.horizontal).toBe(24);
    expect(there.vertical).toBe(60);
    expect(back.spans).toEqual(there.spans);
    expect(back.centre.distance).toBe(there.centre.distance);
    expect(there.spans.map(({ axis, length }) => [axis, length])).toEqual([
      ['x', 24],
      ['y', 60],
    ]);
  });

  test('touching: none, and no line', () => {
    expect(gaps(box(0, 0, 10, 10), box(10, 0, 10, 10))).toMatchObject({ relation: 'apart', horizontal: 0, spans: [] });
  });

  test('overlapping: how far, as less than nothing', () => {
    const found = gaps(box(0, 0, 50, 50), box(40, 30, 50, 50));
    expect(found).toMatchObject({ relation: 'overlapping', horizontal: -10, vertical: -20, spans: [] });
  });

  test('one in the other: the space on each side', () => {
    const [outer, inner] = [box(100, 100, 200, 100), box(116, 108, 150, 92)];
    for (const found of [gaps(outer, inner), gaps(inner, outer)]) {
      expect(found.relation).toBe('inside');
      expect(found.insets).toEqual({ left: 16, top: 8, right: 34, bottom: 0 });
      expect(found.spans.map(({ length }) => length)).toEqual([16, 34, 8]);
    }
    expect(gaps(outer, outer)).toMatchObject({ relation: 'inside', insets: { left: 0, top: 0, right: 0, bottom: 0 } });
  });
});

describe('a point', () => {
  const boxes = [box(10, 10, 30, 20), box(200, 10, 30, 20)];

  test('snaps to an edge that is near, on each axis by itself', () => {
    expect(snapped({ x: 12, y: 18.3 }, boxes, 4)).toEqual({ x: 10, y: 18 });
    expect(snapped({ x: 38.7, y: 31 }, boxes, 4)).toEqual({ x: 40, y: 30 });
  });

  test('snaps to nothing that lies elsewhere', () => {
    expect(snapped({ x: 120.4, y: 11 }, boxes, 4)).toEqual({ x: 120, y: 11 });
    expect(snapped({ x: 41, y: 90 }, boxes, 4)).toEqual({ x: 41, y: 90 });
  });
});
