import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { partFile, removePart, writePart } from '../../../src/models/download/part.ts';
import { ModelStore, modelsFolder } from '../../../src/models/store.ts';

let folder: string;
let store: ModelStore;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'glimpse-store-'));
  store = new ModelStore(() => folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(id: string, files: Record<string, number>) {
  await mkdir(path.join(folder, id), { recursive: true });
  for (const [name, bytes] of Object.entries(files))
    await writeFile(path.join(folder, id, name), Buffer.alloc(bytes, 1));
}
const left = async (id: string) => readdir(path.join(folder, id)).catch(() => undefined);

describe('the store of models', () => {
  it('is empty where its folder is not there yet', async () => {
    const none = new ModelStore(() => path.join(folder, 'none'));
    expect(await none.list()).toEqual({ models: [], unfinished: [] });
  });

  it('lists models that are whole: with their vision part, and with all shards', async () => {
    await put('a', { 'a-Q4_K_M.gguf': 100, 'mmproj-a-F16.gguf': 20, 'mmproj-a-Q8_0.gguf': 10 });
    await put('b', { 'b-00001-of-00002.gguf': 30, 'b-00002-of-00002.gguf': 30, 'mmproj-b.gguf': 5 });
    await put('torn', { 't-00001-of-00002.gguf': 30, 'mmproj-t.gguf': 5 });
    await put('blind', { 'blind.gguf': 30 });
    await put('part', { 'p.gguf.part': 30, 'mmproj-p.gguf': 5 });
    await writeFile(path.join(folder, 'readme.txt'), 'not a folder');
    const { models, unfinished } = await store.list();
    expect(models).toEqual([
      {
        id: 'a',
        file: store.fileOf('a', 'a-Q4_K_M.gguf'),
        mmproj: store.fileOf('a', 'mmproj-a-Q8_0.gguf'),
        bytes: 110,
      },
      {
        id: 'b',
        file: store.fileOf('b', 'b-00001-of-00002.gguf'),
        mmproj: store.fileOf('b', 'mmproj-b.gguf'),
        bytes: 65,
      },
    ]);
    expect(unfinished).toEqual([]);
  });

  it('knows what a file was downloaded as, and that others were not', () => {
    expect(store.idOf(store.fileOf('a', 'a-Q4_K_M.gguf'))).toBe('a');
    for (const other of ['a.gguf', 'a/b/c.gguf', '../a.gguf', '../../x/a.gguf']) {
      expect(store.idOf(path.join(folder, other)), other).toBeUndefined();
    }
  });

  it('knows what was begun, also when only the vision part is missing', async () => {
    const files = [
      { name: 'mmproj-a.gguf', bytes: 10_000 },
      { name: 'a-Q4_K_M.gguf', bytes: 100_000 },
    ];
    await store.begin('a', { quantization: 'Q4_K_M', files });
    expect((await store.list()).unfinished).toEqual([{ id: 'a', quantization: 'Q4_K_M', received: 0, total: 110_000 }]);
    await put('a', { 'a-Q4_K_M.gguf': 100_000 });
    const mmproj = store.fileOf('a', 'mmproj-a.gguf');
    await writeFile(partFile(mmproj), Buffer.alloc(4096));
    await writePart(mmproj, { version: 1, url: 'https://example.org/m', total: 10_000, done: [[0, 4096]] });
    expect(await store.list()).toEqual({
      models: [],
      unfinished: [{ id: 'a', quantization: 'Q4_K_M', received: 104_096, total: 110_000 }],
    });
    await removePart(mmproj);
    await put('a', { 'mmproj-a.gguf': 10_000 });
    await store.finish('a', 'Q4_K_M');
    expect(await store.list()).toMatchObject({ models: [{ id: 'a', bytes: 110_000 }], unfinished: [] });
    expect(await left('a')).toEqual(['a-Q4_K_M.gguf', 'mmproj-a.gguf']);
  });

  it('does not believe a record that is none', async () => {
    await put('a', { 'Q4_K_M.download.json': 10 });
    await writeFile(
      store.fileOf('a', 'Q8_0.download.json'),
      JSON.stringify({ quantization: 'x', files: [{ name: '../../x.gguf' }] }),
    );
    expect(await store.list()).toEqual({ models: [], unfinished: [] });
  });

  it('discards what a download brought, and nothing that another model needs', async () => {
    await put('a', { 'a-Q4_K_M.gguf': 100, 'mmproj-a.gguf': 10 });
    await store.begin('a', { quantization: 'Q8_0', files: [{ name: 'mmproj-a.gguf' }, { name: 'a-Q8_0.gguf' }] });
    await put('a', { 'a-Q8_0.gguf.part': 50, 'a-Q8_0.gguf.part.json': 5 });
    await store.discard('a', 'Q8_0');
    expect(await left('a')).toEqual(['a-Q4_K_M.gguf', 'mmproj-a.gguf']);
    await store.begin('b', { quantization: 'Q8_0', files: [{ name: 'mmproj-b.gguf' }, { name: 'b.gguf' }] });
    await put('b', { 'mmproj-b.gguf': 5, 'b.gguf.part': 5 });
    await store.discard('b', 'Q8_0');
    expect(await left('b')).toBeUndefined();
  });

  it('deletes a model with all shards, and the vision part with the last one', async () => {
    await put('a', {
      'a-Q4-00001-of-00002.gguf': 9,
      'a-Q4-00002-of-00002.gguf': 9,
      'a-Q8.gguf': 9,
      'mmproj-a.gguf': 1,
    });
    const [first, second] = (await store.list()).models;
    await store.remove(first!);
    expect(await left('a')).toEqual(['a-Q8.gguf', 'mmproj-a.gguf']);
    await store.remove(second!);
    expect(await left('a')).toBeUndefined();
  });

  it('keeps what it does not know, and what a link points to', async () => {
    const far = path.join(folder, 'far.bin');
    await writeFile(far, 'weights');
    await put('a', { 'mmproj-a.gguf': 1, 'notes.txt': 1 });
    await symlink(far, store.fileOf('a', 'a.gguf'));
    const { models } = await store.list();
    expect(models).toMatchObject([{ id: 'a', bytes: 8 }]);
    await store.remove(models[0]!);
    expect(await left('a')).toEqual(['notes.txt']);
    expect(await readdir(folder)).toContain('far.bin');
  });
});

describe('the folder of models', () => {
  it("is the setting's, else the data folder of the user", () => {
    expect(modelsFolder('/mnt/models')).toBe(path.resolve('/mnt/models'));
    expect(modelsFolder('~/models')).toBe(path.join(homedir(), 'models'));
    const kept = process.env.GLIMPSE_MODELS_FOLDER;
    try {
      process.env.GLIMPSE_MODELS_FOLDER = folder;
      expect(modelsFolder()).toBe(folder);
      delete process.env.GLIMPSE_MODELS_FOLDER;
      expect(modelsFolder()).toMatch(/glimpse.*[/\\]models$/);
      expect(path.isAbsolute(modelsFolder())).toBe(true);
    } finally {
      if (kept !== undefined) process.env.GLIMPSE_MODELS_FOLDER = kept;
    }
  });
});
