import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, statfsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ErrorKind } from '../../../src/errors.ts';
import { type Download, type DownloadProgress, discard, download, partOf } from '../../../src/models/download.ts';
import { downloadAll } from '../../../src/models/download-all.ts';
import { FileServer } from './file-server.ts';

const MB = 2 ** 20;
const CONTENT = randomBytes(24 * MB);
const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');
const SHA256 = sha256(CONTENT);
/** What may lie between a server and what is written down: buffers of both systems, and what came since the last state. */
const SLACK = 8 * MB;
const WAITS = [1, 1, 1, 1, 1];

let folder: string;
let file: string;
let server: FileServer;
let cancel: AbortController;
let told: DownloadProgress[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'glimpse-download-'));
  file = path.join(folder, 'model.gguf');
  server = await FileServer.start(CONTENT);
  cancel = new AbortController();
  told = [];
});
afterEach(async () => {
  cancel.abort();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const fetchIt = (options: Partial<Download> = {}) =>
  download({
    file,
    signal: cancel.signal,
    onProgress: (progress) => told.push(progress),
    ...options,
    url: options.url ?? server.url(),
    pace: { waits: WAITS, ...options.pace },
  });

/** Starts a download, and cancels it when `bytes` have come. */
async function fetchSome(bytes: number, options: Partial<Download> = {}): Promise<number> {
  const stop = new AbortController();
  const got = fetchIt({ ...options, signal: stop.signal });
  const failed = expect(got).rejects.toMatchObject({ name: 'AbortError' });
  await vi.waitUntil(() => server.sent >= bytes, { timeout: 30_000, interval: 5 });
  stop.abort();
  await failed;
  return (await partOf(file))?.received ?? 0;
}

const lies = async () => (await readdir(folder)).sort();
const refusedWith = (kind: ErrorKind, message: RegExp) => ({
  name: 'GlimpseError',
  kind,
  message: expect.stringMatching(message),
});

describe('a download', () => {
  it('comes over several connections, in its place at once and whole', async () => {
    // It takes a second at least: its speed is told four times in one.
    server.delay = 10;
    expect(await fetchIt({ bytes: CONTENT.length, sha256: SHA256.toUpperCase() })).toEqual({
      bytes: CONTENT.length,
      sha256: SHA256,
    });
    expect(sha256(await readFile(file))).toBe(SHA256);
    expect(await lies()).toEqual(['model.gguf']);
    expect(server.atOnce).toBeGreaterThan(1);
    expect(server.atOnce).toBeLessThanOrEqual(4);
    expect(server.sent).toBeLessThan(CONTENT.length + SLACK);
    expect(told.at(0)).toMatchObject({ state: 'connecting', received: 0 });
    const running = told.filter(({ state, bytesPerSecond }) => state === 'downloading' && bytesPerSecond > 0);
    expect(running.at(-1)).toMatchObject({ total: CONTENT.length, secondsLeft: expect.any(Number) });
    expect(told.at(-1)).toMatchObject({ state: 'checking', received: CONTENT.length, total: CONTENT.length });
  });

  it('of more than its connections take at once reuses them', async () => {
    server.content = randomBytes(150 * MB);
    expect((await fetchIt()).sha256).toBe(sha256(server.content));
    expect(server.requests.length).toBeGreaterThan(4);
  });

  it('comes as one stream where the server does not send parts', async () => {
    server.sendsParts = false;
    expect(await fetchIt({ sha256: SHA256 })).toEqual({ bytes: CONTENT.length, sha256: SHA256 });
    expect(server.requests).toHaveLength(1);
  });

  it('comes where the server does not even say how long it is', async () => {
    server.sendsParts = false;
    server.saysLength = false;
    server.delay = 3;
    expect(await fetchIt()).toEqual({ bytes: CONTENT.length, sha256: SHA256 });
    expect(told.some(({ state, total }) => state === 'downloading' && total === undefined)).toBe(true);
    await expect(fetchIt({ bytes: 1000 })).rejects.toMatchObject(refusedWith('bad-download', /1000/));
    expect(await lies()).toEqual(['model.gguf']);
  });

  it('makes the folder that it goes to', async () => {
    file = path.join(folder, 'a', 'b', 'model.gguf');
    await fetchIt();
    expect(existsSync(file)).toBe(true);
  });

  it('is not done again where the file is there, but is where it is another one', async () => {
    await writeFile(file, CONTENT);
    for (const known of [{ sha256: SHA256 }, { bytes: CONTENT.length }]) {
      expect(await fetchIt(known)).toEqual({ bytes: CONTENT.length, sha256: SHA256 });
    }
    expect(server.requests).toHaveLength(0);
    await writeFile(file, randomBytes(CONTENT.length));
    await fetchIt({ sha256: SHA256 });
    expect(sha256(await readFile(file))).toBe(SHA256);
  });
});

describe('what was begun', () => {
  it('goes on after it was cancelled, without fetching again what is there', async () => {
    server.delay = 2;
    const received = await fetchSome(10 * MB, { sha256: SHA256 });
    expect(received).toBeGreaterThan(4 * MB);
    expect(await lies()).toEqual(['model.gguf.part', 'model.gguf.part.json']);
    expect(await partOf(file)).toEqual({ url: server.url(), received, total: CONTENT.length });
    server.sent = 0;
    told = [];
    expect((await fetchIt({ sha256: SHA256 })).sha256).toBe(SHA256);
    expect(told.find(({ received }) => received > 0)!.received).toBeGreaterThanOrEqual(received);
    expect(server.sent).toBeLessThan(CONTENT.length - received + SLACK);
    expect(await lies()).toEqual(['model.gguf']);
  });

  it('goes on after the process was killed', async () => {
    const child = await otherProcess();
    server.delay = 40;
    const running = child(fetchArguments());
    const isHalfway = async () => ((await partOf(file))?.received ?? 0) > 4 * MB;
    await vi.waitUntil(isHalfway, { timeout: 60_000, interval: 20 });
    running.kill('SIGKILL');
    await once(running, 'exit');
    const { received } = (await partOf(file))!;
    server.cutAll();
    server.sent = 0;
    server.delay = 0;
    // The lock of the dead process holds for a few seconds.
    expect((await fetchIt({ sha256: SHA256 })).sha256).toBe(SHA256);
    expect(server.sent).toBeLessThan(CONTENT.length - received + SLACK);
    expect(await lies()).toEqual(['model.gguf']);
  });

  it('goes on from another source that has the same file', async () => {
    server.delay = 2;
    const received = await fetchSome(10 * MB, { sha256: SHA256 });
    const mirror = await FileServer.start(CONTENT);
    mirror.etag = '"of the mirror"';
    try {
      expect((await fetchIt({ url: mirror.url('/other'), sha256: SHA256 })).sha256).toBe(SHA256);
      expect(mirror.sent).toBeLessThan(CONTENT.length - received + SLACK);
    } finally {
      await mirror.close();
    }
  });

  it.each([['"two"'], [undefined]])('is not mixed with another file of the same size (ETag %s)', async (etag) => {
    server.delay = 2;
    expect(await fetchSome(10 * MB)).toBeGreaterThan(0);
    server.etag = etag;
    server.content = randomBytes(CONTENT.length);
    server.delay = 0;
    expect((await fetchIt()).sha256).toBe(sha256(server.content));
    expect(sha256(await readFile(file))).toBe(sha256(server.content));
  });

  it('begins anew when the file changes under way, and says so', async () => {
    const other = randomBytes(CONTENT.length);
    server.delay = 2;
    server.behave = () => {
      if (server.sent < 6 * MB || server.content === other) return false;
      server.content = other;
      server.etag = '"two"';
      server.cutAll();
      return false;
    };
    // The first connection ends after a while: the rest is asked for when there is another file.
    const got = fetchIt();
    await vi.waitUntil(() => server.sent > 8 * MB, { timeout: 30_000, interval: 5 });
    server.cutAll();
    expect((await got).sha256).toBe(sha256(other));
    expect(told.some(({ retry }) => /has changed/.test(retry?.reason ?? ''))).toBe(true);
  });

  it('gives up on a file that changes all the time', async () => {
    let version = 0;
    server.behave = () => {
      server.etag = `"${version++}"`;
      return false;
    };
    await expect(fetchIt()).rejects.toMatchObject(refusedWith('bad-download', /again and again/));
    expect(await lies()).toEqual([]);
  });

  it('can be discarded, but not while it comes', async () => {
    server.delay = 2;
    await fetchSome(4 * MB);
    await discard(file);
    expect(await lies()).toEqual([]);
    expect(await partOf(file)).toBeUndefined();
    server.sent = 0;
    const got = fetchIt();
    await vi.waitUntil(() => server.sent > MB, { timeout: 30_000, interval: 5 });
    await expect(discard(file)).rejects.toMatchObject(refusedWith('cannot-write', /being downloaded/));
    expect((await got).sha256).toBe(SHA256);
  });

  it('that is damaged or not its own counts for nothing', async () => {
    for (const state of ['{', JSON.stringify({ version: 1, url: server.url(), total: 9, done: [[5, 2]] })]) {
      await writeFile(`${file}.part`, 'what is this');
      await writeFile(`${file}.part.json`, state);
      expect(await partOf(file)).toBeUndefined();
      expect((await fetchIt()).sha256).toBe(SHA256);
    }
    expect(await lies()).toEqual(['model.gguf']);
  });
});

describe('a bad connection', () => {
  it('that is cut again and again still brings the file', async () => {
    server.delay = 10;
    const cutter = setInterval(() => server.cutAll(), 150);
    try {
      expect((await fetchIt({ sha256: SHA256 })).sha256).toBe(SHA256);
    } finally {
      clearInterval(cutter);
    }
    expect(server.requests.length).toBeGreaterThan(4);
    expect(server.sent).toBeLessThan(3 * CONTENT.length);
  });

  it('that is cut where the server sends no parts begins anew', async () => {
    server.sendsParts = false;
    let cuts = 0;
    server.behave = (_, response) => {
      if (cuts++ > 0) return false;
      response.writeHead(200, { 'content-length': CONTENT.length });
      response.write(CONTENT.subarray(0, MB), () => response.destroy());
      return true;
    };
    expect((await fetchIt({ sha256: SHA256 })).sha256).toBe(SHA256);
  });

  it('that falls silent is given up, and the rest asked for again', async () => {
    let silent = 0;
    server.behave = (request, response) => {
      if (silent++ > 1) return false;
      const start = Number(/\d+/.exec(request.headers.range!)![0]);
      response.writeHead(206, {
        etag: server.etag,
        'content-range': `bytes ${start}-${CONTENT.length - 1}/${CONTENT.length}`,
      });
      response.write(CONTENT.subarray(start, start + MB));
      return true;
    };
    expect((await fetchIt({ sha256: SHA256, pace: { silenceMs: 500, waits: WAITS } })).sha256).toBe(SHA256);
  });

  it('that never speaks ends in words, after telling what it waits for', async () => {
    server.behave = () => true;
    await expect(fetchIt({ pace: { silenceMs: 200, waits: [400, 1] } })).rejects.toMatchObject(
      refusedWith('timeout', /Nothing came from 127.0.0.1:\d+ for 1 s/),
    );
    expect(told.some(({ state, retry }) => state === 'retrying' && retry!.seconds === 1)).toBe(true);
    expect(await lies()).toEqual([]);
  });

  it('is let go at once when it is cancelled, while it is silent and while it waits', async () => {
    server.behave = () => true;
    const got = fetchIt();
    const failed = expect(got).rejects.toMatchObject({ name: 'AbortError' });
    await vi.waitUntil(() => server.requests.length > 0);
    cancel.abort();
    await failed;
    expect(await lies()).toEqual([]);

    cancel = new AbortController();
    server.behave = (_, response) => Boolean(response.writeHead(503).end());
    const other = fetchIt({ pace: { waits: [60_000] } });
    const stopped = expect(other).rejects.toMatchObject({ name: 'AbortError' });
    await vi.waitUntil(() => told.some(({ state }) => state === 'retrying'));
    cancel.abort();
    await stopped;
  });

  it('to nowhere is told', async () => {
    const url = server.url();
    await server.close();
    await expect(fetchIt({ url })).rejects.toMatchObject(refusedWith('server-unreachable', /ECONNREFUSED.*network/));
    server = await FileServer.start(CONTENT);
  });
});

describe('a server', () => {
  it('that is busy is asked again, when it says', async () => {
    const answers = [503, 429, 502];
    server.behave = (_, response) => {
      const status = answers.shift();
      if (status) response.writeHead(status, { 'retry-after': '0' }).end();
      return status !== undefined;
    };
    expect((await fetchIt({ pace: { waits: [1000, 1, 1] } })).sha256).toBe(SHA256);
    expect(told.find(({ state }) => state === 'retrying')?.retry?.reason).toMatch(/is busy \(503\)/);
  });

  it.each([
    ['3600', 1],
    ['Fri, 31 Dec 2100 23:59:59 GMT', 1],
    [undefined, 4],
  ])('that stays busy is given up (Retry-After: %s)', async (after, asked) => {
    server.behave = (_, response) => Boolean(response.writeHead(429, { ...(after && { 'retry-after': after }) }).end());
    await expect(fetchIt()).rejects.toMatchObject(refusedWith('server-unreachable', /answered 429\. Try again later/));
    expect(server.requests).toHaveLength(asked);
  });

  it('that wants fewer connections gets fewer', async () => {
    server.delay = 1;
    let open = 0;
    server.behave = (_, response) => {
      if (open > 0) return Boolean(response.writeHead(503).end());
      open++;
      response.once('close', () => open--);
      return false;
    };
    expect((await fetchIt({ sha256: SHA256 })).sha256).toBe(SHA256);
    expect(server.atOnce).toBe(1);
  });

  it('that breaks down halfway leaves what came', async () => {
    server.behave = (_, response) => server.sent > 4 * MB && Boolean(response.writeHead(500).end());
    server.delay = 2;
    const got = fetchIt();
    const failed = expect(got).rejects.toMatchObject(refusedWith('server-unreachable', /answered 500/));
    await vi.waitUntil(() => server.sent > 8 * MB, { timeout: 30_000, interval: 5 });
    server.cutAll();
    await failed;
    const { received } = (await partOf(file))!;
    expect(received).toBeGreaterThan(0);
    server.behave = () => false;
    server.sent = 0;
    expect((await fetchIt()).sha256).toBe(SHA256);
    expect(server.sent).toBeLessThan(CONTENT.length - received + SLACK);
  });

  it.each<[number, string, ErrorKind, RegExp]>([
    [404, 'text/plain', 'server-refused', /answered 404\. It is not there/],
    [401, 'application/json', 'server-key', /answered 401\. It may want an account/],
    [403, 'text/html', 'server-refused', /answered 403\. It may want an account/],
    [200, 'text/html; charset=utf-8', 'server-refused', /web page instead, perhaps one to log in/],
    [418, 'text/plain', 'server-refused', /answered 418/],
  ])('that answers %d with %s is told, and nothing is left', async (status, type, kind, message) => {
    server.behave = (_, response) =>
      Boolean(response.writeHead(status, { 'content-type': type }).end('<h1>Log in</h1>'));
    await expect(fetchIt()).rejects.toMatchObject(refusedWith(kind, message));
    expect(server.requests).toHaveLength(1);
    expect(await lies()).toEqual([]);
  });

  it.each([
    ['another part than asked for', { 'content-range': `bytes 7-99/${CONTENT.length}` }],
    ['a part of it knows not what', {}],
    ['it compressed', { 'content-range': `bytes 0-99/${CONTENT.length}`, 'content-encoding': 'gzip' }],
  ])('that sends %s is told', async (_, headers) => {
    server.behave = (_, response) => Boolean(response.writeHead(206, headers).end('x'.repeat(93)));
    await expect(fetchIt()).rejects.toMatchObject(refusedWith('server-garbage', /not asked for: Content-/));
  });

  it('that has a file of another length, or with another hash, leaves nothing', async () => {
    await expect(fetchIt({ bytes: 1234 })).rejects.toMatchObject(
      refusedWith('bad-download', new RegExp(`has ${CONTENT.length} bytes on the server, and should have 1234`)),
    );
    expect(server.sent).toBeLessThan(CONTENT.length);
    expect(await lies()).toEqual([]);
    const other = sha256(Buffer.from('other'));
    await expect(fetchIt({ sha256: other })).rejects.toMatchObject(
      refusedWith('bad-download', new RegExp(`SHA-256 is ${SHA256}, and should be ${other}`)),
    );
    expect(await lies()).toEqual([]);
  });
});

describe('a redirect', () => {
  it('to another host is followed without what proves who asks', async () => {
    const other = await FileServer.start(CONTENT);
    server.behave = (_, response) =>
      Boolean(response.writeHead(302, { location: other.url('/signed', 'localhost') }).end());
    try {
      const headers = { Authorization: 'Bearer secret', cookie: 'a=b', 'x-other': '1' };
      expect((await fetchIt({ headers })).sha256).toBe(SHA256);
      expect(server.requests[0]!.headers).toMatchObject({
        authorization: 'Bearer secret',
        cookie: 'a=b',
        'x-other': '1',
      });
      for (const { headers } of other.requests) {
        expect(headers).toMatchObject({ 'x-other': '1' });
        expect(headers).not.toHaveProperty('authorization');
        expect(headers).not.toHaveProperty('cookie');
      }
      // Where it led is asked directly from then on.
      expect(server.requests).toHaveLength(1);
    } finally {
      await other.close();
    }
  });

  it('to an address that has expired is asked for again', async () => {
    server.delay = 2;
    let valid = 1;
    server.behave = (request, response) => {
      const [, signature] = /^\/signed-(\d+)$/.exec(request.url!) ?? [];
      if (!signature) return Boolean(response.writeHead(307, { location: `/signed-${valid}` }).end());
      return Number(signature) < valid && Boolean(response.writeHead(403).end());
    };
    const got = fetchIt({ sha256: SHA256 });
    await vi.waitUntil(() => server.sent > 4 * MB, { timeout: 30_000, interval: 5 });
    valid = 2;
    server.cutAll();
    expect((await got).sha256).toBe(SHA256);
    expect(server.requests.some(({ path }) => path === '/signed-2')).toBe(true);
  });

  it.each([
    ['in a circle', '/model.gguf', /redirected more than 10 times/],
    ['to a file of this machine', 'file:///etc/passwd', /not safe to follow/],
    ['to no address', 'http://', /not safe to follow/],
  ])('%s is refused', async (_, location, message) => {
    server.behave = (_, response) => Boolean(response.writeHead(301, { location }).end());
    await expect(fetchIt()).rejects.toMatchObject(refusedWith('server-refused', message));
  });
});

describe('the same file twice at once', () => {
  it('is fetched once, in one process', async () => {
    server.delay = 2;
    const both = await Promise.all([fetchIt(), fetchIt()]);
    expect(both[0]).toEqual({ bytes: CONTENT.length, sha256: SHA256 });
    expect(both[1]).toEqual(both[0]);
    expect(server.sent).toBeLessThan(CONTENT.length + SLACK);
    expect(told.some(({ state }) => state === 'waiting')).toBe(true);
  });

  it('is fetched once, in two processes', async () => {
    const child = await otherProcess();
    server.delay = 25;
    const other = child(fetchArguments());
    let said = '';
    other.stdout!.on('data', (chunk) => (said += chunk));
    await vi.waitUntil(() => server.sent > 0, { timeout: 30_000, interval: 5 });
    expect((await fetchIt()).sha256).toBe(SHA256);
    if (other.exitCode === null) await once(other, 'exit');
    expect(JSON.parse(said)).toEqual({ bytes: CONTENT.length, sha256: SHA256 });
    expect(server.sent).toBeLessThan(CONTENT.length + SLACK);
    // How far the other one is.
    expect(told.some(({ state, received }) => state === 'waiting' && received > 0)).toBe(true);
  });
});

describe('the disk', () => {
  it('that is too small is told before anything is written', async () => {
    const { bavail, bsize } = statfsSync(folder);
    const huge = bavail * bsize + 100_000_000_000;
    server.behave = (_, response) =>
      Boolean(
        response.writeHead(206, { 'content-range': `bytes 0-99/${huge}`, 'content-length': 100 }).end('x'.repeat(100)),
      );
    await expect(fetchIt()).rejects.toMatchObject(
      refusedWith(
        'disk-full',
        /does not fit on the disk\. .* GB more are needed, and .* are free.* Free 1\d\d(\.\d)? GB/,
      ),
    );
    expect((await lies()).filter((name) => !name.endsWith('.json'))).not.toContain('model.gguf');
    const files = [1, 2].map((n) => ({ url: server.url(), file: `${file}${n}`, bytes: huge / 2 }));
    server.requests.length = 0;
    await expect(downloadAll(files, { signal: cancel.signal })).rejects.toMatchObject({ kind: 'disk-full' });
    expect(server.requests).toHaveLength(0);
  });

  it('that becomes full under way keeps what came, which goes on when there is space', async (context) => {
    const small = path.join(folder, 'small');
    await mkdir(small);
    if (!mounted(small, 'size=26m')) return context.skip('Only root can mount a small file system, and only on Linux.');
    try {
      file = path.join(small, 'model.gguf');
      server.delay = 2;
      const got = fetchIt({ bytes: CONTENT.length, sha256: SHA256 });
      const failed = expect(got).rejects.toMatchObject(refusedWith('disk-full', /became full.*kept.*Free some space/));
      await vi.waitUntil(() => server.sent > 4 * MB, { timeout: 30_000, interval: 5 });
      await writeFile(path.join(small, 'other'), Buffer.alloc(14 * MB));
      await failed;
      expect(await readdir(small)).toEqual(expect.arrayContaining(['model.gguf.part', 'model.gguf.part.json']));
      expect(existsSync(file)).toBe(false);
      await rm(path.join(small, 'other'));
      expect((await fetchIt({ bytes: CONTENT.length, sha256: SHA256 })).sha256).toBe(SHA256);
      expect(await readdir(small)).toEqual(['model.gguf']);
    } finally {
      execFileSync('umount', ['-l', small]);
    }
  });

  it('that can not be written is told', async () => {
    await writeFile(file, 'a file');
    file = path.join(file, 'model.gguf');
    await expect(fetchIt()).rejects.toMatchObject(refusedWith('cannot-write', /can not be written\..*ENOTDIR|EEXIST/));
    expect(server.requests).toHaveLength(0);
  });

  it('that is read-only is told', async (context) => {
    const readOnly = path.join(folder, 'read-only');
    await mkdir(readOnly);
    if (!mounted(readOnly, 'ro')) return context.skip('Only root can mount a file system, and only on Linux.');
    try {
      file = path.join(readOnly, 'model.gguf');
      await expect(fetchIt()).rejects.toMatchObject(refusedWith('cannot-write', /EROFS.*permissions/));
    } finally {
      execFileSync('umount', ['-l', readOnly]);
    }
  });
});

describe('files that belong together', () => {
  const names = ['mmproj.gguf', 'model-00001-of-00002.gguf', 'model-00002-of-00002.gguf'];
  const files = () =>
    names.map((name) => ({
      url: server.url(`/${name}`),
      file: path.join(folder, name),
      bytes: CONTENT.length,
      sha256: SHA256,
    }));

  it('are one job with one progress', async () => {
    const seen: (DownloadProgress & { file: string })[] = [];
    const got = await downloadAll(files(), { signal: cancel.signal, onProgress: (progress) => seen.push(progress) });
    expect(got).toEqual(names.map(() => ({ bytes: CONTENT.length, sha256: SHA256 })));
    expect(await lies()).toEqual(names);
    expect(new Set(seen.map(({ total }) => total))).toEqual(new Set([3 * CONTENT.length]));
    const received = seen.map(({ received }) => received);
    expect(received).toEqual([...received].sort((a, b) => a - b));
    expect(received.at(-1)).toBe(3 * CONTENT.length);
    expect(path.basename(seen.at(-1)!.file)).toBe(names[2]);
  });

  it('go on where they were', async () => {
    server.delay = 1;
    const got = downloadAll(files(), { signal: cancel.signal });
    const failed = expect(got).rejects.toMatchObject({ name: 'AbortError' });
    await vi.waitUntil(() => existsSync(path.join(folder, names[0]!)), { timeout: 30_000, interval: 5 });
    await vi.waitUntil(() => server.sent > CONTENT.length + 8 * MB, { timeout: 30_000, interval: 5 });
    cancel.abort();
    await failed;
    server.sent = 0;
    await downloadAll(files(), { signal: new AbortController().signal });
    expect(await lies()).toEqual(names);
    expect(server.sent).toBeLessThan(2 * CONTENT.length);
  });
});

it('wants an address', async () => {
  for (const url of ['model.gguf', 'file:///etc/passwd', '']) {
    await expect(fetchIt({ url })).rejects.toMatchObject({ kind: 'bad-usage' });
  }
});

/** A file system of its own at `folder`, where this process may make one. */
function mounted(folder: string, options: string): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const fetchArguments = () => JSON.stringify({ url: server.url(), file, sha256: SHA256 });

/** Starts processes that download a file and print what they got. */
async function otherProcess() {
  const outfile = path.join(await mkdtemp(path.join(tmpdir(), 'glimpse-download-child-')), 'child.mjs');
  await build({
    stdin: {
      contents: `
        import { download } from './src/models/download.ts';
        const signal = new AbortController().signal;
        console.log(JSON.stringify(await download({ ...JSON.parse(process.argv[2]), signal })));`,
      resolveDir: path.resolve(import.meta.dirname, '../../..'),
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  return (argument: string) => spawn(process.execPath, [outfile, argument], { stdio: ['ignore', 'pipe', 'inherit'] });
}
