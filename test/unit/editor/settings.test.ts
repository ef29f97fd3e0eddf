import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../../src/editor/settings.ts';
import { DEFAULT_LIMITS } from '../../../src/image/picture.ts';

interface Declared {
  default: number;
  minimum: number;
  maximum: number;
}
const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
const declared: Record<string, Declared> = manifest.contributes.configuration.properties;
const name = (key: string) => key.replace('glimpse.', '');
const defaults = Object.fromEntries(Object.entries(declared).map(([key, value]) => [name(key), value.default]));

describe('settings', () => {
  it('have by default the limits of the terminal program', () => {
    expect(readSettings(defaults)).toEqual({ limits: DEFAULT_LIMITS, idleMs: 300_000 });
  });

  it.each(Object.entries(declared))(
    '%s is taken in the range that package.json declares, and not beyond',
    (key, range) => {
      const set = (value: unknown) => readSettings({ ...defaults, [name(key)]: value });
      expect(() => set(range.minimum)).not.toThrow();
      expect(() => set(range.maximum)).not.toThrow();
      for (const wrong of [range.minimum - 1, range.maximum + 1, 'many', null]) {
        expect(() => set(wrong)).toThrow(
          `The setting ${key} must be a number from ${range.minimum} to ${range.maximum}.`,
        );
      }
    },
  );

  it('count fractions', () => {
    expect(readSettings({ ...defaults, maxMegapixels: 1.5 }).limits.maxPixels).toBe(1_500_000);
  });
});
