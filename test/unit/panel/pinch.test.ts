import { expect, test } from 'vitest';
import { Pinch } from '../../../src/panel/pinch.ts';

test('two fingers tell how much farther apart they are, and where their middle went', () => {
  const pinch = new Pinch();
  pinch.down(1, { x: 100, y: 100 });
  expect(pinch.isOn).toBe(false);
  expect(pinch.move(1, { x: 110, y: 100 })).toBeUndefined();
  pinch.down(2, { x: 210, y: 100 });
  expect(pinch.isOn).toBe(true);
  expect(pinch.move(2, { x: 310, y: 100 })).toEqual({ factor: 2, at: { x: 160, y: 100 }, dx: 50, dy: 0 });
  expect(pinch.move(3, { x: 0, y: 0 })).toBeUndefined();
  pinch.up(1);
  expect(pinch.isOn).toBe(false);
  expect(pinch.move(2, { x: 0, y: 0 })).toBeUndefined();
});
