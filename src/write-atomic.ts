import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** How the name of a file ends that is still being written; a process that is killed leaves it behind. */
export const UNFINISHED = '.part';

/** For a scanner that holds the old file for a moment on Windows; ms. */
const RETRIES = [10, 50, 200, 500];

/**
 * Writes a file so that whoever reads it, also after a crash, finds the old content or the new one, whole. Not by a
 * library: those that there are hook into the signals of the process, which is VS Code's. Throws what node:fs throws.
 */
export async function writeAtomic(file: string, data: Uint8Array | string): Promise<void> {
  const part = `${file}.${randomUUID()}${UNFINISHED}`;
  try {
    // What people look at is nobody else's business.
    const handle = await open(part, 'wx', 0o600);
    try {
      await handle.writeFile(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await replace(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** Renames, over what is there; throws what node:fs throws. */
export async function replace(part: string, file: string): Promise<void> {
  for (const wait of RETRIES) {
    try {
      return await rename(part, file);
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!['EPERM', 'EACCES', 'EBUSY'].includes(code)) throw error;
      await sleep(wait);
    }
  }
  await rename(part, file);
}
