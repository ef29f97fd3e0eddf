import path from 'node:path';
import { modelName } from './model-file.ts';
import type { HostPlan } from './plan.ts';

/** What only the start itself decides. */
export interface StartOptions {
  /** 0: any that is free; the server's log says which. */
  port: number;
  /** Images must be decoded in one batch: Gemma's attention within a picture goes both ways (mtmd_decode_use_non_causal). */
  wholeImages: boolean;
}

/** llama-server's arguments for a plan. All flags: common/arg.cpp of llama.cpp. */
export function serverFlags(plan: HostPlan, { port, wholeImages }: StartOptions): string[] {
  const { contextSize, slots, imageTokens, gpuLayers, cpuExpertLayers, visionOnGpu, kvType, flashAttention, threads } =
    plan;
  const flags = [
    ...['--model', path.resolve(plan.model)],
    ...['--mmproj', path.resolve(plan.mmproj)],
    ...['--alias', modelAlias(plan)],
    ...['--image-min-tokens', String(imageTokens.min)],
    ...['--image-max-tokens', String(imageTokens.max)],
    // llama.cpp divides it by the slots.
    ...['--ctx-size', String(contextSize * slots)],
    ...['--parallel', String(slots)],
    ...['--cache-type-k', kvType, '--cache-type-v', kvType],
    ...['--flash-attn', flashAttention],
    // Prompts that made room for others are kept in main memory, up to so many MiB: by default 8 GiB.
    ...['--cache-ram', String(PROMPT_CACHE_MIB)],
    ...['--host', '127.0.0.1', '--port', String(port)],
    // No web page may ask: an origin that none has.
    ...['--cors-origins', 'none', '--no-cors-credentials'],
    ...['--no-webui', '--no-slots', '--offline'],
    ...['--log-colors', 'off'],
  ];
  if (gpuLayers !== 'auto') flags.push('--gpu-layers', gpuLayers === 'max' ? 'all' : String(gpuLayers));
  if (cpuExpertLayers > 0) flags.push('--n-cpu-moe', String(cpuExpertLayers));
  if (!visionOnGpu) flags.push('--no-mmproj-offload', ...(gpuLayers === 0 ? ['--device', 'none'] : []));
  if (threads !== undefined) flags.push('--threads', String(threads));
  if (wholeImages) {
    const batch = String(Math.max(2048, imageTokens.max));
    flags.push('--batch-size', batch, '--ubatch-size', batch);
  }
  return flags;
}

/** The server's id of the model; a comma would make it two. */
export function modelAlias({ model, name = modelName(model) }: HostPlan): string {
  return name.replaceAll(',', '_');
}

/** The picture before, at 1024 tokens on a 2B model: going back to it does not encode it again. */
const PROMPT_CACHE_MIB = 144;

/**
 * The environment of a llama-server: without the variables that would change its flags (every flag has one), and without
 * those of a router or a cloud that it would obey.
 */
export function serverEnvironment(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const leaking = /^(LLAMA_|MTMD_|AIP_|HF_|ELECTRON_|NODE_|VSCODE_)/i;
  return Object.fromEntries(Object.entries(own).filter(([name]) => !leaking.test(name)));
}

/** What a llama-server is told by its environment, where other users of the machine can't read it. */
export function secretEnvironment(apiKey: string): NodeJS.ProcessEnv {
  return {
    LLAMA_API_KEY: apiKey,
    // Whoever is started by a router tells it how far loading is (server_child in tools/server/server-models.cpp), and
    // ends when its standard input does.
    LLAMA_SERVER_ROUTER_PORT: '0',
  };
}
