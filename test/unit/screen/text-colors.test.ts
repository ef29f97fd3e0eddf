import { readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import type { Box } from '../../../src/image/box.ts';
import { contrast, type Hex } from '../../../src/image/color.ts';
import { decodePixels, openPicture } from '../../../src/image/load.ts';
import type { Pixels } from '../../../src/image/picture.ts';
import type { Screen } from '../../../src/screen/element.ts';
import { textColors } from '../../../src/screen/text-colors.ts';
import { LocalWorker } from '../../../src/worker/local.ts';
import { WEIGHTS } from '../worker/fixtures.ts';

/** Words in a line of their own at (20, 20), as librsvg draws them: smoothed. */
async function drawn(options: {
  text: string;
  size?: number;
  weight?: number;
  words?: string;
  /** SVG behind the words. */
  behind?: string;
  as?: (image: Sharp) => Sharp;
}): Promise<{ pixels: Pixels; line: Box }> {
  const { text, size = 14, weight = 400, words = 'Forgot your password?', behind = '', as } = options;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="80"><rect width="400" height="80" fill="white"/>${behind}
    <text x="20" y="${20 + size}" font-family="sans-serif" font-size="${size}" font-weight="${weight}" fill="${text}">${words}</text></svg>`;
  const image = sharp(Buffer.from(svg)).png();
  const data = await (as ? as(image) : image).toBuffer();
  const pixels = await decodePixels(await openPicture(data, { name: 'words' }));
  const line = { x: 20, y: 20 + size * 0.24, width: words.length * size * 0.53, height: size * 1.2 };
  return { pixels, line };
}

const plain = (background: string) => `<rect width="400" height="80" fill="${background}"/>`;
const channels = (hex: Hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
const distance = (a: Hex, b: Hex) => Math.max(...channels(a).map((value, i) => Math.abs(value - channels(b)[i]!)));

describe('text on one colour', () => {
  test.each<[Hex, Hex]>([
    ['#000000', '#ffffff'],
    ['#767676', '#ffffff'],
    ['#999999', '#ffffff'],
    ['#0969da', '#ffffff'],
    ['#d4d4d4', '#1e1e1e'],
    ['#ffffff', '#2da44e'],
    ['#c9302c', '#fde8e7'],
    ['#666666', '#333333'],
  ])('%s on %s', async (text, background) => {
    for (const size of [12, 14, 18, 28]) {
      for (const weight of [400, 700]) {
        const { pixels, line } = await drawn({ text, size, weight, behind: plain(background) });
        const found = textColors(pixels, [line])!;
        expect(found.background).toBe(background);
        expect(found.worst).toBeUndefined();
        const truth = contrast(text, background);
        const ratio = contrast(found.text, found.background);
        // Thin strokes do not reach their own colour: what is lost is contrast, never won.
        expect(ratio, `${size} px, ${weight}`).toBeGreaterThan(size >= 18 ? truth * 0.97 : truth * 0.85);
        expect(ratio).toBeLessThan(truth * 1.03);
      }
    }
  });

  test('that a JPEG has smeared', async () => {
    const { pixels, line } = await drawn({
      text: '#24292f',
      size: 18,
      behind: plain('#f6f8fa'),
      as: (image) => image.jpeg({ quality: 80 }),
    });
    const found = textColors(pixels, [line])!;
    expect(distance(found.background, '#f6f8fa')).toBeLessThan(6);
    expect(distance(found.text, '#24292f')).toBeLessThan(24);
  });

  test('whose subpixels are smoothed one by one', async () => {
    // Three times as wide as it is shown: each third is a channel of its own.
    const { pixels } = await drawn({ text: '#202020', size: 28, behind: plain('#f0f0f0') });
    const { width, height, rgb } = pixels;
    const narrow = Math.floor(width / 3);
    const fringed = new Uint8Array(narrow * height * 3);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < narrow * 3; x++) fringed[y * narrow * 3 + x] = rgb[(y * width + x) * 3]!;
    const found = textColors({ width: narrow, height, rgb: fringed }, [{ x: 7, y: 26, width: 104, height: 34 }])!;
    expect(found.background).toBe('#f0f0f0');
    expect(distance(found.text, '#202020')).toBeLessThan(16);
  });

  test('with a word in another colour: that of most of it', async () => {
    const { pixels, line } = await drawn({
      text: '#57606a',
      size: 16,
      words: 'Already have an account? <tspan fill="#0969da">Yes</tspan>',
    });
    const found = textColors(pixels, [{ ...line, width: 250 }])!;
    expect(distance(found.text, '#57606a')).toBeLessThan(16);
  });

  test('several lines count as one', async () => {
    const { pixels, line } = await drawn({ text: '#767676', size: 14 });
    const half = line.width / 2;
    const found = textColors(pixels, [
      { ...line, width: half },
      { ...line, x: line.x + half, width: half },
    ]);
    expect(found).toEqual(textColors(pixels, [line]));
  });
});

describe('text on what varies', () => {
  test('a gradient: the worst of it is said', async () => {
    const behind = `<defs><linearGradient id="g"><stop offset="0" stop-color="#101010"/><stop offset="0.6" stop-color="#d0d0d0"/></linearGradient></defs><rect width="400" height="80" fill="url(#g)"/>`;
    const { pixels, line } = await drawn({ text: '#ffffff', size: 24, words: 'Over a gradient now', behind });
    const found = textColors(pixels, [line])!;
    expect(found.text).toBe('#ffffff');
    expect(found.worst).toBeDefined();
    expect(contrast(found.text, found.worst!)).toBeLessThan(2.6);
  });

  test('two colours side by side', async () => {
    const behind = `<rect width="130" height="80" fill="#0a3069"/><rect x="130" width="270" height="80" fill="#9ec5fe"/>`;
    const { pixels, line } = await drawn({ text: '#ffffff', size: 22, words: 'Half and half of it', behind });
    const found = textColors(pixels, [line])!;
    expect(found).toMatchObject({ text: '#ffffff' });
    expect(distance(found.worst!, '#9ec5fe')).toBeLessThan(4);
  });
});

test('where there is no text there are no colours', () => {
  const pixels = { width: 40, height: 20, rgb: new Uint8Array(2400).fill(200) };
  expect(textColors(pixels, [{ x: 5, y: 5, width: 30, height: 10 }])).toBeUndefined();
  expect(textColors(pixels, [{ x: 100, y: 5, width: 30, height: 10 }])).toBeUndefined();
});

describe('a page as Chromium draws it', () => {
  const worker = new LocalWorker({ weights: WEIGHTS });
  afterAll(() => worker.dispose());

  test('has the colours of its stylesheet', async () => {
    const data = await readFile(new URL('../../editor/fixtures/login.png', import.meta.url));
    const picture = await worker.open(data, { name: 'login.png' });
    let screen: Screen | undefined;
    for await (const event of worker.parse(picture)) if (event.type === 'done') screen = event.screen;
    for (const [words, text, background] of [
      ['Sign in', '#1f2937', '#ffffff'],
      ['Pricing', '#ffffff', '#1e3a8a'],
      ['Email address', '#1f2937', '#ffffff'],
      ['you@example.com', '#6b7280', '#ffffff'],
      ['Continue', '#ffffff', '#2563eb'],
      ['Forgot your password?', '#2563eb', '#ffffff'],
    ] as const) {
      const line = screen!.lines.find((each) => each.text === words)!;
      const found = (await worker.textColors(picture, [line.box]))!;
      expect(found.background, words).toBe(background);
      expect(distance(found.text, text), `${words}: ${found.text}`).toBeLessThan(8);
      expect(contrast(found.text, found.background) / contrast(text, background), words).toBeCloseTo(1, 1);
    }
  });
});
