import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ModelFits } from '../../../src/editor/model-fits.ts';
import { type ModelNode, ModelsTree, type NodeOf } from '../../../src/editor/models-tree.ts';
import { machine } from '../models/headers.ts';
import { ModelsHere } from './models-here.ts';
import { newPerson } from './vscode.ts';

let here: ModelsHere;
let fits: ModelFits;
let tree: ModelsTree;
/** The rows that were told to have changed; undefined: all. */
let changed: (ModelNode | undefined)[];
beforeEach(async () => {
  newPerson();
  here = await ModelsHere.make();
  fits = new ModelFits({ catalog: () => here.models.catalog, machine: async () => machine(16), log: () => {} });
  tree = new ModelsTree(here.models, here.current, fits);
  changed = [];
  tree.onDidChange((node) => changed.push(node));
});
afterEach(async () => {
  tree.dispose();
  fits.dispose();
  await here.close();
});

const wait = (test: () => unknown) => vi.waitUntil(test, { timeout: 30_000, interval: 5 });
const groups = async () => (await tree.children()).flatMap((node) => (node.kind === 'group' ? [node.name] : []));
async function rows<K extends ModelNode['kind']>(kind: K): Promise<NodeOf<K>[]> {
  const roots = await tree.children();
  const below = await Promise.all(roots.map((node) => tree.children(node)));
  return [...roots, ...below.flat()].filter((node): node is NodeOf<K> => node.kind === kind);
}
const described = (node: ModelNode) => {
  const { label, description, contextValue } = tree.item(node);
  return { label, description, contextValue };
};

it('has only the catalogue where there is no model yet, and says how each would run', async () => {
  expect(await groups()).toEqual(['catalog']);
  await fits.look();
  const recommended = (await rows('model')).filter(({ model }) => fits.isRecommended(model));
  expect(recommended.map(described)).toEqual([
    {
      label: 'Qwen3-VL 2B Instruct',
      description: expect.stringMatching(/^\d\.\d GB · recommended · fits, without a GPU$/),
      contextValue: 'model',
    },
  ]);
  const [build] = await tree.children(recommended[0]);
  expect(described(build!)).toMatchObject({ label: 'Q4_K_M', description: expect.stringMatching(/GB · .*fits/) });
  expect(tree.tooltip(build!)!.value).toMatch(/Qwen3-VL 2B Instruct Q4_K_M[\s\S]*Licence: Apache/);
});

it('follows a download in its own row, and has the model when that is there', async () => {
  let goOn = () => {};
  here.held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const ended = here.models.downloads.start(here.tiny);
  await wait(() => here.isHalfWay);
  expect(await groups()).toEqual(['downloads', 'catalog']);
  const [row] = await rows('download');
  expect(described(row!)).toMatchObject({ label: 'Tiny Q4_K_M', contextValue: 'download running' });
  // Progress changes this row, and not the view.
  changed.length = 0;
  await wait(() => changed.length > 0);
  expect(new Set(changed)).toEqual(new Set([row]));
  goOn();
  await ended;
  expect(await groups()).toEqual(['disk', 'catalog']);
  const [stored] = await rows('stored');
  expect(described(stored!)).toMatchObject({ label: 'Tiny Q4_K_M', contextValue: 'stored' });
  expect(tree.tooltip(stored!)!.value).toContain('mmproj');
  here.values.modelFile = stored!.model.file;
  const [used] = await rows('stored');
  expect(described(used!)).toMatchObject({
    description: expect.stringMatching(/ · in use$/),
    contextValue: 'stored used',
  });
});

it('says why a download failed, and that one is paused', async () => {
  here.status = 404;
  await here.models.downloads.start(here.tiny);
  const [failed] = await rows('download');
  expect(described(failed!).description).toMatch(/^failed: /);
  expect(tree.tooltip(failed!)!.value).toContain('404');
  await here.models.store.begin('tiny', { quantization: 'Q4_K_M', files: [{ name: 'tiny.gguf', bytes: 100 }] });
  await here.models.store.begin('gone', { quantization: 'Q8_0', files: [] });
  const all = (await rows('download')).map(described);
  expect(all).toContainEqual({ label: 'gone:Q8_0', description: 'paused', contextValue: 'download lost' });
});

it('has the model in use first, with what can be done with it, and is told only of what it shows', async () => {
  here.become({ state: 'loading', name: 'Mine', where: 'local', progress: 0.5 });
  const [first] = await tree.children();
  expect(described(first!)).toMatchObject({ label: 'Mine', contextValue: 'current local up' });
  expect(tree.tooltip(first!)!.value).toContain('Computed on the processor');
  changed.length = 0;
  here.become({ state: 'loading', name: 'Mine', where: 'local', progress: 0.5 });
  expect(changed).toEqual([]);
  here.become({ state: 'failed', name: 'Mine', where: 'local' });
  expect(changed).toEqual([undefined]);
  const [failed] = await tree.children();
  expect(described(failed!)).toMatchObject({ contextValue: 'current local down' });
  expect(failed!.id).toBe(first!.id);
});
