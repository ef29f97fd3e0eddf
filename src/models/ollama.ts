import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { GlimpseError } from '../errors.ts';
import { mmprojFacts } from '../host/mmproj.ts';
import { type ModelFile, modelFacts } from '../host/model-file.ts';
import { checkPair, onlyForOllama } from '../host/pair.ts';
import { alwaysSees, broken, found, type Sight } from './found-model.ts';
import { readSmall } from './read-small.ts';
import { listFolder, type WalkOptions } from './walk.ts';

const DIGEST = /^sha256[:-][0-9a-f]{64}$/i;
const Manifest = z.object({
  layers: z.array(z.object({ mediaType: z.string(), digest: z.string().regex(DIGEST) })).max(1000),
});
const MOST = 10_000;
/** host, namespace, model */
const LEVELS = 3;

/**
 * The vision models in a folder of Ollama (its manifest/paths.go): `manifests/host/namespace/model/tag` are small JSON files,
 * `blobs/sha256-...` the files that they name. What isn't a manifest is left out with a note.
 * @throws the signal's AbortError
 */
export async function* ollamaModels(folder: string, { signal, note }: WalkOptions = {}): AsyncGenerator<Sight> {
  const root = path.join(folder, 'manifests');
  for await (const parts of below(root, [], signal)) {
    const file = path.join(root, ...parts);
    const blobs = await readManifest(file, path.join(folder, 'blobs'));
    if (blobs) yield* await sightsOf(nameOf(parts), blobs);
    else note?.(l10n.t('{0} was left out: {1}', file, l10n.t('it is no manifest of Ollama')));
  }
}

/** Paths of the blobs of a model. */
interface Blobs {
  models: string[];
  projectors: string[];
}

async function readManifest(file: string, folder: string): Promise<Blobs | undefined> {
  try {
    const { layers } = Manifest.parse(JSON.parse((await readSmall(file)) ?? ''));
    const blobs = (kind: string): string[] =>
      layers
        .filter(({ mediaType }) => mediaType === `application/vnd.ollama.image.${kind}`)
        .map(({ digest }) => path.join(folder, digest.replace(':', '-')));
    return { models: blobs('model'), projectors: blobs('projector') };
  } catch {
    return undefined;
  }
}

/** The vision model of a manifest; nothing where it only reads, or is none for llama.cpp at all. */
async function sightsOf(name: string, { models, projectors }: Blobs): Promise<Sight[]> {
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
    return [{ found: found(model, undefined, unusable(name, error), name) }];
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

/** The paths of the files below a folder, in parts; `latest`, which is another name of one with a better name, last. */
async function* below(root: string, parts: string[], signal?: AbortSignal): AsyncGenerator<string[]> {
  const { files, folders } = await listFolder(path.join(root, ...parts), MOST, signal);
  const isLatest = (name: string): number => (name === 'latest' ? 1 : 0);
  for (const file of files.sort((a, b) => isLatest(a) - isLatest(b))) {
    if (parts.length === LEVELS && !file.startsWith('.')) yield [...parts, file];
  }
  if (parts.length < LEVELS) for (const folder of folders) yield* below(root, [...parts, folder], signal);
}

/** As Ollama shows it (types/model/name.go, DisplayShortest): without what is so by default. */
function nameOf(parts: readonly string[]): string {
  const [host, namespace, model, tag] = parts;
  if (host !== 'registry.ollama.ai') return `${host}/${namespace}/${model}:${tag}`;
  return namespace === 'library' ? `${model}:${tag}` : `${namespace}/${model}:${tag}`;
}
