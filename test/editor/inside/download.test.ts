import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'mocha';
import { ConfigurationTarget, workspace } from 'vscode';
import { download } from '../../../src/models/download.ts';

const CONTENT = randomBytes(2 ** 20);

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('a download in the extension host', () => {
  it("goes through the proxy of VS Code's settings", async () => {
    const asked: string[] = [];
    const files = createServer((_, response) =>
      response.writeHead(200, { 'content-length': CONTENT.length }).end(CONTENT),
    );
    // Every name leads to this machine: only the proxy knows the one that is asked for.
    const proxy = createServer(({ url = '', headers }, response) => {
      asked.push(url);
      const { port, pathname } = new URL(url);
      request({ host: '127.0.0.1', port, path: pathname, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      }).end();
    });
    const folder = await mkdtemp(path.join(tmpdir(), 'glimpse-inside-'));
    const settings = () => workspace.getConfiguration('http');
    try {
      const url = `http://models.example:${await listening(files)}/model.gguf`;
      await settings().update('proxy', `http://127.0.0.1:${await listening(proxy)}`, ConfigurationTarget.Global);
      const file = path.join(folder, 'model.gguf');
      await download({ url, file, signal: new AbortController().signal });
      assert.deepEqual(await readFile(file), CONTENT);
      assert.deepEqual(asked, [url]);
    } finally {
      await settings().update('proxy', undefined, ConfigurationTarget.Global);
      files.close();
      proxy.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
