import { afterEach, beforeEach, expect, it } from 'vitest';
import { ModelFits } from '../../../src/editor/model-fits.ts';
import { buildsOf, readCatalog } from '../../../src/models/catalog.ts';
import type { Machine } from '../../../src/models/machine.ts';
import { machine } from '../models/headers.ts';

const { models } = readCatalog();
const of = (id: string) => models.find((model) => model.id === id)!;
let looked: number;
let here: () => Machine;
let log: string[];
let fits: ModelFits;
beforeEach(() => {
  [looked, here, log] = [0, () => machine(32, 12), []];
  fits = new ModelFits({
    catalog: () => models,
    machine: async () => {
      looked++;
      return here();
    },
    log: (line) => log.push(line),
  });
});
afterEach(() => fits.dispose());

it('knows nothing, and looks at nothing, before somebody asks', () => {
  const builds = buildsOf(of('qwen3-vl-8b'));
  const [first] = builds;
  expect(fits.words(first!)).toBeUndefined();
  expect(fits.brief(first!)).toBeUndefined();
  expect(fits.best(builds)).toBe(first);
  expect(looked).toBe(0);
});

it('recommends what this machine runs well, and says how each would run', async () => {
  let changes = 0;
  fits.onDidChange(() => changes++);
  const build = await fits.recommended();
  expect(build?.model.id).toMatch(/^qwen3-vl-(4b|8b)$/);
  expect(models.filter((model) => fits.isRecommended(model))).toEqual([build!.model]);
  expect(fits.words(build!)).toMatch(/: fits: \d+ of \d+ layers on the GPU, \d+\.\d of 12\.\d GB/);
  expect(fits.brief(build!)).toBe('fits on the GPU');
  const large = buildsOf(of('qwen3-vl-30b-a3b')).at(-1)!;
  expect(fits.brief(large)).toBe('does not fit');
  expect([looked, changes]).toEqual([1, 1]);
  // A machine that has become smaller.
  here = () => machine(8);
  await fits.look();
  expect((await fits.recommended())?.model.id).toBe('qwen3-vl-2b');
  expect(fits.brief((await fits.recommended())!)).toBe('fits, without a GPU');
});

it('looks once for all who ask at the same time', async () => {
  await Promise.all([fits.recommended(), fits.recommended(), fits.look()]);
  expect(looked).toBe(1);
});

it('recommends nothing where the machine tells nothing, and says so in the log', async () => {
  here = () => {
    throw new Error('no such library');
  };
  expect(await fits.recommended()).toBeUndefined();
  expect(log).toEqual(['How models fit is not known: no such library']);
});
