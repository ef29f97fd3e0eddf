import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { writeAtomic } from '../write-atomic.ts';
import { blobsIn, removeUnfinished } from './blobs.ts';
import { Entry } from './entry.ts';

/** A file of an entry as it was last read: what it says, and which blobs it needs whether or not it can be understood. */
export interface EntryFile {
  /** Other after each change; empty where the file can't be read. */
  stamp: string;
  entry?: Entry;
  /** Names of blobs. */
  needs: string[];
  /** Why there is no entry, in words that tell nothing of what a picture shows. */
  wrong?: string;
}

/** A small JSON file for each entry in one folder, which other processes may write to at the same time. */
export class EntryFiles {
  #known = new Map<string, EntryFile>();

  constructor(private readonly folder: string) {}

  /** What all files say, by their names; one that has not changed is not read again. */
  async read(): Promise<ReadonlyMap<string, EntryFile>> {
    const files = (await readdir(this.folder).catch(() => [])).filter((file) => file.endsWith('.json'));
    const read = await Promise.all(files.map(async (file) => [file, await this.#readFile(file)] as const));
    this.#known = new Map(read.filter((pair): pair is [string, EntryFile] => pair[1] !== undefined));
    return this.#known;
  }

  /** Whole or not at all, in the place of what was there of it. */
  async write(entry: Entry): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await writeAtomic(this.#place(`${entry.id}.json`), `${JSON.stringify(entry)}\n`);
  }

  async remove({ id }: Entry): Promise<void> {
    await rm(this.#place(`${id}.json`), { force: true });
  }

  /** Removes what killed processes left. */
  collect(): Promise<void> {
    return removeUnfinished(this.folder);
  }

  #place(file: string): string {
    return path.join(this.folder, file);
  }

  async #readFile(file: string): Promise<EntryFile | undefined> {
    const place = this.#place(file);
    try {
      const { ino, mtimeMs, size } = await stat(place);
      const stamp = `${ino} ${mtimeMs} ${size}`;
      const known = this.#known.get(file);
      return known?.stamp === stamp ? known : { stamp, ...understood(await readFile(place, 'utf8'), file) };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      // Another window has just removed it.
      return code === 'ENOENT' ? undefined : { stamp: '', needs: [], wrong: code ?? message };
    }
  }
}

function understood(text: string, file: string): Omit<EntryFile, 'stamp'> {
  const needs = blobsIn(text);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { needs, wrong: 'it is no JSON' };
  }
  const { data: entry, error } = Entry.safeParse(json);
  if (error) return { needs, wrong: `${error.issues[0]?.path.join('.')} is not what this version knows` };
  return file === `${entry.id}.json` ? { needs, entry } : { needs, wrong: 'it has the name of another' };
}
