import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ModelFits } from '../../../src/editor/model-fits.ts';
import { ModelOffer } from '../../../src/editor/model-offer.ts';
import { machine } from '../models/headers.ts';
import { ModelsHere } from './models-here.ts';
import { newPerson } from './vscode.ts';

let here: ModelsHere;
let fits: ModelFits;
let memory: Map<string, unknown>;
let offer: ModelOffer;
beforeEach(async () => {
  newPerson();
  here = await ModelsHere.make();
  memory = new Map();
  fits = new ModelFits({ catalog: () => here.models.catalog, machine: async () => machine(16), log: () => {} });
  offer = newOffer();
});
afterEach(async () => {
  offer.dispose();
  fits.dispose();
  await here.close();
});

const newOffer = () =>
  new ModelOffer(here.models, fits, {
    get: (key: string) => memory.get(key),
    update: async (key: string, value: unknown) => void memory.set(key, value),
  } as never);
const wait = (test: () => unknown) => vi.waitUntil(test, { timeout: 30_000, interval: 5 });
const offered = () => wait(() => offer.state.offer);
const RECOMMENDED = { id: 'qwen3-vl-2b', quantization: 'Q4_K_M' };

it('is of the model for this machine, with its size, as soon as that is known', async () => {
  let changes = 0;
  offer.onDidChange(() => changes++);
  expect(offer.state).toEqual({ state: 'none' });
  await offered();
  const { title, size } = offer.state.offer!;
  expect(title).toBe('Qwen3-VL 2B Instruct Q4_K_M');
  expect(size).toMatch(/^\d\.\d GB$/);
  expect(changes).toBeGreaterThan(0);
});

it('says how much of it came before', async () => {
  await offered();
  expect(offer.state.offer).not.toHaveProperty('received');
  const { id, quantization } = RECOMMENDED;
  await here.models.store.begin(id, { quantization, files: [{ name: 'x.gguf', bytes: 100 }] });
  await writeFile(here.models.store.fileOf(id, 'x.gguf'), Buffer.alloc(5000));
  here.models.refresh();
  await wait(() => offer.state.offer?.received);
  expect(offer.state.offer!.received).toMatch(/^5(\.0)? kB$/i);
});

it('begins the download when it is accepted, and stands back for what is on its way', async () => {
  await offered();
  await offer.accept();
  expect(here.models.downloads.all).toMatchObject([{ key: `${RECOMMENDED.id}:${RECOMMENDED.quantization}` }]);
  expect(offer.state).toMatchObject({ state: 'downloading', name: 'Qwen3-VL 2B Instruct Q4_K_M' });
  // This hub does not have it: what failed is no download any more.
  await wait(() => here.models.downloads.all[0]?.failure);
  expect(offer.state).toMatchObject({ state: 'none', offer: { title: 'Qwen3-VL 2B Instruct Q4_K_M' } });
});

it('is made never again once it was dismissed, also in another window', async () => {
  await offered();
  await offer.dismiss();
  expect(offer.state).toEqual({ state: 'none' });
  offer.dispose();
  offer = newOffer();
  await fits.look();
  expect(offer.isDismissed).toBe(true);
  expect(offer.state).toEqual({ state: 'none' });
});
