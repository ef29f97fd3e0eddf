import { ggufNumber, ggufText, readGguf } from '../host/gguf.ts';
import { mmprojFacts } from '../host/mmproj.ts';

/** What the header of a vision part (mmproj) says of the memory that it takes. */
export interface VisionShape {
  /** clip.cpp's: `qwen3vl_merger` */
  projector: string;
  /** bytes of all its weights */
  weights: number;
  layers: number;
  width: number;
  heads: number;
  /** pixels a side of a patch */
  patch: number;
  /** Patches a side that become one visual token. */
  merge: number;
  /** Tokens of every picture, or of every piece of one, where a picture's size does not count. */
  fixedTokens: number | undefined;
  /** Whether its layers need a mask of all patches by all patches. */
  masked: boolean;
  /** Width of what it gives to the text model; undefined for projectors that only llama.cpp knows. */
  outputWidth: number | undefined;
}

/**
 * Reads the header of a vision part.
 * @throws GlimpseError `bad-model`
 */
export async function readVision(file: string): Promise<VisionShape> {
  const [facts, gguf] = await Promise.all([mmprojFacts(file), readGguf(file)]);
  const number = (name: string): number => {
    const value = ggufNumber(gguf, `clip.vision.${name}`) ?? 0;
    return Number.isFinite(value) && value > 0 && value < 2 ** 20 ? value : 0;
  };
  const { projector } = facts;
  const patch = number('patch_size') || 14;
  const isQwen = /^qwen/.test(projector);
  const merge =
    number('spatial_merge_size') || number('projector.scale_factor') || (isQwen ? 2 : MERGES[projector]) || 1;
  const side = Math.floor(number('image_size') / patch / merge);
  return {
    projector,
    weights: gguf.tensors.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
    layers: number('block_count'),
    width: number('embedding_length'),
    heads: number('attention.head_count'),
    patch,
    merge,
    fixedTokens: isQwen
      ? undefined
      : ggufText(gguf, 'clip.projector_type') === 'resampler'
        ? 64
        : side * side || undefined,
    masked: projector === 'qwen2.5vl_merger',
    outputWidth: facts.outputWidth,
  };
}

/** Patches a side that a projector makes one token of, where no key says so (clip.cpp). */
const MERGES: Readonly<Record<string, number>> = { gemma3: 4 };
