import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HostPlan } from '../../../src/host/plan.ts';
import { AUTO, bestPlan, type FitPlan, hostPlan, type Wish } from '../../../src/models/fit.ts';
import { doubt, fitWords } from '../../../src/models/fit-words.ts';
import { sum } from '../../../src/models/layout.ts';
import { budget, type Machine, sharesMemory, usedGpus } from '../../../src/models/machine.ts';
import type { ModelShape } from '../../../src/models/shape.ts';
import { GiB, Headers, machine } from './headers.ts';

const NAMES = ['qwen3-vl-2b', 'qwen3-vl-4b', 'qwen3-vl-8b', 'qwen3-vl-30b-a3b', 'gemma-3-4b', 'qwen2.5-vl-7b'] as const;
type Name = (typeof NAMES)[number];

let headers: Headers;
const shapes = {} as Record<Name, ModelShape>;
beforeAll(async () => {
  headers = await Headers.make();
  for (const name of NAMES) shapes[name] = await headers.shape(name);
});
afterAll(() => headers.remove());

const planFor = (name: Name, on: Machine, wish: Partial<Wish> = {}) => bestPlan(shapes[name], on, { ...AUTO, ...wish });
const words = (name: Name, on: Machine, wish: Partial<Wish> = {}) => fitWords(shapes[name], planFor(name, on, wish));

describe('a model that fits on the GPU', () => {
  it('has all its layers there, a full context and a precise cache', () => {
    const plan = planFor('qwen3-vl-8b', machine(32, 12));
    expect(plan).toMatchObject({
      ...{ kind: 'gpu', gpuLayers: 36, contextSize: 16_384, kvType: 'f16', visionOnGpu: true, slots: 1 },
      imageTokens: { min: 1024, max: 4096 },
    });
    expect(words('qwen3-vl-8b', machine(32, 12))).toMatch(
      /^8\.2B Q4_K_M: fits: 36 of 36 layers on the GPU, \d+\.\d of 12\.0 GB$/,
    );
    expect(hostPlan(plan, AUTO)).toMatchObject({ gpuLayers: 37, contextSize: 16_384, kvType: 'f16' });
  });

  it('gives up precision of the cache, then context, before it leaves the GPU', () => {
    const given = (size: number) => {
      const { kind, contextSize, kvType } = planFor('qwen3-vl-8b', machine(32, size));
      return `${kind} ${contextSize} ${kvType}`;
    };
    const seen = new Set<string>();
    for (let size = 16; size >= 6; size -= 0.05) seen.add(given(size));
    expect([...seen].filter((plan) => plan.startsWith('gpu'))).toEqual([
      ...['gpu 16384 f16', 'gpu 16384 q8_0', 'gpu 8192 f16', 'gpu 8192 q8_0', 'gpu 4096 f16', 'gpu 4096 q8_0'],
    ]);
  });

  it('is divided among several by what is free on them', () => {
    const plan = planFor('qwen3-vl-8b', machine(32, 8, 4));
    expect(plan.kind).toBe('gpu');
    const [, first, second] = plan.places;
    expect(first!.parts.weights / second!.parts.weights).toBeGreaterThan(1.3);
    expect(second!.parts.vision).toBe(0);
  });
});

describe('a model that is too large for the GPU', () => {
  it('is there in part, as many layers as have room', () => {
    const plan = planFor('qwen3-vl-8b', machine(32, 6));
    expect(plan.kind).toBe('partly');
    expect(plan.gpuLayers).toBeGreaterThan(10);
    expect(plan.gpuLayers).toBeLessThan(36);
    const { gpuLayers, cpuExpertLayers, visionOnGpu, contextSize, kvType } = plan;
    expect(hostPlan(plan, AUTO).gpuLayers).toBe(gpuLayers + 1);
    // One more would be too many.
    const more = bestPlan(shapes['qwen3-vl-8b'], machine(32, 6), {
      ...AUTO,
      contextSize,
      kvType,
      gpuLayers: gpuLayers + 2,
    });
    expect(more.kind).toBe('no');
    expect({ cpuExpertLayers, visionOnGpu }).toEqual({ cpuExpertLayers: 0, visionOnGpu: true });
    expect(words('qwen3-vl-8b', machine(32, 6))).toMatch(
      /fits in part: \d+ of 36 layers on the GPU .*the others on the processor/,
    );
  });

  it('has its experts in main memory, where it has experts', () => {
    const plan = planFor('qwen3-vl-30b-a3b', machine(64, 12));
    expect(plan).toMatchObject({ kind: 'partly', gpuLayers: 48 });
    expect(plan.cpuExpertLayers).toBeGreaterThan(10);
    expect(hostPlan(plan, AUTO)).toMatchObject({ gpuLayers: 49, cpuExpertLayers: plan.cpuExpertLayers });
    expect(words('qwen3-vl-30b-a3b', machine(64, 12))).toMatch(
      /48 of 48 layers on the GPU .*the experts of \d+ of them/,
    );
  });

  it('runs on the processor, and a GPU that is too small for anything is left alone', () => {
    expect(planFor('qwen3-vl-2b', machine(16, 0.5))).toMatchObject({ kind: 'cpu', gpuLayers: 0, visionOnGpu: false });
    expect(words('qwen3-vl-2b', machine(16, 0.5))).toMatch(
      /does not fit on the GPU, but on the processor: .* of 16\.0 GB/,
    );
    const plan = planFor('qwen3-vl-2b', machine(16, 0.5));
    expect(hostPlan(plan, AUTO)).toMatchObject({ gpuLayers: 0, visionOnGpu: false });
  });

  it('does not fit at all, which is said with what it needs', () => {
    const plan = planFor('qwen3-vl-30b-a3b', machine(8, 4));
    expect(plan.kind).toBe('no');
    expect(fitWords(shapes['qwen3-vl-30b-a3b'], plan)).toMatch(
      /does not fit: it needs \d+\.\d GB of main memory, where 7\.2 GB can be used/,
    );
  });
});

