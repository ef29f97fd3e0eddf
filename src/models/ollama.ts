import { stat } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../errors.ts';
import { mmprojFacts } from '../host/mmproj.ts';
import { type ModelFile, modelFacts } from '../host/model-file.ts';
import { checkPair, onlyForOllama } from '../host/pair.ts';
import { alwaysSees, broken, found, type Sight } from './found-model.ts';
import { type OllamaManifest, ollamaManifests } from './ollama-manifests.ts';
import type { WalkOptions } from './walk.ts';

/**
 * The vision models in a folder of Ollama.
 * @throws the signal's AbortError
 */
export async function* ollamaModels(folder: string, options: WalkOptions = {}): AsyncGenerator<Sight> {
  for await (const manifest of ollamaManifests(folder, options)) yield* await ollamaModel(manifest);
}

/** The vision model of a manifest, and its vision part; nothing where it only reads, or is none for llama.cpp at all. */
export async function ollamaModel({ name, models, projectors }: OllamaManifest): Promise<Sight[]> {
  const [file, ...others] = models;
  const [projector] = projectors;
  if (!file) return [];
  let model: ModelFile;
  try {
    for (const blob of [...models, ...projectors]) await stat(blob);
    model = await modelFacts(file);
  } catch (error) {
    // Without a projector nothing says that it sees.
    return projector ? [{ found: await broken(file, unusable(name, error), name) }] : [];
  }
  if (model.hasVisionInside) return [{ found: found(model, undefined, onlyForOllama(name), name) }];
  if (!projector) return alwaysSees(model) ? [{ lonely: { name, model } }] : [];
  try {
    if (others.length > 0) throw new Error(l10n.t('It comes in pieces whose names llama.cpp would have to know.'));
    const mmproj = await mmprojFacts(projector);
    checkPair(model, mmproj);
    return [{ part: { mmproj, label: name } }, { found: found(model, mmproj, undefined, name) }];
  } catch (error) {
    return [{ found: { ...found(model, undefined, unusable(name, error), name), mmproj: projector } }];
  }
}

/** What is wrong with the files, which have no names that anybody knows, said of the model. */
function unusable(name: string, error: unknown): GlimpseError {
  const { code, message } = error as NodeJS.ErrnoException;
  const why = error instanceof GlimpseError ? (error.parts.tried ?? error.parts.failed) : message;
  return new GlimpseError(
    error instanceof GlimpseError ? error.kind : 'bad-model',
    {
      failed: l10n.t("The files of {0} can't be used as they are.", name),
      tried: code === 'ENOENT' ? l10n.t('Not all of them are there.') : why,
      todo: l10n.t('Download it again: ollama pull {0}', name),
    },
    { cause: error },
  );
}
