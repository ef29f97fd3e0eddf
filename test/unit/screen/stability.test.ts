import { afterAll, describe, expect, test } from 'vitest';
import { ScreenParser } from '../../../src/screen/parse.ts';
import { kept, variantsOf } from '../../fixtures/structure.ts';
import { pictureOf, pixelsOf, screenOf, weights } from './screens.ts';

const parser = new ScreenParser(weights);
afterAll(() => parser.dispose());

/** The share of the structure that another picture of the same screen must keep; measured are 0.78 and more. */
const LEAST = {
  'scrolled by 1 px': 0.95,
  'cut out': 0.85,
  '1.25x': 0.8,
  '1.5x': 0.8,
  '2x': 0.75,
  inverted: 0.95,
  'JPEG 85': 0.75,
};

describe.each([
  ['settings-zh', Object.keys(LEAST)],
  // Larger, so that each picture takes longer.
  ['orders', ['scrolled by 1 px', '1.25x', 'JPEG 85']],
])('%s in another picture has the same elements', (name, variants) => {
  const screen = (data: Buffer) => pixelsOf(data).then((pixels) => screenOf(parser, pixels));
  const original = screen(pictureOf(name));
  const scaled = new Map([1.25, 1.5, 2].map((scale) => [scale, pictureOf(`${name}@${scale}x`)]));
  const others = variantsOf(pictureOf(name), scaled);

  test.each(variants)('%s', async (variant) => {
    const other = (await others).get(variant)!;
    const { elements } = await screen(other.picture);
    expect(kept((await original).elements, other, elements)).toBeGreaterThan(LEAST[variant as keyof typeof LEAST]);
  });
});

test('the same picture again gives the very same screen, ids and all, also to a parser that has seen nothing else', async () => {
  const pixels = await pixelsOf(pictureOf('settings-zh'));
  const first = await screenOf(parser, pixels);
  const fresh = new ScreenParser(weights);
  expect(await screenOf(fresh, pixels)).toEqual(first);
  await fresh.dispose();
});
