import path from 'node:path';
import * as z from 'zod';
import type { GlimpseError } from '../errors.ts';
import { ggufText, readGguf } from '../host/gguf.ts';
import { type MmprojFile, mmprojFacts } from '../host/mmproj.ts';
import { type ModelFile, modelFacts, modelName } from '../host/model-file.ts';
import { bestOf, likeness, misfitOf, onlyForOllama } from '../host/pair.ts';
import { alwaysSees, broken, found, type Sight } from './found-model.ts';
import { readSmall } from './read-small.ts';
import { unfinishedWeights } from './store.ts';
import type { ModelFolder } from './walk.ts';

/** The GGUF files of one folder, by what their headers say. */
export interface FolderContents {
  models: readonly ModelFile[];
  /** Those that see pictures. */
  mmprojs: readonly MmprojFile[];
  /** Files that can't be used, by their paths. */
  broken: ReadonlyMap<string, GlimpseError>;
  /** Model -> vision part, by their paths, where older llama.cpp wrote down what it downloaded together. */
  pairs: ReadonlyMap<string, string>;
}

/** Neither models nor vision parts: gguf_filename_is_model in llama.cpp's common/download.cpp. */
const HELPERS = /imatrix|^(mtp|eagle3|dflash|dspark)-/i;
const SHARD = /-(\d{5})-of-(\d{5})\.gguf$/i;

/** @throws the signal's AbortError */
export async function readFolder(folder: ModelFolder, signal?: AbortSignal): Promise<FolderContents> {
  const models: ModelFile[] = [];
  const mmprojs: MmprojFile[] = [];
  const damaged = new Map<string, GlimpseError>();
  const unfinished = await unfinishedWeights(folder.path, folder.jsons);
  for (const name of new Set(folder.ggufs.filter((name) => !HELPERS.test(name)).map(firstShard))) {
    signal?.throwIfAborted();
    if (unfinished.has(name)) continue;
    const file = path.join(folder.path, name);
    try {
      const gguf = await readGguf(file);
      const architecture = ggufText(gguf, 'general.architecture') ?? '';
      if (architecture === 'clip') {
        const mmproj = await mmprojFacts(file);
        if (mmproj.seesImages) mmprojs.push(mmproj);
      } else if (ggufText(gguf, 'general.type') !== 'adapter' && !architecture.endsWith('-assistant')) {
        models.push(await modelFacts(file));
      }
    } catch (error) {
      damaged.set(file, error as GlimpseError);
    }
  }
  return { models, mmprojs, broken: damaged, pairs: await manifestPairs(folder) };
}

/**
 * Which vision part each model of a folder has, and what is wrong where it can't be used. Models that only read are left out.
 * @param above the vision parts in the folder above, where those of models in shards lie
 */
export async function pairUp(contents: FolderContents, above: readonly MmprojFile[]): Promise<Sight[]> {
  const { models, mmprojs } = contents;
  const sights: Sight[] = [];
  for (const model of models) {
    if (model.hasVisionInside) {
      sights.push({ found: found(model, undefined, onlyForOllama(model.name)) });
      continue;
    }
    const own = mmprojs.filter((mmproj) => mmproj.path === contents.pairs.get(model.path));
    const beside = own.length > 0 ? own : mmprojs.filter((mmproj) => !isNearerToAnother(mmproj, model, models));
    const candidates = [...beside, ...above.filter((mmproj) => alike(mmproj.path, model.path) > 0)];
    const fitting = candidates.filter((mmproj) => !misfitOf(model, mmproj));
    const isOne = (file: string): boolean => models.length === 1 || alike(file, model.path) > 0;
    const meant = beside.filter((mmproj) => own.includes(mmproj) || isOne(mmproj.path));
    const mmproj = bestOf(fitting.length > 0 ? fitting : meant, model);
    const damaged = [...contents.broken].find(([file]) => /mmproj/i.test(path.basename(file)) && isOne(file));
    if (mmproj) sights.push({ found: found(model, mmproj, misfitOf(model, mmproj)) });
    else if (damaged) sights.push({ found: found(model, undefined, damaged[1]) });
    else if (alwaysSees(model)) sights.push({ lonely: { name: modelName(model.path), model } });
  }
  for (const [file, problem] of contents.broken) {
    // It can't be asked whether it sees: a vision part beside it with its name says so.
    const isMmproj = /mmproj/i.test(path.basename(file));
    const sees = mmprojs.some((mmproj) => models.length === 0 || alike(mmproj.path, file) > 0);
    if (!isMmproj && sees) sights.push({ found: await broken(file, problem) });
  }
  return sights;
}

const alike = (a: string, b: string): number => likeness(path.basename(a), path.basename(b));

/** In a folder of many models a vision part is for those that its name is most like. */
function isNearerToAnother(mmproj: MmprojFile, model: ModelFile, models: readonly ModelFile[]): boolean {
  const own = alike(mmproj.path, model.path);
  return models.some((other) => alike(mmproj.path, other.path) > own);
}

/** The file that llama.cpp is given, even where only other shards are there. */
export function firstShard(name: string): string {
  return name.replace(SHARD, (_, _own, count: string) => `-00001-of-${count}.gguf`);
}

const File = z.object({ rfilename: z.string().max(1000) });
const Manifest = z.object({ ggufFile: File, mmprojFile: File });

/** What `-hf` wrote before llama.cpp used Hugging Face's cache: the hub's answer, beside files named `owner_repository_file`. */
async function manifestPairs({ path: folder, jsons }: ModelFolder): Promise<Map<string, string>> {
  const pairs = new Map<string, string>();
  for (const name of jsons) {
    const [, owner, repository] = /^manifest=([^=]+)=([^=]+)=/.exec(name) ?? [];
    if (owner === undefined) continue;
    try {
      const { ggufFile, mmprojFile } = Manifest.parse(JSON.parse((await readSmall(path.join(folder, name))) ?? ''));
      const [model, mmproj] = [ggufFile, mmprojFile].map(({ rfilename }) =>
        // No slash is left, so that it stays in this folder.
        path.join(folder, `${owner}_${repository}_${rfilename}`.replace(/[/\\]/g, '_')),
      );
      if (model && mmproj) pairs.set(model, mmproj);
    } catch {
      // A text model's, or not one of llama.cpp's: names still pair the files.
    }
  }
  return pairs;
}
