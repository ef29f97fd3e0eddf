import { expect, test } from 'vitest';
import type { Box } from '../../../src/image/box.ts';
import { inReadingOrder } from '../../../src/screen/order.ts';

const row = (x: number, y: number, width: number, height = 16): Box => ({ x, y, width, height });

/** The places of `boxes` in reading order; the first `holders` of them hold others. */
const orderOf = (boxes: readonly Box[], holders = 0) =>
  inReadingOrder(boxes, (i) => i < holders).map(({ index }) => index);

test('a table is read by rows', () => {
  const cells = [0, 1, 2, 3].flatMap((y) =>
    [0, 1, 2].map((x) => row(20 + 150 * x, 20 + 40 * y, 60 + 20 * ((x + y) % 3))),
  );
  expect(orderOf(cells)).toEqual(cells.map((_, i) => i));
  expect(orderOf(cells.toReversed()).map((i) => 11 - i)).toEqual(cells.map((_, i) => i));
});

test('a sidebar without a frame is read before what is beside it', () => {
  const sidebar = [0, 1, 2, 3, 4].map((i) => row(20, 20 + 44 * i, 100));
  const page = [
    row(200, 24, 300, 32),
    row(200, 90, 500),
    row(200, 112, 480),
    row(200, 134, 510),
    row(200, 180, 90, 36),
  ];
  expect(orderOf([...page, ...sidebar])).toEqual([5, 6, 7, 8, 9, 0, 1, 2, 3, 4]);
});

test('a heading above two columns comes before both', () => {
  const heading = row(20, 10, 700, 30);
  const left = [0, 1, 2, 3].map((i) => row(20, 60 + 24 * i, 200));
  const far = [0, 1, 2].map((i) => row(400, 68 + 33 * i, 200));
  expect(orderOf([...far, ...left, heading])).toEqual([7, 3, 4, 5, 6, 0, 1, 2]);
});

test('what a box holds follows it, and a label beside a higher field comes first', () => {
  const card = row(0, 0, 400, 100);
  const field = row(120, 20, 200, 40);
  const label = row(20, 30, 80);
  const after = row(0, 120, 60);
  expect(inReadingOrder([card, after, field, label], (i) => i === 0)).toEqual([
    { index: 0, parent: undefined },
    { index: 3, parent: 0 },
    { index: 2, parent: 0 },
    { index: 1, parent: undefined },
  ]);
});
