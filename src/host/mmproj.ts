import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../errors.ts';
import { type Gguf, ggufText, readGguf } from './gguf.ts';
import { modelFacts, modelName } from './model-file.ts';

/** What is known of the vision part of a model before it is loaded. */
export interface MmprojFile {
  path: string;
  /** clip.cpp's: `qwen3vl_merger`. */
  projector: string;
  seesImages: boolean;
  /** How wide its embeddings are (clip_n_mmproj_embd); undefined for projectors that only llama.cpp knows. */
  outputWidth: number | undefined;
  /** bytes */
  fileSize: number;
}

/**
 * Reads what the vision part of a model says of itself.
 * @throws GlimpseError `bad-model`
 */
export async function mmprojFacts(file: string): Promise<MmprojFile> {
  const gguf = await readGguf(file);
  if (ggufText(gguf, 'general.architecture') !== 'clip') {
    throw new GlimpseError('bad-model', {
      failed: l10n.t(
        '{0} is no vision part of a model: its architecture is "{1}" instead of "clip".',
        path.basename(file),
        ggufText(gguf, 'general.architecture') ?? '',
      ),
      todo: l10n.t('Choose the file with "mmproj" in its name that came with the model.'),
    });
  }
  const projector = ggufText(gguf, 'clip.projector_type') ?? ggufText(gguf, 'clip.vision.projector_type') ?? '';
  return {
    path: file,
    projector,
    seesImages: gguf.metadata.get('clip.has_vision_encoder') === true,
    outputWidth: outputWidth(gguf, projector),
    fileSize: gguf.fileSize,
  };
}

/**
 * The vision part that lies beside a model: one that fits, its name most like the model's, best as Q8_0.
 * @throws GlimpseError `cannot-see` when there is none, `model-mismatch` when none fits, `bad-model`
 */
export async function findMmproj(model: string): Promise<string> {
  const { inputWidth } = await modelFacts(model);
  const folder = path.dirname(path.resolve(model));
  const names = (await readdir(folder)).filter((name) => /mmproj/i.test(name) && /\.gguf$/i.test(name)).slice(0, 100);
  const rejected: string[] = [];
  const fitting: string[] = [];
  for (const name of names) {
    try {
      const { outputWidth, seesImages } = await mmprojFacts(path.join(folder, name));
      if (seesImages && (outputWidth ?? inputWidth) === inputWidth) fitting.push(name);
      else rejected.push(l10n.t('{0} belongs to another model', name));
    } catch (error) {
      rejected.push((error as Error).message);
    }
  }
  const [best] = fitting.sort((a, b) => likeness(b, model) - likeness(a, model) || precision(a) - precision(b));
  if (best) return path.join(folder, best);
  throw new GlimpseError(rejected.length > 0 ? 'model-mismatch' : 'cannot-see', {
    failed: l10n.t("{0} can't see pictures without its vision part, which was not found.", path.basename(model)),
    tried: l10n.t(
      'Looked in {0} for GGUF files with "mmproj" in their name: {1}.',
      folder,
      rejected.join(', ') || l10n.t('there is none'),
    ),
    todo: l10n.t('Put the mmproj file of the same model into that folder; a model that has none reads text only.'),
  });
}

/** clip_n_mmproj_embd in tools/mtmd/clip.cpp, for the families that are used here. */
function outputWidth(gguf: Gguf, projector: string): number | undefined {
  const shape = (name: string): readonly number[] => gguf.tensors.find((tensor) => tensor.name === name)?.shape ?? [];
  switch (projector) {
    case 'qwen3vl_merger': {
      const deepstack = gguf.tensors.filter(({ name }) => /^v\.deepstack\.\d+\.fc1\.weight$/.test(name)).length;
      const [width] = shape('mm.2.bias');
      return width && width * (1 + deepstack);
    }
    case 'qwen2vl_merger':
    case 'qwen2.5vl_merger':
      return shape('mm.2.bias')[0];
    case 'gemma3':
      return shape('mm.input_projection.weight')[0];
    default:
      return undefined;
  }
}

/** Parts of a name that two files share; how they are quantized is not one. */
function likeness(a: string, b: string): number {
  const parts = (name: string): string[] =>
    modelName(name)
      .toLowerCase()
      .split(/[^a-z0-9.]+/)
      .filter((part) => part && !/^(mmproj|gguf|[qf]\d.*|bf16|k|[sml])$/.test(part));
  const others = parts(b);
  return parts(a).filter((part) => others.includes(part)).length;
}

/** The lower, the better: a vision part in F16 encodes 1.7 times slower than in Q8_0 on a CPU, and sees no better. */
function precision(name: string): number {
  const at = [/q8_0/i, /(?<!b)f16/i, /bf16/i, /f32/i].findIndex((label) => label.test(name));
  return at < 0 ? 4 : at;
}
