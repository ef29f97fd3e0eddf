import type { HostPlanInput } from '../host/plan.ts';
import { type Division, type Layout, layOut } from './layout.ts';
import { type Machine, usedGpus } from './machine.ts';
import type { ContextWish, KvType } from './memory.ts';
import type { ModelShape } from './shape.ts';

/** What the user wants; `auto` is chosen here, all else is kept, whether it fits or not. */
export interface Wish {
  /** tokens of each slot */
  contextSize: number | 'auto';
  gpuLayers: number | 'auto' | 'max';
  kvType: KvType | 'auto';
  flashAttention: 'auto' | 'on' | 'off';
  slots: number;
  /** CPU threads; undefined: as llama.cpp likes. */
  threads: number | undefined;
  /** Visual tokens of a picture, the least and the most; `max` undefined: as many as serve, and as the context holds. */
  imageTokens: { min: number; max: number | undefined };
}

export const AUTO: Wish = {
  contextSize: 'auto',
  gpuLayers: 'auto',
  kvType: 'auto',
  flashAttention: 'auto',
  slots: 1,
  threads: undefined,
  // Under the least Qwen-VL grounds poorly.
  imageTokens: { min: 1024, max: undefined },
};

/** How a model is run on a machine. */
export interface FitPlan extends Division, Layout {
  /** All of it on GPUs, or a part; on the processor; or not at all as it was wished. */
  kind: 'gpu' | 'partly' | 'cpu' | 'no';
  /** Of the model. */
  layers: number;
  contextSize: number;
  kvType: KvType;
  flashAttention: Wish['flashAttention'];
  imageTokens: { min: number; max: number };
  slots: number;
  threads: number | undefined;
}

/** What is tried for `auto`, the best first. Prompt and answer need room beside a picture. */
const CONTEXTS = [16_384, 8192, 4096] as const;
const ROOM = 1024;
/** Tokens of a picture: above the most llama.cpp gains nothing. */
const [FEW, MOST] = [64, 4096];

/**
 * The best plan that fits. What is given up for memory, in this order: the precision of the cache (`q8_0` instead of
 * `f16`), half of the context, both, three quarters of it; then experts go to main memory, then layers to the processor, both
 * with a small cache, then all layers, last the vision part. More memory never gives a plan that comes later.
 */
export function bestPlan(shape: ModelShape, machine: Machine, wish: Wish): FitPlan {
  let last: FitPlan | undefined;
  for (const plan of candidates(shape, machine, wish)) {
    if (plan.fits) return plan;
    last = plan;
  }
  return { ...last!, kind: 'no' };
}

/** All plans for a wish, the best first; none is tried before it is asked for. */
function* candidates(shape: ModelShape, machine: Machine, wish: Wish): Generator<FitPlan> {
  const contexts = contextsOf(shape, wish);
  // What leaves the GPU anyway leaves less of it with a small context and cache.
  const { kvType } = contexts.at(-1)!;
  const small = contexts.filter(
    (context) => context.kvType === kvType && (wish.contextSize !== 'auto' || context.contextSize <= CONTEXTS[1]),
  );
  const count = shape.layers.length;
  const plan = (context: Context, division: Division) => planned(shape, machine, wish, context, division);
  const hasGpu = usedGpus(machine).length > 0;
  const all = { gpuLayers: count, cpuExpertLayers: 0, visionOnGpu: true };

  if (hasGpu && wish.gpuLayers !== 'auto') {
    // llama.cpp counts what makes logits as a layer, and puts it on the GPU first.
    const gpuLayers = wish.gpuLayers === 'max' ? count : Math.min(count, Math.max(0, wish.gpuLayers - 1));
    for (const context of contexts) yield plan(context, { ...all, gpuLayers });
    if (gpuLayers === 0) for (const context of contexts) yield plan(context, { ...all, gpuLayers, visionOnGpu: false });
    return;
  }
  if (hasGpu) {
    for (const context of contexts) yield plan(context, all);
    if (shape.experts) {
      for (const context of small) {
        yield most(0, count, (kept) => plan(context, { ...all, cpuExpertLayers: count - kept }));
      }
    }
    for (const context of small) yield most(1, count - 1, (gpuLayers) => plan(context, { ...all, gpuLayers }));
    for (const context of contexts) yield plan(context, { ...all, gpuLayers: 0 });
  }
  for (const context of contexts) yield plan(context, { gpuLayers: 0, cpuExpertLayers: 0, visionOnGpu: false });
}

