import * as z from 'zod';
import { GlimpseError } from '../errors.ts';
import type { ImageLimits } from '../image/picture.ts';

const between = (least: number, most: number) => {
  const error = `must be a number from ${least} to ${most}`;
  return z.number({ error }).min(least, { error }).max(most, { error });
};

/** The user's settings under `glimpse.`; package.json declares the same ranges and the defaults. */
const Settings = z.object({
  maxMegapixels: between(1, 1000),
  maxFileMegabytes: between(1, 1024),
  unloadAfterMinutes: between(0, 1440),
});

export interface Settings {
  limits: ImageLimits;
  /** How long the parser may idle before it gives its memory back, ms. */
  idleMs: number;
}

/**
 * Checks what VS Code holds under `glimpse.`; call it at each use, so that a change counts at once.
 * @throws GlimpseError `bad-usage`, naming the setting that is wrong
 */
export function readSettings(values: unknown): Settings {
  const { data, error } = Settings.safeParse(values);
  if (error) {
    const [issue] = error.issues;
    throw new GlimpseError('bad-usage', {
      failed: `The setting glimpse.${issue?.path.join('.')} ${issue?.message}.`,
      todo: 'Correct it in the settings, then try again.',
    });
  }
  return {
    limits: {
      maxPixels: Math.round(data.maxMegapixels * 1e6),
      maxBytes: Math.round(data.maxFileMegabytes * 1024 * 1024),
    },
    idleMs: data.unloadAfterMinutes * 60_000,
  };
}
