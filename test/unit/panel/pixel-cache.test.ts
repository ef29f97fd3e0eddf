import { expect, test } from 'vitest';
import type { Box } from '../../../src/image/box.ts';
import { PixelCache } from '../../../src/panel/pixel-cache.ts';
import type { PixelBlock } from '../../../src/protocol.ts';

const PICTURE = { width: 300, height: 200 };

/** A picture whose pixels say where they are. */
function source() {
  const asked: Box[] = [];
  const waiting: (() => void)[] = [];
  const fetch = (box: Box) => {
    asked.push(box);
    const { x, y, width, height } = box;
    const rgba = new Uint8Array(width * height * 4);
    for (let i = 0; i < width * height; i++)
      rgba.set([(x + (i % width)) % 256, y + Math.floor(i / width), 7, 255], i * 4);
    return new Promise<PixelBlock>((resolve) => waiting.push(() => resolve({ width, height, rgba })));
  };
  const arrive = async () => {
    for (const each of waiting.splice(0)) each();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { asked, fetch, arrive };
}

test('pixels come block by block, one at a time, and those that are here are not sent for again', async () => {
  const { asked, fetch, arrive } = source();
  let arrivals = 0;
  const cache = new PixelCache(fetch, () => arrivals++);
  const wanted = [
    { x: 290, y: 150 },
    { x: 5, y: 150 },
    { x: -3, y: 400 },
  ];
  cache.want(wanted, PICTURE);
  cache.want(wanted, PICTURE);
  expect(asked).toEqual([{ x: 256, y: 128, width: 44, height: 72 }]);
  expect(cache.at(290, 150)).toBeUndefined();
  await arrive();
  expect(arrivals).toBe(1);
  expect(cache.at(290, 150)).toEqual([34, 150, 7, 255]);
  expect(cache.at(5, 150)).toBeUndefined();
  cache.want(wanted, PICTURE);
  await arrive();
  expect(cache.at(5, 150)).toEqual([5, 150, 7, 255]);
  cache.want(wanted, PICTURE);
  expect(asked).toHaveLength(2);
});

test('what comes of an earlier picture is not taken for one of this', async () => {
  const { fetch, arrive } = source();
  const cache = new PixelCache(fetch, () => {});
  cache.want([{ x: 1, y: 1 }], PICTURE);
  cache.clear();
  await arrive();
  expect(cache.at(1, 1)).toBeUndefined();
});
