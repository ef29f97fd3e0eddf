import { copyFile, mkdir, mkdtemp, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkPlan } from '../../../src/host/check.ts';
import { findMmproj, mmprojFacts } from '../../../src/host/mmproj.ts';
import { modelFacts, modelName } from '../../../src/host/model-file.ts';
import { HostPlan, type HostPlanInput } from '../../../src/host/plan.ts';
import { type Gguf, writeGguf } from '../../fixtures/tiny-model/gguf.ts';
import { foreignMmproj, type TinyModel, tinyModel, tinyTextModel } from '../../fixtures/tiny-model/index.ts';

let folder: string;
let tiny: TinyModel;
let textOnly: string;
let foreign: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'glimpse-check-'));
  [tiny, textOnly, foreign] = await Promise.all([tinyModel(), tinyTextModel(), foreignMmproj()]);
});
afterAll(() => rm(folder, { recursive: true }));

const check = (plan: Partial<HostPlanInput> = {}, gpuMemory = 0) =>
  checkPlan(HostPlan.parse({ ...tiny, ...plan }), gpuMemory);

const error = (kind: string, message: RegExp) => ({ kind, message: expect.stringMatching(message) });

/** A small model with a single tensor. */
const model = (metadata: Gguf['metadata'], floats = 32): Gguf => ({
  metadata: {
    'general.architecture': { type: 'string', value: 'qwen3vl' },
    'qwen3vl.rope.dimension_sections': { type: 'i32s', value: [24, 20, 20, 0] },
    ...metadata,
  },
  tensors: [{ name: 'a', shape: [floats], type: 'F32', data: () => [new Uint8Array(floats * 4)] }],
});