describe('a machine without a GPU', () => {
  it('runs what its memory holds, and leaves the choice of layers to llama.cpp', () => {
    const plan = planFor('qwen3-vl-2b', machine(16));
    expect(plan).toMatchObject({ kind: 'cpu', contextSize: 16_384 });
    expect(hostPlan(plan, AUTO)).toMatchObject({ gpuLayers: 'auto' });
    expect(words('qwen3-vl-2b', machine(16))).toMatch(/^1\.7B Q4_K_M: fits: on the processor, \d\.\d of 16\.0 GB$/);
  });
});

describe('what the user set', () => {
  it('is kept where it does not fit, and that is said', () => {
    const wish = { contextSize: 131_072, kvType: 'f16', gpuLayers: 'max' } as const;
    const plan = planFor('qwen3-vl-8b', machine(64, 8), wish);
    expect(plan).toMatchObject({ kind: 'no', contextSize: 131_072, kvType: 'f16', gpuLayers: 36 });
    expect(hostPlan(plan, { ...AUTO, ...wish })).toMatchObject({ gpuLayers: 'max', contextSize: 131_072 });
    expect(words('qwen3-vl-8b', machine(64, 8), wish)).toMatch(
      /does not fit: it needs \d+\.\d GB of CUDA0, where 7\.\d GB/,
    );
  });

  it('stays as it is while the rest is chosen', () => {
    expect(planFor('qwen3-vl-8b', machine(64, 8), { contextSize: 16_384 })).toMatchObject({
      contextSize: 16_384,
      kvType: 'q8_0',
    });
    expect(planFor('qwen3-vl-8b', machine(64, 8), { kvType: 'f16' })).toMatchObject({ kvType: 'f16' });
    expect(planFor('qwen3-vl-8b', machine(64, 24), { gpuLayers: 11 })).toMatchObject({ gpuLayers: 10, kind: 'partly' });
    expect(planFor('qwen3-vl-8b', machine(64, 24), { gpuLayers: 0 })).toMatchObject({ gpuLayers: 0, kind: 'cpu' });
    expect(planFor('qwen3-vl-8b', machine(64, 8), { flashAttention: 'off' }).kvType).toBe('f16');
    expect(planFor('qwen3-vl-8b', machine(64, 8), { slots: 4, threads: 3 })).toMatchObject({ slots: 4, threads: 3 });
    const imageTokens = { min: 64, max: 6000 };
    expect(planFor('qwen3-vl-8b', machine(64, 6), { imageTokens }).contextSize).toBeGreaterThan(7000);
  });
});

describe('the memory of a machine', () => {
  it('of a Mac is one for all', () => {
    const mac = (size: number): Machine => ({
      memory: { total: size * GiB, free: 0.8 * size * GiB },
      gpus: [{ id: 'MTL0', name: 'Apple M3', total: 0.7 * size * GiB, free: 0.7 * size * GiB }],
    });
    expect(sharesMemory(mac(8).gpus[0]!)).toBe(true);
    expect(planFor('qwen3-vl-8b', mac(24)).kind).toBe('gpu');
    expect(planFor('qwen3-vl-8b', mac(6)).kind).toBe('no');
    const { places } = planFor('qwen3-vl-8b', mac(16));
    expect(places.reduce((all, { bytes }) => all + bytes, 0)).toBeLessThan(0.8 * 16 * GiB);
  });

  it('beside a card is not that of the chip that draws the desktop', () => {
    const memory = { total: 16 * GiB, free: 16 * GiB };
    const card = { id: 'Vulkan1', name: 'AMD Radeon RX 7600', total: 8 * GiB, free: 8 * GiB };
    const chip = { id: 'Vulkan0', name: 'Intel(R) UHD Graphics 770', total: 12 * GiB, free: 12 * GiB };
    expect(usedGpus({ memory, gpus: [chip, card] })).toEqual([card]);
    expect(usedGpus({ memory, gpus: [chip] })).toEqual([chip]);
    expect(sharesMemory({ id: 'Vulkan0', name: 'Intel(R) Arc(TM) A770 Graphics' })).toBe(false);
    expect(sharesMemory({ id: 'Vulkan0', name: 'AMD Radeon 780M Graphics (RADV PHOENIX)' })).toBe(true);
  });
});

