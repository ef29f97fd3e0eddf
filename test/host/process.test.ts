import { execFile, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { nodeModule } from '../../esbuild.node.mjs';
import { findHost } from '../../src/host/choose-backend.ts';
import { type HostStatus, LlamaServer, type LlamaServerOptions } from '../../src/host/llama-server.ts';
import type { HostPlanInput } from '../../src/host/plan.ts';
import type { EndpointSource } from '../../src/vision/endpoint.ts';
import { writeGguf } from '../fixtures/tiny-model/gguf.ts';
import { foreignMmproj, tinyModel, tinyTextModel } from '../fixtures/tiny-model/index.ts';
import { textModel } from '../fixtures/tiny-model/text.ts';
import { visionModel } from '../fixtures/tiny-model/vision.ts';
import { llamaServer } from './server.ts';

let folder: string;
let watch: string;
let owner: string;
let tiny: HostPlanInput;
const hosts: LlamaServer[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'glimpse-host-'));
  // By its folder a process of this test is known in the list of processes.
  const { model, mmproj } = await tinyModel();
  tiny = { model: path.join(folder, 'tiny.gguf'), mmproj: path.join(folder, 'mmproj.gguf'), contextSize: 8192 };
  await Promise.all([copyFile(model, tiny.model), copyFile(mmproj, tiny.mmproj)]);
  const here = import.meta.dirname;
  await build({
    ...nodeModule,
    entryPoints: { watch: path.join(here, '../../src/host/watch.ts'), owner: path.join(here, 'owner.ts') },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
  });
  [watch, owner] = [path.join(folder, 'watch.mjs'), path.join(folder, 'owner.mjs')];
});
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.dispose()));
  await vanished();
});
afterAll(() => rm(folder, { recursive: true }));

const find: LlamaServerOptions['find'] = (signal, wanted) => findHost({ bundled: llamaServer }, wanted, signal);

function newHost(options: Partial<LlamaServerOptions> = {}): LlamaServer {
  const host = new LlamaServer({ plan: () => tiny, find, watch, ...options });
  hosts.push(host);
  return host;
}

/** Processes of this test, as `ps` shows them to everybody. */
async function processes(): Promise<{ pid: number; line: string }[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'pid=,args=']);
  const lines = stdout.split('\n').filter((line) => line.includes(`--model ${folder}`));
  return lines.map((line) => ({ pid: Number.parseInt(line, 10), line: line.trim() }));
}
const servers = async () => (await processes()).filter(({ line }) => !line.includes(watch));
const watchers = async () => (await processes()).filter(({ line }) => line.includes(watch));

/** Waits until something is so. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(20);
}
const vanished = () => until(async () => (await processes()).length === 0);

async function kill(signal: NodeJS.Signals = 'SIGKILL', list = servers): Promise<void> {
  await until(async () => (await list()).length > 0);
  for (const { pid } of await list()) process.kill(pid, signal);
}

const reached = (host: LlamaServer, state: HostStatus['state']) => until(() => host.status.state === state);

type Endpoint = Awaited<ReturnType<LlamaServer['open']>>;

const ask = ({ baseURL, apiKey }: Pick<Endpoint, 'baseURL'> & { apiKey?: string }, body: object = {}, headers = {}) =>
  fetch(`${baseURL}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(apiKey && { authorization: `Bearer ${apiKey}` }), ...headers },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'hello' }], max_tokens: 16, temperature: 0, ...body }),
  });

async function expectAnswer(endpoint: Endpoint): Promise<void> {
  const response = await ask(endpoint);
  expect(await response.json()).toMatchObject({ choices: [{ message: { content: 'No picture.' } }] });
}

/** An answer that goes on until something ends it; resolves with what that was. */
async function endlessAnswer(endpoint: Endpoint): Promise<{ broken: Promise<Error> }> {
  const messages = [{ role: 'user', content: 'LONG' }];
  const response = await ask(endpoint, { messages, stream: true, max_tokens: 100_000, ignore_eos: true });
  const reader = response.body!.getReader();
  await reader.read();
  const read = async (): Promise<Error> => {
    try {
      while (!(await reader.read()).done);
      return new Error('It ended by itself.');
    } catch (error) {
      return error as Error;
    }
  };
  return { broken: read() };
}

