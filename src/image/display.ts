import { readHeader } from './load.ts';
import type { Picture, PictureFormat, Pixels } from './picture.ts';
import { encodePng } from './png.ts';

/** Formats whose still, opaque pictures look the same in every browser. */
const MEDIA_TYPES: Partial<Record<PictureFormat, string>> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
};

/**
 * Bytes of which a browser shows exactly the pixels that were parsed: the file's own where that is sure, otherwise a PNG
 * of what `decode` gives.
 */
export async function displayable(
  { info, data }: Picture,
  decode: () => Promise<Pixels>,
): Promise<{ data: Uint8Array; mediaType: string }> {
  const mediaType = MEDIA_TYPES[info.format];
  if (mediaType && info.frames === 1 && (await readHeader(data, info.format, info.name)).plain)
    return { data, mediaType };
  return { data: await encodePng(await decode(), 1), mediaType: 'image/png' };
}
