import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type Gguf, type Tensor, writeGguf } from '../../fixtures/tiny-model/gguf.ts';

/** GGUF files with real headers and next to no weights, for tests that load nothing. */

const text = (value: string) => ({ type: 'string', value }) as const;
const number = (value: number) => ({ type: 'u32', value }) as const;
const tensor = (name: string, width = 32): Tensor => ({
  name,
  shape: [width],
  type: 'F32',
  data: () => [new Uint8Array(width * 4)],
});

export interface SmallModel {
  architecture?: string;
  /** What it takes from an mmproj is this, and as much for each of three DeepStack layers where it is a Qwen3-VL. */
  width?: number;
  shards?: number;
  /** Ollama's own form. */
  visionInside?: boolean;
  type?: string;
}

/** A text model, of the kind Qwen3-VL unless said otherwise. */
export async function writeModel(file: string, options: SmallModel = {}): Promise<string> {
  const { architecture = 'qwen3vl', width = 64, shards, visionInside, type = 'model' } = options;
  const metadata: Gguf['metadata'] = {
    'general.architecture': text(architecture),
    'general.type': text(type),
    'general.size_label': text('2B'),
    [`${architecture}.embedding_length`]: number(width),
    ...(/^qwen\dvl/.test(architecture) && {
      [`${architecture}.rope.dimension_sections`]: { type: 'i32s', value: [24, 20, 20, 0] } as const,
    }),
    ...(architecture === 'qwen3vl' && { 'qwen3vl.n_deepstack_layers': number(3) }),
    ...(shards !== undefined && { 'split.count': number(shards) }),
  };
  const tensors = [tensor('token_embd.weight'), ...(visionInside ? [tensor('v.patch_embd.weight')] : [])];
  return write(file, { metadata, tensors });
}

export interface SmallMmproj {
  projector?: string;
  width?: number;
  audio?: boolean;
}

/** The vision part of a Qwen3-VL, unless said otherwise. */
export async function writeMmproj(file: string, options: SmallMmproj = {}): Promise<string> {
  const { projector = 'qwen3vl_merger', width = 64, audio = false } = options;
  const metadata: Gguf['metadata'] = {
    'general.architecture': text('clip'),
    'clip.projector_type': text(projector),
    [audio ? 'clip.has_audio_encoder' : 'clip.has_vision_encoder']: { type: 'bool', value: true },
  };
  const deepstack = projector === 'qwen3vl_merger' ? [5, 11, 17] : [];
  const tensors = [tensor('mm.2.bias', width), ...deepstack.map((layer) => tensor(`v.deepstack.${layer}.fc1.weight`))];
  return write(file, { metadata, tensors });
}

async function write(file: string, gguf: Gguf): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeGguf(file, gguf);
  return file;
}
