import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { displayName, resolveModel, visionPartOf } from '../../../src/models/resolve.ts';
import { blob, digest, writeManifest } from '../../fixtures/ollama.ts';
import { writeMmproj, writeModel } from './small-gguf.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'glimpse-resolve-'));
});
afterEach(() => rm(home, { recursive: true }));

const at = (...parts: string[]): string => path.join(home, ...parts);

/** Name and files of what is loaded where a file was chosen. */
async function resolved(file: string) {
  const found = await resolveModel(file);
  const mmproj = 'mmproj' in found ? path.relative(home, found.mmproj.path) : found.problem.kind;
  return [found.name, path.relative(home, found.model.path), mmproj];
}

it('a model is loaded with the vision part beside it', async () => {
  await writeModel(at('VL-2B.gguf'));
  await writeMmproj(at('mmproj-VL-2B.gguf'));
  expect(await resolved(at('VL-2B.gguf'))).toEqual(['VL-2B', 'VL-2B.gguf', 'mmproj-VL-2B.gguf']);
});

it('of shards the first is loaded, whichever was chosen', async () => {
  for (const index of [1, 2, 3]) await writeModel(at(`VL-8B-0000${index}-of-00003.gguf`), { shards: 3 });
  await writeMmproj(at('mmproj-VL-8B.gguf'));
  for (const index of [1, 3]) {
    expect(await resolved(at(`VL-8B-0000${index}-of-00003.gguf`))).toEqual([
      'VL-8B',
      'VL-8B-00001-of-00003.gguf',
      'mmproj-VL-8B.gguf',
    ]);
  }
});

it('of a vision part the model is loaded that it is for, with this very part', async () => {
  await writeModel(at('a-VL-1B.gguf'), { width: 32 });
  await writeModel(at('b-VL-2B.gguf'));
  await writeModel(at('c-VL-2B-other.gguf'));
  await writeMmproj(at('mmproj-VL-2B-other-F16.gguf'));
  await writeMmproj(at('mmproj-VL-2B-other-Q8_0.gguf'));
  expect(await resolved(at('mmproj-VL-2B-other-F16.gguf'))).toEqual([
    'c-VL-2B-other',
    'c-VL-2B-other.gguf',
    'mmproj-VL-2B-other-F16.gguf',
  ]);
});

it('a vision part alone is none that can be loaded', async () => {
  await writeModel(at('a-VL-1B.gguf'), { width: 32 });
  await writeMmproj(at('mmproj-VL-2B.gguf'));
  await expect(resolveModel(at('mmproj-VL-2B.gguf'))).rejects.toMatchObject({
    kind: 'bad-model',
    message: expect.stringMatching(/only the vision part.*Choose the text model/),
  });
});

it('a model that only reads is told from one whose vision part does not fit', async () => {
  await writeModel(at('a/Llama-8B.gguf'), { architecture: 'llama' });
  expect(await resolved(at('a/Llama-8B.gguf'))).toEqual(['Llama-8B', 'a/Llama-8B.gguf', 'cannot-see']);
  await writeModel(at('b/VL-2B.gguf'));
  await writeMmproj(at('b/mmproj-VL-2B.gguf'), { width: 128 });
  expect(await resolved(at('b/VL-2B.gguf'))).toEqual(['VL-2B', 'b/VL-2B.gguf', 'model-mismatch']);
});

it('a model with its vision part inside is for Ollama', async () => {
  await writeModel(at('gemma.gguf'), { architecture: 'gemma3', visionInside: true });
  await expect(resolveModel(at('gemma.gguf'))).rejects.toMatchObject({ message: expect.stringMatching(/only Ollama/) });
});

it('files of Ollama are known by their manifest, either of both', async () => {
  await writeModel(blob(home, 'model'));
  await writeMmproj(blob(home, 'vision'));
  await writeManifest(home, 'registry.ollama.ai/library/tiny-vl/1b', [
    { kind: 'model', digest: digest('model') },
    { kind: 'projector', digest: digest('vision') },
  ]);
  const [model, mmproj] = ['model', 'vision'].map((of) => blob(home, of)) as [string, string];
  for (const file of [model, mmproj]) {
    expect(await resolved(file)).toEqual(['tiny-vl:1b', path.relative(home, model), path.relative(home, mmproj)]);
  }
  expect(await visionPartOf(model)).toBe(mmproj);
  expect(await displayName(model)).toBe('tiny-vl:1b');
  await rm(mmproj);
  await expect(resolveModel(model)).rejects.toMatchObject({
    message: expect.stringMatching(/tiny-vl:1b.*ollama pull/),
  });
});

it('a file without a name and a manifest is called what its header says, else the beginning of its hash', async () => {
  const file = at('blobs', 'a1b2c3d4e5f6'.padEnd(64, '0'));
  await writeModel(file);
  expect(await displayName(file)).toBe('a1b2c3d4e5f6');
  expect(await displayName(at('VL-8B-00001-of-00003.gguf'))).toBe('VL-8B');
  await writeFile(file, 'GGUF');
  await expect(displayName(file)).rejects.toMatchObject({ kind: 'bad-model' });
});
