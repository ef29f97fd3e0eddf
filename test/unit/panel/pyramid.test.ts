import { describe, expect, it } from 'vitest';
import { halves, levelFor } from '../../../src/panel/pyramid.ts';

describe('smaller copies of a picture', () => {
  it('are made until one can be drawn in a frame', () => {
    expect(halves(8000, 6000)).toEqual([
      { width: 4000, height: 3000 },
      { width: 2000, height: 1500 },
    ]);
    expect(halves(1440, 900)).toEqual([]);
  });

  it('are taken where they have enough pixels', () => {
    const levels: [{ width: number }, ...{ width: number }[]] = [{ width: 8000 }, { width: 4000 }, { width: 2000 }];
    expect(levelFor(levels, 500).width).toBe(2000);
    expect(levelFor(levels, 2001).width).toBe(4000);
    expect(levelFor(levels, 4000).width).toBe(4000);
    expect(levelFor(levels, 16_000).width).toBe(8000);
  });
});
