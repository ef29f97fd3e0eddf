import { describe, expect, it } from 'vitest';
import { ServerLog } from '../../../src/host/log.ts';

// All lines are of llama-server 0.4.0 (commit 5b4ebc5).
const state = (payload: object): string => `cmd_child_to_router:state:${JSON.stringify({ state: 'loading', payload })}`;
const stages = ['text_model', 'mmproj_model'];

describe('how far loading is', () => {
  it('counts both files by their sizes', () => {
    const log = new ServerLog(0.25);
    const loaded = (current: string, value: number) => log.add(state({ stages, current, value }));
    expect(loaded('text_model', 0)).toEqual({ type: 'loaded', loaded: 0 });
    expect(loaded('text_model', 0.5)).toEqual({ type: 'loaded', loaded: 0.375 });
    expect(loaded('text_model', 1)).toEqual({ type: 'loaded', loaded: 0.75 });
    expect(loaded('mmproj_model', 0.5)).toEqual({ type: 'loaded', loaded: 0.875 });
    expect(loaded('mmproj_model', 1)).toEqual({ type: 'loaded', loaded: 1 });
  });

  it.each([
    'cmd_child_to_router:state:{"state":"loading","payload":{"stage":"mmproj_model"}}',
    'cmd_child_to_router:state:{"state":"ready","payload":{"id":"m.gguf"}}',
    'cmd_child_to_router:state:{"state":',
  ])('takes nothing from %s, and keeps it out of the log', (line) => {
    const log = new ServerLog(0.5);
    expect(log.add(line)).toEqual({ type: 'router' });
    expect(log.tail).toEqual([]);
  });
});

it('knows the port from the line that says that the server listens', () => {
  const log = new ServerLog(0.5);
  expect(log.add("0.00.074.053 I srv    load_model: loading model '/m/x.gguf'")).toEqual({ type: 'log' });
  expect(log.add('0.02.087.563 I srv  llama_server: model loaded')).toEqual({ type: 'log' });
  expect(log.add('0.04.393.661 I srv  llama_server: listening on http://127.0.0.1:35341')).toEqual({
    type: 'listening',
    port: 35341,
  });
  // Another host is not ours.
  expect(log.add('0.04.393.661 I srv  llama_server: listening on http://10.0.0.1:80')).toEqual({ type: 'log' });
});

it('keeps the last 200 lines', () => {
  const log = new ServerLog(0.5);
  for (let i = 1; i <= 250; i++) log.add(`line ${i}`);
  expect(log.tail).toHaveLength(200);
  expect(log.tail[0]).toBe('line 51');
});

describe('why a server ended', () => {
  const failure = (lines: string, up = false, exit = { code: 1 as number | null, signal: null as string | null }) => {
    const log = new ServerLog(0.5);
    for (const line of lines.trim().split('\n')) log.add(line.trim());
    return log.failure(exit, up);
  };

  it('a port in use', () => {
    const error = failure(
      "0.00.041.412 E srv         start: couldn't bind HTTP server socket, hostname: 127.0.0.1, port: 43210",
    );
    expect(error).toMatchObject({ kind: 'host-failed' });
    expect(error.message).toMatch(/port 43210 is in use/);
  });

  it('a server that is too old for the flags', () => {
    const error = failure('error: invalid argument: --cors-origins');
    expect(error).toMatchObject({ kind: 'host-failed' });
    expect(error.message).toMatch(/--cors-origins.*Update llama\.cpp/);
  });

  it('an mmproj of another width', () => {
    const error = failure(
      'mtmd_init_from_file: error: mismatch between text model (n_embd = 2048) and mmproj (n_embd = 8192)\nhint: you may be using wrong mmproj',
    );
    expect(error).toMatchObject({ kind: 'model-mismatch' });
    expect(error.message).toMatch(/8192 wide.*takes 2048/);
  });

  it.each([
    [
      'main memory',
      '0.00.1 E ggml_backend_cpu_buffer_type_alloc_buffer: failed to allocate buffer of size 68719476736',
    ],
    [
      'CUDA',
      'E ggml_backend_cuda_buffer_type_alloc_buffer: allocating 9000.00 MiB on device 0: cudaMalloc failed: out of memory',
    ],
    ['Metal', 'E ggml_metal_buffer_init: error: failed to allocate buffer, size = 20480.00 MiB'],
    [
      'Vulkan',
      'ggml_vulkan: Device memory allocation of size 1073741824 failed: vk::Device::allocateMemory: ErrorOutOfDeviceMemory',
    ],
    ['any', 'E llama_model_load: error loading model: unable to allocate CUDA0 buffer'],
  ])('no memory left: %s', (_, line) => {
    expect(failure(line)).toMatchObject({ kind: 'out-of-memory' });
    expect(failure(line, true)).toMatchObject({ kind: 'out-of-memory' });
  });

  it('a model that llama.cpp does not know', () => {
    const error = failure("E llama_model_load: error loading model: unknown model architecture: 'qwen9vl'");
    expect(error).toMatchObject({ kind: 'bad-model' });
    expect(error.message).toMatch(/qwen9vl/);
  });

  it('a model without one of its tensors', () => {
    const error = failure("E llama_model_load: error loading model: missing tensor 'blk.3.ffn_up.weight'");
    expect(error).toMatchObject({ kind: 'bad-model' });
    expect(error.message).toMatch(/missing tensor 'blk\.3\.ffn_up\.weight'/);
  });

  it('something else: its last error', () => {
    const error = failure('0.00.1 I srv x: fine\n0.00.2 E srv  y: the moon is full\n0.00.3 I srv z: bye');
    expect(error).toMatchObject({ kind: 'host-failed' });
    expect(error.message).toMatch(/exit code 1.*srv {2}y: the moon is full/);
  });

  it('a signal while it answered', () => {
    const loading = failure('0.00.1 I srv x: fine', false, { code: null, signal: 'SIGKILL' });
    expect(loading).toMatchObject({ kind: 'host-killed' });
    expect(loading.message).toMatch(/did not start \(signal SIGKILL\).*memory runs out.*a smaller model/);
    const killed = failure('0.00.1 I srv x: fine', true, { code: null, signal: 'SIGKILL' });
    expect(killed).toMatchObject({ kind: 'host-stopped' });
    expect(killed.message).toMatch(/SIGKILL.*Try again/);
    expect(failure('', true, { code: null, signal: 'SIGSEGV' }).message).toMatch(/native code crashed/);
  });
});