describe('a model', () => {
  it('is started by who asks first, for all who ask, and says how far it is', async () => {
    const host = newHost();
    const states: string[] = [];
    host.onStatus(({ state }) => state !== states.at(-1) && states.push(state));
    const progress: (number | undefined)[] = [];
    const [one, two] = await Promise.all([host.open({ onProgress: (loaded) => progress.push(loaded) }), host.open()]);
    expect(one).toEqual(two);
    expect(one).toMatchObject({ flavour: 'llama-server', model: 'tiny', family: 'qwen3-vl', slots: 1 });
    expect(await servers()).toHaveLength(1);
    await expectAnswer(one);

    expect(states).toEqual(['starting', 'loading', 'ready']);
    const known = progress.filter((loaded) => loaded !== undefined);
    expect(known).toEqual([...known].sort((a, b) => a - b));
    expect(known[0]).toBe(0);
    expect(known.at(-1)).toBe(1);
    // 7 MB, of which the text model has 4.5.
    expect(known.some((loaded) => loaded > 0.5 && loaded < 0.7)).toBe(true);

    const release = host.lease();
    expect(host.status).toEqual({ state: 'busy' });
    release();
    release();
    expect(host.status).toEqual({ state: 'ready' });
    await host.stop();
    expect(host.status).toEqual({ state: 'stopped' });
    expect(await processes()).toEqual([]);
  });

  it('is a source of endpoints', () => {
    const source: EndpointSource = newHost();
    expect(source.name).toBe('tiny');
  });

  it('answers only to who has the key, and no web page', async () => {
    const log: string[] = [];
    const endpoint = await newHost({ log: (line) => log.push(line) }).open();
    const { baseURL, apiKey } = endpoint;
    expect((await ask({ baseURL })).status).toBe(401);
    expect((await ask({ baseURL, apiKey: `${apiKey}x` })).status).toBe(401);
    // What every user of the machine can see, and what lands in a log file.
    expect(apiKey.length).toBeGreaterThan(40);
    expect((await processes()).map(({ line }) => line).join('\n')).not.toContain(apiKey);
    expect(log.join('\n')).not.toContain(apiKey);
    expect(log.join('\n')).not.toContain(apiKey.slice(-4));

    const page = await ask(endpoint, {}, { origin: 'http://localhost:3000' });
    expect(page.headers.get('access-control-allow-origin')).toBe('none');
    const root = new URL('/', baseURL);
    const headers = { authorization: `Bearer ${apiKey}` };
    expect((await fetch(root, { headers })).status).toBe(404);
    expect((await fetch(new URL('/slots', root), { headers })).status).toBe(501);
    expect((await fetch(new URL('/tools', root), { headers })).status).toBe(403);
  });

  it('keeps what it is asked out of its log', async () => {
    const log: string[] = [];
    const endpoint = await newHost({ log: (line) => log.push(line) }).open();
    await (await ask(endpoint, { messages: [{ role: 'user', content: 'before xyzzy' }] })).text();
    expect(log.length).toBeGreaterThan(5);
    expect(log.join('\n')).not.toContain('xyzzy');
  });

  it('is not bothered by the settings that the user has for other llama-servers', async () => {
    const theirs = {
      LLAMA_ARG_HOST: '0.0.0.0',
      LLAMA_ARG_PORT: '1',
      LLAMA_API_KEY: 'theirs',
      LLAMA_ARG_API_PREFIX: '/x',
    };
    Object.assign(process.env, theirs);
    try {
      const endpoint = await newHost().open();
      await expectAnswer(endpoint);
      expect((await ask({ ...endpoint, apiKey: 'theirs' })).status).toBe(401);
    } finally {
      for (const name of Object.keys(theirs)) delete process.env[name];
    }
  });

  it('goes when nobody has used it for a while, and comes back', async () => {
    const host = newHost({ idleMs: () => 100 });
    const release = host.lease();
    await host.open();
    await sleep(300);
    expect(host.status.state).toBe('busy');
    release();
    await reached(host, 'stopped');
    await vanished();
    host.lease();
    await expectAnswer(await host.open());
  });

  it('makes room for another one, also while it loads', async () => {
    let plan = tiny;
    const host = newHost({ plan: () => plan });
    const first = await host.open();
    plan = { ...tiny, contextSize: 6144 };
    const second = await host.open();
    expect(second.baseURL).not.toBe(first.baseURL);
    expect((await servers()).map(({ line }) => line)).toEqual([expect.stringContaining('--ctx-size 6144')]);

    plan = { ...tiny, contextSize: 5120 };
    const early = host.open();
    await reached(host, 'loading');
    plan = tiny;
    const [one, two] = await Promise.all([early, host.open()]);
    expect(one).toEqual(two);
    expect((await servers()).map(({ line }) => line)).toEqual([expect.stringContaining('--ctx-size 8192')]);
  });
});

