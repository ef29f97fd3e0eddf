import * as l10n from '@vscode/l10n';
import type { Pixels } from './picture.ts';

// sharp reads no BMP, and no BMP package on npm is right for all of these variants (bmp-ts 1.0.9 loses the rows after
// the first in 4-bit pictures of odd width, shifts the colours of RLE and ignores where the pixels start), so this is
// our own. Format: learn.microsoft.com, "Bitmap Storage"; for what it leaves open, what browsers do.

const FILE_HEADER_BYTES = 14;
const CORE_HEADER_BYTES = 12;
/** BITMAPCOREHEADER, BITMAPINFOHEADER and its versions 2, 3, OS/2 2, 4 and 5. */
const HEADER_BYTES: ReadonlySet<number> = new Set([CORE_HEADER_BYTES, 40, 52, 56, 64, 108, 124]);
const COMPRESSION = { rgb: 0, rle8: 1, rle4: 2, bitFields: 3, alphaBitFields: 6 } as const;

export interface BmpHeader {
  width: number;
  height: number;
  /** Rows are stored from the top; otherwise from the bottom, as usual. */
  topDown: boolean;
  bitsPerPixel: number;
  compression: number;
  /** Where red, green, blue and alpha are in a pixel without palette; 0: absent. */
  masks: readonly [red: number, green: number, blue: number, alpha: number];
  /** RGB triples; colours that the file leaves out are black. */
  palette: Uint8Array;
  /** Where the pixels start, in bytes. */
  offset: number;
}

/** Whether the file starts as a BMP does: "BM" alone also starts many a text. */
export function isBmp(data: Uint8Array): boolean {
  return data.length >= 18 && data[0] === 0x42 && data[1] === 0x4d && HEADER_BYTES.has(view(data).getUint32(14, true));
}

/** Reads and checks the header; throws an Error that says what is wrong with the file. */
export function readBmpHeader(data: Uint8Array): BmpHeader {
  const bytes = view(data);
  const headerBytes = bytes.getUint32(14, true);
  const headerEnd = FILE_HEADER_BYTES + headerBytes;
  if (data.length < headerEnd) throw new Error(l10n.t('the file ends within its header'));
  const offset = bytes.getUint32(10, true);
  if (headerBytes === CORE_HEADER_BYTES) {
    return check({
      width: bytes.getUint16(18, true),
      height: bytes.getUint16(20, true),
      topDown: false,
      bitsPerPixel: bytes.getUint16(24, true),
      compression: COMPRESSION.rgb,
      masks: defaultMasks(bytes.getUint16(24, true)),
      palette: readPalette(data, headerEnd, offset, 3, 256),
      offset,
    });
  }
  const height = bytes.getInt32(22, true);
  const bitsPerPixel = bytes.getUint16(28, true);
  const compression = bytes.getUint32(30, true);
  const maskCount = compression === COMPRESSION.alphaBitFields ? 4 : compression === COMPRESSION.bitFields ? 3 : 0;
  // Version 1 has its masks after the header, the later ones within it.
  const paletteStart = headerBytes === 40 ? headerEnd + maskCount * 4 : headerEnd;
  if (data.length < paletteStart) throw new Error(l10n.t('the file ends within its header'));
  const mask = (i: number): number => bytes.getUint32(54 + i * 4, true);
  const [red, green, blue] = maskCount > 0 ? [mask(0), mask(1), mask(2)] : defaultMasks(bitsPerPixel);
  const hasAlphaMask = maskCount === 4 || (headerBytes >= 56 && headerBytes !== 64);
  return check({
    width: bytes.getInt32(18, true),
    height: Math.abs(height),
    topDown: height < 0,
    bitsPerPixel,
    compression,
    masks: [red, green, blue, hasAlphaMask ? mask(3) : 0],
    palette: readPalette(data, paletteStart, offset, 4, bytes.getUint32(46, true) || 256),
    offset,
  });
}

/**
 * The pixels of a BMP whose header has been read. Transparent pixels, and those that a compressed file skips, show
 * `background` (red, green, blue). Throws an Error that says how much is missing of a truncated file.
 */
export function decodeBmp(data: Uint8Array, header: BmpHeader, background: readonly number[]): Pixels {
  const { width, height, bitsPerPixel, compression } = header;
  const rgb = new Uint8Array(width * height * 3);
  if (compression === COMPRESSION.rle8 || compression === COMPRESSION.rle4) {
    for (let i = 0; i < rgb.length; i++) rgb[i] = background[i % 3]!;
    decodeRuns(data, header, rgb);
    return { width, height, rgb };
  }
  const stride = Math.ceil((width * bitsPerPixel) / 32) * 4;
  // The padding of the last row may be missing.
  const rows = Math.floor((data.length - header.offset + stride - Math.ceil((width * bitsPerPixel) / 8)) / stride);
  if (rows < height) throw missingRows(height - Math.max(0, rows), height);
  const decodeRow = bitsPerPixel <= 8 ? indexedRow(data, header, rgb) : directRow(data, header, rgb, background);
  for (let row = 0; row < height; row++) {
    decodeRow(header.offset + row * stride, (header.topDown ? row : height - 1 - row) * width * 3);
  }
  return { width, height, rgb };
}

type DecodeRow = (from: number, to: number) => void;

function indexedRow(data: Uint8Array, { width, bitsPerPixel, palette }: BmpHeader, rgb: Uint8Array): DecodeRow {
  const perByte = 8 / bitsPerPixel;
  const mask = (1 << bitsPerPixel) - 1;
  return (from, to) => {
    for (let x = 0; x < width; x++, to += 3) {
      const shift = 8 - bitsPerPixel * ((x % perByte) + 1);
      const color = ((data[from + Math.floor(x / perByte)]! >> shift) & mask) * 3;
      rgb[to] = palette[color]!;
      rgb[to + 1] = palette[color + 1]!;
      rgb[to + 2] = palette[color + 2]!;
    }
  };
}