describe('whatever the machine', () => {
  const name = fc.constantFrom(...NAMES);
  const memory = fc.double({ min: 0.5, max: 128, noNaN: true });
  const wish = fc.record({
    contextSize: fc.constantFrom<Wish['contextSize'][]>('auto', 512, 4096, 16_384, 131_072),
    gpuLayers: fc.constantFrom<Wish['gpuLayers'][]>('auto', 'max', 0, 1, 20, 1000),
    kvType: fc.constantFrom<Wish['kvType'][]>('auto', 'f16', 'q8_0', 'q4_0'),
    flashAttention: fc.constantFrom<Wish['flashAttention'][]>('auto', 'on', 'off'),
    slots: fc.integer({ min: 1, max: 8 }),
    threads: fc.constantFrom(undefined, 4),
    imageTokens: fc.constantFrom(AUTO.imageTokens, { min: 64, max: 512 }, { min: 1024, max: 4096 }),
  });

  it('what a plan takes is the sum of its parts, and what is said to fit is there', () => {
    fc.assert(
      fc.property(name, memory, fc.array(memory, { maxLength: 3 }), wish, (model, main, gpus, wished) => {
        const on = machine(main, ...gpus);
        const plan = bestPlan(shapes[model], on, wished);
        const { vision, layers, embeddings, output, tied } = shapes[model];
        for (const { bytes, parts, budget, gpu } of plan.places) {
          expect(bytes).toBe(sum(parts));
          expect(Object.values(parts).every((part) => part >= 0)).toBe(true);
          if (plan.kind !== 'no') expect(bytes).toBeLessThanOrEqual(budget);
          expect(budget).toBeLessThan(gpu?.free ?? on.memory.free);
        }
        // Nothing of the model is forgotten, or counted twice but for embeddings that are the output too.
        const placed = (part: 'weights' | 'vision') => plan.places.reduce((all, { parts }) => all + parts[part], 0);
        const repeated = layers.reduce((all, { weights, experts }) => all + weights + experts, 0);
        const onGpu = plan.gpuLayers > 0;
        expect(placed('weights')).toBe(repeated + embeddings + (tied && !onGpu ? output - embeddings : output));
        expect(placed('vision')).toBe(vision?.weights ?? 0);
        expect(HostPlan.safeParse({ model: 'a', mmproj: 'b', ...hostPlan(plan, wished) }).success).toBe(true);
        expect(fitWords(shapes[model], plan)).not.toMatch(/NaN|undefined|\{\d\}|: $/);
      }),
    );
  });

  it('more memory never gives a worse plan', () => {
    const rank = ({ kind, contextSize, kvType, gpuLayers, cpuExpertLayers, visionOnGpu }: FitPlan) => [
      ['gpu', 'partly', 'cpu', 'no'].indexOf(kind),
      ...(kind === 'gpu' || kind === 'cpu' ? [] : [0]),
      -Number(cpuExpertLayers > 0),
      kind === 'cpu' ? -Number(visionOnGpu) : 0,
      -contextSize,
      kvType === 'f16' ? 0 : 1,
      -gpuLayers,
      cpuExpertLayers,
    ];
    const isWorse = (a: number[], b: number[]) => {
      const at = a.findIndex((value, i) => value !== b[i]);
      return at >= 0 && a[at]! > b[at]!;
    };
    fc.assert(
      fc.property(name, memory, memory, memory, memory, wish, (model, main, moreMain, gpu, moreGpu, wished) => {
        const before = bestPlan(shapes[model], machine(main, gpu), wished);
        const after = bestPlan(shapes[model], machine(main + moreMain, gpu + moreGpu), wished);
        expect(isWorse(rank(after), rank(before))).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('nothing at all is free', () => {
    const none: Machine = { memory: { total: GiB, free: 0 }, gpus: [{ id: 'X', name: 'x', total: GiB, free: 0 }] };
    expect(planFor('qwen3-vl-2b', none).kind).toBe('no');
    expect(budget(none)).toEqual({ gpus: [{ gpu: none.gpus[0], bytes: 0 }], memory: 0 });
  });

  it('a model that says nothing of itself has a plan, with a doubt', () => {
    const nothing = { ...shapes['qwen3-vl-2b'], layers: [], repacked: [], unsure: 'keys' } as ModelShape;
    expect(hostPlan(bestPlan(nothing, machine(16, 8), AUTO), AUTO).gpuLayers).toBe('auto');
    expect(doubt(nothing)).toMatch(/rough estimate/);
    expect(doubt({ ...nothing, unsure: 'architecture' })).toMatch(/qwen3vl/);
    expect(doubt(shapes['qwen3-vl-2b'])).toBeUndefined();
  });
});
