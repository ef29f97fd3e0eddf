import { expect, test } from 'vitest';
import { coverage, iou, overlap, union } from '../../src/image/box.ts';

const unit = { x: 0, y: 0, width: 10, height: 10 };

test('boxes that only touch share nothing', () => {
  expect(overlap(unit, { x: 10, y: 0, width: 5, height: 5 })).toBe(0);
  expect(iou(unit, { x: 10, y: 0, width: 5, height: 5 })).toBe(0);
});

test('half of a box inside another', () => {
  const shifted = { x: 5, y: 0, width: 10, height: 10 };
  expect(iou(unit, shifted)).toBeCloseTo(1 / 3);
  expect(coverage(unit, shifted)).toBe(0.5);
});

test('union spans all, and refuses nothing', () => {
  expect(union([unit, { x: -5, y: 20, width: 1, height: 1 }])).toEqual({ x: -5, y: 0, width: 15, height: 21 });
  expect(() => union([])).toThrow(RangeError);
});