describe('the facts of a model', () => {
  it('are those of its file', async () => {
    await expect(modelFacts(tiny.model)).resolves.toMatchObject({
      name: 'Tiny Qwen3 VL',
      architecture: 'qwen3vl',
      family: 'qwen3-vl',
      parameters: '1.1M',
      contextLength: 262144,
      layers: 4,
      // 128, and as much for each of three DeepStack layers.
      inputWidth: 512,
      files: [tiny.model],
    });
    await expect(mmprojFacts(tiny.mmproj)).resolves.toMatchObject({
      projector: 'qwen3vl_merger',
      seesImages: true,
      outputWidth: 512,
    });
  });

  it.each([
    ['qwen3vlmoe', 'Qwen3 VL 30B', 'qwen3-vl'],
    ['qwen2vl', 'Qwen2.5 VL 7B Instruct', 'qwen2.5-vl'],
    ['qwen2vl', 'Qwen2-VL-2B-Instruct', 'other'],
    ['gemma3', 'Gemma 3 4b It', 'gemma'],
    ['llama', 'Llama', 'other'],
  ])('name its family: %s, %s', async (architecture, name, family) => {
    const file = path.join(folder, `${architecture}.gguf`);
    const text = (value: string) => ({ type: 'string', value }) as const;
    await writeGguf(file, model({ 'general.architecture': text(architecture), 'general.name': text(name) }));
    await expect(modelFacts(file)).resolves.toMatchObject({ family });
  });

  it('are one short line each, whatever the file says', async () => {
    const file = path.join(folder, 'talkative.gguf');
    await writeGguf(
      file,
      model({ 'general.name': { type: 'string', value: `a\nb\u001b[31m\u202e${'c'.repeat(500)}` } }),
    );
    const { name } = await modelFacts(file);
    expect(name).toMatch(/^a b \[31m c+$/);
    expect(name).toHaveLength(100);
  });

  it('are told under the name of the file', () => {
    expect(modelName('/m/Qwen3-VL-2B-Q4_K_M.gguf')).toBe('Qwen3-VL-2B-Q4_K_M');
    expect(modelName('/m/Qwen3-VL-235B-Q4_K_M-00001-of-00003.gguf')).toBe('Qwen3-VL-235B-Q4_K_M');
  });
});

describe('a model in shards', () => {
  const shard = (index: number, count = 3): string =>
    path.join(folder, 'shards', `big-0000${index}-of-0000${count}.gguf`);
  beforeAll(async () => {
    await mkdir(path.join(folder, 'shards'));
    for (const index of [1, 2, 3]) {
      await writeGguf(shard(index), model({ 'split.count': { type: 'u32', value: 3 } }));
    }
  });

  it('has the bytes of all of them', async () => {
    const { files, fileSize } = await modelFacts(shard(1));
    expect(files).toEqual([shard(1), shard(2), shard(3)]);
    const sizes = await Promise.all(files.map((file) => stat(file)));
    expect(fileSize).toBe(sizes.reduce((sum, { size }) => sum + size, 0));
  });

  it('is chosen by its first file', async () => {
    await expect(modelFacts(shard(2))).rejects.toMatchObject(error('bad-model', /not the first.*big-00001-of-00003/));
  });

  it('is not loaded when a file is missing, cut off or renamed', async () => {
    const away = path.join(folder, 'away.gguf');
    await rename(shard(2), away);
    await expect(modelFacts(shard(1))).rejects.toMatchObject(
      error('bad-model', /3 files.*00002-of-00003.*no such file/),
    );
    await rename(away, shard(2));
    const { size } = await stat(shard(3));
    await truncate(shard(3), size - 1);
    await expect(modelFacts(shard(1))).rejects.toMatchObject(error('bad-model', /00003-of-00003\.gguf is cut off/));
    await truncate(shard(3), size);
    const renamed = path.join(folder, 'shards', 'big.gguf');
    await copyFile(shard(1), renamed);
    await expect(modelFacts(renamed)).rejects.toMatchObject(error('bad-model', /one of the 3 files.*names back/));
  });
});

describe('a plan', () => {
  it('that can work passes', async () => {
    await expect(check()).resolves.toMatchObject({ model: { architecture: 'qwen3vl' }, mmproj: { seesImages: true } });
  });

  it('whose files were taken for each other', async () => {
    await expect(check({ model: tiny.mmproj, mmproj: tiny.model })).rejects.toMatchObject({ kind: 'bad-model' });
    await expect(check({ model: tiny.mmproj })).rejects.toMatchObject(error('bad-model', /only the vision part/));
    await expect(check({ mmproj: tiny.model })).rejects.toMatchObject(error('bad-model', /no vision part.*"qwen3vl"/));
  });

  it('whose files do not belong together', async () => {
    await expect(check({ mmproj: foreign })).rejects.toMatchObject(error('model-mismatch', /not the vision part of/));
    await expect(check({ model: textOnly })).rejects.toMatchObject(error('model-mismatch', /512 wide.*takes 128/));
  });

  it('whose vision part only hears', async () => {
    const file = path.join(folder, 'mmproj-audio.gguf');
    const text = (value: string) => ({ type: 'string', value }) as const;
    await writeGguf(
      file,
      model({ 'general.architecture': text('clip'), 'clip.has_audio_encoder': { type: 'bool', value: true } }),
    );
    await expect(check({ mmproj: file })).rejects.toMatchObject(error('cannot-see', /no part that sees pictures/));
  });

  it('whose model is a vocabulary without weights', async () => {
    const file = path.join(folder, 'vocabulary.gguf');
    await writeGguf(file, { ...model({}), tensors: [] });
    await expect(check({ model: file })).rejects.toMatchObject(error('bad-model', /no weights/));
  });

  it('whose context does not hold a picture', async () => {
    const imageTokens = { min: 256, max: 2048 };
    await expect(check({ imageTokens, contextSize: 2048 })).rejects.toMatchObject(
      error('context-too-small', /2048 tokens does not hold a picture.*2560 tokens or more/),
    );
    await expect(check({ imageTokens, contextSize: 2560 })).resolves.toBeDefined();
  });

  it('whose picture tokens contradict each other', async () => {
    await expect(check({ imageTokens: { min: 2000, max: 1000 } })).rejects.toMatchObject({ kind: 'bad-usage' });
  });

  it('whose weights are larger than the memory, unless a GPU may hold them', async () => {
    const file = path.join(folder, 'huge.gguf');
    const huge = model({}, Math.ceil(totalmem() / 128) * 32);
    huge.tensors[0]!.data = () => [];
    // Its header is written, then the weights are missed: the file is sparse.
    await expect(writeGguf(file, huge)).rejects.toThrow('has 0 bytes');
    await truncate(file, (await stat(file)).size + totalmem() + 128);
    await expect(check({ model: file })).rejects.toMatchObject(error('out-of-memory', /does not fit.*smaller model/));
    await expect(check({ model: file, gpuLayers: 0 }, 1e12)).rejects.toMatchObject({ kind: 'out-of-memory' });
    await expect(check({ model: file }, 1e12)).resolves.toBeDefined();
  });
});

describe('the vision part beside a model', () => {
  const beside = async (name: string, ...files: [string, string][]): Promise<string> => {
    const place = path.join(folder, name);
    await mkdir(place);
    for (const [as, from] of files) await copyFile(from, path.join(place, as));
    return place;
  };

  it('fits, is named like the model, and is quantized', async () => {
    const place = await beside(
      'several',
      ['Tiny-VL-2B-Q4_K_M.gguf', tiny.model],
      ['mmproj-Tiny-VL-2B-F16.gguf', tiny.mmproj],
      ['mmproj-Tiny-VL-2B-Q8_0.gguf', tiny.mmproj],
      ['mmproj-Tiny-VL-2B-BF16.gguf', tiny.mmproj],
      ['mmproj-Other-VL-8B-Q8_0.gguf', tiny.mmproj],
      ['mmproj-Tiny-VL-2B-Instruct-Q8_0.gguf', foreign],
      ['notes.txt', tiny.mmproj],
    );
    const found = await findMmproj(path.join(place, 'Tiny-VL-2B-Q4_K_M.gguf'));
    expect(path.basename(found)).toBe('mmproj-Tiny-VL-2B-Q8_0.gguf');
  });

  it('is missing beside a model that only reads', async () => {
    const place = await beside('text', ['model.gguf', textOnly]);
    await expect(findMmproj(path.join(place, 'model.gguf'))).rejects.toMatchObject(
      error('cannot-see', /can't see pictures.*there is none.*reads text only/),
    );
  });

  it('is not that of another model, nor a damaged one', async () => {
    const place = await beside('mismatch', ['model.gguf', tiny.model], ['mmproj-a.gguf', foreign]);
    await writeFile(path.join(place, 'mmproj-b.gguf'), '');
    await expect(findMmproj(path.join(place, 'model.gguf'))).rejects.toMatchObject(
      error('model-mismatch', /mmproj-a\.gguf belongs to another model.*mmproj-b\.gguf.*it is empty/),
    );
  });
});
