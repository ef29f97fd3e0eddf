import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { llamaServer } from './server.ts';

it('runs from dist/host, with the libraries beside it', async () => {
  // From another folder, with nothing in the environment that could lend it libraries. Windows starts nothing without one.
  const env = { SystemRoot: process.env.SystemRoot };
  const { stderr } = await promisify(execFile)(llamaServer, ['--version'], { cwd: '/', env });
  expect(stderr).toMatch(/^version: \d+\.\d+\.\d+/m);
});

it('finds a processor to compute on', async () => {
  // Before it misses the model, it has loaded its backends and says so.
  const started = promisify(execFile)(llamaServer, ['--model', `${llamaServer}.gguf`, '--port', '0', '-lv', '4']);
  await expect(started).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/device_info:\s.* - CPU/) });
});

it('is accompanied by libraries, its notice, and nothing else', () => {
  const files = readdirSync(path.dirname(llamaServer)).filter((file) => !/\.(so|dylib|dll)$/.test(file));
  expect(files.sort()).toEqual(['NOTICE.md', path.basename(llamaServer)]);
  expect(statSync(llamaServer).size).toBeLessThan(8e6); // stripped
});
