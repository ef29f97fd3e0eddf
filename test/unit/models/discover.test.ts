import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discoverModels } from '../../../src/models/discover.ts';
import type { FoundModel } from '../../../src/models/found-model.ts';
import { type Program, usualPlaces } from '../../../src/models/places.ts';
import { writeMmproj, writeModel } from './small-gguf.ts';

let home: string;
let notes: string[];
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'glimpse-discover-'));
  notes = [];
});
afterEach(() => rm(home, { recursive: true }));

const at = (...parts: string[]): string => path.join(home, ...parts);

/** All models that a search of a folder finds, by name. */
async function find(folder = home, program: Program = 'folder', signal?: AbortSignal): Promise<FoundModel[]> {
  const all: FoundModel[] = [];
  const options = {
    places: [{ program, folder }],
    note: (note: string) => notes.push(note),
    ...(signal && { signal }),
  };
  for await (const model of discoverModels(options)) all.push(model);
  return all;
}

const brief = (models: readonly FoundModel[]) =>
  models.map(({ name, file, mmproj, problem }) => ({
    name,
    file: path.relative(home, file),
    mmproj: mmproj && path.relative(home, mmproj),
    ...(problem && { problem: problem.kind }),
  }));

describe('the folders of a program', () => {
  it('LM Studio: publisher, repository, model with its vision part', async () => {
    const folder = at('.lmstudio/models/lmstudio-community/Qwen3-VL-2B-GGUF');
    const model = await writeModel(path.join(folder, 'Qwen3-VL-2B-Q4_K_M.gguf'));
    const mmproj = await writeMmproj(path.join(folder, 'mmproj-Qwen3-VL-2B-F16.gguf'));
    const found: FoundModel[] = [];
    for await (const one of discoverModels({ places: await usualPlaces({}, machine('linux')) })) found.push(one);
    expect(found).toEqual([
      {
        program: 'lm-studio',
        name: 'Qwen3-VL-2B-Q4_K_M',
        file: model,
        mmproj,
        size: expect.any(Number),
        parameters: '2B',
        quantization: 'F32',
        problem: undefined,
      },
    ]);
  });

  it("Hugging Face's hub: links into blobs, shards below their vision part, each file once", async () => {
    const repository = at('models--unsloth--Qwen3-VL-2B-GGUF');
    const names = ['mmproj-F16.gguf', 'Q4/Qwen3-VL-2B-Q4-00001-of-00002.gguf', 'Q4/Qwen3-VL-2B-Q4-00002-of-00002.gguf'];
    const [part, ...shards] = names;
    await writeMmproj(path.join(repository, 'blobs', 'b0'));
    await writeModel(path.join(repository, 'blobs', 'b1'), { shards: 2 });
    await writeModel(path.join(repository, 'blobs', 'b2'), { shards: 2 });
    for (const revision of ['aaa', 'bbb']) {
      const snapshot = path.join(repository, 'snapshots', revision);
      await mkdir(path.join(snapshot, 'Q4'), { recursive: true });
      for (const [index, name] of [part!, ...shards].entries()) {
        const target = path.relative(
          path.dirname(path.join(snapshot, name)),
          path.join(repository, 'blobs', `b${index}`),
        );
        await symlink(target, path.join(snapshot, name));
      }
    }
    expect(brief(await find(home, 'hugging-face'))).toEqual([
      {
        name: 'Qwen3-VL-2B-Q4',
        file: path.join('models--unsloth--Qwen3-VL-2B-GGUF/snapshots/aaa', names[1]!),
        mmproj: path.join('models--unsloth--Qwen3-VL-2B-GGUF/snapshots/aaa', names[0]!),
      },
    ]);
  });
});

function machine(platform: NodeJS.Platform, env: NodeJS.ProcessEnv = {}) {
  return { platform, home, env };
}
