import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { UNFINISHED, writeAtomic } from '../write-atomic.ts';

/** A file that is named after its own content: `bytes` long, its SHA-256 and an ending. */
export const Blob = z.object({
  file: z.string().regex(/^[0-9a-f]{64}\.[a-z]+$/),
  bytes: z.int().nonnegative(),
});
export type Blob = z.infer<typeof Blob>;

/** The names of all blobs that a text speaks of. */
export const blobsIn = (text: string): string[] => text.match(/\b[0-9a-f]{64}\.[a-z]+\b/g) ?? [];

/**
 * What nothing needs is kept for so long, since it may be about to be needed: by an entry that another window is writing, or
 * by one that was deleted and comes back; ms.
 */
export const GRACE_MS = 10 * 60_000;

const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

/**
 * Files named after their content in one folder. They never change, so that any number of processes may write and read them
 * at once; one that is damaged is taken for missing.
 */
export class Blobs {
  constructor(private readonly folder: string) {}

  path({ file }: Pick<Blob, 'file'>): string {
    return path.join(this.folder, file);
  }

  /** @param ending of the file's name, without the dot */
  async put(data: Uint8Array, ending: string): Promise<Blob> {
    const blob = { file: `${sha256(data)}.${ending}`, bytes: data.length };
    if (!(await this.touch(blob))) {
      await mkdir(this.folder, { recursive: true });
      await writeAtomic(this.path(blob), data);
    }
    return blob;
  }

  /** Its bytes, or undefined where it is missing or not what it was; then it is removed, so that it may be written again. */
  async get(blob: Blob): Promise<Uint8Array | undefined> {
    const data = await readFile(this.path(blob)).catch(() => undefined);
    if (!data || blob.file.startsWith(`${sha256(data)}.`)) return data;
    await rm(this.path(blob), { force: true });
    return undefined;
  }

  /** The names of those that there are. */
  async names(): Promise<Set<string>> {
    return new Set(await readdir(this.folder).catch(() => []));
  }

  /** Keeps it for `GRACE_MS` more, whether something needs it or not; false where it is missing. */
  touch(blob: Blob): Promise<boolean> {
    const now = new Date();
    return utimes(this.path(blob), now, now).then(
      () => true,
      () => false,
    );
  }

  /** Removes all that is not `needed`, also what killed processes left; false where some of it is not old enough. */
  async collect(needed: ReadonlySet<string>): Promise<boolean> {
    const rest = [...(await this.names())].filter((name) => !needed.has(name));
    const gone = await Promise.all(rest.map((name) => removeIfOld(path.join(this.folder, name))));
    return !gone.includes(false);
  }
}

/** Removes what killed processes left in `folder`, once it is old enough. */
export async function removeUnfinished(folder: string): Promise<void> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(UNFINISHED));
  await Promise.all(names.map((name) => removeIfOld(path.join(folder, name))));
}

async function removeIfOld(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  if (found && Date.now() - found.mtimeMs <= GRACE_MS) return false;
  await rm(file, { force: true });
  return true;
}
