import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findServer } from '../../../src/host/find.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'glimpse-find-'));
});
afterEach(() => rm(folder, { recursive: true }));

const NONE = '/nowhere/llama-server';

/** An executable that does what a shell script says. */
async function program(script: string, name = 'llama-server', mode = 0o755): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, mode);
  return file;
}
/** As llama-server does: on the standard error. */
const saying = (version: string): string => `[ "$*" = --version ] && echo "version: ${version}" >&2`;

describe.runIf(process.platform !== 'win32')('a llama-server', () => {
  it('is the one of the settings, then the one of Glimpse, then the one on the PATH', async () => {
    const configured = await program(saying('1.0 (of the settings)'), 'configured');
    const bundled = await program(saying('2.0 (of Glimpse)'), 'bundled');
    const onPath = await program(saying('3.0 (on the PATH)'));
    const searchPath = ['relative', '/nowhere', folder].join(path.delimiter);
    await expect(findServer({ configured, bundled, searchPath })).resolves.toEqual({
      path: configured,
      version: '1.0 (of the settings)',
      rejected: [],
    });
    await expect(findServer({ bundled, searchPath })).resolves.toMatchObject({ path: bundled });
    await expect(findServer({ bundled: NONE, searchPath })).resolves.toMatchObject({ path: onPath });
  });

  it('is skipped with a reason when it does not run', async () => {
    const bundled = await program(saying('2.0'), 'bundled');
    const broken = await program('echo "error while loading shared libraries: libggml.so" >&2; exit 127', 'broken');
    const { path: found, rejected } = await findServer({ configured: broken, bundled });
    expect(found).toBe(bundled);
    expect(rejected).toEqual([expect.stringMatching(/llamaServerPath.*broken.*libggml\.so/)]);
  });

  it('gets the permission to run back that unpacking lost, if it is the one of Glimpse', async () => {
    const bundled = await program(saying('2.0'), 'bundled', 0o644);
    await expect(findServer({ bundled })).resolves.toMatchObject({ version: '2.0' });
    expect((await stat(bundled)).mode & 0o111).toBe(0o111);
    const configured = await program(saying('1.0'), 'configured', 0o644);
    await expect(findServer({ configured, bundled })).resolves.toMatchObject({
      version: '2.0',
      rejected: [expect.stringMatching(/may not be run/)],
    });
    expect((await stat(configured)).mode & 0o111).toBe(0);
  });

  it('is proven once, and again when the file changes', async () => {
    const calls = path.join(folder, 'calls');
    const count = async (): Promise<number> => (await stat(calls)).size;
    const bundled = await program(`printf x >> '${calls}'; ${saying('2.0')}`, 'bundled');
    await findServer({ bundled });
    await findServer({ bundled });
    expect(await count()).toBe(1);
    await program(`printf x >> '${calls}'; ${saying('2.0.1')}`, 'bundled');
    await expect(findServer({ bundled })).resolves.toMatchObject({ version: '2.0.1' });
    expect(await count()).toBe(2);
  });

  it('is no other program: the error lists what was tried and what to do', async () => {
    const chatty = await program('echo "hello, version 5"', 'chatty');
    const error = await findServer({ configured: chatty, bundled: NONE, searchPath: '/nowhere' }).catch(
      (error) => error,
    );
    expect(error).toMatchObject({ kind: 'no-server' });
    expect(error.parts.tried).toMatch(/chatty: it does not answer --version like a llama-server/);
    expect(error.parts.tried).toMatch(/\/nowhere\/llama-server: there is no such file/);
    expect(error.parts.tried).toMatch(/On the PATH there is none/);
    expect(error.parts.todo).toMatch(/brew install llama\.cpp.*glimpse\.llamaServerPath/);
  });

  it('is not a folder, nor a relative path', async () => {
    for (const [configured, reason] of [
      [folder, /it is not a file/],
      ['./llama-server', /it is not an absolute path/],
    ] as const) {
      const error = await findServer({ configured, bundled: NONE, searchPath: '' }).catch((error) => error);
      expect(error.parts.tried).toMatch(reason);
    }
  });

  it('that hangs is given up', async () => {
    const hanging = await program('exec sleep 1000', 'hanging');
    const error = await findServer({ configured: hanging, bundled: NONE, searchPath: '' }).catch((error) => error);
    expect(error.parts.tried).toMatch(/did not answer --version within 10 seconds/);
  });

  it('is not waited for once nobody wants it', async () => {
    const hanging = await program('exec sleep 1000', 'hanging');
    const found = findServer({ configured: hanging, bundled: NONE, searchPath: '' }, AbortSignal.timeout(100));
    await expect(found).rejects.toMatchObject({ name: expect.stringMatching(/AbortError|TimeoutError/) });
  });

  it("is not told the user's settings for other llama-servers", async () => {
    process.env.LLAMA_ARG_MODEL = 'theirs';
    try {
      const bundled = await program(`[ -z "$LLAMA_ARG_MODEL" ] && ${saying('2.0')}`, 'bundled');
      await expect(findServer({ bundled })).resolves.toMatchObject({ version: '2.0' });
    } finally {
      delete process.env.LLAMA_ARG_MODEL;
    }
  });
});
