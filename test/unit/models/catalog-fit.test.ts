import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildsOf, readCatalog } from '../../../src/models/catalog.ts';
import { fitCatalog, modelFor } from '../../../src/models/catalog-fit.ts';
import { shapeOf } from '../../../src/models/catalog-shape.ts';
import { AUTO, bestPlan } from '../../../src/models/fit.ts';
import type { Machine } from '../../../src/models/machine.ts';
import { TEXT_SHAPES, type TextName } from '../../fixtures/model-shapes.ts';
import { GiB, Headers, machine } from './headers.ts';

const { models } = readCatalog();
const q4 = (id: string) => buildsOf(models.find((model) => model.id === id)!)[0]!;

let headers: Headers;
beforeAll(async () => {
  headers = await Headers.make();
});
afterAll(() => headers.remove());

describe('a model of the catalogue, before it is downloaded', () => {
  const known = (Object.keys(TEXT_SHAPES) as TextName[]).filter((id) => models.some((model) => model.id === id));

  it.each(known)('%s needs as much memory as its header will say', async (id) => {
    const build = q4(id);
    const there = await headers.shape(id);
    const whole = shapeOf(build)!;
    const before = there.vision ? whole : { ...whole, vision: undefined };
    for (const on of [machine(64), machine(64, 48)]) {
      const [guess, true_] = [bestPlan(before, on, AUTO), bestPlan(there, on, AUTO)].map((plan) =>
        plan.places.reduce((sum, { bytes }) => sum + bytes, 0),
      ) as [number, number];
      expect(guess / true_, `${guess} ${true_}`).toBeGreaterThan(0.85);
      expect(guess / true_, `${guess} ${true_}`).toBeLessThan(1.15);
    }
    expect(before.layers.length).toBe(there.layers.length);
  });

  it('is known for all of them', () => {
    for (const model of models) for (const build of buildsOf(model)) expect(shapeOf(build), model.id).toBeDefined();
  });
});

describe('the model for a machine', () => {
  const on = (here: Machine) => {
    const best = modelFor(fitCatalog(models, here), here)?.best;
    return best && `${best.build.model.id}:${best.build.quantization}`;
  };
  const shared = (main: number): Machine => ({
    ...machine(main),
    gpus: [{ id: 'Vulkan0', name: 'Intel(R) Iris(R) Xe Graphics', total: (main / 2) * GiB, free: (main / 2) * GiB }],
  });
  const mac = (main: number): Machine => ({
    ...machine(main),
    gpus: [{ id: 'MTL0', name: 'Apple M4', total: 0.7 * main * GiB, free: 0.7 * main * GiB }],
  });

  it.each([
    ['a processor', machine(16), 'qwen3-vl-2b:Q4_K_M'],
    ['much memory and no GPU', machine(128), 'qwen3-vl-2b:Q4_K_M'],
    ['a GPU with 8 GB', machine(16, 8), 'qwen3-vl-8b:Q4_K_M'],
    ['a GPU with 4 GB', machine(16, 4), expect.stringMatching(/^qwen3-vl-[24]b:/)],
    ['a GPU with 24 GB', machine(64, 24), 'qwen3-vl-30b-a3b:Q4_K_M'],
    ['a GPU that is a part of the processor', shared(32), expect.stringMatching(/^qwen3-vl-4b:/)],
    ['a Mac', mac(16), expect.stringMatching(/^qwen3-vl-8b:/)],
    ['next to nothing', machine(1), undefined],
  ])('that is or has %s', (_, here, expected) => {
    expect(on(here)).toEqual(expected);
  });
});
