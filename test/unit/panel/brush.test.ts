import { describe, expect, it } from 'vitest';
import type { Box } from '../../../src/image/box.ts';
import { overlap } from '../../../src/image/box.ts';
import { Brush } from '../../../src/panel/brush.ts';

/** A brush on a pane of 200 x 100, and the grounds of the labels that it has drawn. */
function brush() {
  const grounds: Box[] = [];
  const context = {
    beginPath() {},
    roundRect: (x: number, y: number, width: number, height: number) => grounds.push({ x, y, width, height }),
    fill() {},
    stroke() {},
    fillText() {},
    measureText: (words: string) => ({ width: words.length * 8 }),
  };
  const ink = { paper: '#000', words: '#fff', selected: '#f00', halo: '#000', line: 1, font: 'sans', hues: {} };
  const made = new Brush(
    context as unknown as CanvasRenderingContext2D,
    { scale: 1, x: 0, y: 0 },
    { width: 200, height: 100 },
    ink as unknown as Brush['ink'],
    1,
  );
  return { made, grounds };
}

describe('labels on the picture', () => {
  it('lie on no other label, and where they belong while they can', () => {
    const { made, grounds } = brush();
    for (const words of ['24 px', '22 px', '137 px']) made.label(words, { x: 60, y: 30 });
    made.label('854 px', { x: 160, y: 30 });
    for (const [i, a] of grounds.entries()) for (const b of grounds.slice(i + 1)) expect(overlap(a, b)).toBe(0);
    expect(grounds[0]!.y).toBe(20);
    expect(grounds[3]!.y).toBe(20);
  });

  it('stay within the pane, also where there is no room for all', () => {
    const { made, grounds } = brush();
    for (let i = 0; i < 9; i++) made.label('1440 px', { x: 0, y: 95 });
    for (const { x, y, width, height } of grounds) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(200);
      expect(y + height).toBeLessThanOrEqual(100);
    }
  });
});
