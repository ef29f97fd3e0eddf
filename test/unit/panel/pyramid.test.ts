import { expect, it } from 'vitest';
import { levelFor } from '../../../src/panel/pyramid.ts';

it('takes the smallest copy of a picture that has enough pixels', () => {
  const levels: [{ width: number }, ...{ width: number }[]] = [{ width: 8000 }, { width: 4000 }, { width: 2000 }];
  expect(levelFor(levels, 500).width).toBe(2000);
  expect(levelFor(levels, 2001).width).toBe(4000);
  expect(levelFor(levels, 4000).width).toBe(4000);
  expect(levelFor(levels, 16_000).width).toBe(8000);
});
