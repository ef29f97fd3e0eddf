import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kvBytes, textComputeBytes, visionComputeBytes } from '../../../src/models/memory.ts';
import { type ModelShape, readShape } from '../../../src/models/shape.ts';
import { TEXT_SHAPES, type TextShape, textHeader } from '../../fixtures/model-shapes.ts';
import { writeHeader } from '../../fixtures/tiny-model/gguf.ts';
import { tinyModel } from '../../fixtures/tiny-model/index.ts';
import { Headers, MiB } from './headers.ts';

let headers: Headers;
beforeAll(async () => {
  headers = await Headers.make();
});
afterAll(() => headers.remove());

const all = (shape: ModelShape, part: 'weights' | 'experts' | 'keys' | 'values') =>
  shape.layers.reduce((sum, layer) => sum + layer[part], 0);
const context = (contextSize: number, more = {}) => ({
  ...{ contextSize, slots: 1, kvType: 'f16' as const, flashAttention: true, imageTokens: 4096 },
  ...more,
});
const cache = (shape: ModelShape, ...asked: Parameters<typeof context>) =>
  shape.layers.reduce((sum, layer) => sum + kvBytes(layer, shape, context(...asked)), 0) / MiB;

describe('the shape of a model', () => {
  it('is what its header says', async () => {
    expect(await headers.shape('qwen3-vl-8b')).toMatchObject({
      ...{ architecture: 'qwen3vl', quantization: 'Q4_K_M', width: 4096, inputWidth: 4 * 4096, queryWidth: 4096 },
      ...{ heads: 32, feedForward: 12_288, vocabulary: 151_936, contextLength: 262_144, tied: false },
      ...{ experts: undefined, unsure: undefined, name: 'Qwen3 VL 8B', parameters: '8.2B' },
      vision: { projector: 'qwen3vl_merger', layers: 27, width: 1152, patch: 16, merge: 2, outputWidth: 4 * 4096 },
    });
    expect((await headers.shape('qwen3-vl-2b')).layers).toHaveLength(28);
    expect((await headers.shape('qwen3-vl-4b', 'Q8_0')).quantization).toBe('Q8_0');
  });

  it('has all bytes of the file, each once', async () => {
    for (const name of ['qwen3-vl-2b', 'qwen3-vl-8b', 'qwen3-vl-30b-a3b', 'gemma-3-4b'] as const) {
      const shape = await headers.shape(name);
      const output = shape.tied ? shape.output - shape.embeddings : shape.output;
      const bytes = all(shape, 'weights') + all(shape, 'experts') + shape.embeddings + output;
      // Besides the header and what aligns tensors.
      expect(shape.fileSize - bytes).toBeGreaterThan(0);
      expect(shape.fileSize - bytes).toBeLessThan(0.001 * shape.fileSize);
    }
  });

  it('knows experts, of which a token needs a few', async () => {
    const shape = await headers.shape('qwen3-vl-30b-a3b');
    expect(shape.experts).toEqual({ count: 128, used: 8 });
    expect(all(shape, 'experts') / all(shape, 'weights')).toBeGreaterThan(20);
    expect(shape.feedForward).toBe(8 * 768);
  });

  it('is that of the tiny model too', async () => {
    const { model, mmproj } = await tinyModel();
    const shape = await readShape(model, mmproj);
    expect(shape).toMatchObject({ architecture: 'qwen3vl', unsure: undefined, vision: { layers: 3, width: 64 } });
    expect(shape.layers).toHaveLength(4);
  });

  // MiB, as llama-server 0.4 projects them before it loads the same files ("memory breakdown" at --verbosity 4).
  it.each([
    ['qwen3-vl-2b', 16_384, {}, 1792],
    ['qwen3-vl-2b', 65_536, {}, 7168],
    ['qwen3-vl-2b', 16_384, { kvType: 'q8_0' }, 952],
    ['qwen3-vl-2b', 4096, { slots: 4 }, 1792],
    ['qwen3-vl-8b', 16_384, {}, 2304],
    ['qwen3-vl-30b-a3b', 16_384, {}, 1536],
    ['qwen2.5-vl-7b', 16_384, {}, 896],
    ['minicpm-v-4.5', 8192, {}, 1152],
    ['smolvlm2-2.2b', 8192, {}, 1536],
    // Of six layers five look back 1024 tokens only.
    ['gemma-3-4b', 4096, { imageTokens: 256 }, 428],
    ['gemma-3-4b', 16_384, { imageTokens: 256 }, 668],
  ] as const)('needs of cache what llama.cpp says: %s, %i tokens, %j', async (name, size, more, expected) => {
    expect(cache(await headers.shape(name), size, more)).toBeCloseTo(expected, 1);
  });

  it.each([
    ['qwen3-vl-2b', 4096, {}, 80],
    ['qwen3-vl-2b', 65_536, {}, 140],
    ['qwen3-vl-2b', 16_384, { flashAttention: false }, 596],
    ['qwen3-vl-4b', 16_384, {}, 123],
    ['qwen3-vl-8b', 16_384, {}, 168],
    ['qwen3-vl-8b', 16_384, { flashAttention: false }, 1156],
    ['qwen3-vl-30b-a3b', 16_384, {}, 124],
    ['qwen2.5-vl-7b', 16_384, {}, 155],
    ['gemma-3-4b', 16_384, { imageTokens: 256 }, 392],
    ['smolvlm2-2.2b', 8192, {}, 72],
    ['minicpm-v-4.5', 8192, {}, 112],
  ] as const)('needs of buffers about what llama.cpp says: %s, %i tokens, %j', async (name, size, more, expected) => {
    const estimated = textComputeBytes(await headers.shape(name), context(size, more)) / MiB;
    expect(estimated / expected).toBeGreaterThan(0.97);
    expect(estimated / expected).toBeLessThan(1.25);
  });

  it.each([
    ['qwen3-vl-2b', 46 * 46, 322.5],
    ['qwen3-vl-8b', 46 * 46, 372.1],
    ['gemma-3-4b', 256, 121.2],
    ['smolvlm2-2.2b', 81, 21.5],
  ] as const)('needs to look at a picture about what llama.cpp says: %s, %i tokens', async (name, tokens, expected) => {
    const { vision } = await headers.shape(name);
    const estimated = visionComputeBytes(vision!, tokens) / MiB;
    expect(estimated / expected).toBeGreaterThan(0.97);
    expect(estimated / expected).toBeLessThan(1.15);
  });

  it.runIf(process.arch === 'x64')('is copied by the processor as far as llama.cpp says', async () => {
    const copied = async (name: 'qwen3-vl-2b' | 'qwen3-vl-30b-a3b') =>
      (await headers.shape(name)).repacked.reduce((sum, bytes) => sum + bytes, 0) / MiB;
    expect(await copied('qwen3-vl-2b')).toBeCloseTo(645, -1);
    expect(await copied('qwen3-vl-30b-a3b')).toBeCloseTo(13_432, -2);
  });
});