describe('cancelling', () => {
  it('one who waits leaves the others waiting', async () => {
    const host = newHost();
    const cancelled = new AbortController();
    const given = host.open({ signal: cancelled.signal });
    const other = host.open();
    await reached(host, 'loading');
    cancelled.abort();
    await expect(given).rejects.toMatchObject({ name: 'AbortError' });
    await expectAnswer(await other);
  });

  it('all who wait ends the process', async () => {
    const host = newHost();
    const cancelled = new AbortController();
    const waiting = [host.open(cancelled), host.open(cancelled)];
    await reached(host, 'loading');
    await until(async () => (await servers()).length > 0);
    cancelled.abort();
    for (const open of waiting) await expect(open).rejects.toMatchObject({ name: 'AbortError' });
    expect(host.status).toEqual({ state: 'stopped' });
    await vanished();
    await expectAnswer(await host.open());
  });

  it('before anything began starts nothing', async () => {
    const host = newHost();
    await expect(host.open({ signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    const cancelled = new AbortController();
    const open = host.open(cancelled);
    cancelled.abort();
    await expect(open).rejects.toMatchObject({ name: 'AbortError' });
    expect(host.status).toEqual({ state: 'stopped' });
    expect(await processes()).toEqual([]);
  });
});

describe('a process that is killed', () => {
  it.skipIf(process.platform !== 'linux')('goes before the editor where memory runs out', async () => {
    await newHost().open();
    const [server] = await servers();
    await expect.poll(() => readFile(`/proc/${server?.pid}/oom_score_adj`, 'utf8')).toBe('800\n');
  });

  it('while it loads is an error that says so, and the next start works', async () => {
    const host = newHost();
    const open = host.open();
    await kill();
    await expect(open).rejects.toMatchObject({
      kind: 'host-killed',
      message: expect.stringMatching(/did not start \(signal SIGKILL\).*memory runs out/),
    });
    expect(host.status).toMatchObject({ state: 'failed', error: { kind: 'host-killed' } });
    await expectAnswer(await host.open());
  });

  it('while it answers is explained, twice in a row, and the next start works', async () => {
    const host = newHost();
    for (let time = 1; time <= 2; time++) {
      const { broken } = await endlessAnswer(await host.open());
      await kill();
      await expect(host.explain(await broken)).resolves.toMatchObject({
        kind: 'host-stopped',
        message: expect.stringMatching(/signal SIGKILL.*Try again/),
      });
    }
    await expectAnswer(await host.open());
  });

  it('is started again three times, and then only by hand', async () => {
    const host = newHost();
    for (let start = 1; start <= 4; start++) {
      await host.open();
      await kill();
      await reached(host, 'failed');
    }
    await expect(host.open()).rejects.toMatchObject({
      kind: 'host-failed',
      message: expect.stringMatching(/failed 4 times within 5 minutes.*SIGKILL.*restart the model/),
    });
    expect(await processes()).toEqual([]);
    await expectAnswer(await host.restart());
    // What was counted is forgotten.
    await kill();
    await reached(host, 'failed');
    await expectAnswer(await host.open());
  });

  it('takes its watcher along, and the watcher it', async () => {
    const host = newHost();
    await host.open();
    await kill('SIGKILL', watchers);
    await reached(host, 'failed');
    await vanished();
  });

  it('because it hangs is started again', async () => {
    const host = newHost({ heartbeatMs: 200 });
    const { broken } = await endlessAnswer(await host.open());
    await kill('SIGSTOP');
    await expect(host.explain(await broken)).resolves.toMatchObject({
      kind: 'host-stopped',
      message: expect.stringMatching(/did not answer for/),
    });
    await expectAnswer(await host.open());
  });
});

it('is ended in the middle of an answer when it is told to stop', async () => {
  const host = newHost();
  const { broken } = await endlessAnswer(await host.open());
  await host.stop();
  await expect(host.explain(await broken)).resolves.toMatchObject({ kind: 'host-stopped' });
  expect(await processes()).toEqual([]);
});

it('who waits for it is told when it is stopped', async () => {
  const host = newHost();
  const open = host.open();
  await reached(host, 'loading');
  await Promise.all([host.stop(), expect(open).rejects.toMatchObject({ kind: 'host-stopped' })]);
});

it('is not opened any more when all is closed', async () => {
  const host = newHost();
  await host.open();
  await host.dispose();
  expect(await processes()).toEqual([]);
  await expect(host.open()).rejects.toMatchObject({ kind: 'host-stopped' });
});

describe('an owner that is killed', () => {
  it.each(['loading', 'ready'])('leaves no process behind: %s', async (state) => {
    const child = spawn(process.execPath, [owner, JSON.stringify(tiny), llamaServer, watch], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface(child.stdout)) if (line === state) break;
    await until(async () => (await servers()).length > 0);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await vanished();
  });
});

it('is not started for an owner that is gone before its watcher is up', async () => {
  const watcher = fork(watch, [llamaServer, '--model', tiny.model, '--mmproj', tiny.mmproj], { execArgv: [] });
  watcher.disconnect();
  await once(watcher, 'exit');
  await vanished();
});

describe('a port', () => {
  it('that is in use is an error that says so, and serves once it is free', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const host = newHost({ port });
    await expect(host.open()).rejects.toMatchObject({
      kind: 'host-failed',
      message: expect.stringMatching(`port ${port} is in use`),
    });
    other.close();
    await once(other, 'close');
    const endpoint = await host.open();
    expect(endpoint.baseURL).toBe(`http://127.0.0.1:${port}/v1`);
    await expectAnswer(endpoint);
  });
});

describe('a plan that can not work', () => {
  const file = (name: string): string => path.join(folder, name);
  const string = (value: string) => ({ type: 'string', value }) as const;

  beforeAll(async () => {
    await writeFile(file('empty.gguf'), '');
    await writeFile(file('garbage.gguf'), 'This is no model. '.repeat(1000));
    const text = textModel('qwen3vl');
    await writeGguf(file('unknown.gguf'), {
      ...text,
      metadata: { ...text.metadata, 'general.architecture': string('qwen9vl') },
    });
    await writeGguf(file('incomplete.gguf'), {
      ...text,
      tensors: text.tensors.filter(({ name }) => !name.includes('blk.2.ffn_up')),
    });
    const vision = visionModel();
    await writeGguf(file('incomplete-mmproj.gguf'), {
      ...vision,
      tensors: vision.tensors.filter(({ name }) => name !== 'mm.0.weight'),
    });
    // clip.cpp takes these for optional, and then does without asking.
    await writeGguf(file('deadly-mmproj.gguf'), {
      ...vision,
      tensors: vision.tensors.filter(({ name }) => name !== 'v.position_embd.weight'),
    });
    await writeGguf(file('unknown-mmproj.gguf'), {
      ...vision,
      metadata: { ...vision.metadata, 'clip.projector_type': string('nobody_knows') },
    });
  });

  // The first are found out before the process starts, the others by llama.cpp.
  it.each<[string, () => Partial<HostPlanInput> | Promise<Partial<HostPlanInput>>, string, RegExp]>([
    ['a missing model', () => ({ model: file('none.gguf') }), 'bad-model', /no such file/],
    ['an empty model', () => ({ model: file('empty.gguf') }), 'bad-model', /it is empty/],
    ['garbage', () => ({ model: file('garbage.gguf') }), 'bad-model', /does not start like a GGUF/],
    ['a garbage mmproj', () => ({ mmproj: file('garbage.gguf') }), 'bad-model', /does not start like a GGUF/],
    ['a text-only model', async () => ({ model: await tinyTextModel() }), 'model-mismatch', /not the vision part/],
    [
      'the mmproj of another model',
      async () => ({ mmproj: await foreignMmproj() }),
      'model-mismatch',
      /not the vision part/,
    ],
    ['a context without room for a picture', () => ({ contextSize: 4096 }), 'context-too-small', /4608/],
    ['nonsense', () => ({ slots: 0 }), 'bad-usage', /slots/],
    ['a model of an unknown kind', () => ({ model: file('unknown.gguf') }), 'bad-model', /qwen9vl/],
    ['a model without a tensor', () => ({ model: file('incomplete.gguf') }), 'bad-model', /blk\.2\.ffn_up/],
    ['an mmproj without a tensor', () => ({ mmproj: file('incomplete-mmproj.gguf') }), 'bad-model', /mm\.0\.weight/],
    [
      'an mmproj on which it crashes',
      () => ({ mmproj: file('deadly-mmproj.gguf') }),
      'host-failed',
      /crashed, maybe because of this model/,
    ],
    ['an mmproj of an unknown kind', () => ({ mmproj: file('unknown-mmproj.gguf') }), 'bad-model', /nobody_knows/],
    ['more memory than there is', () => ({ contextSize: 1_048_576, slots: 32 }), 'out-of-memory', /smaller context/],
  ])('is an error that says why, and the next good one works: %s', async (_, bad, kind, message) => {
    let plan = { ...tiny, ...(await bad()) };
    const host = newHost({ plan: () => plan });
    await expect(host.open()).rejects.toMatchObject({ kind, message: expect.stringMatching(message) });
    expect(await processes()).toEqual([]);
    plan = tiny;
    await expectAnswer(await host.open());
  });

  it('for want of a llama-server says what was tried', async () => {
    const host = newHost({
      find: (signal, wanted) => findHost({ bundled: '/nowhere', searchPath: '' }, wanted, signal),
    });
    await expect(host.open()).rejects.toMatchObject({ kind: 'no-server' });
    expect(host.status).toMatchObject({ state: 'failed', error: { kind: 'no-server' } });
  });
});
