import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { GlimpseError } from '../errors.ts';
import { Box } from './box.ts';

/** How a picture is made to fit what a model may spend on it. */
export const FitOptions = z
  .object({
    /** Visual tokens: the least and the most that one image costs. A token shows a square of `patch` pixels a side. */
    minTokens: z.int().positive(),
    maxTokens: z.int().positive(),
    /** Pixels of the sent image a side; 32 for Qwen3-VL (patches of 16, merged 2 by 2), 28 for Qwen2.5-VL. */
    patch: z.int().positive().default(32),
    /** `auto`: PNG for what is drawn (screens), JPEG for photos. */
    encoding: z.enum(['auto', 'png', 'jpeg']).default('auto'),
    /** Of a JPEG, 1..100. */
    quality: z.int().min(1).max(100).default(90),
    /** Limits that some servers set, pixels and bytes. They win over `minTokens`. */
    maxShortSide: z.int().positive().optional(),
    maxBytes: z.int().positive().optional(),
    /** Only this part of the picture, pixels of the original. */
    crop: Box.optional(),
    /**
     * Cuts a picture that would be shown smaller than `minScale` (sent pixels per original pixel) into overlapping tiles,
     * each within the budget; `overlap` in pixels of the original.
     */
    tiles: z.object({ minScale: z.number().positive(), overlap: z.int().nonnegative() }).optional(),
  })
  .refine(({ minTokens, maxTokens }) => minTokens <= maxTokens, {
    path: ['minTokens'],
    message: 'must not be more than maxTokens',
  });
export type FitOptions = z.input<typeof FitOptions>;

/** Throws GlimpseError `bad-usage` for options that make no sense. */
export function parseFitOptions(options: FitOptions): z.output<typeof FitOptions> {
  const { data, error } = FitOptions.safeParse(options);
  if (data) return data;
  throw new GlimpseError('bad-usage', {
    failed: l10n.t(
      "The picture can't be made to fit: {0}.",
      error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
    ),
    todo: l10n.t('Check the image tokens and the crop that were asked for.'),
  });
}

/** For servers that take small pictures only; together with a budget of tokens. */
export const SMALL = {
  encoding: 'jpeg',
  quality: 85,
  maxShortSide: 768,
  maxBytes: 1_000_000,
} as const satisfies Partial<FitOptions>;

/** One image as it is sent. The same picture and options give the same bytes, so that a server may cache what it saw. */
export const FittedImage = z.object({
  data: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  mediaType: z.enum(['image/png', 'image/jpeg']),
  /** Pixels of the sent image. */
  width: z.int().positive(),
  height: z.int().positive(),
  /** Visual tokens that it costs at `patch`. */
  tokens: z.int().positive(),
  /** The part of the original that it shows, whole pixels of the original. */
  region: Box,
});
export type FittedImage = z.infer<typeof FittedImage>;
