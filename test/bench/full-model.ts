import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import {
  type Gguf,
  type MetadataValue,
  type Tensor,
  type TensorType,
  tensorBytes,
  writeGguf,
} from '../fixtures/tiny-model/gguf.ts';
import { vector } from '../fixtures/tiny-model/matrix.ts';
import { visionMetadata } from '../fixtures/tiny-model/vision.ts';
import { CHAT_TEMPLATE, encode, printable } from '../fixtures/tiny-model/vocabulary.ts';

/** Shapes of Qwen3-VL-2B-Instruct. */
const TEXT = { layers: 28, width: 2048, heads: 16, kvHeads: 8, head: 128, feedForward: 6144, vocabulary: 151_936 };
const VISION = { layers: 24, width: 1024, heads: 16, feedForward: 4096, patch: 16, side: 48, deepstack: [5, 11, 17] };

/**
 * A pair of GGUF files with Qwen3-VL-2B's shapes and random weights (Q4_0 text, Q8_0 mmproj, 1.6 GB), written into the
 * folder where it is not there: as fast and as big as the real one, and it talks nonsense. `v1` in the names goes up when what is written changes.
 */
export async function fullModel(folder: string): Promise<{ model: string; mmproj: string }> {
  await mkdir(folder, { recursive: true });
  const write = async (name: string, make: () => Gguf) => {
    const file = path.join(folder, name);
    if (existsSync(file)) return file;
    await writeGguf(`${file}.draft`, make());
    await rename(`${file}.draft`, file);
    return file;
  };
  return {
    model: await write('random-qwen3-vl-2b-q4_0-v1.gguf', textModel),
    mmproj: await write('mmproj-random-qwen3-vl-2b-q8_0-v2.gguf', visionModel),
  };
}

function textModel(): Gguf {
  const { layers, width, heads, kvHeads, head, feedForward, vocabulary } = TEXT;
  const tensors: Tensor[] = [random('token_embd.weight', [width, vocabulary], 'Q8_0')];
  for (let layer = 0; layer < layers; layer++) {
    const name = (part: string) => `blk.${layer}.${part}.weight`;
    tensors.push(
      vector(name('attn_norm'), width, 1),
      random(name('attn_q'), [width, heads * head], 'Q4_0'),
      random(name('attn_k'), [width, kvHeads * head], 'Q4_0'),
      random(name('attn_v'), [width, kvHeads * head], 'Q4_0'),
      random(name('attn_output'), [heads * head, width], 'Q4_0'),
      vector(name('attn_q_norm'), head, 1),
      vector(name('attn_k_norm'), head, 1),
      vector(name('ffn_norm'), width, 1),
      random(name('ffn_gate'), [width, feedForward], 'Q4_0'),
      random(name('ffn_up'), [width, feedForward], 'Q4_0'),
      random(name('ffn_down'), [feedForward, width], 'Q4_0'),
    );
  }
  tensors.push(vector('output_norm.weight', width, 1));
  return {
    metadata: {
      'general.architecture': { type: 'string', value: 'qwen3vl' },
      'general.name': { type: 'string', value: 'Random Qwen3 VL 2B' },
      'general.file_type': { type: 'u32', value: 2 },
      'qwen3vl.block_count': { type: 'u32', value: layers },
      'qwen3vl.context_length': { type: 'u32', value: 262_144 },
      'qwen3vl.embedding_length': { type: 'u32', value: width },
      'qwen3vl.feed_forward_length': { type: 'u32', value: feedForward },
      'qwen3vl.attention.head_count': { type: 'u32', value: heads },
      'qwen3vl.attention.head_count_kv': { type: 'u32', value: kvHeads },
      'qwen3vl.attention.key_length': { type: 'u32', value: head },
      'qwen3vl.attention.value_length': { type: 'u32', value: head },
      'qwen3vl.attention.layer_norm_rms_epsilon': { type: 'f32', value: 1e-6 },
      'qwen3vl.rope.freq_base': { type: 'f32', value: 5e6 },
      'qwen3vl.rope.dimension_sections': { type: 'i32s', value: [24, 20, 20, 0] },
      'qwen3vl.n_deepstack_layers': { type: 'u32', value: VISION.deepstack.length },
      ...tokenizer(),
    },
    tensors,
  };
}

/** Qwen's special tokens at their places. */
const SPECIALS = {
  '<|endoftext|>': 151_643,
  '<|im_start|>': 151_644,
  '<|im_end|>': 151_645,
  '<|vision_start|>': 151_652,
  '<|vision_end|>': 151_653,
  '<|image_pad|>': 151_655,
};

/**
 * As many byte-level tokens as the real one has, each its own. Merges make pieces of two to four small letters, so that an
 * English text takes about as many tokens as it would.
 */
