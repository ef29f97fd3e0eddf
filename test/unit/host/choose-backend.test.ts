import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BackendMemory } from '../../../src/host/backend-memory.ts';
import { chooseBackend, findHost, listDevices } from '../../../src/host/choose-backend.ts';

// With real programs: a llama-server that is told by GGML_BACKEND_PATH which library to load, and answers by its name.

let folder: string;
let server: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'glimpse-backend-'));
  server = path.join(folder, 'llama-server');
});
afterEach(() => rm(folder, { recursive: true }));

const GPU = 'NVIDIA GeForce RTX 4090 (24564 MiB, 23000 MiB free)';
const list = (...devices: string[]) =>
  `printf 'Available devices:\\n'; printf '  %s\\n' ${devices.map((line) => `'${line}'`).join(' ')}`;
const NONE = list('(none)');
const cannotLoad = (why: string) =>
  `echo "0.00.036.405 E load_backend: failed to load $GGML_BACKEND_PATH: ${why}" >&2; ${NONE}`;

/** What the server does with the library in each folder, as a shell script; `own`: without any. Each run is noted. */
async function serverThat(does: Record<string, string>): Promise<void> {
  const cases = Object.entries(does).map(([name, script]) => `${name === 'own' ? '""' : `*/${name}/*`}) ${script};;`);
  const script = [
    '#!/bin/sh',
    `case "$*" in --version) echo "version: 1.0" >&2; exit;; esac`,
    `echo "$* $GGML_BACKEND_PATH" >> '${folder}/runs'`,
    `case "$GGML_BACKEND_PATH" in`,
    ...cases,
    'esac',
  ];
  await writeFile(server, `${script.join('\n')}\n`);
  await chmod(server, 0o755);
  for (const name of Object.keys(does).filter((each) => each !== 'own')) {
    await mkdir(path.join(folder, name), { recursive: true });
    await writeFile(path.join(folder, name, `libggml-${name.replace('-fallback', '')}.so`), '');
  }
}

/** The folders of the libraries that were tried, in their order. */
async function tried(): Promise<string[]> {
  const runs = await readFile(path.join(folder, 'runs'), 'utf8').catch(() => '');
  return runs
    .trim()
    .split('\n')
    .map((line) => path.basename(path.dirname(line.split(' ')[1] ?? '')) || 'own');
}

describe.runIf(process.platform === 'linux')('the backend', () => {
  it('is CUDA where that sees a GPU, and nothing else is tried', async () => {
    await serverThat({ cuda: list(`CUDA0: ${GPU}`), vulkan: list(`Vulkan0: ${GPU}`), own: NONE });
    const chosen = await chooseBackend(server);
    expect(chosen).toMatchObject({ name: 'cuda', flags: [], rejected: [] });
    expect(chosen.env.GGML_BACKEND_PATH).toBe(path.join(folder, 'cuda', 'libggml-cuda.so'));
    const MiB = 2 ** 20;
    expect(chosen.devices).toEqual([
      { id: 'CUDA0', name: 'NVIDIA GeForce RTX 4090', total: 24564 * MiB, free: 23000 * MiB },
    ]);
    expect(await tried()).toEqual(['cuda']);
  });

  it('is the next best where one fails, with the reason of each', async () => {
    await serverThat({
      cuda: cannotLoad('libcudart.so.13: cannot open shared object file: No such file or directory'),
      'cuda-fallback': 'echo "CUDA error: no kernel image" >&2; kill -SEGV $$',
      vulkan: list(`Vulkan0: ${GPU}`),
      own: NONE,
    });
    const { name, rejected } = await chooseBackend(server);
    expect(name).toBe('vulkan');
    expect(rejected).toEqual([
      'CUDA: libcudart.so.13: cannot open shared object file: No such file or directory.',
      'CUDA 12: it does not run (signal SIGSEGV: CUDA error: no kernel image).',
    ]);
    expect(await tried()).toEqual(['cuda', 'cuda-fallback', 'vulkan']);
  });

  it('is the processor where all lie or see nothing', async () => {
    // Lists the device of another driver; none; and nonsense.
    await serverThat({
      cuda: list(`Vulkan0: ${GPU}`),
      'cuda-fallback': NONE,
      vulkan: 'echo hello',
      own: list('BLAS: Accelerate (0 MiB, 0 MiB free)'),
    });
    const { name, devices, flags, rejected } = await chooseBackend(server);
    expect({ name, devices }).toEqual({ name: 'cpu', devices: [] });
    expect(flags).toEqual(['--device', 'none', '--no-mmproj-offload']);
    expect(rejected).toEqual(['CUDA: it sees no device.', 'CUDA 12: it sees no device.', 'Vulkan: it sees no device.']);
  });

  it('is not one that hangs, which is ended with all that it started', { timeout: 60_000 }, async () => {
    const child = path.join(folder, 'child');
    await serverThat({
      vulkan: `sleep 1000 & echo $! > '${child}'; trap '' TERM; wait; wait`,
      own: NONE,
    });
    const { name, rejected } = await chooseBackend(server);
    expect(name).toBe('cpu');
    expect(rejected).toEqual(['Vulkan: it did not answer --list-devices within 20 seconds.']);
    const pid = Number(await readFile(child, 'utf8'));
    const isGone = () => {
      try {
        return !process.kill(pid, 0);
      } catch {
        return true;
      }
    };
    while (!isGone()) await sleep(20);
  });

  it('does not wait for what a driver leaves behind with the output open', async () => {
    await serverThat({ vulkan: `sleep 1000 & ${list(`Vulkan0: ${GPU}`)}`, own: NONE });
    await expect(chooseBackend(server)).resolves.toMatchObject({ name: 'vulkan' });
  });

  it('is given up at once when nobody wants it', async () => {
    await serverThat({ vulkan: 'exec sleep 1000', own: NONE });
    const chosen = chooseBackend(server, {}, AbortSignal.timeout(100));
    await expect(chosen).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('is what the server brings, such as Metal, where nothing lies beside it', async () => {
    await serverThat({
      own: list('MTL0: Apple M2 (10922 MiB, 10900 MiB free)', 'BLAS: Accelerate (0 MiB, 0 MiB free)'),
    });
    const chosen = await chooseBackend(server);
    expect(chosen).toMatchObject({ name: 'metal', env: {}, flags: [], devices: [{ id: 'MTL0' }] });
    await expect(chooseBackend(server, { gpu: 'metal' })).resolves.toMatchObject({ name: 'metal' });
  });

  it('of a server that does not know the question is its own affair', async () => {
    await serverThat({ own: 'echo "error: invalid argument: --list-devices" >&2; exit 1' });
    await expect(chooseBackend(server)).resolves.toMatchObject({ name: 'cpu', rejected: [] });
  });

  it('that is asked for is the only one that is tried', async () => {
    await serverThat({ cuda: list(`CUDA0: ${GPU}`), vulkan: list(`Vulkan0: ${GPU}`), own: NONE });
    await expect(chooseBackend(server, { gpu: 'vulkan' })).resolves.toMatchObject({ name: 'vulkan' });
    expect(await tried()).toEqual(['vulkan']);
    await expect(chooseBackend(server, { gpu: 'cpu' })).resolves.toMatchObject({ name: 'cpu' });
    expect(await tried()).toEqual(['vulkan']);
  });

  it('that is asked for of a server with several is the only one that it uses', async () => {
    await serverThat({
      own: list(`CUDA0: ${GPU}`, `Vulkan0: ${GPU}`, `Vulkan1: Intel (R) UHD (1024 MiB, 900 MiB free)`),
    });
    await expect(chooseBackend(server, { gpu: 'vulkan' })).resolves.toMatchObject({
      name: 'vulkan',
      devices: [{ id: 'Vulkan0' }, { id: 'Vulkan1', name: 'Intel (R) UHD' }],
      flags: ['--device', 'Vulkan0,Vulkan1'],
      env: { MTMD_BACKEND_DEVICE: 'Vulkan0' },
    });
  });

  it('that is asked for and does not work is an error with the reasons and what to do', async () => {
    await serverThat({ cuda: cannotLoad('libcublas.so.13: not found'), vulkan: list(`Vulkan0: ${GPU}`), own: NONE });
    const error = await chooseBackend(server, { gpu: 'cuda' }).catch((error) => error);
    expect(error).toMatchObject({ kind: 'no-gpu' });
    expect(error.parts.failed).toMatch(/CUDA.*glimpse\.gpu/);
    expect(error.parts.tried).not.toMatch(/CPU/);
    expect(error.parts.tried).toMatch(/libcublas\.so\.13: not found/);
    expect(error.parts.todo).toMatch(/toolkit.*glimpse\.gpu to auto/);
    const metal = await chooseBackend(server, { gpu: 'metal' }).catch((error) => error);
    expect(metal).toMatchObject({ kind: 'no-gpu', parts: { todo: expect.stringMatching(/Macs/) } });
  });

  it('is looked for without those on which a model did not start', async () => {
    await serverThat({ cuda: list(`CUDA0: ${GPU}`), vulkan: list(`Vulkan0: ${GPU}`), own: NONE });
    const failed = new Map([['cuda', 'The model did not start (signal SIGABRT).']]);
    const chosen = await chooseBackend(server, { failed });
    expect(chosen).toMatchObject({ name: 'vulkan', rejected: ['CUDA: The model did not start (signal SIGABRT).'] });
    failed.set('vulkan', 'Nor here.');
    await expect(chooseBackend(server, { failed })).resolves.toMatchObject({ name: 'cpu' });
    await expect(chooseBackend(server, { gpu: 'cuda', failed })).rejects.toMatchObject({ kind: 'no-gpu' });
  });

  it('comes with the server that was found, whose devices can be asked for again', async () => {
    await serverThat({ vulkan: list(`Vulkan0: ${GPU}`), own: NONE });
    const { path: found, backend } = await findHost({ bundled: server });
    expect(found).toBe(server);
    await expect(listDevices(found, backend)).resolves.toEqual(backend.devices);
    await serverThat({ vulkan: 'exit 3', own: NONE });
    await expect(listDevices(found, backend)).rejects.toThrow(/exit code 3/);
  });
});

describe.runIf(process.platform === 'linux')('what was found', () => {
  let machine: unknown;
  const memory = (version = '1.0') =>
    new BackendMemory(path.join(folder, 'kept', 'backend.json'), version, async () => machine);
  const runs = async () => (await tried()).length;
  beforeEach(async () => {
    machine = 'driver 1';
    await serverThat({ cuda: cannotLoad('no driver'), vulkan: list(`Vulkan0: ${GPU}`), own: NONE });
  });

  it('is remembered, with its reasons', async () => {
    const first = await chooseBackend(server, { memory: memory() });
    const { size } = await stat(path.join(folder, 'runs'));
    expect(await chooseBackend(server, { memory: memory() })).toEqual(first);
    expect((await stat(path.join(folder, 'runs'))).size).toBe(size);
    expect(first.rejected).toEqual(['CUDA: no driver.']);
  });

  it('is looked for again when the driver, the version, the server or the wish changed, or by will', async () => {
    await chooseBackend(server, { memory: memory() });
    expect(await runs()).toBe(2);
    machine = 'driver 2';
    await chooseBackend(server, { memory: memory() });
    expect(await runs()).toBe(4);
    await chooseBackend(server, { memory: memory('1.1') });
    expect(await runs()).toBe(6);
    await chooseBackend(server, { gpu: 'vulkan', memory: memory('1.1') });
    expect(await runs()).toBe(7);
    await memory().forget();
    await chooseBackend(server, { gpu: 'vulkan', memory: memory('1.1') });
    expect(await runs()).toBe(8);
    await serverThat({ vulkan: list(`Vulkan0: ${GPU}`, `Vulkan1: ${GPU}`), own: NONE });
    await expect(chooseBackend(server, { memory: memory('1.1') })).resolves.toMatchObject({
      devices: [{ id: 'Vulkan0' }, { id: 'Vulkan1' }],
    });
  });

  it('is looked for again where its library is gone, or the file was damaged', async () => {
    await chooseBackend(server, { memory: memory() });
    await rm(path.join(folder, 'vulkan'), { recursive: true });
    await expect(chooseBackend(server, { memory: memory() })).resolves.toMatchObject({ name: 'cpu' });
    await writeFile(path.join(folder, 'kept', 'backend.json'), '{"key":');
    const before = await runs();
    await expect(chooseBackend(server, { memory: memory() })).resolves.toMatchObject({ name: 'cpu' });
    expect(await runs()).toBeGreaterThan(before);
  });

  it('without a backend that failed later is remembered once a model ran', async () => {
    const failed = new Map([['vulkan', 'The model did not start.']]);
    await chooseBackend(server, { memory: memory() });
    const chosen = await chooseBackend(server, { memory: memory(), failed });
    expect(chosen.name).toBe('cpu');
    await expect(chooseBackend(server, { memory: memory() })).resolves.toMatchObject({ name: 'vulkan' });
    await chosen.proven?.();
    await expect(chooseBackend(server, { memory: memory() })).resolves.toMatchObject({
      name: 'cpu',
      rejected: ['CUDA: no driver.', 'Vulkan: The model did not start.'],
    });
  });

  it('is only not remembered where that can not be written', async () => {
    await writeFile(path.join(folder, 'kept'), 'a file where the folder should be');
    await expect(chooseBackend(server, { memory: memory() })).resolves.toMatchObject({ name: 'vulkan' });
    await expect(chooseBackend(server, { memory: memory() })).resolves.toMatchObject({ name: 'vulkan' });
  });

  it('depends on what programs are told about GPUs', async () => {
    const real = new BackendMemory(path.join(folder, 'backend.json'), '1.0');
    const key = await real.key('server');
    expect(await real.key('server')).toBe(key);
    process.env.GGML_VK_VISIBLE_DEVICES = '7';
    try {
      expect(await real.key('server')).not.toBe(key);
    } finally {
      delete process.env.GGML_VK_VISIBLE_DEVICES;
    }
  });
});
