import { open, stat } from 'node:fs/promises';

/** Manifests and settings of other programs have a few kB. */
const MOST = 2 ** 20;

/** The text of a small file that another program wrote; undefined where there is none, or it is something else. */
export async function readSmall(file: string): Promise<string | undefined> {
  try {
    const facts = await stat(file);
    // Asked before opening: a named pipe would block.
    if (!facts.isFile() || facts.size > MOST) return undefined;
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(facts.size), 0, facts.size, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}
