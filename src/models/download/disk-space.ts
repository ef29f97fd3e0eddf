import { mkdir, statfs } from 'node:fs/promises';
import path from 'node:path';
import { diskFull, onDisk } from './failures.ts';

/** Makes the folder of `file`. Throws GlimpseError `cannot-write`. */
export async function makeFolder(file: string): Promise<void> {
  await onDisk(file, () => mkdir(path.dirname(file), { recursive: true }));
}

/** @throws GlimpseError `disk-full` where `missing` bytes do not fit beside `file`, whose folder is there */
export async function checkSpace(file: string, missing: number): Promise<void> {
  const { bavail, bsize, blocks } = await onDisk(file, () => statfs(path.dirname(file)));
  // Some network drives don't say.
  if (blocks > 0 && bavail * bsize < missing) throw diskFull(file, bavail * bsize, missing);
}
