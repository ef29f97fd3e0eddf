import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HostStatus } from '../../src/host/llama-server.ts';
import type { HostPlanInput } from '../../src/host/plan.ts';
import { hostFileIn, readHostFile } from '../../src/host/shared/host-file.ts';
import { SharedServer, type SharedServerOptions } from '../../src/host/shared/shared-server.ts';
import type { EndpointSource } from '../../src/vision/endpoint.ts';
import { tinyModel } from '../fixtures/tiny-model/index.ts';
import { llamaServer } from './server.ts';
import { sharedPrograms } from './shared-programs.ts';

// One model for several windows: each a SharedServer here, or in a process of its own that can be killed.

let root: string;
let programs: Awaited<ReturnType<typeof sharedPrograms>>;
/** Of one test: with the model, so that its processes are known in the list of processes, and with the file. */
let folder: string;
let tiny: HostPlanInput;
let log: string[];
const windows: SharedServer[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'glimpse-shared-'));
  programs = await sharedPrograms(root, { window: path.join(import.meta.dirname, 'window.ts') });
});
beforeEach(async () => {
  folder = await mkdtemp(path.join(root, 'test-'));
  const { model, mmproj } = await tinyModel();
  const at = (name: string): string => path.join(folder, name);
  tiny = { model: at('tiny.gguf'), mmproj: at('mmproj.gguf'), contextSize: 8192, threads: 1 };
  await Promise.all([copyFile(model, tiny.model), copyFile(mmproj, tiny.mmproj)]);
  log = [];
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await Promise.all(windows.splice(0).map((window) => window.dispose()));
  await vanished();
});
afterAll(() => rm(root, { recursive: true }));

const options = () => ({
  ...programs,
  folder,
  version: '1.0',
  graceMs: 200,
  backends: path.join(folder, 'backend.json'),
});

function newWindow(others: Partial<SharedServerOptions> = {}): SharedServer {
  const all = { plan: () => tiny, places: () => ({ bundled: llamaServer }), idleMs: () => 0, ...options(), ...others };
  // Each window hears all: one log is enough.
  const isFirst = windows.length === 0;
  const window = new SharedServer({ ...(isFirst && { log: (line) => log.push(line) }), ...all });
  windows.push(window);
  return window;
}

