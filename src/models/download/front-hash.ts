import type { FileHandle } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';

/** Bytes that are read and hashed at once: they are still in the processor's cache when they are hashed. */
const CHUNK = 2 ** 18;

/**
 * Runs on a thread of its own, as hashing takes about as long as all else that a download does. It stands here as text since it
 * ends up in bundles of both kinds of modules, whose files lie in different places.
 */
const HASHING = `
const { createHash } = require('node:crypto');
const { readSync } = require('node:fs');
const { parentPort, workerData } = require('node:worker_threads');
const hash = createHash('sha256');
const buffer = Buffer.allocUnsafe(workerData.chunk);
let at = 0;
parentPort.on('message', ({ front, isWhole }) => {
  while (at < front) {
    const length = readSync(workerData.fd, buffer, 0, Math.min(buffer.length, front - at), at);
    if (length === 0) throw new Error('The file is shorter than what was written.');
    hash.update(buffer.subarray(0, length));
    at += length;
  }
  if (isWhole) parentPort.postMessage(hash.digest('hex'));
});
`;

/**
 * SHA-256 of a file while it is written, in pieces and out of order: follows the bytes that are there without a gap, and
 * reads them back, which the system still has in memory. So it needs no memory for what came early, and a file that was
 * begun in another process is no case of its own.
 */
export class FrontHash {
  private tell = (): void => {};

  /**
   * @param front how many bytes can be read
   * @param isWhole whether more will come
   */
  constructor(
    private readonly handle: FileHandle,
    private readonly front: () => number,
    private readonly isWhole: () => boolean,
  ) {}

  /** More can be read. */
  advanced(): void {
    this.tell();
  }

  /** Hexadecimal, when the file is whole. The file has to stay open until this has ended. */
  async digest(signal: AbortSignal): Promise<string> {
    signal.throwIfAborted();
    const { fd } = this.handle;
    const worker = new Worker(HASHING, { eval: true, workerData: { fd, chunk: CHUNK }, execArgv: [] });
    const stopped = new AbortController();
    try {
      return await new Promise<string>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { signal: stopped.signal });
        worker.once('message', resolve);
        worker.once('error', reject);
        let told = 0;
        this.tell = () => {
          const [front, isWhole] = [this.front(), this.isWhole()];
          if (front - told < CHUNK && !isWhole) return;
          told = front;
          worker.postMessage({ front, isWhole });
          if (isWhole) this.tell = () => {};
        };
        this.tell();
      });
    } finally {
      this.tell = () => {};
      stopped.abort();
      await worker.terminate();
    }
  }
}
