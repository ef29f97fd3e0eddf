import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildsOf, downloadSize, findBuild, inLanguage, readCatalog } from '../../../src/models/catalog.ts';

const { models } = readCatalog();
const MINE = {
  title: 'Mine',
  url: 'https://example.com/models',
  quantizations: { Q4_K_M: { file: 'mine.gguf' } },
  mmproj: { F16: { file: 'mmproj-mine.gguf' } },
};

describe('the catalogue', () => {
  it('offers each Qwen3-VL Instruct in three quantizations, with its vision part in two', () => {
    for (const [id, parameters] of [
      ['qwen3-vl-2b', '2B'],
      ['qwen3-vl-4b', '4B'],
      ['qwen3-vl-8b', '8B'],
      ['qwen3-vl-30b-a3b', '30B-A3B'],
    ] as const) {
      const model = models.find((each) => each.id === id)!;
      expect(Object.keys(model.quantizations)).toEqual(['Q4_K_M', 'Q8_0', 'F16']);
      expect(Object.keys(model.mmproj)).toEqual(['Q8_0', 'F16']);
      expect(model.repository).toBe(`Qwen/Qwen3-VL-${parameters}-Instruct-GGUF`);
      expect(model.quantizations.Q4_K_M!.file).toBe(`Qwen3VL-${parameters}-Instruct-Q4_K_M.gguf`);
      expect(model.boxes).toBe('qwen3-vl');
    }
  });

  it('says of each model what a person wants to know before a download', () => {
    for (const model of models) {
      expect(model, model.id).toMatchObject({ licence: { name: expect.any(String) }, boxes: expect.any(String) });
      expect(model.publisher, model.id).toBeTruthy();
      expect(inLanguage(model.goodAt, 'zh-cn'), model.id).toMatch(/\p{Script=Han}/u);
      expect(inLanguage(model.goodAt, 'de'), model.id).toMatch(/^[\x20-\xff]+$/);
      const sizes = buildsOf(model).map((build) => downloadSize(build)!);
      expect(Math.min(...sizes), model.id).toBeGreaterThan(1e9);
      expect(sizes, model.id).toEqual([...sizes].sort((a, b) => a - b));
    }
  });

  it('pins no SHA-256 of a file whose size nobody confirmed, and none twice', () => {
    const all = models.flatMap((model) => [...Object.values(model.quantizations), ...Object.values(model.mmproj)]);
    const pinned = all.filter(({ sha256 }) => sha256);
    expect(pinned.length).toBeGreaterThan(10);
    expect(pinned.filter(({ exact }) => exact === false)).toEqual([]);
    expect(new Set(pinned.map(({ sha256 }) => sha256)).size).toBe(pinned.length);
  });

  it('takes models of the user, also in place of its own', () => {
    const own = { ...MINE, title: 'My 8B' };
    const { models: all, errors } = readCatalog({ mine: MINE, 'qwen3-vl-8b': own });
    expect(errors).toEqual([]);
    expect(all.map(({ id }) => id)).toEqual([...models.map(({ id }) => id), 'mine']);
    expect(findBuild(all, 'qwen3-vl-8b').model.title).toBe('My 8B');
  });

  it.each([
    [{ mine: { ...MINE, urll: 'x' } }, 'glimpse.models["mine"].urll is wrong: is not known'],
    [
      { mine: { ...MINE, url: 'http://example.com' } },
      '["mine"].url is wrong: must be a URL that begins with https://',
    ],
    [{ mine: { ...MINE, url: undefined } }, '["mine"] is wrong: must have a repository, modelscope or url'],
    [{ mine: { ...MINE, title: undefined } }, '["mine"].title is wrong: is missing'],
    [
      { mine: { ...MINE, quantizations: { Q4_K_M: { file: '../../x.gguf' } } } },
      '["mine"].quantizations.Q4_K_M.file is wrong: must be the name of a GGUF file',
    ],
    [
      { mine: { ...MINE, mmproj: { F16: { file: 'x.gguf', sha256: 'abc' } } } },
      '["mine"].mmproj.F16.sha256 is wrong: must be 64 hexadecimal digits',
    ],
    [{ mine: { ...MINE, quantizations: {} } }, '["mine"].quantizations is wrong: must name a file'],
    [{ mine: { ...MINE, repository: '../..' } }, '["mine"].repository is wrong: must be a repository'],
    [{ '../mine': MINE }, '["../mine"] is wrong: its name must be'],
    [['mine'], 'glimpse.models is wrong: must be an object'],
  ])('names the place of what is wrong, and keeps the rest: %j', (setting, message) => {
    const { models: all, errors } = readCatalog(Array.isArray(setting) ? setting : { good: MINE, ...setting });
    expect(errors.map((error) => error.message)).toEqual([expect.stringContaining(message)]);
    expect(all.map(({ id }) => id)).toEqual([
      ...models.map(({ id }) => id),
      ...(Array.isArray(setting) ? [] : ['good']),
    ]);
  });

  it('finds what somebody names', () => {
    expect(findBuild(models, 'Qwen3-VL-8B').quantization).toBe('Q4_K_M');
    expect(findBuild(models, 'qwen3-vl-8b:f16').weights.file).toBe('Qwen3VL-8B-Instruct-F16.gguf');
    expect(findBuild(models, 'qwen3-vl-8b:f16').mmproj.file).toMatch(/Q8_0/);
    expect(() => findBuild(models, 'qwen')).toThrow(/no model "qwen".*Use one of qwen3-vl-2b, /);
    expect(() => findBuild(models, 'qwen3-vl-8b:Q2')).toThrow(/no Q2 of Qwen3-VL 8B Instruct.*qwen3-vl-8b:Q4_K_M/);
  });
});

describe('the setting glimpse.models', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  const properties = manifest.contributes.configuration.properties;

  it('is completed by VS Code with the fields that are read', () => {
    const { properties: fields, required } = properties['glimpse.models'].additionalProperties;
    const entry = { ...models[0]!, url: 'https://x', note: 'x', goodAt: 'x' } as Record<string, unknown>;
    delete entry.id;
    expect(Object.keys(fields).sort()).toEqual(Object.keys(entry).sort());
    for (const name of required) {
      const { errors } = readCatalog({ mine: { ...MINE, [name]: undefined } });
      expect(errors[0]?.message, name).toContain('is missing');
    }
  });

  it('and all that say where models come from and go to are of the machine', () => {
    for (const name of ['models', 'modelSource', 'modelMirror', 'modelsFolder']) {
      expect(properties[`glimpse.${name}`].scope, name).toBe('machine');
    }
  });
});
