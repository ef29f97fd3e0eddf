import type { Device } from '../host/devices.ts';
import { budget, type Machine, sharesMemory } from './machine.ts';
import {
  type ContextWish,
  DRIVER_BYTES,
  kvBytes,
  overheadBytes,
  pictureBytes,
  textComputeBytes,
  visionComputeBytes,
} from './memory.ts';
import type { ModelShape } from './shape.ts';

/** What lies where. */
export interface Division {
  /** How many of the layers that repeat are on GPUs, the last ones; with them always what makes logits. */
  gpuLayers: number;
  /** How many layers have their experts in main memory, wherever the rest of them is: the first ones (`--n-cpu-moe`). */
  cpuExpertLayers: number;
  visionOnGpu: boolean;
}

/** bytes by what they are for */
export interface Parts {
  weights: number;
  cache: number;
  compute: number;
  vision: number;
  visionCompute: number;
  /** Of llama-server itself, or of a GPU's driver. */
  overhead: number;
}

/** What a plan takes of one memory. */
export interface Place {
  /** `CUDA0`; undefined for main memory */
  gpu: Device | undefined;
  parts: Parts;
  /** The sum of the parts. */
  bytes: number;
  /** bytes that a model may take of it now */
  budget: number;
  /** bytes of it */
  total: number;
}

export interface Layout {
  /** Main memory first. */
  places: readonly [Place, ...Place[]];
  /**
   * Main memory that is resident besides, until the system wants it back: weights that a processor has copied into an order
   * of its own stay mapped from the file.
   */
  reclaimable: number;
  /** Whether each place has room for its part; whether all GPUs have. */
  fits: boolean;
  gpusFit: boolean;
}

/** What of a model lies where, and how many bytes that are. */
export function layOut(shape: ModelShape, machine: Machine, division: Division, context: ContextWish): Layout {
  const { gpuLayers, cpuExpertLayers, visionOnGpu } = division;
  const { vision, layers } = shape;
  const limits = budget(machine);
  const main = { ...NOTHING };
  const gpus = limits.gpus.map(() => ({ ...NOTHING }));
  const onGpu = gpuLayers > 0 && gpus.length > 0;
  const compute = textComputeBytes(shape, context);

  const firstOnGpu = layers.length - gpuLayers;
  const split = splitter(limits.gpus, gpuLayers + 1);
  let repacked = 0;
  for (const [index, layer] of layers.entries()) {
    const cache = kvBytes(layer, shape, context);
    const place = onGpu && index >= firstOnGpu ? gpus[split(index - firstOnGpu)]! : main;
    place.weights += layer.weights;
    place.cache += cache;
    (index < cpuExpertLayers ? main : place).weights += layer.experts;
    if (gpus.length === 0) repacked += shape.repacked[index] ?? 0;
  }
  main.weights += shape.embeddings;
  if (onGpu) gpus[split(gpuLayers)]!.weights += shape.output;
  else main.weights += shape.tied ? shape.output - shape.embeddings : shape.output;

  const everythingOnGpu = onGpu && gpuLayers === layers.length && cpuExpertLayers === 0;
  // What it is given and what it gives back goes through main memory.
  main.compute += everythingOnGpu
    ? Math.min(compute, 4 * 512 * shape.inputWidth + 2 * 512 * context.contextSize)
    : compute;
  if (onGpu) for (const place of gpus) place.compute += compute;
  main.overhead += overheadBytes(shape);
  if (vision) {
    const place = visionOnGpu && gpus[0] ? gpus[0] : main;
    place.vision += vision.weights;
    // llama-server tries a picture of its own size first, and a GPU keeps what that takes.
    const tokens = place === main ? context.imageTokens : Math.max(context.imageTokens, TRIED_TOKENS);
    place.visionCompute += visionComputeBytes(vision, tokens);
    main.visionCompute += pictureBytes(shape, vision, context.imageTokens);
  }
  for (const [index, place] of gpus.entries()) {
    const gpu = limits.gpus[index]!.gpu;
    if (sum(place) > 0 && !/^(metal|mtl)/i.test(gpu.id)) place.overhead += DRIVER_BYTES;
  }

  const places: [Place, ...Place[]] = [
    { gpu: undefined, parts: main, bytes: sum(main), budget: limits.memory, total: machine.memory.total },
    ...gpus.map((parts, index): Place => {
      const { gpu, bytes } = limits.gpus[index]!;
      return { gpu, parts, bytes: sum(parts), budget: bytes, total: gpu.total };
    }),
  ];
  const gpusFit = places.every(({ gpu, bytes, budget }) => !gpu || bytes <= budget);
  return { places, reclaimable: repacked, gpusFit, fits: gpusFit && mainBytes({ places }) <= limits.memory };
}

/** bytes of main memory: a GPU without memory of its own takes it from the same. */
export const mainBytes = ({ places }: Pick<Layout, 'places'>): number =>
  places.reduce((all, { gpu, bytes }) => all + (!gpu || sharesMemory(gpu) ? bytes : 0), 0);

const NOTHING: Readonly<Parts> = { weights: 0, cache: 0, compute: 0, vision: 0, visionCompute: 0, overhead: 0 };

/** Of Qwen's encoders (set_warmup_n_tokens in tools/mtmd/clip.cpp). */
const TRIED_TOKENS = 46 * 46;

export const sum = (parts: Parts): number => Object.values(parts).reduce((all, bytes) => all + bytes, 0);

/**
 * Which GPU has which layer: as llama.cpp divides them, by the memory that is free on each (load_tensors in
 * src/llama-model.cpp).
 */
function splitter(gpus: readonly { gpu: Device }[], count: number): (layer: number) => number {
  const all = gpus.reduce((bytes, { gpu }) => bytes + gpu.free, 0) || 1;
  let before = 0;
  const ends = gpus.map(({ gpu }) => {
    before += gpu.free;
    return before / all;
  });
  return (layer) => {
    const index = ends.findIndex((end) => layer / count < end);
    return index < 0 ? gpus.length - 1 : index;
  };
}
