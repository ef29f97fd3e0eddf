import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { displayable } from '../../../src/image/display.ts';
import { decodePixels, openPicture } from '../../../src/image/load.ts';
import { makeBmp } from './make-bmp.ts';
import { animationControl, makePng } from './make-png.ts';

const opaque = sharp({ create: { width: 8, height: 4, channels: 3, background: '#336699' } });
const clear = sharp({ create: { width: 8, height: 4, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0.5 } } });
const animation = async (): Promise<Sharp> =>
  sharp([await opaque.clone().png().toBuffer(), await clear.clone().png().toBuffer()], { join: { animated: true } });

async function shown(data: Uint8Array, background?: string) {
  const picture = await openPicture(data, { name: 'shot' });
  const result = await displayable(picture, () => decodePixels(picture, { background }));
  const parsed = await decodePixels(picture, { background });
  return { ...result, parsed: Buffer.from(parsed.rgb).toString('hex') };
}

describe("the file's own bytes where a browser shows the same", () => {
  test.each([
    ['image/png', opaque.clone().png()],
    ['image/png', opaque.clone().png({ palette: true })],
    ['image/png', opaque.clone().toColourspace('rgb16').png()],
    ['image/jpeg', opaque.clone().jpeg()],
    ['image/jpeg', opaque.clone().greyscale().jpeg()],
    ['image/webp', opaque.clone().webp()],
  ])('%s', async (mediaType, encoder) => {
    const file = await encoder.toBuffer();
    expect(await shown(file)).toMatchObject({ mediaType, data: file });
  });
});

describe('otherwise a PNG of exactly the pixels that were parsed', () => {
  test.each([
    ['alpha', () => clear.clone().png().toBuffer()],
    ['WebP with alpha', () => clear.clone().webp({ lossless: true }).toBuffer()],
    ['an animated PNG', async () => makePng(1, 1, 8, 2, Buffer.from([0, 1, 2, 3]), animationControl(2))],
    ['an animated GIF', async () => (await animation()).gif().toBuffer()],
    ['an animated WebP', async () => (await animation()).webp().toBuffer()],
    ['CMYK', () => opaque.clone().toColourspace('cmyk').jpeg().toBuffer()],
    ['a turned JPEG', () => opaque.clone().jpeg().withMetadata({ orientation: 6 }).toBuffer()],
    ['TIFF', () => opaque.clone().tiff().toBuffer()],
    ['AVIF', () => opaque.clone().avif().toBuffer()],
    ['BMP', async () => makeBmp({ width: 3, height: 2, bits: 24, pixel: (x, y) => x * 100 + y })],
    ['SVG', async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"/>')],
  ])('%s', async (_, make) => {
    const { data, mediaType, parsed } = await shown(await make(), '#00ff00');
    expect(mediaType).toBe('image/png');
    const { data: pixels, info } = await sharp(data).raw().toBuffer({ resolveWithObject: true });
    expect(info.channels).toBe(3);
    expect(pixels.toString('hex')).toBe(parsed);
  });
});
