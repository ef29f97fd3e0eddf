import * as z from 'zod';
import { GPU_CHOICES } from './backends.ts';

/** How llama-server is to run a model: what becomes its flags. */
export const HostPlan = z.object({
  /** Paths of the text model and of its vision part, both GGUF; a sharded model by its first file. */
  model: z.string(),
  mmproj: z.string(),
  /** What the server calls it; unless given, the name of its file. */
  name: z.string().max(500).optional(),
  /** Tokens of prompt and answer together, for each slot. */
  contextSize: z.int().min(512).max(1_048_576).default(16_384),
  /** What it is computed with; `auto`: the best that works here. */
  gpu: z.enum(GPU_CHOICES).default('auto'),
  /** Layers on the GPU; `auto`: as many as fit. */
  gpuLayers: z.union([z.enum(['auto', 'max']), z.int().nonnegative()]).default('auto'),
  /** How many layers have their experts in main memory: the first ones. */
  cpuExpertLayers: z.int().nonnegative().default(0),
  /** False: the vision part is left to the processor; with no layers on the GPU either, that is not used at all. */
  visionOnGpu: z.boolean().default(true),
  kvType: z.enum(['f16', 'q8_0', 'q4_0']).default('f16'),
  flashAttention: z.enum(['auto', 'on', 'off']).default('auto'),
  /** Requests answered at once, each with a context of its own. */
  slots: z.int().positive().max(64).default(1),
  /** CPU threads; absent: as llama.cpp likes. */
  threads: z.int().positive().optional(),
  /** What llama-server makes of every image. Under 1024 tokens Qwen-VL grounds poorly (llama.cpp's own warning). */
  imageTokens: z
    .object({ min: z.int().positive(), max: z.int().positive().max(16_384) })
    .default({ min: 1024, max: 4096 }),
});
export type HostPlan = z.infer<typeof HostPlan>;
export type HostPlanInput = z.input<typeof HostPlan>;

export const HOST_STATES = ['stopped', 'starting', 'loading', 'ready', 'busy', 'failed'] as const;
export type HostState = (typeof HOST_STATES)[number];
