import { expect, test } from 'vitest';
import { bandsOf } from '../../../src/screen/bands.ts';

/** So many boxes one below the other, in no order. */
const column = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ x: 10, y: 20 * ((i * 7) % count), width: 80, height: 16 }));

test('a small page is looked at as a whole, from top to bottom', () => {
  const boxes = column(9);
  const [band, ...others] = bandsOf(boxes);
  expect(others).toEqual([]);
  expect(band).toMatchObject({ from: 0, to: 9 });
  expect(band!.members.map((member) => boxes[member]!.y)).toEqual([0, 20, 40, 60, 80, 100, 120, 140, 160]);
});

test.each([321, 479, 480, 481, 1013])('of %s boxes each is told once, and in the midst of those around it', (count) => {
  const boxes = column(count);
  const bands = bandsOf(boxes);
  expect(bands.length).toBeGreaterThan(1);
  const told = bands.flatMap(({ members, from, to }) => members.slice(from, to));
  expect([...told].sort((a, b) => a - b)).toEqual([...boxes.keys()]);
  for (const { members, from, to } of bands) {
    expect(members).toHaveLength(320);
    const [top, low] = [members[0]!, members.at(-1)!].map((member) => boxes[member]!.y);
    if (top! > 0) expect(from).toBeGreaterThanOrEqual(80);
    if (low! < 20 * (count - 1)) expect(members.length - to).toBeGreaterThanOrEqual(80);
  }
});

test('nothing is no page', () => {
  expect(bandsOf([])).toEqual([{ members: [], from: 0, to: 0 }]);
});
