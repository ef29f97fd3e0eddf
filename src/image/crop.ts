import sharp from 'sharp';
import { GlimpseError } from '../errors.ts';
import { type Box, bottom, right } from './box.ts';
import { decodeRegion } from './load.ts';
import type { Picture, RgbaPixels } from './picture.ts';

/**
 * The whole pixels that `crop` touches; without one, all of them. Throws GlimpseError `bad-usage` for a part that is not in
 * the picture.
 */
export function wholePixels(
  { width, height }: { width: number; height: number },
  crop: Box = { x: 0, y: 0, width, height },
): Box {
  const x = Math.max(0, Math.floor(crop.x));
  const y = Math.max(0, Math.floor(crop.y));
  const box = {
    x,
    y,
    width: Math.min(width, Math.ceil(right(crop))) - x,
    height: Math.min(height, Math.ceil(bottom(crop))) - y,
  };
  if (crop.width > 0 && crop.height > 0 && box.width > 0 && box.height > 0) return box;
  throw new GlimpseError('bad-usage', {
    failed: `The part to look at (${crop.width} x ${crop.height} at ${crop.x}, ${crop.y}) is not in the picture, which has ${width} x ${height} pixels.`,
    todo: 'Choose a part inside of the picture.',
  });
}

/** The pixels of `crop` as the file has them, in sRGB: nothing is resampled, and transparency stays. */
export function cropPixels(picture: Picture, crop: Box, signal?: AbortSignal): Promise<RgbaPixels> {
  return decodeRegion(picture, wholePixels(picture.info, crop), signal);
}

/** The same as a PNG. */
export async function cropPng(picture: Picture, crop: Box, signal?: AbortSignal): Promise<Uint8Array> {
  const { width, height, rgba } = await cropPixels(picture, crop, signal);
  const image = sharp(rgba, { raw: { width, height, channels: 4 }, limitInputPixels: false });
  return (isOpaque(rgba) ? image.removeAlpha() : image).png({ compressionLevel: 6 }).toBuffer();
}

function isOpaque(rgba: Uint8Array): boolean {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== 255) return false;
  return true;
}
