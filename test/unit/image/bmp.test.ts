import { describe, expect, test } from 'vitest';
import { decodeBmp, readBmpHeader } from '../../../src/image/bmp.ts';
import { type BmpOptions, makeBmp } from './make-bmp.ts';

type Rgb = readonly [number, number, number];

const palette: Rgb[] = Array.from({ length: 256 }, (_, i) => [i, (i * 7) & 255, (i * 13 + 100) & 255]);
const background: Rgb = [9, 99, 199];

function decode(data: Uint8Array): number[][] {
  const { rgb } = decodeBmp(data, readBmpHeader(data), background);
  return Array.from({ length: rgb.length / 3 }, (_, i) => [...rgb.subarray(i * 3, i * 3 + 3)]);
}

/** 13 is odd, no multiple of 8 and makes every row padded. */
const size = { width: 13, height: 5 };
const everyPixel = <T>(value: (x: number, y: number) => T): T[] =>
  Array.from({ length: size.width * size.height }, (_, i) => value(i % size.width, Math.floor(i / size.width)));

describe('indexed', () => {
  test.each([1, 2, 4, 8] as const)('%i bit', (bits) => {
    const pixel = (x: number, y: number): number => (x * 3 + y * 5) % 2 ** bits;
    const options: BmpOptions = { ...size, bits, pixel, palette: palette.slice(0, 2 ** bits) };
    const expected = everyPixel((x, y) => palette[pixel(x, y)]);
    expect(decode(makeBmp(options))).toEqual(expected);
    expect(decode(makeBmp({ ...options, topDown: true })), 'top-down').toEqual(expected);
    expect(decode(makeBmp({ ...options, headerBytes: 12, palette: palette.slice(0, 2 ** bits) })), 'OS/2').toEqual(
      expected,
    );
    expect(decode(makeBmp({ ...options, gap: 6 })), 'pixels not right after the palette').toEqual(expected);
  });

  test('colours that the palette lacks are black', () => {
    const data = makeBmp({ width: 2, height: 1, bits: 8, palette: [[1, 2, 3]], pixel: (x) => x * 200 });
    expect(decode(data)).toEqual([
      [1, 2, 3],
      [0, 0, 0],
    ]);
  });
});

describe('direct', () => {
  const color = (x: number, y: number): Rgb => [x * 15, y * 40, (x + y) * 10];
  const pack = (x: number, y: number): number => {
    const [r, g, b] = color(x, y);
    return (r << 16) | (g << 8) | b;
  };

  test.each([24, 32] as const)('%i bit', (bits) => {
    const options: BmpOptions = { ...size, bits, pixel: pack };
    expect(decode(makeBmp(options))).toEqual(everyPixel(color));
    expect(decode(makeBmp({ ...options, topDown: true }))).toEqual(everyPixel(color));
  });

  test('16 bit: 5 bits a channel', () => {
    const data = makeBmp({ width: 3, height: 1, bits: 16, pixel: (x) => [0x7fff, 31 << 10, 16][x]! });
    expect(decode(data)).toEqual([
      [255, 255, 255],
      [255, 0, 0],
      [0, 0, 132],
    ]);
  });

  test('16 bit with masks: 6 bits of green', () => {
    const masks = [0xf800, 0x07e0, 0x001f];
    const data = makeBmp({
      width: 2,
      height: 1,
      bits: 16,
      compression: 3,
      masks,
      pixel: (x) => [63 << 5, 32 << 5][x]!,
    });
    expect(decode(data)).toEqual([
      [0, 255, 0],
      [0, 130, 0],
    ]);
  });

  test('32 bit with the channels in another order', () => {
    const masks = [0xff, 0xff00, 0xff0000];
    const data = makeBmp({ width: 1, height: 1, bits: 32, compression: 3, masks, pixel: () => 0x0a0b0c });
    expect(decode(data)).toEqual([[12, 11, 10]]);
  });

  test('alpha shows the background', () => {
    const masks = [0xff0000, 0xff00, 0xff, 0xff000000];
    const pixel = (x: number): number => [0xffff0000, 0x00ff0000, 0x80ff0000][x]!;
    const data = makeBmp({ width: 3, height: 1, bits: 32, compression: 3, headerBytes: 124, masks, pixel });
    expect(decode(data)).toEqual([[255, 0, 0], [...background], [132, 49, 99]]);
  });

  test('an alpha channel that is 0 everywhere means opaque', () => {
    const masks = [0xff0000, 0xff00, 0xff, 0xff000000];
    const data = makeBmp({
      width: 1,
      height: 1,
      bits: 32,
      compression: 3,
      headerBytes: 124,
      masks,
      pixel: () => 0x102030,
    });
    expect(decode(data)).toEqual([[16, 32, 48]]);
  });
});

