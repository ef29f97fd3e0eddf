import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Build, buildsOf, readCatalog } from '../../../src/models/catalog.ts';
import { downloadBuild } from '../../../src/models/download-build.ts';
import { authorization, isToken } from '../../../src/models/hub-token.ts';
import { type Source, sourceOf } from '../../../src/models/sources.ts';
import { ModelStore } from '../../../src/models/store.ts';
import { json, redirect, server } from './hub.ts';
import { writeMmproj, writeModel } from './small-gguf.ts';

const TOKEN = 'hf_secret123';
const FILES = ['m.gguf', 'mmproj.gguf'] as const;

let folder: string;
let hub: Awaited<ReturnType<typeof server>>;
/** Where the hub's redirects lead: another server. */
let storage: Awaited<ReturnType<typeof server>>;
/** `authorization` as it arrived, by server. */
let sent: { hub: (string | undefined)[]; storage: (string | undefined)[] };
/** What the hub says to who asks without the token. */
let status: number;
/** Whether the list of files is for everybody, as it is of a repository with a licence, but not of a private one. */
let isListed: boolean;

beforeEach(async () => {
  [status, isListed] = [401, true];
  sent = { hub: [], storage: [] };
  folder = await mkdtemp(path.join(tmpdir(), 'glimpse-token-'));
  const contents = await Promise.all(
    [await writeModel(path.join(folder, 'a.gguf')), await writeMmproj(path.join(folder, 'b.gguf'))].map((file) =>
      readFile(file),
    ),
  );
  const content = (data: Buffer) => (request: IncomingMessage, response: ServerResponse) => {
    sent.storage.push(request.headers.authorization);
    response.end(data);
  };
  storage = await server({ '/m': content(contents[0]!), '/mmproj': content(contents[1]!) });
  const gated =
    (then: (request: IncomingMessage, response: ServerResponse) => void) =>
    (request: IncomingMessage, response: ServerResponse) => {
      const { authorization: proof } = request.headers;
      sent.hub.push(proof);
      if (proof === `Bearer ${TOKEN}`) then(request, response);
      else response.writeHead(status).end('Access to this model is restricted.');
    };
  const tree = json(
    FILES.map((file, i) => {
      const size = contents[i]!.length;
      const oid = createHash('sha256').update(contents[i]!).digest('hex');
      return { type: 'file', path: file, size, lfs: { oid, size } };
    }),
  );
  hub = await server({
    '/api/models/who/what/tree/main?recursive=true': (request, response) =>
      (isListed ? tree : gated(tree))(request, response),
    '/who/what/resolve/main/m.gguf': gated(redirect(`${storage.url}/m`)),
    '/who/what/resolve/main/mmproj.gguf': gated(redirect(`${storage.url}/mmproj`)),
  });
});
afterEach(async () => {
  await Promise.all([hub.close(), storage.close(), rm(folder, { recursive: true })]);
});

function build(entry: object = { repository: 'who/what' }): Build {
  const { models } = readCatalog({
    mine: {
      title: 'Mine',
      quantizations: { Q4_K_M: { file: 'm.gguf' } },
      mmproj: { F16: { file: 'mmproj.gguf' } },
      ...entry,
    },
  });
  return buildsOf(models.at(-1)!)[0]!;
}

function fetched(source: Partial<Source> = {}, entry?: object) {
  const store = new ModelStore(() => path.join(folder, 'models'));
  const from = { ...sourceOf('huggingface', hub.url), ...source };
  return downloadBuild(build(entry), { source: from, store, signal: new AbortController().signal });
}

describe('a model that not everybody gets', () => {
  it.each([true, false])(
    'comes with a token, which the hub alone sees (its files listed for all: %s)',
    async (listed) => {
      isListed = listed;
      const { file } = await fetched({ token: TOKEN });
      expect(await readFile(file)).toEqual(await readFile(path.join(folder, 'a.gguf')));
      expect(new Set(sent.hub)).toEqual(new Set([`Bearer ${TOKEN}`]));
      expect(sent.storage.length).toBeGreaterThanOrEqual(2);
      expect(new Set(sent.storage)).toEqual(new Set([undefined]));
      expect(await readdir(path.dirname(file))).toEqual(['m.gguf', 'mmproj.gguf']);
    },
  );

  it.each([
    [401, true],
    [403, true],
    [401, false],
  ])('is refused by %i with what to do, where there is no token (files listed for all: %s)', async (code, listed) => {
    [status, isListed] = [code, listed];
    await expect(fetched()).rejects.toMatchObject({
      kind: 'hub-token',
      message: expect.stringMatching(
        /^127\.0\.0\.1:\d+ does not give this model to everybody\..*Accept its licence on https:\/\/huggingface\.co\/who\/what, then set your token.*HF_TOKEN/,
      ),
    });
  });

  it('is refused to the owner of another token, without telling that token', async () => {
    const refusal = await fetched({ token: 'hf_other456' }).catch((error: Error) => error);
    expect(refusal).toMatchObject({
      kind: 'hub-token',
      message: expect.stringMatching(/with the account of your token/),
    });
    expect(JSON.stringify([refusal, (refusal as Error).cause])).not.toContain('hf_other456');
    expect(sent.hub).toContain('Bearer hf_other456');
  });
});

describe('the token', () => {
  it('does not go to the address of a model of one’s own, nor to another hub', async () => {
    const own = { url: `${hub.url.replace('127.0.0.1', 'localhost')}/who/what/resolve/main` };
    await expect(fetched({ token: TOKEN }, own)).rejects.toMatchObject({ kind: 'server-refused' });
    expect(new Set(sent.hub)).toEqual(new Set([undefined]));
    const scope = { ...sourceOf('modelscope', hub.url), token: TOKEN };
    expect(authorization(scope, `${hub.url}/x`)).toEqual({});
  });

  it.each([
    ['https://hub.example/a', true],
    ['https://hub.example:8443/a', false],
    ['http://hub.example/a', false],
    ['https://cdn.hub.example/a', false],
    ['https://hub.example.evil.example/a', false],
  ])('goes to %s: %s', (url, goes) => {
    const source = { ...sourceOf('huggingface', 'https://hub.example/mirror'), token: TOKEN };
    expect(authorization(source, url)).toEqual(goes ? { authorization: `Bearer ${TOKEN}` } : {});
  });

  it('is one word that a header can hold', () => {
    expect(['hf_abc', 'x'.repeat(500)].every(isToken)).toBe(true);
    expect(['', 'a b', 'a\nb', '密', 'x'.repeat(501)].some(isToken)).toBe(false);
  });
});
