import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import path from 'node:path';
import { generate } from 'selfsigned';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { buildsOf, readCatalog } from '../../../src/models/catalog.ts';
import { partOf } from '../../../src/models/download.ts';
import { FileServer } from '../models/file-server.ts';
import { writeMmproj, writeModel } from '../models/small-gguf.ts';
import { outcome, Program } from './program.ts';

const MB = 2 ** 20;
const CONTENT = randomBytes(16 * MB);
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');
const sha256Of = async (file: string) =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex');

let program: Program;
let server: FileServer;
beforeAll(async () => {
  program = await Program.build();
}, 120_000);
afterAll(() => program?.remove());
beforeEach(async () => {
  server = await FileServer.start(CONTENT);
});
afterEach(async () => {
  await server.close();
  await rm(program.at('models'), { recursive: true, force: true });
});

describe('glimpse models download URL', () => {
  test('brings files and prints where they are', async () => {
    const urls = [server.url('/a.gguf'), server.url('/b%20b.gguf?download=true')];
    const { code, stdout, stderr } = await program.run(['models', 'download', ...urls, '--to', 'models']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const files = [program.at('models', 'a.gguf'), program.at('models', 'b b.gguf')];
    expect(stdout).toBe(`${files[0]}\n${files[1]}\n`);
    for (const file of files) expect(await sha256Of(file)).toBe(SHA256);
  });

  test('removes a file with another hash than was asked for', async () => {
    const wrong = '0'.repeat(64);
    const args = ['models', 'download', server.url(), '--to', 'models', '--sha256', wrong];
    const { code, stdout, stderr } = await program.run(args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`Its SHA-256 is ${SHA256}, and should be ${wrong}.`);
    expect(await readdir(program.at('models'))).toEqual([]);
  });

  test('asks a hub with the token of the environment, and nobody else', async () => {
    const elsewhere = await FileServer.start(CONTENT);
    const [gated, other] = ['/who/what/resolve/main/a.gguf', '/who/what/resolve/main/b.gguf'];
    server.behave = ({ headers }, response) =>
      headers.authorization === 'Bearer hf_mine' ? false : Boolean(response.writeHead(401).end());
    try {
      const args = ['models', 'download', server.url(gated), elsewhere.url(other), '--to', 'models'];
      const env = { HF_ENDPOINT: new URL(server.url()).origin };
      const refused = await program.run(args, undefined, env);
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toMatch(/licence on https:\/\/huggingface\.co\/who\/what, .*HF_TOKEN/);
      expect(await program.run(args, undefined, { ...env, HF_TOKEN: 'hf_mine\n' })).toMatchObject({
        code: 0,
        stderr: '',
      });
      for (const { headers } of elsewhere.requests) expect(headers).not.toHaveProperty('authorization');
      const wrong = await program.run(args, undefined, { ...env, HF_TOKEN: 'two words' });
      expect(wrong).toMatchObject({ code: 2, stderr: expect.not.stringContaining('two words') });
    } finally {
      await elsewhere.close();
    }
  });

  test('leaves on Ctrl+C what the next run goes on with', async () => {
    server.delay = 30;
    const args = ['models', 'download', server.url(), '--to', 'models', '--sha256', SHA256];
    const child = program.start(args);
    const ended = outcome(child);
    await vi.waitUntil(() => server.sent > 4 * MB, { timeout: 60_000, interval: 10 });
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect({ code, stdout }).toEqual({ code: process.platform === 'win32' ? null : 130, stdout: '' });
    if (process.platform !== 'win32')
      expect(stderr).toBe('glimpse: What has arrived is kept: the same command goes on from there.\n');
    const { received } = (await partOf(program.at('models', 'model.gguf')))!;
    expect(received).toBeGreaterThan(MB);
    server.delay = 0;
    server.sent = 0;
    expect(await program.run(args)).toMatchObject({ code: 0, stderr: '' });
    expect(server.sent).toBeLessThan(CONTENT.length - received + 8 * MB);
    expect(await readdir(program.at('models'))).toEqual(['model.gguf']);
  });

  test.each([
    [[], 'Name a model or an address.'],
    [['no-such-model'], 'no-such-model'],
    [['a', 'b'], 'Name one model, or addresses only.'],
    [['http://127.0.0.1:1/'], 'does not end with the name of a file'],
    [['http://127.0.0.1:1/.hidden'], 'does not end with the name of a file'],
    [['http://127.0.0.1:1/x', '--sha256', 'abc'], '--sha256 wants 64 hexadecimal digits'],
    [['smolvlm2-2.2b', '--source', 'elsewhere'], 'is not a source'],
  ])('%j is wrong usage', async (args, message) => {
    const { code, stdout, stderr } = await program.run(['models', 'download', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('through a proxy', () => {
  /** A real one: it connects every name to this machine, and says what it was asked for. */
  async function proxy() {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`GET ${request.url}`);
      response.writeHead(403).end();
    });
    server.on('connect', (request, socket) => {
      asked.push(`CONNECT ${request.url}`);
      const there = connect(Number(request.url!.split(':')[1]), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        there.pipe(socket).pipe(there);
      });
      for (const end of [there, socket]) end.on('error', () => [there, socket].map((each) => each.destroy()));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
  }

  test('that the environment names, but not for what it excludes', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'models.example' }], {
      algorithm: 'sha256',
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'models.example' }] }],
    });
    await writeFile(program.at('ca.pem'), cert);
    const secure = await FileServer.start(CONTENT, { key, cert });
    const through = await proxy();
    try {
      const url = `https://models.example:${secure.port}/model.gguf`;
      const args = ['models', 'download', url, '--to', 'models'];
      const env = { HTTPS_PROXY: through.url, NODE_EXTRA_CA_CERTS: program.at('ca.pem') };
      expect(await program.run(args, undefined, env)).toMatchObject({ code: 0, stderr: '' });
      expect(await sha256Of(program.at('models', 'model.gguf'))).toBe(SHA256);
      expect(new Set(through.asked)).toEqual(new Set([`CONNECT models.example:${secure.port}`]));
      // Without the certificate nobody is trusted, and nothing is tried twice.
      through.asked.length = 0;
      const distrusting = await program.run(args, undefined, { HTTPS_PROXY: through.url });
      expect(distrusting).toMatchObject({ code: 1, stderr: expect.stringContaining('Its certificate is not trusted') });
      expect(through.asked).toHaveLength(1);
      through.asked.length = 0;
      const plain = ['models', 'download', server.url('/plain.gguf'), '--to', 'models'];
      const excluded = { HTTP_PROXY: through.url, NO_PROXY: '127.0.0.1' };
      expect(await program.run(plain, undefined, excluded)).toMatchObject({ code: 0 });
      expect(through.asked).toEqual([]);
      const refused = await program.run(plain, undefined, { HTTP_PROXY: through.url });
      expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('answered 403') });
      expect(through.asked).toEqual([`GET ${server.url('/plain.gguf')}`]);
    } finally {
      through.close();
      await secure.close();
    }
  });
});