function directRow(data: Uint8Array, header: BmpHeader, rgb: Uint8Array, background: readonly number[]): DecodeRow {
  const { width, bitsPerPixel } = header;
  const bytes = bitsPerPixel / 8;
  const [red, green, blue, alpha] = header.masks.map(channel) as [Channel, Channel, Channel, Channel];
  const read = (at: number): number =>
    data[at]! | (data[at + 1]! << 8) | (bytes > 2 ? data[at + 2]! << 16 : 0) | (bytes > 3 ? data[at + 3]! << 24 : 0);
  const transparent = header.masks[3] !== 0 && hasAlpha(data, header, read);
  return (from, to) => {
    for (let x = 0; x < width; x++, from += bytes, to += 3) {
      const pixel = read(from);
      const opacity = transparent ? alpha(pixel) / 255 : 1;
      rgb[to] = background[0]! + (red(pixel) - background[0]!) * opacity + 0.5;
      rgb[to + 1] = background[1]! + (green(pixel) - background[1]!) * opacity + 0.5;
      rgb[to + 2] = background[2]! + (blue(pixel) - background[2]!) * opacity + 0.5;
    }
  };
}

/** Many programs leave the alpha channel at 0 and mean opaque. */
function hasAlpha(data: Uint8Array, { bitsPerPixel, masks, offset }: BmpHeader, read: (at: number) => number): boolean {
  const bytes = bitsPerPixel / 8;
  for (let at = offset; at + bytes <= data.length; at += bytes) if ((read(at) & masks[3]) !== 0) return true;
  return false;
}

type Channel = (pixel: number) => number;

/** Reads the bits under `mask` as 0..255. */
function channel(mask: number): Channel {
  if (mask === 0) return () => 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const scale = 255 / (mask >>> shift);
  return (pixel) => ((pixel & mask) >>> shift) * scale;
}

/** RLE8 and RLE4: pairs of count and colour, or 0 and an escape. */
function decodeRuns(data: Uint8Array, header: BmpHeader, rgb: Uint8Array): void {
  const { width, height, palette } = header;
  const nibbles = header.compression === COMPRESSION.rle4;
  let at = header.offset;
  let x = 0;
  let y = 0;
  const put = (color: number): void => {
    if (x < width && y < height) {
      const row = header.topDown ? y : height - 1 - y;
      rgb.set(palette.subarray(color * 3, color * 3 + 3), (row * width + x) * 3);
    }
    x++;
  };
  while (y < height) {
    const count = data[at++];
    const value = data[at++];
    if (count === undefined || value === undefined) {
      if (x >= width) y++;
      if (y < height) throw missingRows(height - y, height);
    } else if (count > 0) {
      for (let i = 0; i < count; i++) put(nibbles ? (i % 2 === 0 ? value >> 4 : value & 15) : value);
    } else if (value === 0) {
      x = 0;
      y++;
    } else if (value === 1) {
      return;
    } else if (value === 2) {
      x += data[at++] ?? 0;
      y += data[at++] ?? 0;
    } else {
      for (let i = 0; i < value; i++) {
        const byte = data[at + (nibbles ? i >> 1 : i)] ?? 0;
        put(nibbles ? (i % 2 === 0 ? byte >> 4 : byte & 15) : byte);
      }
      const used = nibbles ? (value + 1) >> 1 : value;
      at += used + (used % 2);
    }
  }
}

function readPalette(data: Uint8Array, start: number, end: number, entryBytes: 3 | 4, count: number): Uint8Array {
  const palette = new Uint8Array(256 * 3);
  const last = Math.min(end, data.length) - entryBytes;
  for (let i = 0, at = start; i < Math.min(count, 256) && at <= last; i++, at += entryBytes) {
    palette.set([data[at + 2]!, data[at + 1]!, data[at]!], i * 3);
  }
  return palette;
}

function defaultMasks(bitsPerPixel: number): [number, number, number, number] {
  return bitsPerPixel === 16 ? [0x7c00, 0x03e0, 0x001f, 0] : [0xff0000, 0x00ff00, 0x0000ff, 0];
}

function check(header: BmpHeader): BmpHeader {
  const { width, height, bitsPerPixel, compression, offset } = header;
  if (width <= 0 || height === 0) throw new Error(l10n.t('its header says {0} x {1} pixels', width, height));
  const depths: Record<number, readonly number[]> = {
    [COMPRESSION.rgb]: [1, 2, 4, 8, 16, 24, 32],
    [COMPRESSION.rle8]: [8],
    [COMPRESSION.rle4]: [4],
    [COMPRESSION.bitFields]: [16, 32],
    [COMPRESSION.alphaBitFields]: [16, 32],
  };
  if (!depths[compression]?.includes(bitsPerPixel)) {
    throw new Error(l10n.t('its header says {0} bits a pixel with compression {1}', bitsPerPixel, compression));
  }
  if (offset < FILE_HEADER_BYTES + CORE_HEADER_BYTES)
    throw new Error(l10n.t('its pixels would start within its header'));
  return header;
}

function missingRows(missing: number, height: number): Error {
  return new Error(l10n.t('{0} of its {1} rows are missing', missing, height));
}

function view(data: Uint8Array): DataView {
  return new DataView(data.buffer, data.byteOffset, data.byteLength);
}
