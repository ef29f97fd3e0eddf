import { expect, test } from 'vitest';
import { cutAtTable } from '../../../src/screen/line-columns.ts';

const EM = 14;

/** Words with a word space between them, the second at the same place in each row. */
const row = (i: number, ...texts: string[]) => {
  const words = texts.map((text, j) => ({ text, box: { x: 100 + 12 * j, y: 40 * i, width: 8, height: 11 } }));
  return { words, em: EM };
};

test('what is written the same way in row after row is no table', () => {
  const ago = Array.from({ length: 6 }, (_, i) => row(i, `${i + 2}`, 'days', 'ago'));
  expect(cutAtTable(ago)).toHaveLength(6);
});

test('cells that differ are, however close', () => {
  const cells = Array.from({ length: 6 }, (_, i) => row(i, `${i + 2}`, `name${i}`));
  expect(cutAtTable(cells)).toHaveLength(12);
});
