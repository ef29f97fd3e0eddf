import { type Gguf, ggufNumber, ggufText, readGguf } from '../host/gguf.ts';
import { modelFacts } from '../host/model-file.ts';
import { quantizationOf } from './quantization.ts';
import { readVision, type VisionShape } from './vision-shape.ts';

/** One of the layers that repeat. */
export interface LayerShape {
  /** bytes of its weights, without those of experts */
  weights: number;
  /** bytes of the weights of its experts, of which each token needs a few */
  experts: number;
  /** Numbers that its KV cache holds of a token: keys and values. */
  keys: number;
  values: number;
  /** How many tokens it looks back; undefined: at all. */
  window: number | undefined;
}

/** What a model's header says of the memory that it takes. Nothing here depends on the machine. */
export interface ModelShape {
  name: string;
  architecture: string;
  /** `8B` */
  parameters: string;
  /** `Q4_K_M` */
  quantization: string;
  layers: readonly LayerShape[];
  /** bytes of the token embeddings, which always lie in main memory */
  embeddings: number;
  /** bytes of what makes logits of the last layer; where it shares the embeddings' weights, those again */
  output: number;
  /** Whether the output is the embeddings, so that without a GPU it takes no memory of its own. */
  tied: boolean;
  /** bytes of weights that a processor keeps in an order of its own beside the file's (CPU_REPACK), by layer, without output */
  repacked: readonly number[];
  /** bytes of all its files */
  fileSize: number;
  /** Width of the residual stream; of what it takes from a vision part; of all query heads; numbers. */
  width: number;
  inputWidth: number;
  queryWidth: number;
  heads: number;
  /** Hidden width of what one token goes through: of all experts that it uses. */
  feedForward: number;
  experts: { count: number; used: number } | undefined;
  /** tokens that it was trained for */
  contextLength: number | undefined;
  /** tokens */
  vocabulary: number;
  /** Gemma's pictures are decoded in one batch. */
  wholeImages: boolean;
  /** Why its figures are less sure than others; undefined: they are not. */
  unsure: 'architecture' | 'keys' | 'types' | undefined;
  vision: VisionShape | undefined;
}

/** Architectures whose graph and cache these figures were checked against. */
const KNOWN = ['qwen3vl', 'qwen3vlmoe', 'qwen2vl', 'qwen3', 'qwen2', 'gemma3', 'llama'];

/** Every so many layers one looks at the whole context (`set_swa_pattern` in src/models of llama.cpp). */
const WINDOW_PERIODS: Readonly<Record<string, number>> = { gemma3: 6, gemma2: 2 };

/** No model has more, and a hostile header must not make us work for it. */
const MAX_LAYERS = 1000;
const MAX_NUMBER = 2 ** 31;

/**
 * Reads the headers of a model and of its vision part.
 * @throws GlimpseError `bad-model`
 */
export async function readShape(model: string, mmproj?: string): Promise<ModelShape> {
  const facts = await modelFacts(model);
  const [shards, vision] = await Promise.all([
    Promise.all(facts.files.map((file) => readGguf(file))),
    mmproj === undefined ? undefined : readVision(mmproj),
  ]);
  return { ...textShape(shards), name: facts.name, parameters: facts.parameters, vision };
}

