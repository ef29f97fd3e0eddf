import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../errors.ts';
import type { MmprojFile } from './mmproj.ts';
import type { ModelFile } from './model-file.ts';

/**
 * Makes sure that a model and a vision part belong together, as far as their headers tell.
 * @throws GlimpseError `bad-model`, `cannot-see`, `model-mismatch`
 */
export function checkPair(model: ModelFile, mmproj: MmprojFile): void {
  const misfit = misfitOf(model, mmproj);
  if (misfit) throw misfit;
}

/** Why a model can't be used with a vision part; undefined where nothing speaks against it. */
export function misfitOf(model: ModelFile, mmproj: MmprojFile): GlimpseError | undefined {
  if (model.hasVisionInside) return onlyForOllama(model.name);
  const part = path.basename(mmproj.path);
  if (!mmproj.seesImages) {
    return new GlimpseError('cannot-see', {
      failed: l10n.t('{0} has no part that sees pictures.', part),
      todo: l10n.t('Choose a vision-language model, for example Qwen3-VL Instruct.'),
    });
  }
  if (mmproj.projector === '') {
    return new GlimpseError('bad-model', {
      failed: l10n.t('{0} does not say which kind of vision part it is, and llama.cpp has to know.', part),
      todo: l10n.t('Download a newer one of the same model.'),
    });
  }
  const why = mismatch(model, mmproj);
  if (why === undefined) return undefined;
  return new GlimpseError('model-mismatch', {
    failed: l10n.t('{0} is not the vision part of {1}.', part, path.basename(model.path)),
    tried: why,
    todo: l10n.t('Choose the mmproj file that came with the model.'),
  });
}

/** Of the vision parts that fit a model the one whose name is most like the model's, best as Q8_0. */
export function bestOf(fitting: readonly MmprojFile[], model: ModelFile): MmprojFile | undefined {
  const rank = ({ path: file }: MmprojFile): number => likeness(path.basename(file), path.basename(model.path));
  return [...fitting].sort((a, b) => rank(b) - rank(a) || precision(a.path) - precision(b.path))[0];
}

/** How many parts two names share; how the files are quantized is not one. */
export function likeness(a: string, b: string): number {
  const others = parts(b);
  return parts(a).filter((part) => others.includes(part)).length;
}

/** Whether all that a model's name says is in a label too, so that files of different folders belong together. */
export function isNamedIn(label: string, model: string): boolean {
  const own = parts(model);
  return own.length >= 2 && likeness(model, label) === own.length;
}

/** About a file in Ollama's own form (its llama/compat/README.md): neither names nor tensors are those of llama.cpp. */
export function onlyForOllama(name: string): GlimpseError {
  return new GlimpseError('bad-model', {
    failed: l10n.t('{0} has its vision part inside, in a form that only Ollama reads.', name),
    tried: l10n.t('llama.cpp wants it in a file of its own (mmproj).'),
    todo: l10n.t(
      'Let Ollama run it, with "Use a Server..." and http://localhost:11434/v1, or download the model with its mmproj file.',
    ),
  });
}

function mismatch({ inputWidth, hasMrope, architecture }: ModelFile, mmproj: MmprojFile): string | undefined {
  const { outputWidth, projector } = mmproj;
  // What is not known, llama-server finds out; without a width the model's kind is not known at all.
  if (inputWidth === undefined) return undefined;
  if (outputWidth !== undefined && inputWidth !== outputWidth) {
    return l10n.t('It gives embeddings {0} wide, and the model takes {1}.', outputWidth, inputWidth);
  }
  const fits = /^qwen.*vl_merger$/.test(projector)
    ? hasMrope
    : !/^gemma\d/.test(projector) || architecture.startsWith(projector.replace(/(?<=\d).*$/, ''));
  return fits ? undefined : l10n.t('It is of the kind "{0}", and the model is a "{1}".', projector, architecture);
}

/** `Qwen3VL-8B-Q4_K_M.gguf`: qwen3, vl, 8b */
const parts = (name: string): string[] =>
  name
    .toLowerCase()
    .split(/[^a-z0-9.]+|\.gguf$|(?<=\d)(?=vl\b)/)
    .filter((part) => part && !/^(mmproj|gguf|[qf]\d.*|bf16|k|[sml]|\d{5}|of|latest)$/.test(part));

/** The lower, the better: a vision part in F16 encodes 1.7 times slower than in Q8_0 on a CPU, and sees no better. */
function precision(file: string): number {
  const at = [/q8_0/i, /(?<!b)f16/i, /bf16/i, /f32/i].findIndex((label) => label.test(path.basename(file)));
  return at < 0 ? 4 : at;
}
