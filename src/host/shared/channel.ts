import type { Socket } from 'node:net';
import type * as z from 'zod';

/** Longer than any message: paths, a line of a log, an error. Characters. */
const MAX_LINE = 65_536;
/** What waits for a reader that does not read any more, bytes. */
const MAX_WAITING = 2 ** 22;

export interface ChannelHandlers<In> {
  onMessage: (message: In) => void;
  /** Once, however it ended. */
  onClose: () => void;
}

/**
 * Messages as lines of JSON over a socket, checked on receipt. Whoever sends what is no message, or does not read, is cut off.
 */
export class Channel<In, Out> {
  #rest = '';

  constructor(
    private readonly socket: Socket,
    private readonly schema: z.ZodType<In>,
    private readonly handlers: ChannelHandlers<In>,
  ) {
    socket.setNoDelay(true);
    socket.setEncoding('utf8');
    socket.on('data', (data: string) => this.#read(data));
    // It is followed by "close".
    socket.on('error', () => {});
    socket.once('close', () => handlers.onClose());
  }

  send(message: Out): void {
    if (this.socket.destroyed) return;
    this.socket.write(`${JSON.stringify(message)}\n`);
    if (this.socket.writableLength > MAX_WAITING) this.socket.destroy();
  }

  /** Sends what was said, then closes. */
  close(): void {
    this.socket.end();
  }

  /** Closes at once. */
  destroy(): void {
    this.socket.destroy();
  }

  #read(data: string): void {
    const lines = (this.#rest + data).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      if (this.socket.destroyed) return;
      const message = line.length > MAX_LINE ? undefined : this.schema.safeParse(parseJson(line)).data;
      if (message === undefined) this.socket.destroy();
      else this.handlers.onMessage(message);
    }
    if (this.#rest.length > MAX_LINE) this.socket.destroy();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
