import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../errors.ts';
import { type Gguf, ggufText, readGguf } from './gguf.ts';
import { modelFacts } from './model-file.ts';
import { bestOf, likeness, misfitOf } from './pair.ts';

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
 * The vision part that lies beside a model, or beside the folder of its shards: one that fits, its name most like the
 * model's, best as Q8_0.
 * @throws GlimpseError `cannot-see` when there is none, `model-mismatch` when none fits, `bad-model`
 */
export async function findMmproj(file: string): Promise<string> {
  const model = await modelFacts(file);
  const folder = path.dirname(path.resolve(file));
  const rejected: string[] = [];
  for (const place of [folder, path.dirname(folder)]) {
    const fitting: MmprojFile[] = [];
    for (const name of await mmprojNames(place)) {
      // What lies in the folder above may be of any model.
      if (place !== folder && likeness(name, model.path) === 0) continue;
      try {
        const mmproj = await mmprojFacts(path.join(place, name));
        if (misfitOf(model, mmproj)) rejected.push(l10n.t('{0} belongs to another model', name));
        else fitting.push(mmproj);
      } catch (error) {
        rejected.push((error as Error).message);
      }
    }
    const best = bestOf(fitting, model);
    if (best) return best.path;
  }
  const looked = l10n.t(
    'Looked in {0} for GGUF files with "mmproj" in their name: {1}.',
    folder,
    rejected.join(', ') || l10n.t('there is none'),
  );
  throw noVisionPart(path.basename(file), looked, rejected.length > 0 ? 'model-mismatch' : 'cannot-see');
}

/** That a model has no vision part. */
export function noVisionPart(
  name: string,
  tried?: string,
  kind: 'cannot-see' | 'model-mismatch' = 'cannot-see',
): GlimpseError {
  return new GlimpseError(kind, {
    failed: l10n.t("{0} can't see pictures without its vision part, which was not found.", name),
    ...(tried !== undefined && { tried }),
    todo: l10n.t('Put the mmproj file of the same model into its folder; a model that has none reads text only.'),
  });
}

async function mmprojNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => /mmproj/i.test(name) && /\.gguf$/i.test(name)).slice(0, 100);
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
    case 'gemma3nv':
      return shape('mm.input_projection.weight')[0];
    case 'gemma4v':
      return shape('mm.input_projection.weight')[1];
    case 'idefics3':
    case 'llama4':
      return shape('mm.model.fc.weight')[1];
    case 'internvl':
      return shape('mm.model.mlp.3.weight')[1];
    case 'resampler':
      return shape('resampler.proj.weight')[0];
    case 'mlp':
    case 'pixtral':
    case 'kimivl':
    case 'lfm2':
      return shape('mm.2.weight')[1];
    default:
      return undefined;
  }
}
