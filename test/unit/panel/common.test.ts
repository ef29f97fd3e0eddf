import { describe, expect, it } from 'vitest';
import { common } from '../../../src/panel/common.ts';
import { fromElements } from '../../../src/panel/items.ts';
import type { Element } from '../../../src/screen/element.ts';

const button = (id: string, x: number, y: number, width: number): Element => ({
  ...{ id, role: 'button', interactive: true, confidence: 1, source: 'parser' },
  box: { x, y, width, height: 32 },
});

describe('what several items have in common', () => {
  it('is the box around them, and the sizes and edges that they share to the pixel', () => {
    const items = fromElements([button('e1', 10, 20, 100), button('e2', 10.3, 60, 80)]);
    const { box, same, roles } = common(items);
    expect(box).toEqual({ x: 10, y: 20, width: 100, height: 72 });
    expect(same).toEqual({ height: 32, left: 10 });
    expect(roles).toEqual([['button', 2]]);
  });
});
