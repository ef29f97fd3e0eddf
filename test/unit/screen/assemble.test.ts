import { expect, test } from 'vitest';
import type { Box } from '../../../src/image/box.ts';
import { assemble } from '../../../src/screen/assemble.ts';
import type { Verdict } from '../../../src/screen/roles.ts';
import type { Rgb } from '../../../src/screen/segments.ts';
import type { Sight } from '../../../src/screen/sight.ts';
import type { ScreenLine } from '../../../src/screen/text.ts';

const WHITE: Rgb = [255, 255, 255];
const BORDER: Rgb = [206, 212, 218];
const INK: Rgb = [73, 80, 87];

const line = (text: string, x: number, y: number, em: number): ScreenLine => {
  const width = 0.5 * em * text.length;
  const height = 1.2 * em;
  const ink = { x, y: y + 0.2 * em, width, height: 0.75 * em };
  return { text, box: { x, y, width, height }, ink, em, confidence: 0.98 };
};

/** A form of two labelled fields, the second a text area of 86 pixels that holds `lines`. */
function formWith(...lines: ScreenLine[]): Sight {
  const fields: Box[] = [
    { x: 40, y: 70, width: 320, height: 38 },
    { x: 40, y: 150, width: 320, height: 86 },
  ];
  const isIn = (x: number, y: number, b: Box) => x >= b.x && x < b.x + b.width && y >= b.y && y < b.y + b.height;
  const inner = ({ x, y, width, height }: Box) => ({ x: x + 1, y: y + 1, width: width - 2, height: height - 2 });
  return {
    width: 800,
    height: 400,
    pixels: { width: 800, height: 400, rgb: new Uint8Array(0) },
    lines: [
      line('Subject of the message', 40, 44, 14),
      line('Enter subject ...', 53, 81, 14),
      line('Message', 40, 124, 14),
      ...lines,
    ],
    shapes: fields.map((box, i) => ({
      box,
      kind: 'rectangle',
      fill: WHITE,
      edge: BORDER,
      bordered: true,
      parts: [2 * i + 1, 2 * i + 2],
      plain: 0.95,
    })),
    blobs: [],
    rules: [],
    at: (x, y) => {
      if (x < 0 || y < 0 || x >= 800 || y >= 400) return undefined;
      return fields.some((box) => isIn(x, y, box) && !isIn(x, y, inner(box))) ? BORDER : WHITE;
    },
    inkOf: () => INK,
    background: WHITE,
    scale: 1,
    drawn: false,
  };
}

const SURE: Verdict = { role: 'text', element: 0.9, confidence: 0.9, container: 0.5, words: 0.9, link: 0 };
/** Takes every box for a field, and all else for words. */
const net: Parameters<typeof assemble>[1] = {
  verdictsOf: async (_, candidates) =>
    candidates.map(({ kind }) => (kind === 'shape' ? { ...SURE, role: 'textbox', words: 0 } : SURE)),
};
const roleOf = async (sight: Sight, y: number) =>
  (await assemble(sight, net)).find(({ box }) => box.y === y && box.x === 40)?.role;

test('the handle in the corner of a text area is no letter of another size', async () => {
  const words = line('Enter message ...', 53, 160, 14);
  expect(await roleOf(formWith(words), 150)).toBe('textbox');
  expect(await roleOf(formWith(words, line('/', 349, 223, 8)), 150)).toBe('textbox');
});

test.each(['Orders', '2.4%', '7'])('a box with "%s" above smaller words is a card', async (figure) => {
  const sight = formWith(line(figure, 53, 160, 24), line('Twelve are late', 53, 200, 13));
  expect(await roleOf(sight, 150)).toBe('container');
});
