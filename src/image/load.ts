import { createHash } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp';
import { GlimpseError } from '../errors.ts';
import { decodeBmp, readBmpHeader } from './bmp.ts';
import type { Box } from './box.ts';
import {
  DEFAULT_LIMITS,
  type ImageLimits,
  type Picture,
  type PictureFormat,
  type PictureInfo,
  type Pixels,
  type RgbaPixels,
} from './picture.ts';
import { countPngFrames } from './png.ts';
import { asText, sniff } from './sniff.ts';
import { svgClaimedSide, svgDensity, svgRoot } from './svg.ts';

// Pictures come once: a cache of decoded operations would only hold memory.
sharp.cache(false);

/** After this long a decoder is taken for stuck: a few kilobytes of hostile SVG can keep one busy for hours. */
const DECODE_DEADLINE_MS = 60_000;
/** cairo, which draws SVG, takes no longer side. */
const MAX_SVG_SIDE = 32_767;

/**
 * A decoder that was given up. It cannot be stopped and keeps a thread busy, and even `process.exit` waits for it: a
 * process that lives on should let itself be killed soon.
 */
export class DecodeTimeout extends GlimpseError {}

/**
 * Checks a file from its first bytes and header, without decoding a pixel.
 *
 * Throws GlimpseError `empty-file`, `not-an-image`, `unsupported-format`, `file-too-large`, `too-many-pixels` or
 * `damaged-image`.
 */
export async function openPicture(
  data: Uint8Array,
  options: { name: string; limits?: ImageLimits; signal?: AbortSignal },
): Promise<Picture> {
  const { name, limits = DEFAULT_LIMITS, signal } = options;
  signal?.throwIfAborted();
  const format = await sniff(data, name);
  if (data.length > limits.maxBytes) {
    throw new GlimpseError('file-too-large', {
      failed: l10n.t(
        '{0} has {1} MB; the limit is {2} MB.',
        name,
        mega(data.length, 2 ** 20),
        mega(limits.maxBytes, 2 ** 20),
      ),
      todo: l10n.t('Save it smaller, or raise the setting glimpse.maxFileMegabytes.'),
    });
  }
  const { width, height, frames, hasAlpha } = await readHeader(data, format, name);
  signal?.throwIfAborted();
  if (width * height > limits.maxPixels) {
    throw new GlimpseError('too-many-pixels', {
      failed: l10n.t(
        '{0} has {1} x {2} pixels: {3} megapixels, where the limit is {4}.',
        name,
        width,
        height,
        mega(width * height),
        mega(limits.maxPixels),
      ),
      todo: l10n.t('Scale it down, or raise the setting glimpse.maxMegapixels.'),
    });
  }
  const sha256 = createHash('sha256').update(data).digest('hex');
  const size = { width, height, frames, bytes: data.length };
  return { info: { name, format, ...size, ...(hasAlpha && { hasAlpha }), sha256 }, data };
}

/**
 * The first frame as a person would see it: EXIF orientation applied, colours in sRGB, transparent parts over
 * `background` (`#rrggbb`, white by default). Throws GlimpseError `damaged-image` when not all of it can be read.
 */
export async function decodePixels(
  picture: Picture,
  options: { background?: string; signal?: AbortSignal } = {},
): Promise<Pixels> {
  const { info, data } = picture;
  const { background = '#ffffff', signal } = options;
  signal?.throwIfAborted();
  const pixels =
    info.format === 'bmp'
      ? decodeBmpPicture(picture, background)
      : await decodeWithSharp(info, data, background).catch(async (error: unknown) => {
          throw error instanceof GlimpseError ? error : damaged(info.name, error, await unreadShare(info, data));
        });
  signal?.throwIfAborted();
  return pixels;
}

/**
 * A part of the first frame, `region` in whole pixels of the picture: as `decodePixels`, but with its transparency (a BMP's is
 * laid on white).
 */
export async function decodeRegion(picture: Picture, region: Box, signal?: AbortSignal): Promise<RgbaPixels> {
  const { info, data } = picture;
  signal?.throwIfAborted();
  const image = info.format === 'bmp' ? fromPixels(decodeBmpPicture(picture, '#ffffff')) : fromFile(info, data);
  const { x: left, y: top, width, height } = region;
  const raw = image.extract({ left, top, width, height }).toColourspace('srgb').ensureAlpha().raw({ depth: 'uchar' });
  const decoded = await withDeadline(info.name, raw.toBuffer({ resolveWithObject: true })).catch((error: unknown) => {
    throw error instanceof GlimpseError ? error : damaged(info.name, error);
  });
  signal?.throwIfAborted();
  if (decoded.info.channels !== 4) throw new Error(`decoded to ${decoded.info.channels} channels`);
  const { buffer, byteOffset, byteLength } = decoded.data;
  return { width, height, rgba: new Uint8Array(buffer, byteOffset, byteLength) };
}

export interface Header {
  /** Pixels, after EXIF orientation. */
  width: number;
  height: number;
  frames: number;
  hasAlpha: boolean;
  /** Opaque RGB or grey as stored: no transparency, no turning, no ink colours. */
  plain: boolean;
}

