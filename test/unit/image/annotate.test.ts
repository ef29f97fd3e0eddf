import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { annotatedPng, type Marked } from '../../../src/image/annotate.ts';
import { openPicture } from '../../../src/image/load.ts';

interface Drawn {
  width: number;
  height: number;
  at: (x: number, y: number) => string;
}

async function draw(width: number, height: number, elements: Marked[], background = '#ffffff'): Promise<Drawn> {
  const file = await sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
  const png = await annotatedPng(await openPicture(file, { name: 'shot.png' }), elements);
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number): string => {
    const i = (y * info.width + x) * info.channels;
    return `#${data.subarray(i, i + 3).toString('hex')}`;
  };
  return { width: info.width, height: info.height, at };
}

/** The pixels of a rectangle that are not `background`. */
function marked({ at }: Drawn, x0: number, y0: number, x1: number, y1: number, background = '#ffffff'): Set<string> {
  const seen = new Set<string>();
  for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) if (at(x, y) !== background) seen.add(at(x, y));
  return seen;
}

const button = { hue: 'action', box: { x: 100, y: 80, width: 120, height: 40 } };

describe('the frame of an element', () => {
  test('stands around its box and leaves what is in it alone', async () => {
    const drawn = await draw(400, 300, [button]);
    expect([drawn.width, drawn.height]).toEqual([400, 300]);
    for (const [x, y] of [
      [99, 100],
      [220, 100],
      [160, 79],
      [160, 120],
    ] as const) {
      expect(drawn.at(x, y), `${x}, ${y}`).toBe('#d55e00');
    }
    expect(marked(drawn, 101, 81, 219, 119)).toEqual(new Set());
    expect(marked(drawn, 0, 0, 400, 60)).toEqual(new Set());
  });

  test('has a light halo on a dark screen', async () => {
    const drawn = await draw(400, 300, [button], '#101010');
    const [brightness] = Buffer.from(drawn.at(97, 100).slice(1), 'hex');
    expect(brightness).toBeGreaterThan(120);
  });

  test('is coloured by its hue', async () => {
    const hues = ['text', 'link', 'action', 'entry', 'toggle', 'graphic'];
    const elements = hues.map((hue, i) => ({ hue, box: { x: 40 + 80 * i, y: 50, width: 40, height: 40 } }));
    const drawn = await draw(600, 200, elements);
    expect(new Set(elements.map(({ box }) => drawn.at(box.x - 1, 70))).size).toBe(hues.length);
    const kin = [
      { ...button, hue: 'action' },
      { hue: 'action', box: { x: 100, y: 200, width: 99, height: 40 } },
    ];
    const same = await draw(400, 300, kin);
    expect(same.at(99, 100)).toBe(same.at(99, 220));
  });

  test('is dotted where the element is doubtful', async () => {
    const inked = async (unsure: boolean) => {
      const drawn = await draw(400, 300, [{ ...button, unsure }]);
      const row = Array.from({ length: 120 }, (_, i) => drawn.at(100 + i, 120));
      return row.filter((color) => color === '#d55e00').length;
    };
    expect(await inked(false)).toBe(120);
    const dotted = await inked(true);
    expect(dotted).toBeGreaterThan(40);
    expect(dotted).toBeLessThan(80);
  });

  test('of a container is dashed, and below the others', async () => {
    const container = { hue: 'container', box: { x: 100, y: 80, width: 200, height: 150 } };
    const drawn = await draw(400, 300, [button, container]);
    const edge = Array.from({ length: 100 }, (_, i) => drawn.at(99, 125 + i));
    expect(new Set(edge).size, 'dashes and gaps').toBeGreaterThan(1);
    expect(drawn.at(99, 100)).toBe('#d55e00');
  });

  test('stays in the picture for boxes that touch or cross its edge', async () => {
    const drawn = await draw(100, 100, [{ hue: 'graphic', box: { x: -5, y: 0, width: 200, height: 100 } }]);
    for (const [x, y] of [
      [1, 50],
      [98, 50],
      [50, 98],
    ] as const)
      expect(drawn.at(x, y)).toBe('#e69f00');
  });

  test('is thicker on a large picture', async () => {
    const box = { x: 1000, y: 1000, width: 500, height: 300 };
    const row = async (width: number, height: number): Promise<number> => {
      const { at } = await draw(width, height, [{ hue: 'action', box }]);
      return Array.from({ length: 60 }, (_, i) => at(950 + i, 1150)).filter((color) => color === '#d55e00').length;
    };
    expect(await row(4000, 3600)).toBeGreaterThanOrEqual(3 * (await row(2000, 1400)) - 3);
  });
});

describe('the number of an element', () => {
  test('is its place in the list, from 1, and every number looks different', async () => {
    const elsewhere = { hue: 'action', box: { x: 800, y: 600, width: 9, height: 9 } };
    const tag = async (number: number): Promise<string> => {
      const { at } = await draw(900, 700, [...Array.from({ length: number - 1 }, () => elsewhere), button]);
      return Array.from({ length: 24 * 14 }, (_, i) => at(98 + (i % 24), 66 + Math.floor(i / 24))).join();
    };
    const tags = await Promise.all(Array.from({ length: 21 }, (_, i) => tag(i + 1)));
    expect(new Set(tags).size).toBe(21);
  });

  test('stands outside the box, where there is room', async () => {
    const drawn = await draw(400, 300, [button]);
    expect(marked(drawn, 98, 66, 112, 78).size).toBeGreaterThan(3);
  });

  test('moves away from other numbers', async () => {
    const inner = { hue: 'text', box: { x: 100, y: 80, width: 60, height: 20 } };
    const drawn = await draw(400, 300, [button, inner]);
    const tags = [...Array(400).keys()].filter((x) => ['#d55e00', '#0072b2'].includes(drawn.at(x, 72)));
    expect(Math.min(...tags)).toBeLessThan(101);
    const blue = (x0: number, y0: number, x1: number, y1: number) => marked(drawn, x0, y0, x1, y1).has('#0072b2');
    expect(blue(99, 68, 112, 77), 'not over the first tag').toBe(false);
  });

  test('needs no room in a picture of one pixel', async () => {
    const drawn = await draw(1, 1, [{ hue: 'text', box: { x: 0, y: 0, width: 1, height: 1 } }]);
    expect([drawn.width, drawn.height]).toEqual([1, 1]);
  });
});

test('cancelling ends in the AbortError', async () => {
  const file = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  const picture = await openPicture(file, { name: 'shot.png' });
  const result = annotatedPng(picture, [], { signal: AbortSignal.abort() });
  await expect(result).rejects.toMatchObject({ name: 'AbortError' });
});
