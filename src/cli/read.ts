import { open } from 'node:fs/promises';
import { GlimpseError } from '../errors.ts';

/**
 * The bytes of a file, or of standard input for `-`. Never reads more than `maxBytes`, however long the stream is.
 *
 * Throws `not-found`, `is-a-folder`, `cannot-read` or `file-too-large`, and the signal's AbortError.
 */
export async function read(file: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  try {
    if (file === '-') return await readAll(process.stdin, maxBytes, signal);
    const handle = await open(file);
    try {
      const facts = await handle.stat();
      if (facts.isDirectory())
        throw new GlimpseError('is-a-folder', { failed: 'This is a folder.', todo: 'Name the pictures in it.' });
      if (facts.size > maxBytes) throw tooLarge(maxBytes);
      return await readAll(handle.createReadStream({ autoClose: false }), maxBytes, signal);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw readable(error);
  }
}

async function readAll(stream: AsyncIterable<Buffer>, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    signal.throwIfAborted();
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const tooLarge = (maxBytes: number): GlimpseError =>
  new GlimpseError('file-too-large', {
    failed: `The file is larger than ${Math.round((maxBytes / 2 ** 20) * 100) / 100} MB.`,
  });

function readable(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new GlimpseError('not-found', { failed: 'There is no such file.' }, { cause: error });
  if (code === 'EISDIR') return new GlimpseError('is-a-folder', { failed: 'This is a folder.' }, { cause: error });
  if (typeof code !== 'string') return error;
  const why =
    code === 'EACCES' || code === 'EPERM' ? 'You may not read this file.' : `The file can't be read (${code}).`;
  return new GlimpseError('cannot-read', { failed: why }, { cause: error });
}