/** Throws GlimpseError `damaged-image` when the header cannot be read. */
export async function readHeader(data: Uint8Array, format: PictureFormat, name: string): Promise<Header> {
  try {
    if (format === 'bmp') {
      const { width, height, masks } = readBmpHeader(data);
      return { width, height, frames: 1, hasAlpha: masks[3] !== 0, plain: false };
    }
    if (format === 'svg') checkSvgSide(svgClaimedSide(rootTag(data)), name);
    const metadata = await withDeadline(
      name,
      sharp(data, { ...inputOptions(data, format), limitInputPixels: false }).metadata(),
    );
    const { width, height } = metadata.autoOrient;
    if (format === 'svg') checkSvgSide(Math.max(width, height), name);
    const frames = format === 'png' ? countPngFrames(data) : (metadata.pages ?? 1);
    return { width, height, frames, hasAlpha: metadata.hasAlpha, plain: isPlain(metadata) };
  } catch (error) {
    throw error instanceof GlimpseError ? error : damaged(name, error);
  }
}

function isPlain({ hasAlpha, orientation = 1, space }: Metadata): boolean {
  return !hasAlpha && orientation === 1 && ['srgb', 'b-w', 'rgb16', 'grey16'].includes(space);
}

async function decodeWithSharp(info: PictureInfo, data: Uint8Array, background: string): Promise<Pixels> {
  const raw = fromFile(info, data).flatten({ background }).toColourspace('srgb').raw({ depth: 'uchar' });
  const decoded = await withDeadline(info.name, raw.toBuffer({ resolveWithObject: true }));
  const { width, height, channels } = decoded.info;
  if (width !== info.width || height !== info.height || channels !== 3) {
    throw new Error(`decoded to ${width} x ${height} x ${channels}`);
  }
  const { buffer, byteOffset, byteLength } = decoded.data;
  return { width, height, rgb: new Uint8Array(buffer, byteOffset, byteLength) };
}

function decodeBmpPicture({ info, data }: Picture, background: string): Pixels {
  const rgb = [1, 3, 5].map((at) => Number.parseInt(background.slice(at, at + 2), 16));
  try {
    return decodeBmp(data, readBmpHeader(data), rgb);
  } catch (error) {
    throw damaged(info.name, error);
  }
}

function fromFile({ format, width, height }: PictureInfo, data: Uint8Array): Sharp {
  return sharp(data, { ...inputOptions(data, format), limitInputPixels: width * height }).autoOrient();
}

function fromPixels({ width, height, rgb }: Pixels): Sharp {
  return sharp(rgb, { raw: { width, height, channels: 3 }, limitInputPixels: false });
}

function inputOptions(data: Uint8Array, format: PictureFormat): SharpOptions {
  // "error": files that are cut or corrupt are refused, those with trivial warnings are not.
  return { failOn: 'error', ...(format === 'svg' && { density: svgDensity(rootTag(data)) }) };
}

function rootTag(svg: Uint8Array): string {
  return svgRoot(asText(svg) ?? '') ?? '';
}

function checkSvgSide(side: number, name: string): void {
  if (side <= MAX_SVG_SIDE) return;
  throw new GlimpseError('too-many-pixels', {
    failed: l10n.t('{0} is drawn {1} pixels wide or high, where the limit for SVG is {2}.', name, side, MAX_SVG_SIDE),
    todo: l10n.t('Save it smaller, or as a PNG.'),
  });
}

/**
 * How much of a file that cannot be read to its end is missing, 0..1: the rows at the bottom that the decoder left in one
 * colour. Undefined when it cannot be told.
 */
async function unreadShare(info: PictureInfo, data: Uint8Array): Promise<number | undefined> {
  try {
    const input = {
      ...inputOptions(data, info.format),
      failOn: 'none',
      limitInputPixels: info.width * info.height,
    } as const;
    const { data: grey, info: size } = await withDeadline(
      info.name,
      sharp(data, input).removeAlpha().greyscale().raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true }),
    );
    let at = grey.length - 1;
    while (at > 0 && grey[at - 1] === grey.at(-1)) at--;
    return 1 - Math.ceil(at / size.width) / size.height;
  } catch {
    return undefined;
  }
}

function damaged(name: string, cause: unknown, missing = 0): GlimpseError {
  const [reason] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
  const what =
    missing > 0
      ? l10n.t('about the lower {0} % of it is missing', Math.ceil(missing * 100))
      : l10n.t('it cannot be read to its end');
  return new GlimpseError(
    'damaged-image',
    {
      failed: l10n.t('{0} is damaged: {1}.', name, what),
      tried: l10n.t('The decoder says: {0}.', reason),
      todo: l10n.t('Save or download the picture again.'),
    },
    { cause },
  );
}

async function withDeadline<T>(name: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const failed = l10n.t(
        '{0} takes too long to decode: given up after {1} seconds.',
        name,
        DECODE_DEADLINE_MS / 1000,
      );
      reject(
        new DecodeTimeout('damaged-image', {
          failed,
          todo: l10n.t('Save it as a PNG of its usual size and try that.'),
        }),
      );
    }, DECODE_DEADLINE_MS);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** Rounded up, so that what is over a limit never reads the same as the limit. */
function mega(amount: number, unit = 1_000_000): string {
  return String(Math.ceil((amount / unit) * 10) / 10);
}