export function tokenizer(): Record<string, MetadataValue> {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const frequent = [...'etaoinshrdlu'];
  const space = encode(' ');
  const pieces = new Set(Array.from({ length: 256 }, (_, byte) => printable(byte)));
  const merges: string[] = [];
  const merge = (left: string, right: string) => {
    pieces.add(left + right);
    merges.push(`${left} ${right}`);
  };
  const pairs = (from: string[]) => from.flatMap((a) => from.map((b) => a + b));
  for (const letter of letters) merge(space, letter);
  for (const [a, b] of pairs(letters) as unknown as [string, string][]) merge(a, b);
  for (const letter of letters) for (const pair of pairs(letters)) merge(space + letter, pair);
  for (const a of pairs(frequent)) for (const b of pairs(frequent)) merge(a, b);
  for (const a of pairs(letters)) {
    for (const b of pairs(letters)) {
      if (pieces.size < SPECIALS['<|endoftext|>']) pieces.add(space + a + b);
    }
  }
  const tokens = [...pieces].slice(0, SPECIALS['<|endoftext|>']);
  while (tokens.length < TEXT.vocabulary) tokens.push(`<|unused_${tokens.length}|>`);
  const types = tokens.map((_, id) => (id < SPECIALS['<|endoftext|>'] ? 1 : 3));
  for (const [name, id] of Object.entries(SPECIALS)) tokens[id] = name;
  return {
    'tokenizer.ggml.model': { type: 'string', value: 'gpt2' },
    'tokenizer.ggml.pre': { type: 'string', value: 'qwen2' },
    'tokenizer.ggml.tokens': { type: 'strings', value: tokens },
    'tokenizer.ggml.token_type': { type: 'i32s', value: types },
    'tokenizer.ggml.merges': { type: 'strings', value: merges },
    'tokenizer.ggml.eos_token_id': { type: 'u32', value: SPECIALS['<|im_end|>'] },
    'tokenizer.ggml.padding_token_id': { type: 'u32', value: SPECIALS['<|endoftext|>'] },
    'tokenizer.ggml.bos_token_id': { type: 'u32', value: SPECIALS['<|endoftext|>'] },
    'tokenizer.ggml.add_bos_token': { type: 'bool', value: false },
    'tokenizer.chat_template': { type: 'string', value: CHAT_TEMPLATE },
  };
}

function visionModel(): Gguf {
  const { layers, width, heads, feedForward, patch, side, deepstack } = VISION;
  const merged = 4 * width;
  const linear = (name: string, columns: number, rows: number) => [
    random(`${name}.weight`, [columns, rows], 'Q8_0'),
    vector(`${name}.bias`, rows),
  ];
  const norm = (name: string, length: number) => [vector(`${name}.weight`, length, 1), vector(`${name}.bias`, length)];
  const tensors: Tensor[] = [
    random('v.patch_embd.weight', [patch, patch, 3, width], 'F16'),
    random('v.patch_embd.weight.1', [patch, patch, 3, width], 'F16'),
    vector('v.patch_embd.bias', width),
    random('v.position_embd.weight', [width, side * side], 'F32'),
  ];
  for (let layer = 0; layer < layers; layer++) {
    const name = (part: string) => `v.blk.${layer}.${part}`;
    tensors.push(
      ...norm(name('ln1'), width),
      ...linear(name('attn_qkv'), width, 3 * width),
      ...linear(name('attn_out'), width, width),
      ...norm(name('ln2'), width),
      ...linear(name('ffn_up'), width, feedForward),
      ...linear(name('ffn_down'), feedForward, width),
    );
  }
  tensors.push(...norm('v.post_ln', width), ...linear('mm.0', merged, merged), ...linear('mm.2', merged, TEXT.width));
  for (const layer of deepstack) {
    const name = (part: string) => `v.deepstack.${layer}.${part}`;
    tensors.push(
      ...norm(name('norm'), merged),
      ...linear(name('fc1'), merged, merged),
      ...linear(name('fc2'), merged, TEXT.width),
    );
  }
  return {
    metadata: visionMetadata({
      name: 'Random Qwen3 VL 2B',
      fileType: 7,
      textWidth: TEXT.width,
      ...{ width, layers, heads, feedForward, patch },
      imageSize: side * patch,
    }),
    tensors,
  };
}

/** Blocks of a tile: a prime number, so that the rows of a matrix that repeats it differ. */
const TILE_BLOCKS = 65_537;
type RandomType = Extract<TensorType, 'F32' | 'F16' | 'Q4_0' | 'Q8_0'>;
const tiles = new Map<RandomType, Buffer>();

/** Weights near 0, a few hundredths in size: a tile of random blocks, over and over. */
function random(name: string, shape: number[], type: RandomType): Tensor {
  return {
    name,
    shape,
    type,
    *data() {
      let tile = tiles.get(type);
      if (!tile) {
        tile = randomBlocks(type);
        tiles.set(type, tile);
      }
      const block = tile.length / TILE_BLOCKS;
      // Another start for each tensor, from the letters of its name.
      let start = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % TILE_BLOCKS, 7) * block;
      for (let left = tensorBytes({ shape, type }); left > 0; ) {
        const piece = tile.subarray(start, Math.min(tile.length, start + left));
        yield piece;
        left -= piece.length;
        start = 0;
      }
    },
  };
}

function randomBlocks(type: RandomType): Buffer {
  let state = 1;
  // xorshift32 (Marsaglia, 2003)
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  switch (type) {
    case 'F32': {
      const values = Float32Array.from({ length: TILE_BLOCKS }, () => (next() / 2 ** 32 - 0.5) * 0.07);
      return Buffer.from(values.buffer);
    }
    case 'F16': {
      // Sign and mantissa at random, with an exponent of 2^-6: 0.016 to 0.031.
      const tile = Buffer.alloc(2 * TILE_BLOCKS);
      for (let i = 0; i < TILE_BLOCKS; i++) tile.writeUInt16LE(((next() >>> 16) & 0x83ff) | (9 << 10), 2 * i);
      return tile;
    }
    case 'Q4_0':
      return quantized(16, 0x1c60, next); // 0.0043 a step
    case 'Q8_0':
      return quantized(32, 0x0c70, next); // 0.00027 a step
  }
}

/** Blocks of a scale (binary16) and random numbers. */
function quantized(bytes: number, scale: number, next: () => number): Buffer {
  const tile = Buffer.alloc((2 + bytes) * TILE_BLOCKS);
  for (let block = 0; block < TILE_BLOCKS; block++) {
    const start = block * (2 + bytes);
    tile.writeUInt16LE(scale, start);
    for (let i = 0; i < bytes; i += 4) tile.writeUInt32LE(next(), start + 2 + i);
  }
  return tile;
}
