import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { lock } from 'proper-lockfile';

/**
 * Does something while no other process does so with this file, which need not exist. Not for VS Code's process: the library
 * hooks into its signals.
 */
export async function alone<T>(file: string, work: () => Promise<T>): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const release = await lock(file, {
    realpath: false,
    // A process that was killed meanwhile holds it for so long.
    stale: 10_000,
    // It was taken for stale while the machine slept. What is written is whole all the same, and looked at again later.
    onCompromised: () => {},
    retries: { retries: 100, factor: 1.2, minTimeout: 50, maxTimeout: 500 },
  });
  try {
    return await work();
  } finally {
    await release().catch(() => {});
  }
}
