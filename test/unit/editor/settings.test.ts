import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Settings } from '../../../src/editor/settings.ts';
import { DEFAULT_LIMITS } from '../../../src/image/picture.ts';

interface Declared {
  default: unknown;
  scope: string;
  minimum?: number;
  maximum?: number;
  enum?: string[];
  anyOf?: Declared[];
}
const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
const declared: Record<string, Declared> = manifest.contributes.configuration.properties;
const name = (key: string) => key.replace('glimpse.', '');
const defaults = Object.fromEntries(Object.entries(declared).map(([key, value]) => [name(key), value.default]));
const settings = (values: object = {}) => new Settings(() => ({ ...defaults, ...values }));

/** Everything under `glimpse.` that fails loudly when it is wrong. */
const read = (all: Settings) => [all.limits, all.model, all.source, all.language('en'), all.pasteTask];
/** Those that only a clock reads. */
const QUIET = [
  'glimpse.unloadAfterMinutes',
  'glimpse.unloadModelAfterMinutes',
  'glimpse.historyEntries',
  'glimpse.historyMegabytes',
];

describe('settings', () => {
  it('have by default the limits of the terminal program, and no model', () => {
    expect(settings().limits).toEqual(DEFAULT_LIMITS);
    expect(settings().model).toMatchObject({
      modelFile: '',
      endpoint: '',
      contextSize: 'auto',
      kvCacheType: 'auto',
      gpuLayers: 'auto',
    });
    expect([settings().idleMs, settings().modelIdleMs]).toEqual([300_000, 600_000]);
  });

  const numbers = Object.entries(declared)
    .filter(([key]) => !QUIET.includes(key))
    .flatMap(([key, { minimum, maximum, anyOf = [] }]) =>
      [{ minimum, maximum }, ...anyOf].flatMap((range) =>
        range.minimum === undefined || range.maximum === undefined
          ? []
          : [{ key, minimum: range.minimum, maximum: range.maximum }],
      ),
    );
  it.each(numbers)(
    '$key is taken in the range that package.json declares, and not beyond',
    ({ key, minimum, maximum }) => {
      const set = (value: unknown) => read(settings({ [name(key)]: value }));
      expect(() => set(minimum)).not.toThrow();
      expect(() => set(maximum)).not.toThrow();
      for (const wrong of [minimum - 1, maximum + 1, 'many', null]) {
        expect(() => set(wrong)).toThrow(
          new RegExp(`^The setting ${key} must be .*number from ${minimum} to ${maximum}\\.`),
        );
      }
    },
  );
  it('has ranges to check', () => expect(numbers.length).toBeGreaterThan(6));

  it('take the words that package.json declares, and no others', () => {
    for (const [key, { enum: words, anyOf }] of Object.entries(declared)) {
      const all = words ?? anyOf?.flatMap((one) => one.enum ?? []);
      if (!all?.length) continue;
      for (const word of all) expect(() => read(settings({ [name(key)]: word }))).not.toThrow();
      expect(() => read(settings({ [name(key)]: 'wizard' }))).toThrow(`The setting ${key} must be`);
    }
  });

  it('name a wrong address or language', () => {
    for (const endpoint of [
      'localhost:8080',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'http://me:secret@a.example',
    ]) {
      expect(() => settings({ endpoint }).model).toThrow('The setting glimpse.endpoint must be a URL');
    }
    expect(settings({ endpoint: ' https://gpu.example:8000/v1 ' }).model.endpoint).toBe('https://gpu.example:8000/v1');
    expect(() => settings({ language: 'as you like' }).language('en')).toThrow('The setting glimpse.language must be');
    expect(settings({ language: 'auto' }).language('zh-cn')).toBe('zh-cn');
    expect(settings({ language: 'de' }).language('zh-cn')).toBe('de');
  });

  it('unload after the time that is set, or after the default where that makes no sense', () => {
    for (const [key, get] of [
      ['glimpse.unloadAfterMinutes', (all: Settings) => all.idleMs],
      ['glimpse.unloadModelAfterMinutes', (all: Settings) => all.modelIdleMs],
    ] as const) {
      const { minimum, maximum } = declared[key]!;
      const set = (value: unknown) => get(settings({ [name(key)]: value }));
      expect([minimum!, maximum!].map(set)).toEqual([minimum! * 60_000, maximum! * 60_000]);
      expect([minimum! - 1, maximum! + 1, 'soon'].map(set)).toEqual(Array(3).fill(get(settings())));
    }
  });

  it('count at once when they change', () => {
    const values = { ...defaults };
    const all = new Settings(() => values);
    values.maxMegapixels = 1.5;
    expect(all.limits.maxPixels).toBe(1_500_000);
  });

  it('name programs, files and servers only for a machine, never for a workspace', () => {
    const own = ['modelFile', 'mmprojFile', 'endpoint', 'endpointModel', 'llamaServerPath'];
    for (const key of own) expect(declared[`glimpse.${key}`]?.scope, key).toBe('machine');
  });
});
