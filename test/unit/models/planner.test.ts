import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { GlimpseError } from '../../../src/errors.ts';
import type { Host } from '../../../src/host/choose-backend.ts';
import type { HostPlanInput } from '../../../src/host/plan.ts';
import { AUTO, type Wish } from '../../../src/models/fit.ts';
import type { Machine } from '../../../src/models/machine.ts';
import { Planner, type Wanting } from '../../../src/models/planner.ts';
import { Headers, machine } from './headers.ts';

let headers: Headers;
let files: { model: string; mmproj?: string };
let planner: Planner;
let said: string[];
let changes: number;
let here: Machine;
beforeAll(async () => {
  headers = await Headers.make();
  files = await headers.files('qwen3-vl-2b');
});
afterAll(() => headers.remove());
beforeEach(() => {
  said = [];
  changes = 0;
  here = machine(16);
  const backend = { name: 'cpu', devices: [], env: {}, flags: [], rejected: [] };
  const find = async (): Promise<Host> => ({ path: '/none', version: '1', rejected: [], backend });
  planner = new Planner({ find, look: async () => here, say: (words) => said.push(words), onChange: () => changes++ });
});

const wanting = (wish: Partial<Wish> = {}): Wanting => ({
  model: files.model,
  mmproj: files.mmproj!,
  gpu: 'auto',
  wish: { ...AUTO, ...wish },
});
const noMemory = () => new GlimpseError('out-of-memory', { failed: 'Full.' });
/** What a cache takes, in thousands of f16 tokens. */
const size = ({ contextSize = 0, kvType }: HostPlanInput) => (contextSize / 1024) * (kvType === 'f16' ? 1 : 0.53);

it('runs a model as it fits, and says so', async () => {
  const plan = await planner.start(wanting(), false, async (made) => made);
  expect(plan).toMatchObject({ ...files, gpu: 'auto', gpuLayers: 'auto', slots: 1, imageTokens: { min: 1024 } });
  expect(planner.words(files.model)).toEqual([expect.stringMatching(/^1\.7B Q4_K_M: .*fit/)]);
  expect(planner.words('/another.gguf')).toEqual([]);
  expect(said).toEqual([]);
  expect(changes).toBe(1);
});

it('tries smaller and smaller plans where there is too little memory, and says so quietly', async () => {
  const tried: HostPlanInput[] = [];
  const plan = await planner.start(wanting({ slots: 2 }), false, async (made) => {
    tried.push(made);
    if (tried.length < 3) throw noMemory();
    return made;
  });
  expect(tried).toHaveLength(3);
  const sizes = tried.map(size);
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  expect(new Set(sizes).size).toBe(3);
  expect(said).toHaveLength(2);
  expect(said[0]).toMatch(/not enough memory\. A smaller plan is tried: 1\.7B/);
  expect(planner.words(files.model)).toHaveLength(3);
  // The next request takes what worked.
  expect(await planner.plan(wanting({ slots: 2 }), false)).toBe(plan);
  expect(await planner.plan(wanting({ slots: 2 }), true)).toBe(plan);
  planner.forget();
  expect(await planner.plan(wanting({ slots: 2 }), true)).toEqual(tried[0]);
});

it('takes layers off a GPU that had less memory than it said', async () => {
  here = machine(16, 8);
  const tried: HostPlanInput[] = [];
  const wish = { contextSize: 16_384, kvType: 'f16' } as const;
  await planner.start(wanting(wish), false, async (made) => {
    tried.push(made);
    if (tried.length < 4) throw noMemory();
  });
  const layers = tried.map(({ gpuLayers }) => Number(gpuLayers));
  expect(layers[0]).toBe(29);
  for (let i = 1; i < layers.length; i++) expect(layers[i]).toBeLessThan(layers[i - 1]!);
  expect(planner.words(files.model)[0]).toMatch(/\d+ of 28 layers on the GPU/);
});

it('gives up main memory, not that of the GPU, where the system ended the model', async () => {
  here = machine(4, 8);
  const tried: HostPlanInput[] = [];
  const killed = new GlimpseError('host-killed', { failed: 'It was ended.' });
  const wish = { contextSize: 'auto', gpuLayers: 14 } as const;
  await planner.start(wanting(wish), false, async (made) => {
    tried.push(made);
    if (tried.length < 3) throw killed;
  });
  const sizes = tried.map(size);
  expect(sizes[1]).toBeLessThan(sizes[0]!);
  expect(sizes[2]).toBeLessThan(sizes[1]!);
  expect(new Set(tried.map(({ gpuLayers }) => gpuLayers))).toEqual(new Set([14]));
  expect(said[0]).toMatch(/ended, as systems do where memory runs out\. A smaller plan is tried: 1\.7B/);
  // Fewer layers on the GPU would need more of what ran out.
  planner.forget();
  const fixed = wanting({ contextSize: 4096, kvType: 'f16' });
  let tries = 0;
  const open = async (): Promise<never> => {
    tries++;
    throw killed;
  };
  await expect(planner.start(fixed, false, open)).rejects.toBe(killed);
  expect(tries).toBe(1);
});

it('gives up in the end, with the failure', async () => {
  let tries = 0;
  const open = async (): Promise<never> => {
    tries++;
    throw noMemory();
  };
  await expect(planner.start(wanting(), false, open)).rejects.toMatchObject({ kind: 'out-of-memory' });
  expect(tries).toBeGreaterThan(1);
  expect(tries).toBeLessThanOrEqual(5);
});

it('keeps what the user set: there is nothing smaller then', async () => {
  let tries = 0;
  const wish = { contextSize: 4096, kvType: 'f16', gpuLayers: 0 } as const;
  const open = async (): Promise<never> => {
    tries++;
    throw noMemory();
  };
  await expect(planner.start(wanting(wish), false, open)).rejects.toMatchObject({ kind: 'out-of-memory' });
  expect(tries).toBe(1);
});

it('tries a smaller plan once for all who wait', async () => {
  const seen = new Set<string>();
  const open = async (made: HostPlanInput) => {
    seen.add(JSON.stringify(made));
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (made.kvType === 'f16') throw noMemory();
    return made;
  };
  const plans = await Promise.all([1, 2, 3].map(() => planner.start(wanting(), false, open)));
  expect(new Set(plans).size).toBe(1);
  expect(said).toHaveLength(seen.size - 1);
});

it('does not mind any other failure, and leaves an unreadable model to the host', async () => {
  const other = new GlimpseError('host-failed', { failed: 'It crashed.' });
  await expect(planner.start(wanting(), false, () => Promise.reject(other))).rejects.toBe(other);
  const model = `${headers.folder}/none.gguf`;
  const plan = await planner.plan({ ...wanting(), model }, true);
  expect(plan).toMatchObject({ model, contextSize: 16_384, gpuLayers: 'auto' });
  expect(planner.words(model)).toEqual([]);
});

it('ends at once when it is cancelled', async () => {
  const hanging = new Planner({ find: () => new Promise(() => {}) });
  const controller = new AbortController();
  const plan = hanging.plan(wanting(), true, controller.signal);
  controller.abort();
  await expect(plan).rejects.toMatchObject({ name: 'AbortError' });
});
