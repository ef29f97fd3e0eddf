import path from 'node:path';
import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { readSmall } from './read-small.ts';
import { listFolder, type WalkOptions } from './walk.ts';

/** What Ollama says of one of its models. */
export interface OllamaManifest {
  /** As `ollama list` shows it: `qwen3-vl:8b`, `hf.co/unsloth/Qwen3-VL-8B-GGUF:Q4_K_M`. */
  name: string;
  /** Paths of blobs. */
  models: readonly string[];
  projectors: readonly string[];
}

const DIGEST = /^sha256[:-][0-9a-f]{64}$/i;
const Manifest = z.object({
  layers: z.array(z.object({ mediaType: z.string(), digest: z.string().regex(DIGEST) })).max(1000),
});
const MOST = 10_000;
/** host, namespace, model */
const LEVELS = 3;

/**
 * The manifests in a folder of Ollama (its manifest/paths.go): `manifests/host/namespace/model/tag` are small JSON files, and
 * `blobs/sha256-...` what they name. What is something else is left out with a note.
 * @throws the signal's AbortError
 */
export async function* ollamaManifests(folder: string, options: WalkOptions = {}): AsyncGenerator<OllamaManifest> {
  const root = path.join(folder, 'manifests');
  for await (const parts of filesBelow(root, [], options)) {
    const file = path.join(root, ...parts);
    const manifest = await readManifest(file, path.join(folder, 'blobs'));
    if (manifest) yield { name: nameOf(parts), ...manifest };
    else options.note?.(l10n.t('{0} was left out: {1}', file, l10n.t('it is no manifest of Ollama')));
  }
}

/** What the manifests beside a blob's folder say of it, the first that names it. */
export async function manifestOf(blob: string): Promise<OllamaManifest | undefined> {
  for await (const manifest of ollamaManifests(path.dirname(path.dirname(blob)))) {
    if ([...manifest.models, ...manifest.projectors].some((file) => path.relative(file, blob) === '')) return manifest;
  }
  return undefined;
}

async function readManifest(file: string, folder: string): Promise<Omit<OllamaManifest, 'name'> | undefined> {
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

/** The paths of the files below a folder, in parts; `latest`, which is another name of one with a better name, last. */
async function* filesBelow(root: string, parts: string[], options: WalkOptions): AsyncGenerator<string[]> {
  const place = path.join(root, ...parts);
  const { files, folders } = await listFolder(place, { ...options, most: MOST });
  const isLatest = (name: string): number => (name === 'latest' ? 1 : 0);
  for (const file of files.sort((a, b) => isLatest(a) - isLatest(b))) {
    if (parts.length === LEVELS && !file.startsWith('.')) yield [...parts, file];
  }
  if (parts.length < LEVELS) for (const folder of folders) yield* filesBelow(root, [...parts, folder], options);
}

/** As Ollama shows it (types/model/name.go, DisplayShortest): without what is so by default. */
function nameOf(parts: readonly string[]): string {
  const [host, namespace, model, tag] = parts;
  if (host !== 'registry.ollama.ai') return `${host}/${namespace}/${model}:${tag}`;
  return namespace === 'library' ? `${model}:${tag}` : `${namespace}/${model}:${tag}`;
}
