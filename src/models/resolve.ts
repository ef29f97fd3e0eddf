import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { GlimpseError } from '../errors.ts';
import { ggufText, readGguf } from '../host/gguf.ts';
import { findMmproj, type MmprojFile, mmprojFacts } from '../host/mmproj.ts';
import { type ModelFile, modelFacts, modelName } from '../host/model-file.ts';
import { likeness, misfitOf, onlyForOllama } from '../host/pair.ts';
import { firstShard } from './folder.ts';
import { ollamaModel } from './ollama.ts';
import { manifestOf, type OllamaManifest } from './ollama-manifests.ts';

/** A model that can see. */
export interface SeeingModel {
  /** As a person would know it. */
  name: string;
  model: ModelFile;
  mmproj: MmprojFile;
}

/** A model whose vision part is not with it: it only reads, or the part is in another folder (`findVisionPart`). */
export interface BlindModel {
  name: string;
  model: ModelFile;
  /** Where the part was looked for. */
  problem: GlimpseError;
}

/**
 * What is to be loaded where somebody has chosen a file: of a shard the first one, of a vision part the model that it is for,
 * of a blob of Ollama what its manifest names; and the vision part that lies with it.
 * @throws GlimpseError `bad-model`, `model-mismatch`
 */
export async function resolveModel(file: string): Promise<SeeingModel | BlindModel> {
  const manifest = await ollamaManifest(file);
  const sights = manifest ? await ollamaModel(manifest) : [];
  for (const sight of sights) {
    if (!('found' in sight)) continue;
    const { name, problem, mmproj } = sight.found;
    if (problem) throw problem;
    if (mmproj) return pair(name, await modelFacts(sight.found.file), await mmprojFacts(mmproj));
  }
  const first = path.join(path.dirname(file), firstShard(path.basename(file)));
  const gguf = await readGguf(first);
  if (ggufText(gguf, 'general.architecture') === 'clip') {
    const mmproj = await mmprojFacts(first);
    const model = await modelFacts((await modelFor(mmproj)) ?? first);
    return pair(modelName(model.path), model, mmproj);
  }
  const model = await modelFacts(first);
  const name = manifest?.name ?? (isBlob(first) ? model.name : modelName(first));
  if (model.hasVisionInside) throw onlyForOllama(name);
  try {
    return pair(name, model, await mmprojFacts(await findMmproj(first)));
  } catch (problem) {
    return { name, model, problem: problem as GlimpseError };
  }
}

/** The vision part that belongs to a model file by its folder or its manifest. Throws as `findMmproj` does. */
export async function visionPartOf(file: string): Promise<string> {
  return (await ollamaManifest(file))?.projectors[0] ?? findMmproj(file);
}

/** What to call the model in a file: Ollama's name, that in the header where the file has none, else that of the file. */
export async function displayName(file: string): Promise<string> {
  if (!isBlob(file)) return modelName(file);
  return (await ollamaManifest(file))?.name ?? (await modelFacts(file)).name;
}

/** Whether a file is named after its content, as in `blobs` of Ollama and of Hugging Face. */
export const isBlob = (file: string): boolean => /^(sha256-)?[0-9a-f]{40,64}$/i.test(path.basename(file));

const ollamaManifest = async (file: string): Promise<OllamaManifest | undefined> =>
  isBlob(file) ? manifestOf(file) : undefined;

const pair = (name: string, model: ModelFile, mmproj: MmprojFile): SeeingModel => ({ name, model, mmproj });

/** The text model beside a vision part that it fits, its name most like the part's. */
async function modelFor(mmproj: MmprojFile): Promise<string | undefined> {
  const folder = path.dirname(mmproj.path);
  const names = (await readdir(folder)).filter((name) => /\.gguf$/i.test(name) && !/mmproj/i.test(name)).slice(0, 100);
  const rank = (name: string): number => likeness(name, path.basename(mmproj.path));
  for (const name of [...new Set(names.map(firstShard))].sort((a, b) => rank(b) - rank(a))) {
    const model = await modelFacts(path.join(folder, name)).catch(() => undefined);
    if (model && !misfitOf(model, mmproj)) return model.path;
  }
  return undefined;
}
