import type { HostPlan } from '../host/plan.ts';
import type { LayerShape, ModelShape } from './shape.ts';
import type { VisionShape } from './vision-shape.ts';

/**
 * How much memory a model takes in llama-server, in bytes: formulas checked against what llama.cpp 0.4 itself projects for
 * models of these shapes (`--list` of buffers at `--verbosity 4`) and against the resident memory of real loads
 * (`npm run bench:models`). All are for the most that it ever has in use: a full context, and the largest picture.
 */

export type KvType = HostPlan['kvType'];

const BYTES_PER_VALUE: Readonly<Record<KvType, number>> = { f16: 2, q8_0: 34 / 32, q4_0: 18 / 32 };

/** llama-server's own: tokens that are computed at once. */
const UBATCH = 512;

/** What the size of a context and of its buffers depends on. */
export interface ContextWish {
  /** tokens of each slot */
  contextSize: number;
  slots: number;
  kvType: KvType;
  /** False: only where the user said so, as all usual devices have it. */
  flashAttention: boolean;
  /** The most for a picture. */
  imageTokens: number;
}

/** The KV cache of a layer. Cells come in steps of 256 (llama_kv_cache in src/llama-kv-cache.cpp). */
export function kvBytes(layer: LayerShape, shape: Pick<ModelShape, 'wholeImages'>, wish: ContextWish): number {
  const { contextSize, slots, kvType, imageTokens } = wish;
  const all = roundUp(contextSize, 256);
  // One that looks back only so far keeps that, and what is computed at once (llama_kv_cache_iswa).
  const cells =
    layer.window === undefined ? all : Math.min(all, roundUp(layer.window + ubatch(shape, imageTokens), 256));
  return Math.ceil((layer.keys + layer.values) * BYTES_PER_VALUE[kvType]) * cells * slots;
}

/**
 * What a device needs to compute the text model, whatever part of it: activations of a batch, and the mask of its
 * attention; without flash attention also all scores of a layer.
 */
export function textComputeBytes(shape: ModelShape, wish: ContextWish): number {
  const { width, inputWidth, queryWidth, feedForward, heads, experts } = shape;
  const batch = ubatch(shape, wish.imageTokens);
  const context = roundUp(wish.contextSize, 256);
  // Input, gate and up, the residual stream and its copies, queries that are wider; each expert's own output.
  const activations =
    inputWidth + 2 * feedForward + 9 * width + Math.max(0, queryWidth - width) + (experts ? experts.used * width : 0);
  const windows = shape.layers.some(({ window }) => window !== undefined) ? 2 : 1;
  const attention = wish.flashAttention ? 2 * windows : 4 * windows + 4 * heads;
  return batch * (4 * activations + context * attention);
}

/** What a device needs to look at a picture, beyond the weights of the vision part. */
export function visionComputeBytes(vision: VisionShape, imageTokens: number): number {
  const { patch, width, merge, masked, fixedTokens } = vision;
  const patches = (fixedTokens === undefined ? imageTokens : Math.min(fixedTokens, MAX_FIXED)) * merge * merge;
  // Pixels of a patch, then what its attention needs: Qwen's encoders have more of it at a time.
  const numbers = 3 * patch * patch + (/^qwen/.test(vision.projector) ? 9.4 : 6.5) * width;
  return Math.round(patches * 4 * numbers + (masked ? 6 * patches * patches : 0));
}

/**
 * Of a picture, in main memory: its pixels, decoded, resized and cut into patches, some of them as floats (64 bytes each,
 * measured), and what the vision part gives to the text model.
 */
export function pictureBytes(shape: ModelShape, vision: VisionShape, imageTokens: number): number {
  const tokens = Math.min(vision.fixedTokens ?? imageTokens, MAX_FIXED);
  return tokens * (64 * (vision.patch * vision.merge) ** 2 + 4 * shape.inputWidth);
}

/** llama-server itself: its code, its libraries, and the vocabulary, which it keeps as texts in two directions. */
export function overheadBytes(shape: Pick<ModelShape, 'vocabulary'>): number {
  return 26 * 2 ** 20 + 640 * shape.vocabulary;
}

/** What a GPU's driver takes for a program that computes on it, and does not count as used before. */
export const DRIVER_BYTES = 300 * 2 ** 20;

/** flags.ts makes the batch so large where a picture has to be in one. */
function ubatch({ wholeImages }: Pick<ModelShape, 'wholeImages'>, imageTokens: number): number {
  return wholeImages ? Math.max(2048, imageTokens) : UBATCH;
}

/** No encoder makes more of one picture. */
const MAX_FIXED = 16_384;

const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;
