import { afterEach, describe, expect, it } from 'vitest';
import { type Build, buildsOf, readCatalog } from '../../../src/models/catalog.ts';
import { locate, sourceOf } from '../../../src/models/sources.ts';
import { json, redirect, server } from './hub.ts';

const SHA = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);
const signal = new AbortController().signal;

let open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.map((each) => each.close()));
  open = [];
});
async function hub(routes: Parameters<typeof server>[0]) {
  const started = await server(routes);
  open.push(started);
  return started;
}

function build(entry: object): Build {
  const { models, errors } = readCatalog({
    mine: {
      title: 'Mine',
      quantizations: { Q4_K_M: { file: 'm.gguf' } },
      mmproj: { F16: { file: 'mmproj.gguf' } },
      ...entry,
    },
  });
  expect(errors).toEqual([]);
  return buildsOf(models.at(-1)!)[0]!;
}

const lfs = (path: string, size: number, oid: string) => ({
  type: 'file',
  path,
  oid: 'f'.repeat(40),
  size,
  lfs: { oid, size, pointerSize: 134 },
});
const TREE = '/api/models/who/what/tree/main?recursive=true';

describe('where a model is', () => {
  it('is read from the file API of Hugging Face, with sizes and SHA-256', async () => {
    const { url, asked } = await hub({
      [TREE]: json([
        lfs('m.gguf', 11, SHA),
        lfs('mmproj.gguf', 7, OTHER),
        { type: 'directory', path: 'x', oid: '1', size: 0 },
      ]),
    });
    const found = await locate(build({ repository: 'who/what' }), sourceOf('huggingface', `${url}/`), signal);
    expect(found).toEqual({
      weights: [{ url: `${url}/who/what/resolve/main/m.gguf`, name: 'm.gguf', bytes: 11, sha256: SHA }],
      mmproj: { url: `${url}/who/what/resolve/main/mmproj.gguf`, name: 'mmproj.gguf', bytes: 7, sha256: OTHER },
    });
    expect(asked).toEqual([`GET ${TREE}`]);
  });

  it('is read from the file API of ModelScope', async () => {
    const files = [
      { Path: 'm.gguf', Type: 'blob', Size: 11, Sha256: SHA },
      { Path: 'mmproj.gguf', Type: 'blob', Size: 7, Sha256: '' },
      { Path: 'docs', Type: 'tree', Size: 0, Sha256: '' },
    ];
    const list = '/api/v1/models/Who/What/repo/files?Revision=master&Recursive=true';
    const { url } = await hub({ [list]: json({ Code: 200, Data: { Files: files } }) });
    const found = await locate(build({ modelscope: 'Who/What' }), sourceOf('modelscope', url), signal);
    expect(found.weights).toEqual([
      { url: `${url}/models/Who/What/resolve/master/m.gguf`, name: 'm.gguf', bytes: 11, sha256: SHA },
    ]);
    expect(found.mmproj).toMatchObject({ bytes: 7, sha256: undefined });
  });

  it('is read from the headers where a mirror has no API, without asking where they link to', async () => {
    const linked = { 'x-linked-size': '11', 'x-linked-etag': `"${SHA}"` };
    const { url, asked } = await hub({
      '/who/what/resolve/main/m.gguf': redirect('/cdn/m', linked),
      '/who/what/resolve/main/mmproj.gguf': redirect('/moved/mmproj.gguf'),
      '/moved/mmproj.gguf': redirect('/cdn/mmproj', { 'x-linked-etag': `"${OTHER}"` }),
      '/cdn/mmproj': (_, response) => void response.writeHead(200, { 'content-length': 7, etag: '"0123"' }).end(),
    });
    const found = await locate(build({ repository: 'who/what' }), sourceOf('huggingface', url), signal);
    expect(found.weights[0]).toMatchObject({ bytes: 11, sha256: SHA });
    expect(found.mmproj).toMatchObject({ bytes: 7, sha256: OTHER });
    expect(asked).not.toContain('HEAD /cdn/m');
  });

  it('is any URL: a folder of files, whatever the source of the settings', async () => {
    const { url } = await hub({
      '/a%20b/m.gguf': (_, response) => void response.writeHead(200, { 'content-length': 11, etag: `"${SHA}"` }).end(),
      '/a%20b/mmproj.gguf': (_, response) => void response.writeHead(200, { 'content-length': 7 }).end(),
    });
    const found = await locate(build({ url: `${url}/a%20b/` }), sourceOf('modelscope'), signal);
    expect(found.weights[0]).toMatchObject({ url: `${url}/a%20b/m.gguf`, bytes: 11, sha256: SHA });
    expect(found.mmproj).toMatchObject({ bytes: 7, sha256: undefined });
  });

  it('are all shards, in order, where the model was split', async () => {
    const names = ['m-00002-of-00002.gguf', 'm-00001-of-00002.gguf', 'm-x-00001-of-00002.gguf'];
    const { url } = await hub({
      [TREE]: json([...names.map((name, i) => lfs(name, 5 + i, SHA)), lfs('mmproj.gguf', 7, OTHER)]),
    });
    for (const file of ['m.gguf', 'm-00001-of-00002.gguf']) {
      const mine = build({ repository: 'who/what', quantizations: { Q4_K_M: { file, bytes: 99 } } });
      const { weights } = await locate(mine, sourceOf('huggingface', url), signal);
      expect(weights.map(({ name, bytes }) => [name, bytes])).toEqual([
        ['m-00001-of-00002.gguf', 6],
        ['m-00002-of-00002.gguf', 5],
      ]);
    }
  });

  it('must have the SHA-256 of the catalogue', async () => {
    const { url } = await hub({ [TREE]: json([lfs('m.gguf', 11, SHA), lfs('mmproj.gguf', 7, OTHER)]) });
    const pinned = (sha256: string) =>
      build({ repository: 'who/what', quantizations: { Q4_K_M: { file: 'm.gguf', sha256 } } });
    const source = sourceOf('huggingface', url);
    await expect(locate(pinned(OTHER), source, signal)).rejects.toMatchObject({
      kind: 'bad-model',
      message: expect.stringMatching(/m\.gguf at 127\.0\.0\.1/),
    });
    expect((await locate(pinned(SHA.toUpperCase()), source, signal)).weights[0]?.sha256).toBe(SHA);
  });

  it('is an error that says what to do where it is not', async () => {
    const login = (_: unknown, response: import('node:http').ServerResponse) =>
      void response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Log in</title>');
    const { url } = await hub({
      '/who/gated/resolve/main/m.gguf': (_, response) => void response.writeHead(403).end(),
      '/who/login/resolve/main/m.gguf': login,
      '/api/models/who/login/tree/main?recursive=true': login,
      '/who/away/resolve/main/m.gguf': redirect('http://example.com/m.gguf'),
      '/who/loop/resolve/main/m.gguf': redirect('/who/loop/resolve/main/m.gguf'),
    });
    const source = sourceOf('huggingface', url);
    const failing = (name: string) => locate(build({ repository: `who/${name}` }), source, signal);
    await expect(failing('gated')).rejects.toMatchObject({
      kind: 'server-refused',
      message: expect.stringMatching(/licence/),
    });
    await expect(failing('missing')).rejects.toMatchObject({
      kind: 'server-refused',
      message: expect.stringMatching(/does not have it.*HTTP 404/),
    });
    await expect(failing('login')).rejects.toMatchObject({
      kind: 'server-garbage',
      message: expect.stringMatching(/login page/),
    });
    await expect(failing('away')).rejects.toMatchObject({ kind: 'server-garbage' });
    await expect(failing('loop')).rejects.toMatchObject({ kind: 'server-garbage' });
    await expect(locate(build({ repository: 'a/b' }), sourceOf('modelscope', url), signal)).rejects.toMatchObject({
      kind: 'bad-usage',
      message: expect.stringMatching(/not known to be on ModelScope.*glimpse\.modelSource/),
    });
    await open.pop()?.close();
    await expect(failing('gated')).rejects.toMatchObject({
      kind: 'server-unreachable',
      message: expect.stringMatching(/glimpse\.modelMirror/),
    });
  });

  it('is given up at once when nobody wants to know any more', async () => {
    const controller = new AbortController();
    const { url } = await hub({ [TREE]: () => controller.abort() });
    await expect(
      locate(build({ repository: 'who/what' }), sourceOf('huggingface', url), controller.signal),
    ).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('a mirror', () => {
  it('is asked over TLS, or on this machine', () => {
    expect(sourceOf('huggingface').base).toBe('https://huggingface.co');
    expect(sourceOf('modelscope').base).toBe('https://modelscope.cn');
    expect(sourceOf('huggingface', 'https://hf-mirror.com/').base).toBe('https://hf-mirror.com');
    for (const wrong of ['http://hf-mirror.com', 'hf-mirror.com', 'file:///x', 'https://me:secret@hf-mirror.com']) {
      expect(() => sourceOf('huggingface', wrong)).toThrow(/glimpse\.modelMirror must be a URL/);
    }
  });
});
