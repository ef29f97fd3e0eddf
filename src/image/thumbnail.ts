import sharp from 'sharp';
import type { Pixels } from './picture.ts';
import type { ThumbnailSize } from './thumbnail-size.ts';

/**
 * A small PNG of a picture. Of what is cut, the top left corner stays: a screen begins there. What covers its size gets a grey
 * frame, since a white screen on a white list would be nothing.
 */
export async function thumbnailPng({ width, height, rgb }: Pixels, size: ThumbnailSize): Promise<Uint8Array> {
  const small = sharp(rgb, { raw: { width, height, channels: 3 }, limitInputPixels: false }).resize({
    ...size,
    position: 'left top',
    withoutEnlargement: size.fit === 'inside',
  });
  if (size.fit === 'inside') return small.png({ palette: true, compressionLevel: 9 }).toBuffer();
  return small
    .composite([{ input: frame(size) }])
    .png({ compressionLevel: 9 })
    .toBuffer();
}

/** A twentieth of the picture thick. */
function frame({ width, height }: ThumbnailSize): Buffer {
  const line = Math.max(1, Math.round(Math.min(width, height) / 20));
  const rect = `x="${line / 2}" y="${line / 2}" width="${width - line}" height="${height - line}"`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect ${rect} fill="none" stroke="#808080" stroke-width="${line}"/></svg>`;
  return Buffer.from(svg);
}