/**
 * The plan with the highest number for which the GPUs have room, found by halving. The more is on them, the less main memory
 * it needs: where it has too little of that, so has any other.
 */
function most(lowest: number, highest: number, plan: (count: number) => FitPlan): FitPlan {
  let best = plan(lowest);
  for (let [low, high] = [lowest + 1, highest]; best.gpusFit && low <= high; ) {
    const middle = Math.ceil((low + high) / 2);
    const tried = plan(middle);
    if (tried.gpusFit) [best, low] = [tried, middle + 1];
    else high = middle - 1;
  }
  return best;
}

interface Context {
  contextSize: number;
  kvType: KvType;
  imageTokens: { min: number; max: number };
}

function contextsOf(shape: ModelShape, wish: Wish): Context[] {
  const limit = shape.contextLength ? Math.max(512, shape.contextLength) : Number.POSITIVE_INFINITY;
  const sizes = wish.contextSize === 'auto' ? CONTEXTS.map((size) => Math.min(size, limit)) : [wish.contextSize];
  // A picture that the user wants must have room in it.
  const least = (wish.imageTokens.max ?? 0) + ROOM;
  const usable = wish.contextSize === 'auto' ? sizes.map((size) => Math.max(size, least)) : sizes;
  const canQuantize =
    wish.flashAttention !== 'off' && shape.layers.every(({ keys, values }) => (keys | values) % 32 === 0);
  const types: KvType[] = wish.kvType !== 'auto' ? [wish.kvType] : canQuantize ? ['f16', 'q8_0'] : ['f16'];
  return [...new Set(usable)].flatMap((contextSize) =>
    types.map((kvType) => ({ contextSize, kvType, imageTokens: imageTokens(contextSize, wish) })),
  );
}

function imageTokens(contextSize: number, { imageTokens: { min, max } }: Wish): { min: number; max: number } {
  const most = max ?? Math.max(FEW, Math.min(MOST, contextSize - ROOM));
  return { min: Math.min(min, most), max: most };
}

function planned(shape: ModelShape, machine: Machine, wish: Wish, context: Context, division: Division): FitPlan {
  const { slots, threads, flashAttention } = wish;
  const needs: ContextWish = {
    ...{ contextSize: context.contextSize, kvType: context.kvType, slots },
    flashAttention: flashAttention !== 'off',
    imageTokens: context.imageTokens.max,
  };
  const { gpuLayers, cpuExpertLayers } = division;
  const isWhole = gpuLayers === shape.layers.length && cpuExpertLayers === 0;
  const kind = gpuLayers === 0 ? 'cpu' : isWhole ? 'gpu' : 'partly';
  const layout = layOut(shape, machine, division, needs);
  return { kind, layers: shape.layers.length, ...division, ...layout, ...context, slots, threads, flashAttention };
}

/** What llama-server is started with for a wish, where nothing is known of the model. */
export function unfitted(wish: Wish): Omit<HostPlanInput, 'model' | 'mmproj'> {
  const { gpuLayers, flashAttention, slots, threads } = wish;
  const contextSize = wish.contextSize === 'auto' ? CONTEXTS[0] : wish.contextSize;
  return {
    ...{ contextSize, gpuLayers, flashAttention, slots, imageTokens: imageTokens(contextSize, wish) },
    ...(wish.kvType !== 'auto' && { kvType: wish.kvType }),
    ...(threads !== undefined && { threads }),
  };
}

/** What llama-server is started with for a plan. */
export function hostPlan(plan: FitPlan, { gpuLayers }: Wish): Omit<HostPlanInput, 'model' | 'mmproj'> {
  const { contextSize, kvType, flashAttention, slots, threads, imageTokens, cpuExpertLayers, visionOnGpu, places } =
    plan;
  const hasGpu = places.length > 1 && plan.layers > 0;
  return {
    ...{ contextSize, kvType, flashAttention, slots, imageTokens },
    ...(threads !== undefined && { threads }),
    // Where no GPU was seen, or no layers, llama.cpp may still know better.
    gpuLayers: gpuLayers !== 'auto' || !hasGpu ? gpuLayers : plan.gpuLayers > 0 ? plan.gpuLayers + 1 : 0,
    ...(hasGpu && cpuExpertLayers > 0 && { cpuExpertLayers }),
    ...(hasGpu && !visionOnGpu && { visionOnGpu }),
  };
}