describe('run-length', () => {
  const at = (...colors: (number | undefined)[]) =>
    colors.map((color) => (color === undefined ? background : palette[color]));
  const runs = (bits: 4 | 8, bytes: number[]): Uint8Array =>
    makeBmp({
      width: 7,
      height: 3,
      bits,
      compression: bits === 8 ? 1 : 2,
      palette: palette.slice(0, 2 ** bits),
      pixel: () => 0,
      body: Uint8Array.from(bytes),
    });

  test('8 bit: runs, absolute pixels, moves, and rows from the bottom', () => {
    const data = runs(8, [3, 5, 0, 3, 1, 2, 3, 0, 0, 0, 0, 2, 2, 0, 2, 7, 0, 0, 7, 9, 0, 1]);
    expect(decode(data)).toEqual([
      ...at(9, 9, 9, 9, 9, 9, 9),
      ...at(undefined, undefined, 7, 7, undefined, undefined, undefined),
      ...at(5, 5, 5, 1, 2, 3, undefined),
    ]);
  });

  test('4 bit', () => {
    const data = runs(4, [5, 0x12, 0, 0, 0, 5, 0x12, 0x34, 0x50, 0, 0, 0, 7, 0x39, 0, 1]);
    expect(decode(data)).toEqual([
      ...at(3, 9, 3, 9, 3, 9, 3),
      ...at(1, 2, 3, 4, 5, undefined, undefined),
      ...at(1, 2, 1, 2, 1, undefined, undefined),
    ]);
  });

  test('a file that ends too early says how many rows are missing', () => {
    expect(() => decode(runs(8, [7, 1, 0, 0, 3, 1]))).toThrow('2 of its 3 rows are missing');
  });

  test('pixels beyond the row are dropped', () => {
    expect(decode(runs(8, [255, 4, 0, 0, 255, 5, 0, 0, 255, 6]))).toEqual([
      ...at(6, 6, 6, 6, 6, 6, 6),
      ...at(5, 5, 5, 5, 5, 5, 5),
      ...at(4, 4, 4, 4, 4, 4, 4),
    ]);
  });
});

describe('files that lie', () => {
  const good = makeBmp({ ...size, bits: 24, pixel: () => 0 });
  const patched = (offset: number, value: number): Uint8Array => {
    const data = Buffer.from(good);
    data.writeInt32LE(value, offset);
    return data;
  };

  test.each([
    ['a negative width', patched(18, -13)],
    ['no height', patched(22, 0)],
    ['17 bits a pixel', patched(28, 17)],
    ['an unknown compression', patched(30, 99)],
    ['JPEG inside', patched(30, 4)],
    ['pixels within the header', patched(10, 2)],
    ['a cut header', good.subarray(0, 30)],
  ])('%s', (_, data) => {
    expect(() => readBmpHeader(data)).toThrow();
  });

  test('a size that no memory holds is told by the header', () => {
    const data = Buffer.from(patched(18, 2_000_000_000));
    data.writeInt32LE(-2_147_483_648, 22);
    expect(readBmpHeader(data)).toMatchObject({ width: 2_000_000_000, height: 2_147_483_648, topDown: true });
  });

  test('cut pixels', () => {
    expect(() => decode(good.subarray(0, good.length - 45))).toThrow('2 of its 5 rows are missing');
    expect(() => decode(patched(10, 1_000_000))).toThrow('5 of its 5 rows are missing');
  });

  test('missing padding at the very end is no damage', () => {
    expect(decode(good.subarray(0, good.length - 1))).toHaveLength(65);
  });
});
