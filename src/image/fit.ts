import * as l10n from '@vscode/l10n';
import sharp, { type Sharp } from 'sharp';
import type * as z from 'zod';
import { GlimpseError } from '../errors.ts';
import { type Box, bottom, right } from './box.ts';
import { partOf } from './crop.ts';
import { type FitOptions, type FittedImage, parseFitOptions } from './fitted.ts';
import type { Pixels } from './picture.ts';
import { tile } from './tiles.ts';
import { tokenGrid } from './token-grid.ts';

type Options = z.output<typeof FitOptions>;

/** Of a screen's pixels more than nine in ten are like a neighbour, of a photo's two in ten, of an enlarged one's four. */
const DRAWN_SHARE = 0.5;
/** Looking at so many rows tells as much as looking at all. */
const LOOKED_AT_ROWS = 256;
/** What a JPEG's quality becomes, step by step, and then its size, while it has too many bytes. */
const QUALITY_STEPS = [75, 60, 45];
const SHRINK_STEP = 0.75;

/**
 * A picture as a model is shown it: within the budget of tokens, so that the server has nothing left to resize
 * (`tokenGrid`). Without `tiles` it is one image. Made smaller by Lanczos resampling, larger by bicubic.
 *
 * Throws GlimpseError `bad-usage` for options that make no sense: a crop outside of the picture, too few bytes for any.
 */
export async function fitPixels(pixels: Pixels, options: FitOptions, signal?: AbortSignal): Promise<FittedImage[]> {
  const parsed = parseFitOptions(options);
  const images: FittedImage[] = [];
  for (const region of regions(pixels, parsed)) {
    signal?.throwIfAborted();
    images.push(await fitRegion(pixels, region, parsed));
  }
  signal?.throwIfAborted();
  return images;
}

function regions(pixels: Pixels, options: Options): Box[] {
  const whole = partOf(pixels, options.crop);
  if (!options.tiles) return [whole];
  const { minScale, overlap } = options.tiles;
  return tile(whole, overlap, (width, height) => {
    const { columns, rows } = tokenGrid(width, height, options);
    // A side is rounded to whole tokens: half a token less is no smaller scale.
    return (columns + 0.5) * options.patch >= width * minScale && (rows + 0.5) * options.patch >= height * minScale;
  });
}

async function fitRegion(pixels: Pixels, region: Box, options: Options): Promise<FittedImage> {
  const { width, height, rgb } = pixels;
  const { patch, maxBytes = Infinity } = options;
  const encodings = chooseEncodings(pixels, region, options);
  for (let { maxTokens } = options; maxTokens >= 1; ) {
    const { columns, rows } = tokenGrid(region.width, region.height, { ...options, maxTokens });
    const tokens = columns * rows;
    const size = { width: columns * patch, height: rows * patch };
    const resized = sharp(rgb, { raw: { width, height, channels: 3 }, limitInputPixels: false })
      .extract({ left: region.x, top: region.y, width: region.width, height: region.height })
      .resize({ ...size, fit: 'fill', kernel: 'lanczos3' });
    for (const { mediaType, encode } of encodings) {
      const data = await encode(resized.clone()).toBuffer();
      if (data.length <= maxBytes) return { data, mediaType, ...size, tokens, region };
    }
    maxTokens = Math.floor(tokens * SHRINK_STEP);
  }
  throw new GlimpseError('bad-usage', {
    failed: l10n.t('No picture is so small that it has {0} bytes.', maxBytes),
    todo: l10n.t('Raise the limit.'),
  });
}

interface Encoding {
  mediaType: FittedImage['mediaType'];
  encode: (image: Sharp) => Sharp;
}

/** In the order in which they are tried while there are too many bytes. */
function chooseEncodings(pixels: Pixels, region: Box, { encoding, quality }: Options): Encoding[] {
  // At level 2 a screen takes half the time of level 6, and a tenth more bytes.
  const png: Encoding = { mediaType: 'image/png', encode: (image) => image.png({ compressionLevel: 2 }) };
  if (encoding === 'png') return [png];
  const qualities = [quality, ...QUALITY_STEPS.filter((step) => step < quality)];
  const jpegs = qualities.map(
    (step): Encoding => ({
      mediaType: 'image/jpeg',
      // Small coloured text is lost in half the colours.
      encode: (image) => image.jpeg({ quality: step, chromaSubsampling: '4:4:4' }),
    }),
  );
  return encoding === 'auto' && isDrawn(pixels, region) ? [png, ...jpegs] : jpegs;
}

/** Whether many pixels are exactly like the one before or above: flat colour, which no camera sees. */
function isDrawn({ width, rgb }: Pixels, region: Box): boolean {
  const step = Math.max(1, Math.floor(region.height / LOOKED_AT_ROWS));
  let [like, seen] = [0, 0];
  for (let y = region.y + 1; y < bottom(region); y += step) {
    for (let x = region.x + 1, at = (y * width + x) * 3; x < right(region); x++, at += 3) {
      if (isLike(rgb, at, at - 3) || isLike(rgb, at, at - width * 3)) like++;
      seen++;
    }
  }
  return like >= seen * DRAWN_SHARE;
}

const isLike = (rgb: Uint8Array, a: number, b: number): boolean =>
  rgb[a] === rgb[b] && rgb[a + 1] === rgb[b + 1] && rgb[a + 2] === rgb[b + 2];
