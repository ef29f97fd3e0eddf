import { expect, test } from 'vitest';
import type { Kind } from '../../../src/screen/candidates.ts';
import { areRivals, type Judged } from '../../../src/screen/rivals.ts';

const judged = (role: Judged['verdict']['role'], kind: Kind, x: number, y: number, side: number): Judged => ({
  candidate: { kind, box: { x, y, width: side, height: side } },
  verdict: { role },
});

test('an icon in an icon is a detail of it, whichever of them is likelier', () => {
  const [icon, detail] = [judged('icon', 'slot', 0, 0, 30), judged('icon', 'blob', 8, 8, 14)];
  expect(areRivals(icon, detail)).toBe(true);
  expect(areRivals(detail, icon)).toBe(true);
});

test('an icon beside another, and one that reaches into it, is one of its own', () => {
  expect(areRivals(judged('icon', 'blob', 0, 0, 16), judged('icon', 'blob', 18, 0, 16))).toBe(false);
  expect(areRivals(judged('icon', 'blob', 0, 0, 16), judged('icon', 'blob', 8, 0, 16))).toBe(false);
});

test('an icon in a button is listed beside it', () => {
  expect(areRivals(judged('button', 'shape', 0, 0, 30), judged('icon', 'blob', 8, 8, 14))).toBe(false);
});

test('two pieces of ink of nearly the same outline are one thing; words with and without an icon may be two', () => {
  const [large, small] = [20, 16];
  expect(areRivals(judged('button', 'blob', 0, 0, large), judged('icon', 'square', 2, 2, small))).toBe(true);
  expect(areRivals(judged('link', 'pair', 0, 0, large), judged('text', 'line', 2, 2, small))).toBe(false);
});