/** What the headers of all files of a text model say. @param shards the first one has the keys */
export function textShape(shards: readonly Gguf[]): Omit<ModelShape, 'name' | 'parameters' | 'vision'> {
  const [first] = shards as [Gguf, ...Gguf[]];
  const architecture = ggufText(first, 'general.architecture') ?? '';
  const number = (name: string): number | undefined => sane(ggufNumber(first, `${architecture}.${name}`));
  /** A number for each layer, also where there is one for all. */
  const perLayer = (name: string, layer: number): number | undefined => {
    const value = first.metadata.get(`${architecture}.${name}`);
    return sane(Array.isArray(value) ? value[layer] : value);
  };
  const tensors = shards.flatMap((shard) => shard.tensors);
  const { blocks, embeddings, outputWeights, rest, unsized } = weightsOf(tensors);
  const count = Math.min(MAX_LAYERS, number('block_count') ?? blocks.length);

  const width = number('embedding_length') ?? 0;
  const heads = perLayer('attention.head_count', 0) ?? 0;
  const head = heads > 0 ? Math.floor(width / heads) : 0;
  const keyLength = number('attention.key_length') ?? head;
  const valueLength = number('attention.value_length') ?? head;
  const window = number('attention.sliding_window');
  const period = WINDOW_PERIODS[architecture];
  const used = number('expert_used_count') ?? 0;
  const expertCount = number('expert_count') ?? 0;
  const hidden = expertCount > 0 ? used * (number('expert_feed_forward_length') ?? 0) : 0;

  const layers = Array.from({ length: count }, (_, layer): LayerShape => {
    const { weights = 0, experts = 0 } = blocks[layer] ?? {};
    const kvHeads = perLayer('attention.head_count_kv', layer) ?? perLayer('attention.head_count', layer) ?? 0;
    return {
      weights,
      experts,
      keys: kvHeads * keyLength,
      values: kvHeads * valueLength,
      window: window && period && (layer + 1) % period !== 0 ? window : undefined,
    };
  });
  const tied = outputWeights === 0;
  return {
    architecture,
    quantization: quantizationOf(first, tensors),
    layers,
    repacked: layers.map((_, layer) => blocks[layer]?.repacked ?? 0),
    embeddings,
    output: (tied ? embeddings : outputWeights) + rest,
    tied,
    fileSize: shards.reduce((sum, { fileSize }) => sum + fileSize, 0),
    width,
    inputWidth: width * (1 + Math.min(100, number('n_deepstack_layers') ?? 0)),
    queryWidth: heads * keyLength,
    heads,
    feedForward: hidden || (perLayer('feed_forward_length', 0) ?? 4 * width),
    experts: expertCount > 0 ? { count: expertCount, used } : undefined,
    contextLength: number('context_length'),
    vocabulary: tensors.find(({ name }) => name === 'token_embd.weight')?.shape[1] ?? 0,
    wholeImages: /^gemma(3n?|4)$/.test(architecture),
    unsure:
      unsized > 0
        ? 'types'
        : count === 0 || width === 0 || heads === 0
          ? 'keys'
          : KNOWN.includes(architecture)
            ? undefined
            : 'architecture',
  };
}

interface Weights {
  weights: number;
  experts: number;
  repacked: number;
}

/** bytes of the weights by what they belong to; `unsized`: tensors of a type that is newer than this program. */
function weightsOf(tensors: Gguf['tensors']) {
  const blocks: Weights[] = [];
  let [embeddings, outputWeights, rest, unsized] = [0, 0, 0, 0];
  for (const { name, bytes, type, shape } of tensors) {
    if (bytes === undefined) unsized++;
    const size = bytes ?? 0;
    const layer = Number(/^blk\.(\d{1,3})\./.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(layer)) {
      if (name === 'token_embd.weight' || name === 'per_layer_token_embd.weight') embeddings += size;
      else if (name === 'output.weight') outputWeights += size;
      else rest += size;
      continue;
    }
    while (blocks.length <= layer) blocks.push({ weights: 0, experts: 0, repacked: 0 });
    const block = blocks[layer] as Weights;
    if (/_exps\./.test(name)) block.experts += size;
    else block.weights += size;
    if (isRepacked(type, shape)) block.repacked += size;
  }
  return { blocks, embeddings, outputWeights, rest, unsized };
}

/**
 * Types whose matrices a processor with AVX2 or NEON multiplies faster in an order of its own
 * (ggml_repack_get_optimal_repack_type in ggml/src/ggml-cpu/repack.cpp).
 */
const REPACKED = ['Q4_0', 'Q4_K', 'IQ4_NL', ...(process.arch === 'arm64' ? ['Q5_K', 'Q6_K', 'Q8_0'] : [])];

function isRepacked(type: string | undefined, [, rows = 0]: readonly number[]): boolean {
  return REPACKED.includes(type ?? '') && rows % 8 === 0;
}

/** A count that a model may have; whatever else a header says is not taken. */
function sane(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= MAX_NUMBER ? value : undefined;
}
