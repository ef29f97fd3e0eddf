import sharp from 'sharp';
import type { Pixels } from './picture.ts';

/** The frames of an animated PNG, which sharp does not tell; 1 for any other PNG. */
export function countPngFrames(data: Uint8Array): number {
  const bytes = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let at = 8; at + 12 <= data.length; ) {
    const length = bytes.getUint32(at);
    const type = String.fromCharCode(...data.subarray(at + 4, at + 8));
    if (type === 'acTL') return Math.max(1, bytes.getUint32(at + 8));
    // The animation's header stands before the pixels.
    if (type === 'IDAT') return 1;
    at += 12 + length;
  }
  return 1;
}

/** `compressionLevel` 0..9: 1 where time counts, 6 for files that are kept. */
export async function encodePng(pixels: Pixels, compressionLevel: number): Promise<Uint8Array> {
  const { width, height, rgb } = pixels;
  return sharp(rgb, { raw: { width, height, channels: 3 }, limitInputPixels: false })
    .png({ compressionLevel })
    .toBuffer();
}
