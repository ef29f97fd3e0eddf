import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nodeModule } from '../../esbuild.node.mjs';
import { BackendMemory } from '../../src/host/backend-memory.ts';
import { findHost } from '../../src/host/choose-backend.ts';
import { LlamaServer } from '../../src/host/llama-server.ts';
import type { HostPlanInput } from '../../src/host/plan.ts';
import { tinyModel } from '../fixtures/tiny-model/index.ts';
import { llamaServer } from './server.ts';

// A GPU whose driver lists it and then fails: the real llama-server behind a script that crashes when it is to use one.

let folder: string;
let server: string;
let tiny: HostPlanInput;
let log: string[];
const hosts: LlamaServer[] = [];
beforeAll(async () => {
  const { model, mmproj } = await tinyModel();
  tiny = { model, mmproj, contextSize: 4096, threads: 1, imageTokens: { min: 16, max: 64 } };
});
beforeEach(async () => {
  log = [];
  folder = await mkdtemp(path.join(tmpdir(), 'glimpse-gpu-'));
  server = path.join(folder, 'llama-server');
  await build({
    entryPoints: [path.join(import.meta.dirname, '../../src/host/watch.ts')],
    outfile: path.join(folder, 'watch.mjs'),
    ...nodeModule,
  });
});
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.dispose()));
  await rm(folder, { recursive: true });
});

async function gpuThat(fails: string): Promise<void> {
  const script = `#!/bin/sh
if [ -n "$GGML_BACKEND_PATH" ]; then
  case "$*" in
    --list-devices) printf 'Available devices:\\n  Vulkan0: Intel(R) Arc (8192 MiB, 8000 MiB free)\\n'; exit;;
  esac
  echo x >> '${folder}/starts'
  ${fails}
fi
unset GGML_BACKEND_PATH
exec '${llamaServer}' "$@"
`;
  await writeFile(server, script);
  await chmod(server, 0o755);
  await mkdir(path.join(folder, 'vulkan'));
  await writeFile(path.join(folder, 'vulkan', 'libggml-vulkan.so'), '');
}

function host(gpu: HostPlanInput['gpu'] = 'auto'): LlamaServer {
  const memory = new BackendMemory(path.join(folder, 'backend.json'), '1.0');
  const one = new LlamaServer({
    plan: () => ({ ...tiny, gpu }),
    find: (signal, wanted) => findHost({ bundled: server }, { ...wanted, memory }, signal),
    watch: path.join(folder, 'watch.mjs'),
    log: (line) => log.push(line),
  });
  hosts.push(one);
  return one;
}
const starts = async () => (await readFile(path.join(folder, 'starts'), 'utf8')).trim().split('\n').length;

describe.runIf(process.platform === 'linux')('a model', () => {
  it('runs on the processor where the GPU lets it down, and goes there at once the next time', async () => {
    await gpuThat('kill -ABRT $$');
    const first = host();
    await first.open();
    expect(first.backend).toMatchObject({ name: 'cpu', rejected: [expect.stringMatching(/^Vulkan: .*SIGABRT/)] });
    expect(first.status.state).toBe('ready');
    expect(log.join('\n')).toMatch(
      /on Vulkan \(Intel\(R\) Arc\).*did not start with Vulkan; the next is tried.*on CPU/s,
    );
    expect(await starts()).toBe(1);

    const second = host();
    await second.open();
    expect(second.backend?.name).toBe('cpu');
    expect(await starts()).toBe(1);
  });

  it('does not look for another GPU where its memory is the reason', async () => {
    await gpuThat(
      'echo "0.01.000.000 E ggml_vulkan: Device memory allocation of size 1 failed: ErrorOutOfDeviceMemory" >&2; exit 1',
    );
    await expect(host().open()).rejects.toMatchObject({ kind: 'out-of-memory' });
    expect(await starts()).toBe(1);
  });

  it('that must run on a GPU fails with it', async () => {
    await gpuThat('exit 1');
    await expect(host('vulkan').open()).rejects.toMatchObject({
      kind: 'no-gpu',
      parts: { tried: expect.stringMatching(/exit code 1/) },
    });
    await expect(host('cuda').open()).rejects.toMatchObject({ kind: 'no-gpu' });
  });

  it('moves when another is asked for', async () => {
    await gpuThat(':');
    let gpu: HostPlanInput['gpu'] = 'vulkan';
    const one = new LlamaServer({
      plan: () => ({ ...tiny, gpu }),
      find: (signal, wanted) => findHost({ bundled: server }, wanted, signal),
      watch: path.join(folder, 'watch.mjs'),
    });
    hosts.push(one);
    await one.open();
    expect(one.backend?.name).toBe('vulkan');
    gpu = 'cpu';
    await one.open();
    expect(one.backend?.name).toBe('cpu');
  });
});
