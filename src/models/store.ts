import { mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import envPaths from 'env-paths';
import * as z from 'zod';
import { discard, partOf } from './download.ts';

/** A model that lies in the store, whole. */
export interface StoredModel {
  /** The folder that it is in: its name in the catalogue. */
  id: string;
  /** Paths of the text model (the first of its shards) and of its vision part. */
  file: string;
  mmproj: string;
  /** Of all its files. */
  bytes: number;
}

/** A download that was begun and not finished. */
export interface Unfinished {
  id: string;
  quantization: string;
  /** What is already there, and all of it where that is known; bytes. */
  received: number;
  total: number | undefined;
}

/** Which files a download brings: kept beside them until all are there. */
const DownloadRecord = z.object({
  quantization: z.string().min(1).max(40),
  files: z
    .array(z.object({ name: z.string().regex(/^[^/\\]+\.gguf$/i), bytes: z.int().positive().optional() }))
    .max(1000),
});
type DownloadRecord = z.infer<typeof DownloadRecord>;
const RECORD = '.download.json';

/** How the downloader names what is not whole yet. */
const PART = '.part';

const isMmproj = (name: string): boolean => /mmproj/i.test(name) && /\.gguf$/i.test(name);
const isWeights = (name: string): boolean => /\.gguf$/i.test(name) && !isMmproj(name);
/** Not the second and further shards. */
const isFirst = (name: string): boolean => isWeights(name) && !/-(?!00001)\d{5}-of-\d{5}\.gguf$/i.test(name);

/**
 * The folder where models are kept, the same for all windows and the terminal program: the data folder of the user's system.
 * @param configured `glimpse.modelsFolder`, or what the terminal program is told; empty: not set
 */
export function modelsFolder(configured = ''): string {
  if (/^~([/\\]|$)/.test(configured)) return path.join(homedir(), configured.slice(1));
  if (configured !== '') return path.resolve(configured);
  return process.env.GLIMPSE_MODELS_FOLDER || path.join(envPaths('glimpse', { suffix: '' }).data, 'models');
}

/** The models on disk: a folder for each model of the catalogue, in it GGUF files as the hub names them. */
export class ModelStore {
  /** @param folder asked at each use, so that a changed setting counts at once */
  constructor(private readonly folder: () => string) {}

  get path(): string {
    return this.folder();
  }

  /** Where a file of a model is, or will be. */
  fileOf(id: string, name: string): string {
    return path.join(this.folder(), id, name);
  }

  /** The name in the catalogue of what a file was downloaded as; undefined for any other file. */
  idOf(file: string): string | undefined {
    const [id, name, ...deeper] = path.relative(this.folder(), file).split(path.sep);
    return name !== undefined && deeper.length === 0 && id !== '..' ? id : undefined;
  }

  /** What is there, whole and begun; what can't be read is left out. */
  async list(): Promise<{ models: StoredModel[]; unfinished: Unfinished[] }> {
    const all = await Promise.all((await names(this.folder())).map((id) => this.#look(id)));
    return { models: all.flatMap(({ models }) => models), unfinished: all.flatMap(({ unfinished }) => unfinished) };
  }

  /** Makes its folder, where it is not there yet. */
  async create(): Promise<void> {
    await mkdir(this.folder(), { recursive: true });
  }

  /** Remembers that a download of these files begins. */
  async begin(id: string, { quantization, files }: DownloadRecord): Promise<void> {
    const file = this.#record(id, quantization);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(`${file}${PART}`, JSON.stringify({ quantization, files }));
    await rename(`${file}${PART}`, file);
  }

  /** All files of a download are there, and known to be what they should. */
  async finish(id: string, quantization: string): Promise<void> {
    await rm(this.#record(id, quantization), { force: true });
  }

  /** Deletes what a download has brought so far. */
  async discard(id: string, quantization: string): Promise<void> {
    const record = await readRecord(this.#record(id, quantization));
    const { models, unfinished } = await this.#look(id);
    const isAlone = models.length === 0 && unfinished.every((each) => each.quantization === quantization);
    for (const { name } of record?.files ?? []) {
      // Another build may use the vision part.
      if (isMmproj(name) && !isAlone) continue;
      await removeWithParts(this.fileOf(id, name));
    }
    await this.finish(id, quantization);
    await rmdir(path.join(this.folder(), id)).catch(() => {});
  }

  /** Deletes a model, with its vision part unless another one in its folder needs that. */
  async remove({ id, file }: StoredModel): Promise<void> {
    const folder = path.dirname(file);
    for (const name of shards(path.basename(file), await names(folder)))
      await rm(path.join(folder, name), { force: true });
    const { models, unfinished } = await this.#look(id);
    if (models.length > 0 || unfinished.length > 0) return;
    for (const name of await names(folder)) if (isMmproj(name)) await removeWithParts(path.join(folder, name));
    await rmdir(folder).catch(() => {});
  }

  #record(id: string, quantization: string): string {
    return this.fileOf(id, `${quantization}${RECORD}`);
  }

  async #look(id: string): Promise<{ models: StoredModel[]; unfinished: Unfinished[] }> {
    const folder = path.join(this.folder(), id);
    const there = await names(folder);
    const begun = await records(folder, there);
    const unfinished = weightsOf(begun);
    const [mmproj] = there.filter(isMmproj).sort((a, b) => Number(/q8_0/i.test(b)) - Number(/q8_0/i.test(a)));
    const models: StoredModel[] = [];
    for (const name of mmproj ? there.filter(isFirst) : []) {
      const parts = shards(name, there);
      if (unfinished.has(name) || parts.length < shardCount(name)) continue;
      const sizes = await Promise.all([...parts, mmproj!].map((each) => sizeOf(path.join(folder, each))));
      const bytes = sizes.reduce((sum, size) => sum + size, 0);
      models.push({ id, file: path.join(folder, name), mmproj: path.join(folder, mmproj!), bytes });
    }
    return { models, unfinished: await Promise.all(begun.map((record) => this.#progress(id, record))) };
  }

  async #progress(id: string, { quantization, files }: DownloadRecord): Promise<Unfinished> {
    let received = 0;
    let total: number | undefined = 0;
    for (const { name, bytes } of files) {
      const file = this.fileOf(id, name);
      received += (await sizeOf(file)) || ((await partOf(file))?.received ?? 0);
      total = total === undefined || bytes === undefined ? undefined : total + bytes;
    }
    return { id, quantization, received, total };
  }
}

/** Names in a folder that may be missing, in order. */
async function names(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}

const sizeOf = async (file: string): Promise<number> =>
  stat(file).then(
    (facts) => (facts.isFile() ? facts.size : 0),
    () => 0,
  );

/** Names of the text models in a folder of the store whose download was begun and not finished. */
export async function unfinishedWeights(folder: string, there: readonly string[]): Promise<ReadonlySet<string>> {
  return weightsOf(await records(folder, there));
}

const weightsOf = (begun: readonly DownloadRecord[]): Set<string> =>
  new Set(begun.flatMap(({ files }) => files.map(({ name }) => name).filter(isWeights)));

async function records(folder: string, there: readonly string[]): Promise<DownloadRecord[]> {
  const all = there.filter((name) => name.endsWith(RECORD)).map((name) => readRecord(path.join(folder, name)));
  return (await Promise.all(all)).filter((record) => record !== undefined);
}

async function readRecord(file: string): Promise<DownloadRecord | undefined> {
  try {
    return DownloadRecord.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** The names among `there` of all shards of the model whose first file is `name`. */
function shards(name: string, there: readonly string[]): string[] {
  const [, prefix, total] = /^(.*)-00001-of-(\d{5})\.gguf$/i.exec(name) ?? [];
  if (prefix === undefined) return there.filter((each) => each === name);
  return there.filter((each) => each.startsWith(`${prefix}-`) && each.endsWith(`-of-${total}.gguf`));
}

const shardCount = (name: string): number => Number(/-of-(\d{5})\.gguf$/i.exec(name)?.[1] ?? 1);

/** Removes a file, and what is there of it while it is not whole. */
async function removeWithParts(file: string): Promise<void> {
  await discard(file);
  await rm(file, { force: true });
}
