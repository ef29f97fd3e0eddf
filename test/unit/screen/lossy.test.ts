import sharp from 'sharp';
import { expect, test } from 'vitest';
import { withoutLoss } from '../../../src/screen/lossy.ts';
import { segment } from '../../../src/screen/segments.ts';
import { pictureOf, pixelsOf } from './screens.ts';

test.each(['orders', 'settings-zh'])('a screen as it was rendered stays as it is: %s', async (name) => {
  const pixels = await pixelsOf(pictureOf(name));
  expect(withoutLoss(pixels)).toBe(pixels);
});

test.each(['jpeg', 'webp'] as const)('flat colours that %s has stirred up are flat again', async (format) => {
  const pixels = await pixelsOf(pictureOf('orders'));
  const stored = await pixelsOf(await sharp(pictureOf('orders'))[format]({ quality: 85 }).toBuffer());
  const cleaned = withoutLoss(stored);
  const [was, is] = [segment(stored).count, segment(cleaned).count];
  expect(is).toBeLessThan(0.9 * was);
  // Text and borders are still there.
  expect(is).toBeGreaterThan(0.5 * segment(pixels).count);
});
