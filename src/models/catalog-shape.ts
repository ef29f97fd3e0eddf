import type { Build } from './catalog.ts';
import type { ModelShape } from './shape.ts';

/** Bits that a weight takes in each quantization, in most tensors, and in what llama.cpp keeps finer: embeddings, output. */
const BITS: Readonly<Record<string, { most: number; embeddings: number; output: number }>> = {
  Q4_K_M: { most: 4.85, embeddings: 4.5, output: 6.5625 },
  Q8_0: { most: 8.5, embeddings: 8.5, output: 8.5 },
  F16: { most: 16, embeddings: 16, output: 16 },
};
/** Every so many layers one looks at the whole context (`set_swa_pattern` of Gemma 3 in llama.cpp). */
const WINDOW_PERIOD = 6;

/**
 * What the memory of a build depends on, as its header would say it: by the numbers of the catalogue, since there is no file
 * yet. Undefined where the catalogue has none, or no sizes.
 */
export function shapeOf({ model, quantization, weights, mmproj }: Build): ModelShape | undefined {
  const { shape } = model;
  if (!shape || weights.bytes === undefined || mmproj.bytes === undefined) return undefined;
  const { width, heads, keyValueHeads, headLength, feedForward, vocabulary, experts, tied, window, vision } = shape;
  const bits = BITS[quantization] ?? { most: 5, embeddings: 5, output: 6 };
  const table = vocabulary * width;
  // A shared table is kept as fine as the output.
  const embeddings = Math.round((table * (tied ? bits.output : bits.embeddings)) / 8);
  const output = tied ? embeddings : Math.round((table * bits.output) / 8);
  const rest = Math.max(0, weights.bytes - embeddings - (tied ? 0 : output));
  const perLayer = Math.round(rest / shape.layers);
  const attention = (2 * heads + 2 * keyValueHeads) * headLength * width;
  const expertWeights = 3 * width * feedForward * (experts?.count ?? 0);
  const expertShare = expertWeights / (expertWeights + attention);
  const layerExperts = experts ? Math.round(perLayer * expertShare) : 0;
  return {
    name: model.title,
    architecture: shape.architecture,
    parameters: model.parameters ?? '',
    quantization,
    layers: Array.from({ length: shape.layers }, (_, layer) => ({
      weights: perLayer - layerExperts,
      experts: layerExperts,
      keys: keyValueHeads * headLength,
      values: keyValueHeads * headLength,
      window: window && (layer + 1) % WINDOW_PERIOD !== 0 ? window : undefined,
    })),
    embeddings,
    output,
    tied,
    repacked: Array.from({ length: shape.layers }, () => 0),
    fileSize: weights.bytes,
    width,
    inputWidth: width * (/^qwen3vl/.test(shape.architecture) ? 4 : 1),
    queryWidth: heads * headLength,
    heads,
    feedForward: experts ? experts.used * feedForward : feedForward,
    experts,
    contextLength: shape.contextLength,
    vocabulary,
    wholeImages: shape.architecture === 'gemma3',
    unsure: undefined,
    vision: {
      ...vision,
      weights: mmproj.bytes,
      fixedTokens: vision.fixedTokens,
      masked: vision.projector === 'qwen2.5vl_merger',
      outputWidth: undefined,
    },
  };
}
