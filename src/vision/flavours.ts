import type { ModelFamily } from '../model-family.ts';
import { patchOf } from './boxes.ts';
import type { ServerFlavour } from './endpoint.ts';
import type { Sampling } from './model.ts';

/** What goes into a request's body beside OpenAI's own fields. */
type Extras = Record<string, unknown>;

/** Where a server's dialect differs from OpenAI's, in what this client sends. */
interface Dialect {
  /** `owned_by` in the server's list of models. */
  ownedBy?: RegExp;
  /** Fields of sampling that OpenAI's protocol does not have. */
  topK?: string;
  repeatPenalty?: string;
  /** Always sent. */
  always?: Extras;
  /** Keeps the server from resizing what was fitted to a budget already. */
  imageSize?: (family: ModelFamily) => Extras;
}

const DIALECTS: Record<ServerFlavour, Dialect> = {
  'llama-server': {
    ownedBy: /^llamacpp$/,
    topK: 'top_k',
    repeatPenalty: 'repeat_penalty',
    // A second question about the same picture costs nothing; and how far the reading of a prompt is (server-schema.cpp).
    always: { cache_prompt: true, return_progress: true },
  },
  vllm: {
    ownedBy: /^vllm$/,
    topK: 'top_k',
    repeatPenalty: 'repetition_penalty',
    // Of its Qwen processors only: others refuse arguments that they do not know.
    imageSize: (family) =>
      family === 'qwen3-vl' || family === 'qwen2.5-vl'
        ? { mm_processor_kwargs: { min_pixels: 4 * patchOf(family) ** 2, max_pixels: 16_384 * patchOf(family) ** 2 } }
        : {},
  },
  sglang: { ownedBy: /^sglang$/, topK: 'top_k', repeatPenalty: 'repetition_penalty' },
  // Its OpenAI endpoint takes neither.
  ollama: { ownedBy: /^library$/ },
  'lm-studio': { ownedBy: /^organization_owner$/, topK: 'top_k', repeatPenalty: 'repeat_penalty' },
  other: {},
};

/** Which server calls its models this way, if that says it. */
export function flavourByOwner(ownedBy: string | undefined): ServerFlavour | undefined {
  const entry = Object.entries(DIALECTS).find(([, { ownedBy: owner }]) => owner?.test(ownedBy ?? ''));
  return entry?.[0] as ServerFlavour | undefined;
}

/** The fields that a server of this flavour wants beside OpenAI's. */
export function extrasFor(flavour: ServerFlavour, family: ModelFamily, sampling: Sampling, hasImages: boolean): Extras {
  const { topK, repeatPenalty, always, imageSize } = DIALECTS[flavour];
  return {
    ...always,
    ...(topK && sampling.topK !== undefined ? { [topK]: sampling.topK } : {}),
    ...(repeatPenalty && sampling.repeatPenalty !== undefined ? { [repeatPenalty]: sampling.repeatPenalty } : {}),
    ...(hasImages ? imageSize?.(family) : {}),
  };
}
