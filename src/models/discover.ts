import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { type MmprojFile, noVisionPart } from '../host/mmproj.ts';
import type { ModelFile } from '../host/model-file.ts';
import { bestOf, isNamedIn, misfitOf } from '../host/pair.ts';
import { pairUp, readFolder } from './folder.ts';
import { type Found, type FoundModel, found, type Lonely, type Part, type Sight } from './found-model.ts';
import { ollamaModels } from './ollama.ts';
import { type Place, type Program, usualPlaces } from './places.ts';
import { type WalkOptions, walk } from './walk.ts';

export interface DiscoverOptions {
  /** Where to look; unless given, the usual folders of other programs. */
  places?: readonly Place[];
  signal?: AbortSignal;
  /** Hears, in a sentence each, of what was left out: a folder that may not be read, a limit that was reached. */
  note?: (note: string) => void;
}

/**
 * The vision models that lie on this machine, as they are found, each once; those that can't be used come with the reason,
 * those that only read are left out. Nothing is loaded, and nothing is written.
 * @throws the signal's AbortError
 */
export async function* discoverModels(options: DiscoverOptions = {}): AsyncGenerator<FoundModel> {
  const seen = new Set<string>();
  const isNew = async ({ file, mmproj }: Found): Promise<boolean> => {
    const files = [file, mmproj ?? ''].map((name) => realpath(name).catch(() => name));
    const key = JSON.stringify(await Promise.all(files));
    return !seen.has(key) && !!seen.add(key);
  };
  const lonely: ({ program: Program } & Lonely)[] = [];
  const parts: Part[] = [];
  for await (const sight of search(options)) {
    const { program } = sight;
    if ('part' in sight) parts.push(sight.part);
    else if ('lonely' in sight) lonely.push({ program, ...sight.lonely });
    else if (await isNew(sight.found)) yield { program, ...sight.found };
  }
  for (const { program, name, model } of lonely) {
    const mmproj = elsewhere(model, name, parts);
    const one = found(model, mmproj, mmproj ? undefined : noVisionPart(name), name);
    if (await isNew(one)) yield { program, ...one };
  }
}

/**
 * The vision part of a model that has none beside it, from the folders of other programs: one that fits and has its name.
 * @param name of the model, with its size: `Qwen3VL-8B-Instruct`
 * @throws the signal's AbortError
 */
export async function findVisionPart(
  model: ModelFile,
  name: string,
  options: DiscoverOptions = {},
): Promise<MmprojFile | undefined> {
  const parts: Part[] = [];
  for await (const sight of search(options)) if ('part' in sight) parts.push(sight.part);
  return elsewhere(model, name, parts);
}

const elsewhere = (model: ModelFile, name: string, parts: readonly Part[]): MmprojFile | undefined =>
  bestOf(
    parts.flatMap(({ mmproj, label }) => (isNamedIn(label, name) && !misfitOf(model, mmproj) ? mmproj : [])),
    model,
  );

const search = (options: DiscoverOptions): AsyncGenerator<{ program: Program } & Sight> =>
  untilAborted(searchAll(options), options.signal);

/** What `source` gives; a disk that does not answer keeps nobody waiting who has called it off. */
async function* untilAborted<T>(source: AsyncGenerator<T>, signal: AbortSignal | undefined): AsyncGenerator<T> {
  if (!signal) return yield* source;
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    signal.throwIfAborted();
    for (;;) {
      const next = await Promise.race([source.next(), aborted]);
      if (next.done) return;
      yield next.value;
      signal.throwIfAborted();
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    // Nobody has to wait until it has ended, nor hear how.
    source.return(undefined).catch(() => {});
    aborted.catch(() => {});
  }
}

async function* searchAll({ places, signal, note }: DiscoverOptions): AsyncGenerator<{ program: Program } & Sight> {
  const options = { signal, note, visited: new Set<string>() };
  for (const { program, folder } of places ?? (await usualPlaces())) {
    for await (const sight of inPlace(folder, options)) yield { program, ...sight };
  }
}

async function* inPlace(root: string, options: WalkOptions): AsyncGenerator<Sight> {
  /** By folder: what lies above the folder of a model in shards may be its own. */
  const mmprojs = new Map<string, readonly MmprojFile[]>();
  for await (const folder of walk(root, options)) {
    if (folder.isOllama) yield* ollamaModels(folder.path, options);
    const contents = await readFolder(folder, options.signal);
    mmprojs.set(folder.path, contents.mmprojs);
    for (const mmproj of contents.mmprojs) {
      yield { part: { mmproj, label: path.relative(path.dirname(root), mmproj.path) } };
    }
    yield* await pairUp(contents, mmprojs.get(path.dirname(folder.path)) ?? []);
  }
}
