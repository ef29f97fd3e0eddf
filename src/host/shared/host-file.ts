import { open, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { writeAtomic } from '../../write-atomic.ts';

/** Where the process is that keeps the model. Whoever can read it may ask the model and end it. */
export const HostFile = z.object({
  version: z.string().max(100),
  pid: z.int().positive(),
  /** It listens there, at 127.0.0.1. */
  port: z.int().min(1).max(65_535),
  key: z.string().min(40).max(100),
});
export type HostFile = z.infer<typeof HostFile>;

const MAX_BYTES = 10_000;

/** The file's path; machines that share a home folder have one each. That of a Mac changes its name with the network. */
export function hostFileIn(folder: string): string {
  const machine = process.platform === 'darwin' ? 'mac' : encodeURIComponent(hostname());
  return path.join(folder, `${machine}.json`);
}

/** What it says; undefined where there is none, where it is damaged, or where others could have written or read it. */
export async function readHostFile(file: string): Promise<HostFile | undefined> {
  try {
    const handle = await open(file);
    try {
      const { size, uid, mode } = await handle.stat();
      const isOurs = process.platform === 'win32' || (uid === process.getuid?.() && (mode & 0o077) === 0);
      if (!isOurs || size > MAX_BYTES) return undefined;
      return HostFile.safeParse(JSON.parse(await handle.readFile('utf8'))).data;
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

export const writeHostFile = (file: string, content: HostFile): Promise<void> =>
  writeAtomic(file, JSON.stringify(content));

/** Removes the file unless it is another one's by now. */
export async function removeHostFile(file: string, { key }: HostFile): Promise<void> {
  if ((await readHostFile(file))?.key === key) await rm(file, { force: true });
}