describe('glimpse models download NAME', () => {
  /** One whose content the catalogue does not pin, so that a mirror may have any. */
  const build = readCatalog()
    .models.flatMap(buildsOf)
    .find(({ weights, mmproj }) => !weights.sha256 && !mmproj.sha256)!;
  const name = `${build.model.id}:${build.quantization}`;
  const files = [build.weights.file, build.mmproj.file];

  test('brings a model with its vision part from a mirror, of which path tells then', async () => {
    const contents = [
      await readFile(await writeModel(program.at('weights.gguf'))),
      await readFile(await writeMmproj(program.at('vision.gguf'))),
    ];
    const hashes = contents.map((content) => createHash('sha256').update(content).digest('hex'));
    const tree = files.map((path, i) => {
      const size = contents[i]!.length;
      return { type: 'file', path, size, lfs: { oid: hashes[i], size } };
    });
    server.behave = ({ url }, response) => {
      if (url!.startsWith(`/api/models/${build.model.repository}/`)) return Boolean(response.end(JSON.stringify(tree)));
      server.content = contents[files.findIndex((file) => url!.endsWith(`/${file}`))] ?? server.content;
      return false;
    };
    const env = { HF_ENDPOINT: new URL(server.url()).origin, HF_TOKEN: 'hf_mine' };
    const nothing = await program.run(['models', 'path', name, '--folder', 'models']);
    expect(nothing).toEqual({
      code: 1,
      stdout: '',
      stderr: `glimpse: ${name} is not downloaded yet. Download it: glimpse models download ${name}\n`,
    });
    const args = ['models', 'download', name, '--to', 'models'];
    const { code, stdout, stderr } = await program.run(args, undefined, env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [weights, mmproj] = files.map((file) => program.at('models', build.model.id, path.basename(file)));
    expect(stdout).toBe(`${weights}\n${mmproj}\n`);
    for (const { headers } of server.requests) expect(headers.authorization).toBe('Bearer hf_mine');
    expect([await sha256Of(weights!), await sha256Of(mmproj!)]).toEqual(hashes);
    for (const asked of [name, build.model.id]) {
      const found = await program.run(['models', 'path', asked, '--folder', 'models']);
      expect(found).toEqual({ code: 0, stdout: `${weights}\n`, stderr: '' });
    }
    const json = await program.run(['models', 'path', name, '--folder', 'models', '--json']);
    expect(JSON.parse(json.stdout)).toEqual({ file: weights, mmproj });
    // Done again, nothing is fetched.
    server.sent = 0;
    expect(await program.run(args, undefined, env)).toMatchObject({ code: 0, stdout });
    expect(server.sent).toBe(0);
  });

  test('path knows the names of the list only', async () => {
    expect(await program.run(['models', 'path', 'what'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no model "what"'),
    });
  });
});
