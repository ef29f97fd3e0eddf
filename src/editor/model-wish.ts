import { AUTO, type Wish } from '../models/fit.ts';
import type { ModelSettings } from './settings.ts';

/** llama.cpp gains nothing above; what goes so far is limited by the context alone. */
const MOST = 4096;

/**
 * How the settings want a model to be run.
 * @param recommended visual tokens of a picture that serve this model, where its makers say so
 */
export function wishOf(settings: ModelSettings, recommended?: { min: number; max: number }): Wish {
  const { contextSize, gpuLayers, kvCacheType: kvType, flashAttention, slots, threads, imageTokens } = settings;
  return {
    ...{ contextSize, gpuLayers, kvType, flashAttention, slots, threads: threads > 0 ? threads : undefined },
    imageTokens:
      typeof imageTokens === 'number'
        ? { min: Math.min(AUTO.imageTokens.min, imageTokens), max: imageTokens }
        : imageTokens === 'auto' && recommended && recommended.max < MOST
          ? recommended
          : { ...AUTO.imageTokens, ...(imageTokens === 'small' && { min: 64 }) },
  };
}
