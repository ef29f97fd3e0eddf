import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Settings } from '../../../src/editor/settings.ts';
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
  it('have by default the limits of the terminal program, and five minutes', () => {
    const settings = new Settings(() => defaults);
    expect(settings.limits).toEqual(DEFAULT_LIMITS);
    expect(settings.idleMs).toBe(300_000);
  });

  it.each(['glimpse.maxMegapixels', 'glimpse.maxFileMegabytes'])(
    '%s is taken in the range that package.json declares, and not beyond',
    (key) => {
      const { minimum, maximum } = declared[key]!;
      const set = (value: unknown) => new Settings(() => ({ ...defaults, [name(key)]: value })).limits;
      expect(() => set(minimum)).not.toThrow();
      expect(() => set(maximum)).not.toThrow();
      for (const wrong of [minimum - 1, maximum + 1, 'many', null]) {
        expect(() => set(wrong)).toThrow(`The setting ${key} must be a number from ${minimum} to ${maximum}.`);
      }
    },
  );

  it('unload after the time that is set, or after the default where that makes no sense', () => {
    const { minimum, maximum } = declared['glimpse.unloadAfterMinutes']!;
    const set = (unloadAfterMinutes: unknown) => new Settings(() => ({ ...defaults, unloadAfterMinutes })).idleMs;
    expect([minimum, maximum].map(set)).toEqual([minimum * 60_000, maximum * 60_000]);
    expect([minimum - 1, maximum + 1, 'soon'].map(set)).toEqual([300_000, 300_000, 300_000]);
  });

  it('count at once when they change', () => {
    const values = { ...defaults };
    const settings = new Settings(() => values);
    values.maxMegapixels = 1.5;
    expect(settings.limits.maxPixels).toBe(1_500_000);
  });
});
