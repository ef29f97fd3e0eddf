export interface BmpOptions {
  width: number;
  height: number;
  bits: 1 | 2 | 4 | 8 | 16 | 24 | 32;
  /** A pixel's value: an index into the palette, or its bits. */
  pixel: (x: number, y: number) => number;
  palette?: readonly (readonly [red: number, green: number, blue: number])[];
  topDown?: boolean;
  compression?: number;
  masks?: readonly number[];
  headerBytes?: 12 | 40 | 56 | 108 | 124;
  /** Bytes between header and pixels. */
  gap?: number;
  /** Instead of rows of `pixel`: already compressed. */
  body?: Uint8Array;
}

/** Writes a BMP of any kind, straight from the format's description. */
export function makeBmp(options: BmpOptions): Uint8Array {
  const { width, height, bits, palette = [], compression = 0, masks = [], headerBytes = 40, gap = 0 } = options;
  const core = headerBytes === 12;
  const header = Buffer.alloc(14 + headerBytes);
  header.write('BM');
  header.writeUInt32LE(headerBytes, 14);
  if (core) {
    header.writeUInt16LE(width, 18);
    header.writeUInt16LE(height, 20);
    header.writeUInt16LE(1, 22);
    header.writeUInt16LE(bits, 24);
  } else {
    header.writeInt32LE(width, 18);
    header.writeInt32LE(options.topDown ? -height : height, 22);
    header.writeUInt16LE(1, 26);
    header.writeUInt16LE(bits, 28);
    header.writeUInt32LE(compression, 30);
    header.writeUInt32LE(palette.length, 46);
  }
  const maskBytes = Buffer.alloc(masks.length * 4);
  masks.forEach((mask, i) => {
    maskBytes.writeUInt32LE(mask >>> 0, i * 4);
  });
  if (headerBytes > 40) maskBytes.copy(header, 54);
  const colors = Buffer.from(palette.flatMap(([r, g, b]) => (core ? [b, g, r] : [b, g, r, 0])));
  const body = options.body ?? rows(options);
  const parts = [header, ...(headerBytes > 40 ? [] : [maskBytes]), colors, Buffer.alloc(gap), body];
  const file = Buffer.concat(parts);
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(file.length - body.length, 10);
  return file;
}

function rows({ width, height, bits, pixel, topDown = false }: BmpOptions): Buffer {
  const stride = Math.ceil((width * bits) / 32) * 4;
  const body = Buffer.alloc(stride * height);
  for (let row = 0; row < height; row++) {
    const y = topDown ? row : height - 1 - row;
    for (let x = 0; x < width; x++) {
      const value = pixel(x, y) >>> 0;
      if (bits >= 8) {
        for (let i = 0; i < bits / 8; i++) body[row * stride + (x * bits) / 8 + i] = (value >>> (8 * i)) & 255;
      } else {
        const at = row * stride + Math.floor((x * bits) / 8);
        body[at] = body[at]! | (value << (8 - bits - ((x * bits) % 8)));
      }
    }
  }
  return body;
}
