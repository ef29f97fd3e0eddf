import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

/** Bytes between two looks at other work. */
const CHUNK = 2 ** 20;

/**
 * SHA-256 of a file while it is written, in pieces and out of order: follows the bytes that are there without a gap, and
 * reads them back, which the system still has in memory. So it needs no memory for what came early, and a file that was
 * begun in another process is no case of its own.
 */
export class FrontHash {
  private readonly hash = createHash('sha256');
  private at = 0;
  private wake = (): void => {};

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
    this.wake();
  }

  /** Hexadecimal, when the file is whole. */
  async digest(signal: AbortSignal): Promise<string> {
    const buffer = Buffer.allocUnsafe(CHUNK);
    const stop = () => this.wake();
    signal.addEventListener('abort', stop);
    try {
      for (;;) {
        signal.throwIfAborted();
        const ready = this.front() - this.at;
        if (ready === 0 && this.isWhole()) return this.hash.digest('hex');
        if (ready < CHUNK && !this.isWhole()) await this.more();
        else await this.read(buffer, Math.min(ready, CHUNK));
      }
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  private async read(buffer: Buffer, length: number): Promise<void> {
    const { bytesRead } = await this.handle.read(buffer, 0, length, this.at);
    if (bytesRead === 0) throw new Error('The file is shorter than what was written.');
    this.hash.update(buffer.subarray(0, bytesRead));
    this.at += bytesRead;
  }

  private more(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve));
  }
}
