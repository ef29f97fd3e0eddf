import * as z from 'zod';
import { GlimpseError } from '../errors.ts';
import type { ImageLimits } from '../image/picture.ts';

const between = (least: number, most: number) => {
  const error = `must be a number from ${least} to ${most}`;
  return z.number({ error }).min(least, { error }).max(most, { error });
};

const Limits = z.object({ maxMegapixels: between(1, 1000), maxFileMegabytes: between(1, 1024) });
/** Nobody is there to read an error when the parser idles: a wrong value is the default. */
const Unload = z.object({ unloadAfterMinutes: between(0, 1440).catch(5) });

/**
 * The user's settings: package.json declares the same ranges, and the defaults. Each is read at each use, so that a
 * change counts at once.
 */
export class Settings {
  /** @param read what VS Code holds under `glimpse.` now */
  constructor(private readonly read: () => unknown) {}

  /** @throws GlimpseError `bad-usage`, naming the setting that is wrong */
  get limits(): ImageLimits {
    const { data, error } = Limits.safeParse(this.read());
    if (data) {
      return {
        maxPixels: Math.round(data.maxMegapixels * 1e6),
        maxBytes: Math.round(data.maxFileMegabytes * 1024 * 1024),
      };
    }
    const [issue] = error.issues;
    throw new GlimpseError('bad-usage', {
      failed: `The setting glimpse.${issue?.path.join('.')} ${issue?.message}.`,
      todo: 'Correct it in the settings, then try again.',
    });
  }

  /** How long the parser may idle before it gives its memory back, ms. */
  get idleMs(): number {
    return Unload.parse(this.read()).unloadAfterMinutes * 60_000;
  }
}
