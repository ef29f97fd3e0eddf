import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../errors.ts';
import type { ModelFamily } from '../model-family.ts';
import { type Gguf, ggufNumber, ggufText, readGguf } from './gguf.ts';

/** What is known of a text model before it is loaded. */
export interface ModelFile {
  /** The first file, and all of them where it comes in shards. */
  path: string;
  files: readonly string[];
  /** As a person would call it. */
  name: string;
  /** llama.cpp's: `qwen3vl`. */
  architecture: string;
  family: ModelFamily;
  /** `2B`, `4.4B` */
  parameters: string;
  /** What most of its bytes are: `Q4_K`. */
  quantization: string;
  /** tokens */
  contextLength: number | undefined;
  layers: number | undefined;
  /** How wide an embedding is that it takes from an mmproj (llama_model_n_embd_inp). */
  inputWidth: number | undefined;
  /** Whether its positions have three dimensions (M-RoPE), which the vision parts of Qwen's models need. */
  hasMrope: boolean;
  /** Ollama's own form: the vision part is in the same file, where llama.cpp does not look for it. */
  hasVisionInside: boolean;
  /** bytes of all files */
  fileSize: number;
}

/**
 * Reads what a text model says of itself, of all its shards.
 * @throws GlimpseError `bad-model`
 */
export async function modelFacts(file: string): Promise<ModelFile> {
  const gguf = await readGguf(file);
  const architecture = ggufText(gguf, 'general.architecture') ?? '';
  if (architecture === 'clip') {
    throw new GlimpseError('bad-model', {
      failed: l10n.t('{0} is only the vision part of a model (mmproj).', path.basename(file)),
      todo: l10n.t('Choose the text model that it belongs to; its vision part is found beside it.'),
    });
  }
  const shards = await readShards(gguf);
  const tensors = shards.flatMap((shard) => shard.tensors);
  if (!architecture || tensors.length === 0) {
    throw new GlimpseError('bad-model', {
      failed: architecture
        ? l10n.t('{0} is a GGUF file, but no language model: it has no weights.', path.basename(file))
        : l10n.t('{0} is a GGUF file, but no language model: it has no architecture.', path.basename(file)),
      todo: l10n.t('Choose the GGUF file of a vision-language model.'),
    });
  }
  const embedding = ggufNumber(gguf, `${architecture}.embedding_length`);
  const deepstack = ggufNumber(gguf, `${architecture}.n_deepstack_layers`) ?? 0;
  return {
    path: file,
    files: shards.map((shard) => shard.path),
    name: ggufText(gguf, 'general.name') || modelName(file),
    architecture,
    family: familyOf(architecture, ggufText(gguf, 'general.name') ?? modelName(file)),
    parameters: ggufText(gguf, 'general.size_label') || parameterLabel(tensors),
    quantization: quantization(tensors),
    contextLength: ggufNumber(gguf, `${architecture}.context_length`),
    layers: ggufNumber(gguf, `${architecture}.block_count`),
    inputWidth: embedding && embedding * (1 + deepstack),
    hasMrope: gguf.metadata.has(`${architecture}.rope.dimension_sections`),
    hasVisionInside: tensors.some(({ name }) => /^(v|mm)\./.test(name)),
    fileSize: shards.reduce((sum, shard) => sum + shard.fileSize, 0),
  };
}

/** A model's file name without ending and shard number; of one that is named after its content, only the beginning. */
export function modelName(file: string): string {
  return path
    .basename(file)
    .replace(/(-\d{5}-of-\d{5})?\.gguf$/i, '')
    .replace(/^((?:sha256-)?[0-9a-f]{12})[0-9a-f]{28,}$/, '$1');
}

/** llama.cpp finds the other shards by their names (llama_split_path), so they are looked for in the same way. */
async function readShards(first: Gguf): Promise<Gguf[]> {
  const count = ggufNumber(first, 'split.count') ?? 1;
  if (count <= 1) return [first];
  const name = path.basename(first.path);
  const [, prefix, own, total] = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/.exec(name) ?? [];
  if (prefix === undefined || Number(total) !== count) {
    throw new GlimpseError('bad-model', {
      failed: l10n.t('{0} is one of the {1} files of a model, and its name does not say which.', name, count),
      todo: l10n.t(
        'Give the files their names back: they end in -00001-of-{0}.gguf and so on.',
        String(count).padStart(5, '0'),
      ),
    });
  }
  const shard = (index: number): string => `${prefix}-${String(index).padStart(5, '0')}-of-${total}.gguf`;
  if (Number(own) !== 1) {
    throw new GlimpseError('bad-model', {
      failed: l10n.t('{0} is one of the {1} files of a model, but not the first.', name, count),
      todo: l10n.t('Choose {0}.', shard(1)),
    });
  }
  const shards = [first];
  for (let index = 2; index <= count; index++) {
    try {
      shards.push(await readGguf(path.join(path.dirname(first.path), shard(index))));
    } catch (error) {
      throw new GlimpseError(
        'bad-model',
        {
          failed: l10n.t(
            'The model comes in {0} files, and they are not all there. {1}',
            count,
            (error as GlimpseError).parts.failed,
          ),
          todo: l10n.t('Download the missing files into the same folder.'),
        },
        { cause: error },
      );
    }
  }
  return shards;
}

/** In llama.cpp Qwen2-VL has the architecture of Qwen2.5-VL, and boxes of its own. */
function familyOf(architecture: string, name: string): ModelFamily {
  if (/^qwen3vl(moe)?$/.test(architecture)) return 'qwen3-vl';
  if (architecture === 'qwen2vl') return /qwen2-?vl/i.test(name) ? 'other' : 'qwen2.5-vl';
  return /^gemma(3n?|4)$/.test(architecture) ? 'gemma' : 'other';
}

function parameterLabel(tensors: Gguf['tensors']): string {
  const count = tensors.reduce((sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1), 0);
  const [unit, size] = count >= 1e9 ? ['B', 1e9] : ['M', 1e6];
  return `${(count / Number(size)).toFixed(1)}${unit}`;
}

function quantization(tensors: Gguf['tensors']): string {
  const weights = new Map<string, number>();
  for (const { shape, type = '?' } of tensors) {
    weights.set(type, (weights.get(type) ?? 0) + shape.reduce((product, length) => product * length, 1));
  }
  return [...weights].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '?';
}
