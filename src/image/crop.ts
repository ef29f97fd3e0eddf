import * as l10n from '@vscode/l10n';
import sharp from 'sharp';
import { GlimpseError } from '../errors.ts';
import { type Box, wholePixels } from './box.ts';
import { decodeRegion } from './load.ts';
import type { Picture, RgbaPixels } from './picture.ts';

/**
 * The whole pixels that `crop` touches; without one, all of them. Throws GlimpseError `bad-usage` for a part that is not in
 * the picture.
 */
export function partOf(picture: { width: number; height: number }, crop?: Box): Box {
  const { width, height } = picture;
  if (!crop) return { x: 0, y: 0, width, height };
  const part = wholePixels(crop, picture);
  if (part) return part;
  throw new GlimpseError('bad-usage', {
    failed: l10n.t(
      'The part to look at ({0} x {1} at {2}, {3}) is not in the picture, which has {4} x {5} pixels.',
      crop.width,
      crop.height,
      crop.x,
      crop.y,
      width,
      height,
    ),
    todo: l10n.t('Choose a part inside of the picture.'),
  });
}

/** The pixels of `crop` as the file has them, in sRGB: nothing is resampled, and transparency stays. */
export function cropPixels(picture: Picture, crop: Box, signal?: AbortSignal): Promise<RgbaPixels> {
  return decodeRegion(picture, partOf(picture.info, crop), signal);
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
