import { AUTO, type Wish } from '../models/fit.ts';
import type { ModelSettings } from './settings.ts';

/** How the settings want a model to be run. */
export function wishOf(settings: ModelSettings): Wish {
  const { contextSize, gpuLayers, kvCacheType: kvType, flashAttention, slots, threads, imageTokens } = settings;
  return {
    ...{ contextSize, gpuLayers, kvType, flashAttention, slots, threads: threads > 0 ? threads : undefined },
    imageTokens:
      typeof imageTokens === 'number'
        ? { min: Math.min(AUTO.imageTokens.min, imageTokens), max: imageTokens }
        : { ...AUTO.imageTokens, ...(imageTokens === 'small' && { min: 64 }) },
  };
}
