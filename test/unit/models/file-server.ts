import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a test makes of a request; false: nothing, it is answered with the file. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse) => boolean | undefined | Promise<boolean>;

/** A real server on this machine with one file, which counts what it sends and can be made to behave badly. */
export class FileServer {
  etag: string | undefined = '"one"';
  sendsParts = true;
  /** Absent: it does not say. */
  saysLength = true;
  /** ms between two blocks of 64 KB. */
  delay = 0;
  behave: Behaviour = () => false;
  /** Of the file, handed to connections. */
  sent = 0;
  /** How many were answered at once, at most. */
  atOnce = 0;
  readonly requests: { path: string; range: string | undefined; headers: IncomingHttpHeaders }[] = [];
  private readonly sockets = new Set<Socket>();
  private answering = 0;

  private constructor(
    private readonly server: Server,
    public content: Buffer,
  ) {
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket)).on('error', () => {});
    });
  }

  static async start(content: Buffer, tls?: { key: string; cert: string }): Promise<FileServer> {
    const listener = (request: IncomingMessage, response: ServerResponse) => void server.answer(request, response);
    const server = new FileServer(tls ? createSecureServer(tls, listener) : createServer(listener), content);
    server.server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    return server;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  url(path = '/model.gguf', host = '127.0.0.1'): string {
    return `http://${host}:${this.port}${path}`;
  }

  cutAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.server.close();
    this.cutAll();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { range, 'if-range': ifRange } = request.headers;
    this.requests.push({ path: request.url!, range, headers: request.headers });
    if (await this.behave(request, response)) return;
    const { content, etag } = this;
    const isPart = this.sendsParts && range !== undefined && (ifRange === undefined || ifRange === etag);
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec((isPart && range) || 'bytes=0-') ?? [];
    const start = Number(from);
    const end = to ? Math.min(content.length, Number(to) + 1) : content.length;
    if (start >= content.length) {
      response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
      return;
    }
    response.writeHead(isPart ? 206 : 200, {
      'content-type': 'application/octet-stream',
      ...(this.saysLength && { 'content-length': end - start }),
      ...(etag !== undefined && { etag }),
      ...(isPart && { 'content-range': `bytes ${start}-${end - 1}/${content.length}` }),
    });
    this.atOnce = Math.max(this.atOnce, ++this.answering);
    // Fails where the connection ends first.
    await pipeline(Readable.from(this.blocks(start, end), { highWaterMark: 1 }), response).catch(() => {});
    this.answering--;
  }

  private async *blocks(start: number, end: number): AsyncGenerator<Buffer> {
    const { content } = this;
    for (let at = start; at < end; at += 65_536) {
      const block = content.subarray(at, Math.min(end, at + 65_536));
      this.sent += block.length;
      yield block;
      if (this.delay > 0) await sleep(this.delay);
    }
  }
}
