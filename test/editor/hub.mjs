// A hub on this machine that speaks the dialect of Hugging Face: lists the files of one repository, and sends them by ranges,
// as fast as a test allows.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

export class Hub {
  #files = new Map();
  /** Bytes of a file that are sent before the rest waits for `release`. */
  #held = Number.POSITIVE_INFINITY;
  #waiting = [];
  /** Files are only for those who prove that they know it; undefined: for everybody. */
  token;
  /** `GET /path`, in order. */
  asked = [];

  /**
   * @param {string} repository `tiny/tiny`
   * @param {string[]} files paths on disk
   */
  constructor(repository, files) {
    this.repository = repository;
    for (const file of files) {
      const data = readFileSync(file);
      this.#files.set(path.basename(file), { data, sha256: createHash('sha256').update(data).digest('hex') });
    }
    this.server = createServer((request, response) => this.#answer(request, response));
  }

  async start() {
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  size(name) {
    return this.#files.get(name).data.length;
  }

  /** From now on no more than so many bytes of any file are sent, until `release`. */
  hold(bytes) {
    this.#held = bytes;
  }

  release() {
    this.#held = Number.POSITIVE_INFINITY;
    for (const go of this.#waiting.splice(0)) go();
  }

  async close() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #answer(request, response) {
    this.asked.push(`${request.method} ${request.url}`);
    const url = new URL(request.url, this.url);
    if (url.pathname === `/api/models/${this.repository}/tree/main`) {
      const tree = [...this.#files].map(([name, { data, sha256 }]) => ({
        type: 'file',
        path: name,
        size: data.length,
        oid: sha256.slice(0, 40),
        lfs: { oid: sha256, size: data.length, pointerSize: 134 },
      }));
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(tree));
      return;
    }
    const [, name] = url.pathname.split(`/${this.repository}/resolve/main/`);
    const file = name && this.#files.get(name);
    if (!file) return void response.writeHead(404).end();
    if (this.token && request.headers.authorization !== `Bearer ${this.token}`)
      return void response.writeHead(401).end();
    const { data, sha256 } = file;
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
    const start = from === undefined ? 0 : Number(from);
    const end = to ? Number(to) + 1 : data.length;
    response.writeHead(from === undefined ? 200 : 206, {
      'content-length': end - start,
      'content-type': 'application/octet-stream',
      'accept-ranges': 'bytes',
      etag: `"${sha256}"`,
      ...(from !== undefined && { 'content-range': `bytes ${start}-${end - 1}/${data.length}` }),
    });
    if (request.method === 'HEAD') return void response.end();
    const now = Math.max(start, Math.min(end, this.#held));
    response.write(data.subarray(start, now));
    if (now === end) return void response.end();
    this.#waiting.push(() => response.end(data.subarray(now, end)));
  }
}
