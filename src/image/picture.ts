import * as z from 'zod';

/** The formats that can be read; told by the file's first bytes, never by its name. */
export const PICTURE_FORMATS = ['png', 'jpeg', 'webp', 'gif', 'bmp', 'tiff', 'avif', 'svg'] as const;
export type PictureFormat = (typeof PICTURE_FORMATS)[number];

/** What is known of a picture without its pixels. */
export const PictureInfo = z.object({
  /** The file's name without its folder, or words such as "stdin" or "clipboard". */
  name: z.string(),
  format: z.enum(PICTURE_FORMATS),
  /** Pixels, after EXIF orientation has been applied: the coordinate space of every box. */
  width: z.int().positive(),
  height: z.int().positive(),
  /** More than 1: an animation, of which the first frame is used. */
  frames: z.int().positive(),
  bytes: z.int().positive(),
  /** Pixels of it may be transparent: what is seen then depends on what it lies on. */
  hasAlpha: z.literal(true).optional(),
  /** Of the file's bytes, in hexadecimal. */
  sha256: z.string().length(64),
});
export type PictureInfo = z.infer<typeof PictureInfo>;

/** A picture that passed the checks: encoded bytes and facts. Cheap to keep and to send to another process. */
export interface Picture {
  readonly info: PictureInfo;
  /** The file as it was given. */
  readonly data: Uint8Array;
}

/** Decoded pixels: rows of `width` RGB triples (3 bytes a pixel, sRGB), alpha already over a background. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** Rows of `width` RGBA quadruples (4 bytes a pixel, sRGB), not premultiplied. */
export interface RgbaPixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** What is refused before a pixel is decoded. */
export const ImageLimits = z.object({
  maxBytes: z.int().positive(),
  maxPixels: z.int().positive(),
});
export type ImageLimits = z.infer<typeof ImageLimits>;
export const DEFAULT_LIMITS: ImageLimits = { maxBytes: 64 * 1024 * 1024, maxPixels: 100_000_000 };