/** A window in a process of its own, and each line that it writes: states, `asked`, an address. */
function windowProcess(ask = ''): { child: ChildProcess; said: (line: RegExp) => Promise<string> } {
  const args = [JSON.stringify(options()), JSON.stringify(tiny), llamaServer, ask];
  const child = spawn(process.execPath, [path.join(root, 'window.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines: string[] = [];
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  const said = async (wanted: RegExp): Promise<string> => {
    await until(() => lines.some((line) => wanted.test(line)));
    return lines.find((line) => wanted.test(line))!;
  };
  return { child, said };
}

/** Processes of this test, as `ps` shows them to everybody: those that keep the model, watch over it, and run it. */
async function processes(): Promise<{ pid: number; line: string; what: 'keeper' | 'watch' | 'server' }[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'pid=,args=']);
  return stdout.split('\n').flatMap((line) => {
    const isKeeper = line.includes(`${programs.keeper} ${folder}`);
    if (!isKeeper && !line.includes(`--model ${folder}`)) return [];
    const what = isKeeper ? 'keeper' : line.includes(programs.watch) ? 'watch' : 'server';
    return [{ pid: Number.parseInt(line, 10), line: line.trim(), what }];
  });
}
const pidsOf = async (kind: 'keeper' | 'watch' | 'server') =>
  (await processes()).filter(({ what }) => what === kind).map(({ pid }) => pid);

/** Waits until something is so. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(20);
}
const vanished = () => until(async () => (await processes()).length === 0);
const reached = (window: SharedServer, state: HostStatus['state']) => until(() => window.status.state === state);

async function kill(kind: 'keeper' | 'watch' | 'server'): Promise<void> {
  await until(async () => (await pidsOf(kind)).length > 0);
  for (const pid of await pidsOf(kind)) process.kill(pid, 'SIGKILL');
}

type Endpoint = Awaited<ReturnType<SharedServer['open']>>;

const ask = ({ baseURL, apiKey }: Endpoint, body: object) =>
  fetch(`${baseURL}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({ max_tokens: 16, temperature: 0, ...body }),
  });

async function expectAnswer(endpoint: Endpoint): Promise<void> {
  const response = await ask(endpoint, { messages: [{ role: 'user', content: 'hello' }] });
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

const loads = () => log.filter((line) => line.startsWith('Starting llama-server')).length;

describe('several windows', () => {
  it('that ask at the same moment have one model', async () => {
    const other = windowProcess();
    const endpoints = await Promise.all([newWindow().open(), newWindow().open(), newWindow().open()]);
    expect(new Set(endpoints.map(({ baseURL }) => baseURL))).toEqual(new Set([await other.said(/^http/)]));
    expect(await pidsOf('server')).toHaveLength(1);
    await until(async () => (await pidsOf('keeper')).length === 1);
    await expectAnswer(endpoints[1]!);
    // What every user of the machine can see.
    const key = (await readHostFile(hostFileIn(folder)))!.key;
    const lines = (await processes()).map(({ line }) => line).join('\n');
    for (const secret of [key, endpoints[0]!.apiKey]) expect(lines).not.toContain(secret);
    expect((await stat(hostFileIn(folder))).mode & 0o777).toBe(0o600);
  });

  it.each(['ends', 'is killed'])('keep it when the one that started it %s', async (how) => {
    const first = windowProcess();
    const address = await first.said(/^http/);
    const second = newWindow();
    await second.observe();
    await reached(second, 'ready');
    first.child.kill(how === 'ends' ? 'SIGTERM' : 'SIGKILL');
    await once(first.child, 'exit');
    await sleep(1000);
    const endpoint = await second.open();
    expect(endpoint.baseURL).toBe(address);
    await expectAnswer(endpoint);
    expect(loads()).toBe(1);
  });

  it('know the same of it', async () => {
    const [one, two] = [newWindow(), newWindow()];
    const states: string[] = [];
    two.onStatus(({ state }) => state !== states.at(-1) && states.push(state));
    await two.observe();
    const release = one.lease();
    await one.open();
    await reached(two, 'busy');
    release();
    expect(one.status).toEqual({ state: 'ready' });
    await reached(two, 'ready');
    await two.stop();
    await reached(one, 'stopped');
    expect(states).toEqual(expect.arrayContaining(['loading', 'ready', 'busy', 'stopped']));
    expect(states.indexOf('loading')).toBeLessThan(states.indexOf('busy'));
    // Nothing is left that nobody needs, though both are open.
    await vanished();
    await expectAnswer(await one.open());
    await reached(two, 'ready');
  });

  it('are told when another one unloads it while they are at work', async () => {
    const [one, two] = [newWindow(), newWindow()];
    one.lease();
    const { broken } = await endlessAnswer(await one.open());
    await two.stop();
    await expect(one.explain(await broken)).resolves.toMatchObject({
      kind: 'host-stopped',
      message: expect.stringMatching(/from another window/),
    });
    const again = await endlessAnswer(await one.open());
    await one.stop();
    await expect(one.explain(await again.broken)).resolves.toMatchObject({
      kind: 'host-stopped',
      message: expect.not.stringMatching(/window/),
    });
  });

  it('unload it when none of them has asked for a while', async () => {
    const [one, two] = [newWindow({ idleMs: () => 400 }), newWindow({ idleMs: () => 400 })];
    const release = two.lease();
    await one.open();
    await two.open();
    await sleep(1000);
    expect(one.status.state).toBe('busy');
    release();
    await reached(one, 'stopped');
    await reached(two, 'stopped');
    await vanished();
  });

  it('are told in their language what went wrong', async () => {
    const words = path.resolve(import.meta.dirname, '../../l10n/bundle.l10n.zh-cn.json');
    const window = newWindow({ l10n: words, plan: () => ({ ...tiny, model: path.join(folder, 'none.gguf') }) });
    await expect(window.open()).rejects.toMatchObject({ kind: 'bad-model', message: expect.stringMatching(/没有/) });
    expect(window.status).toMatchObject({ state: 'failed', error: { kind: 'bad-model' } });
    const two = newWindow();
    await expectAnswer(await two.open());
    await kill('server');
    await reached(two, 'failed');
    expect(two.status.error?.message).toMatch(/[\u4e00-\u9fff]{5}/);
  });

  it('are sources of endpoints', () => {
    const source: EndpointSource = newWindow();
    expect(source.name).toBe('tiny');
  });
});

describe('a window that wants another model', () => {
  const other = (): HostPlanInput => ({ ...tiny, contextSize: 6144 });

  it('has it, where nobody is at work', async () => {
    const [one, two] = [newWindow(), newWindow({ plan: other })];
    await one.open();
    await expectAnswer(await two.open());
    const [server] = (await processes()).filter(({ what }) => what === 'server');
    expect(server?.line).toContain('--ctx-size 6144');
    expect(await pidsOf('server')).toHaveLength(1);
  });

  it('waits while another one is at work, says so, and can be cancelled', async () => {
    const [one, two] = [newWindow(), newWindow({ plan: other })];
    const release = one.lease();
    const first = await one.open();
    let queued = 0;
    const onQueue = (): void => {
      queued++;
    };
    const cancelled = new AbortController();
    two.lease();
    const given = two.open({ signal: cancelled.signal, onQueue });
    await until(() => queued === 1);
    cancelled.abort();
    await expect(given).rejects.toMatchObject({ name: 'AbortError' });

    const waiting = two.open({ onQueue });
    await until(() => queued === 2);
    await expectAnswer(first);
    expect(loads()).toBe(1);
    release();
    const second = await waiting;
    expect(second.baseURL).not.toBe(first.baseURL);
    await expectAnswer(second);
    expect(await pidsOf('server')).toHaveLength(1);
  });

  it('takes turns with one that goes on asking for its own', async () => {
    const rounds = async (window: SharedServer): Promise<void> => {
      for (let round = 0; round < 3; round++) {
        const release = window.lease();
        await expectAnswer(await window.open());
        release();
      }
    };
    await Promise.all([rounds(newWindow()), rounds(newWindow({ plan: other }))]);
  });

  it('shows nothing of the model of another one', async () => {
    const [one, two] = [newWindow(), newWindow({ model: () => '/other.gguf' })];
    await one.open();
    await two.observe();
    expect(two.status).toEqual({ state: 'stopped' });
    await two.stop('/other.gguf');
    expect(one.status).toEqual({ state: 'ready' });
    await two.stop(tiny.model);
    await reached(one, 'stopped');
  });

  it('does not get it anew for the same wish', async () => {
    const wish = () => 'as many layers as fit';
    const [one, two] = [newWindow({ wish }), newWindow({ wish, plan: other })];
    const first = await one.open();
    expect(await two.open()).toEqual(first);
    await one.stop();
    await two.open();
    const [server] = (await processes()).filter(({ what }) => what === 'server');
    expect(server?.line).toContain('--ctx-size 6144');
  });
});

describe('a window of another version', () => {
  it('waits until nobody is at work, and then has a model of its own', async () => {
    const [old, young] = [newWindow(), newWindow({ version: '2.0' })];
    const release = old.lease();
    const first = await old.open();
    await young.observe();
    expect(young.status).toEqual({ state: 'stopped' });
    let queued = 0;
    const onQueue = (): void => {
      queued++;
    };
    const cancelled = new AbortController();
    const given = young.open({ signal: cancelled.signal, onQueue });
    await until(() => queued > 0);
    cancelled.abort();
    await expect(given).rejects.toMatchObject({ name: 'AbortError' });
    queued = 0;
    const waiting = young.open({ onQueue });
    await until(() => queued > 0);
    await expectAnswer(first);
    release();
    await expectAnswer(await waiting);
    expect(await pidsOf('server')).toHaveLength(1);
    expect(await readHostFile(hostFileIn(folder))).toMatchObject({ version: '2.0' });
    expect(old.status).toEqual({ state: 'stopped' });
    await expectAnswer(await old.open());
    expect(await readHostFile(hostFileIn(folder))).toMatchObject({ version: '1.0' });
  });
});

describe('a window that is killed', () => {
  it.each(['starting', 'loading', 'ready', 'asked'])('leaves no process behind: %s', async (state) => {
    const { child, said } = windowProcess(state === 'asked' ? 'ask' : '');
    await said(new RegExp(`^${state}$`));
    child.kill('SIGKILL');
    await vanished();
  });
});

describe('the process that keeps the model, killed', () => {
  it('while it loads, is replaced, and nobody notices', async () => {
    const [one, two] = [newWindow(), newWindow()];
    const opening = [one.open(), two.open()];
    await reached(one, 'loading');
    await kill('keeper');
    for (const endpoint of await Promise.all(opening)) await expectAnswer(endpoint);
    await until(async () => (await pidsOf('server')).length === 1);
  });

  it('while it is ready, takes the model along, and the next request starts anew', async () => {
    const [one, two] = [newWindow(), newWindow()];
    await one.open();
    await two.observe();
    await kill('keeper');
    await reached(one, 'stopped');
    await reached(two, 'stopped');
    await vanished();
    // Its file is still there, and leads nowhere.
    expect(await readHostFile(hostFileIn(folder))).toBeDefined();
    await expectAnswer(await two.open());
    await reached(one, 'stopped');
    await one.observe();
    await reached(one, 'ready');
  });

  it('while it answers, is an error that says so', async () => {
    const window = newWindow();
    window.lease();
    const { broken } = await endlessAnswer(await window.open());
    await kill('keeper');
    await expect(window.explain(await broken)).resolves.toMatchObject({
      kind: 'host-stopped',
      message: expect.stringMatching(/keeps the model.*Try again/),
    });
    await expectAnswer(await window.open());
  });
});

it('the process that keeps the model, hanging, is replaced, and leaves when it comes to itself', async () => {
  const [one, two] = [newWindow(), newWindow()];
  await one.open();
  const [hanging] = await pidsOf('keeper');
  process.kill(hanging!, 'SIGSTOP');
  for (const endpoint of await Promise.all([one.open(), two.open()])) await expectAnswer(endpoint);
  process.kill(hanging!, 'SIGCONT');
  await until(async () => (await processes()).length === 3);
  expect(await pidsOf('keeper')).not.toContain(hanging);
  await expectAnswer(await one.open());
});

describe('the model, killed', () => {
  it('while it loads, is an error for all who wait, and the next start works', async () => {
    const [one, two] = [newWindow(), newWindow()];
    const opening = Promise.allSettled([one.open(), two.open()]);
    await kill('server');
    const reason = { kind: 'host-killed', message: expect.stringMatching(/SIGKILL/) };
    expect(await opening).toMatchObject([{ reason }, { reason }]);
    expect(one.status).toMatchObject({ state: 'failed', error: { kind: 'host-killed' } });
    await expectAnswer(await two.open());
    await reached(one, 'ready');
  });

  it('while it answers, is explained to each, and starts anew', async () => {
    const [one, two] = [newWindow(), newWindow()];
    const { broken } = await endlessAnswer(await one.open());
    const queued = ask(await two.open(), { messages: [{ role: 'user', content: 'hello' }] }).catch((error) => error);
    await kill('server');
    const why = { kind: 'host-stopped', message: expect.stringMatching(/SIGKILL/) };
    await expect(one.explain(await broken)).resolves.toMatchObject(why);
    await expect(two.explain(await queued)).resolves.toMatchObject(why);
    await expectAnswer(await two.open());
  });
});

describe('the file by which it is found', () => {
  const file = () => hostFileIn(folder);
  const key = 'k'.repeat(43);

  it.each<[string, () => Promise<unknown>]>([
    ['nothing', () => writeFile(file(), '', { mode: 0o600 })],
    ['garbage', () => writeFile(file(), 'This is no JSON.', { mode: 0o600 })],
    ['something else', () => writeFile(file(), '{"version":"1.0","port":"x"}', { mode: 0o600 })],
    [
      'a keeper that is gone',
      () => writeFile(file(), JSON.stringify({ version: '1.0', pid: 1, port: 9, key }), { mode: 0o600 }),
    ],
  ])('may hold %s', async (_, prepare) => {
    await prepare();
    await expectAnswer(await newWindow().open());
    expect(await readHostFile(file())).toMatchObject({ version: '1.0', pid: (await pidsOf('keeper'))[0] });
  });

  it('is not believed when others could have written or read it', async () => {
    await newWindow().open();
    const [keeper] = await pidsOf('keeper');
    await chmod(file(), 0o644);
    expect(await readHostFile(file())).toBeUndefined();
    await chmod(file(), 0o600);
    expect(await readHostFile(file())).toMatchObject({ pid: keeper });
  });

  it('may lead to a stranger who does not know the key', async () => {
    const heard: string[] = [];
    const stranger = createServer((socket: Socket) => {
      socket.on('error', () => {});
      socket.on('data', (data) => heard.push(String(data)));
      socket.write(`${JSON.stringify({ type: 'hello', version: '1.0', nonce: 'n' })}\n`);
      socket.write(`${JSON.stringify({ type: 'welcome', proof: 'p' })}\n`);
    }).listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const { port } = stranger.address() as AddressInfo;
    await writeFile(file(), JSON.stringify({ version: '1.0', pid: 1, port, key }), { mode: 0o600 });
    await expectAnswer(await newWindow().open());
    expect(heard.join('')).toContain('hello');
    expect(heard.join('')).not.toContain(key);
    stranger.close();
  });

  it('comes back when it was removed', async () => {
    const window = newWindow();
    await window.open();
    await rm(file());
    await until(async () => (await readHostFile(file())) !== undefined);
    expect(await newWindow().open()).toEqual(await window.open());
    expect(loads()).toBe(1);
  });

  it('goes with the last window', async () => {
    await newWindow().open();
    await windows.pop()!.dispose();
    await vanished();
    await expect(readFile(file())).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('that can not be written is an error that says why', async () => {
    const window = newWindow({ folder: path.join(folder, 'tiny.gguf', 'in') });
    await expect(window.open()).rejects.toMatchObject({
      kind: 'host-failed',
      message: expect.stringMatching(/ENOTDIR/),
    });
  });
});

it('answers nobody who has no proof', async () => {
  await newWindow().open();
  const { port } = (await readHostFile(hostFileIn(folder)))!;
  for (const lines of ['{"type":"stop","id":1}\n', 'GET / HTTP/1.1\r\n\r\n', 'x'.repeat(100_000)]) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    const said: Buffer[] = [];
    socket.on('data', (data) => said.push(data));
    socket.write(lines);
    await once(socket, 'close');
    expect(Buffer.concat(said).toString()).toMatch(/^\{"type":"hello","version":"1\.0","nonce":"[\w-]+"\}\n$/);
  }
  expect(windows[0]!.status).toEqual({ state: 'ready' });
});