describe('a header that', () => {
  const shapeOf = async (
    name: string,
    change: Parameters<typeof textHeader>[2],
    shape: TextShape = TEXT_SHAPES['qwen3-vl-2b'],
  ) => {
    const file = path.join(headers.folder, name);
    await writeHeader(file, textHeader(shape, 'Q4_K', change));
    return readShape(file);
  };

  it('is of an unknown kind is read by its usual keys, and said to be an estimate', async () => {
    const shape = { ...TEXT_SHAPES['minicpm-v-4.5'], architecture: 'brandnew' };
    const read = await shapeOf('new.gguf', {}, shape);
    expect(read).toMatchObject({ unsure: 'architecture', heads: 32 });
    expect(cache(read, 8192)).toBeCloseTo(1152, 1);
  });

  it('says that there are no layers', async () => {
    const shape = await shapeOf('none.gguf', { 'qwen3vl.block_count': { type: 'u32', value: 0 } });
    expect(shape).toMatchObject({ layers: [], unsure: 'keys' });
  });

  it('says impossible numbers', async () => {
    const huge = { type: 'u32', value: 0xffff_ffff } as const;
    const started = await shapeOf('huge.gguf', {
      'qwen3vl.block_count': huge,
      'qwen3vl.embedding_length': huge,
      'qwen3vl.attention.head_count_kv': huge,
      'qwen3vl.attention.key_length': { type: 'f32', value: Number.NaN },
      'qwen3vl.n_deepstack_layers': huge,
    });
    expect(started.layers.length).toBeLessThanOrEqual(1000);
    expect(started.unsure).toBe('keys');
    for (const bytes of [cache(started, 1_048_576), textComputeBytes(started, context(1_048_576))]) {
      expect(Number.isFinite(bytes)).toBe(true);
      expect(bytes).toBeGreaterThanOrEqual(0);
    }
  });

  it('is no model at all', async () => {
    const file = path.join(headers.folder, 'text.gguf');
    await writeFile(file, 'no model');
    await expect(readShape(file)).rejects.toMatchObject({ kind: 'bad-model' });
  });
});
