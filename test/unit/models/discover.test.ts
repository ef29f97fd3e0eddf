import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modelFacts } from '../../../src/host/model-file.ts';
import { discoverModels, findVisionPart } from '../../../src/models/discover.ts';
import type { FoundModel } from '../../../src/models/found-model.ts';
import type { Program } from '../../../src/models/places.ts';
import { blob, digest, writeManifest } from '../../fixtures/ollama.ts';
import { writeMmproj, writeModel } from './small-gguf.ts';

let home: string;
let notes: string[];
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'glimpse-discover-'));
  notes = [];
});
afterEach(() => rm(home, { recursive: true }));

const at = (...parts: string[]): string => path.join(home, ...parts);

/** All models that a search of folders finds. */
async function find(folders = [home], program: Program = 'folder', signal?: AbortSignal): Promise<FoundModel[]> {
  const all: FoundModel[] = [];
  const places = folders.map((folder) => ({ program, folder }));
  const note = (words: string) => notes.push(words);
  for await (const model of discoverModels({ places, note, ...(signal && { signal }) })) all.push(model);
  return all;
}

/** Names, and where their files are; or what is wrong with them. */
const brief = (models: readonly FoundModel[]) =>
  models.map(({ name, file, mmproj, problem }) =>
    problem
      ? [name, problem.kind, problem.message]
      : [name, path.relative(home, file), path.relative(home, mmproj ?? '')],
  );

describe('models in folders', () => {
  it('of LM Studio: publisher, repository, a model with its vision part', async () => {
    const folder = at('lmstudio-community/Qwen3-VL-2B-GGUF');
    const model = await writeModel(path.join(folder, 'Qwen3-VL-2B-Q4_K_M.gguf'));
    const mmproj = await writeMmproj(path.join(folder, 'mmproj-Qwen3-VL-2B-F16.gguf'));
    const sizes = await Promise.all([model, mmproj].map((file) => stat(file)));
    expect(await find([home], 'lm-studio')).toEqual([
      {
        program: 'lm-studio',
        name: 'Qwen3-VL-2B-Q4_K_M',
        file: model,
        mmproj,
        size: sizes[0]!.size + sizes[1]!.size,
        parameters: '2B',
        quantization: 'F32',
        problem: undefined,
      },
    ]);
  });

  it("of Hugging Face's hub: links into blobs, shards below their vision part, each file once", async () => {
    const repository = at('models--unsloth--Qwen3-VL-2B-GGUF');
    const names = ['mmproj-F16.gguf', 'Q4/Qwen3-VL-2B-Q4-00001-of-00002.gguf', 'Q4/Qwen3-VL-2B-Q4-00002-of-00002.gguf'];
    await writeMmproj(path.join(repository, 'blobs/b0'));
    await writeModel(path.join(repository, 'blobs/b1'), { shards: 2 });
    await writeModel(path.join(repository, 'blobs/b2'), { shards: 2 });
    for (const revision of ['aaa', 'bbb']) {
      await mkdir(path.join(repository, 'snapshots', revision, 'Q4'), { recursive: true });
      for (const [index, name] of names.entries()) {
        const link = path.join(repository, 'snapshots', revision, name);
        await symlink(path.relative(path.dirname(link), path.join(repository, `blobs/b${index}`)), link);
      }
    }
    const snapshot = 'models--unsloth--Qwen3-VL-2B-GGUF/snapshots/aaa';
    expect(brief(await find([home], 'hugging-face'))).toEqual([
      ['Qwen3-VL-2B-Q4', `${snapshot}/${names[1]}`, `${snapshot}/${names[0]}`],
    ]);
  });

  it('of older llama.cpp: all in one folder, paired by its manifests, whatever their names say', async () => {
    await writeModel(at('me_odd-GGUF_one.gguf'));
    await writeModel(at('me_odd-GGUF_two.gguf'));
    await writeMmproj(at('me_odd-GGUF_sight-one-f16.gguf'));
    await writeMmproj(at('me_odd-GGUF_sight-two-q8_0.gguf'));
    const manifest = { ggufFile: { rfilename: 'one.gguf' }, mmprojFile: { rfilename: 'sight-two-q8_0.gguf' } };
    await writeFile(at('manifest=me=odd-GGUF=latest.json'), JSON.stringify(manifest));
    await writeFile(at('manifest=me=hostile=latest.json'), '{"ggufFile":{"rfilename":"../../x"},"mmprojFile":[]}');
    await writeFile(at('manifest=me=garbage=latest.json'), '{');
    expect(brief(await find())).toEqual([
      ['me_odd-GGUF_one', 'me_odd-GGUF_one.gguf', 'me_odd-GGUF_sight-two-q8_0.gguf'],
      ['me_odd-GGUF_two', 'me_odd-GGUF_two.gguf', 'me_odd-GGUF_sight-two-q8_0.gguf'],
    ]);
  });

  it('of which many lie in one folder each get the vision part with their name, best as Q8_0', async () => {
    await writeModel(at('Qwen3VL-2B-Instruct-Q4_K_M.gguf'));
    await writeModel(at('Qwen3VL-30B-A3B-Instruct-Q4_K_M.gguf'));
    for (const name of ['2B', '30B-A3B']) {
      for (const type of ['F16', 'Q8_0']) await writeMmproj(at(`mmproj-Qwen3VL-${name}-Instruct-${type}.gguf`));
    }
    expect(brief(await find())).toEqual([
      ['Qwen3VL-2B-Instruct-Q4_K_M', 'Qwen3VL-2B-Instruct-Q4_K_M.gguf', 'mmproj-Qwen3VL-2B-Instruct-Q8_0.gguf'],
      [
        'Qwen3VL-30B-A3B-Instruct-Q4_K_M',
        'Qwen3VL-30B-A3B-Instruct-Q4_K_M.gguf',
        'mmproj-Qwen3VL-30B-A3B-Instruct-Q8_0.gguf',
      ],
    ]);
  });

  it('that only read, hear or help others are left out', async () => {
    await writeModel(at('both/Qwen3VL-2B.gguf'));
    await writeMmproj(at('both/mmproj-Qwen3VL-2B.gguf'));
    await writeModel(at('both/Qwen3-2B.gguf'), { architecture: 'qwen3', width: 256 });
    await writeModel(at('both/mtp-Qwen3VL-2B.gguf'));
    await writeModel(at('both/lora.gguf'), { type: 'adapter' });
    await writeModel(at('text/Llama-8B.gguf'), { architecture: 'llama' });
    await writeModel(at('audio/Ultravox-1B.gguf'), { architecture: 'llama' });
    await writeMmproj(at('audio/mmproj-Ultravox-1B.gguf'), { projector: 'ultravox', audio: true });
    await writeFile(at('text/damaged.gguf'), 'GGUF');
    expect((await find()).map(({ name }) => name)).toEqual(['Qwen3VL-2B']);
  });

  it('of the store whose download has not ended are left out', async () => {
    await writeModel(at('qwen3-vl-2b/Qwen3VL-2B-Q4_K_M.gguf'));
    await writeModel(at('qwen3-vl-2b/Qwen3VL-2B-Q8_0.gguf'));
    await writeMmproj(at('qwen3-vl-2b/mmproj-Qwen3VL-2B-Q8_0.gguf'));
    const record = { quantization: 'Q8_0', files: [{ name: 'Qwen3VL-2B-Q8_0.gguf' }] };
    await writeFile(at('qwen3-vl-2b/Q8_0.download.json'), JSON.stringify(record));
    expect((await find([home], 'glimpse')).map(({ name }) => name)).toEqual(['Qwen3VL-2B-Q4_K_M']);
  });

  it('whose vision part lies in the folder of another program get it from there', async () => {
    await writeModel(at('downloads/Qwen3VL-2B-Instruct-Q4_K_M.gguf'));
    await writeMmproj(at('lm/someone/Qwen3-VL-2B-Instruct-GGUF/mmproj-F16.gguf'));
    await writeMmproj(at('lm/someone/Qwen3-VL-8B-Instruct-GGUF/mmproj-F16.gguf'));
    const model = ['Qwen3VL-2B-Instruct-Q4_K_M', 'downloads/Qwen3VL-2B-Instruct-Q4_K_M.gguf'];
    expect(brief(await find([at('downloads'), at('lm')]))).toEqual([
      [...model, 'lm/someone/Qwen3-VL-2B-Instruct-GGUF/mmproj-F16.gguf'],
    ]);
    const facts = await modelFacts(at(model[1]!));
    const places = [{ program: 'folder', folder: at('lm') } as const];
    expect((await findVisionPart(facts, model[0]!, { places }))?.path).toBe(
      at('lm/someone/Qwen3-VL-2B-Instruct-GGUF/mmproj-F16.gguf'),
    );
    expect(await findVisionPart(facts, 'My-Own-VL-2B', { places })).toBeUndefined();
  });

  it('are found in folders inside of others, also of Ollama, and once where places overlap', async () => {
    await writeModel(at('a/VL-2B/model.gguf'));
    await writeMmproj(at('a/VL-2B/mmproj.gguf'));
    await pair(at('a/ollama/models'), 'registry.ollama.ai/library/qwen3-vl/2b');
    expect((await find([at('a'), at('a/VL-2B'), home])).map(({ name }) => name)).toEqual(['model', 'qwen3-vl:2b']);
  });
});

describe('models of Ollama', () => {
  it('have the names that it shows, that of the version before "latest"', async () => {
    await pair(home, 'registry.ollama.ai/library/qwen3-vl/latest');
    await pair(home, 'registry.ollama.ai/library/qwen3-vl/2b');
    await pair(home, 'registry.ollama.ai/me/mine/7b', 'b');
    await pair(home, 'hf.co/unsloth/Qwen3-VL-2B-GGUF/Q4_K_M', 'c');
    await writeFile(at('manifests/registry.ollama.ai/library/qwen3-vl/.hidden'), '');
    expect(brief(await find([home], 'ollama')).map(([name, file]) => [name, at(file!)])).toEqual([
      ['hf.co/unsloth/Qwen3-VL-2B-GGUF:Q4_K_M', blob(home, 'model c')],
      ['qwen3-vl:2b', blob(home, 'model a')],
      ['me/mine:7b', blob(home, 'model b')],
    ]);
    expect(notes).toEqual([]);
  });

  it('that carry the vision part inside are said to be for Ollama alone, and who could run them', async () => {
    await writeModel(blob(home, 'model'), { architecture: 'gemma3', visionInside: true });
    await manifest('gemma3/4b', ['model', 'model']);
    expect(brief(await find())).toEqual([
      ['gemma3:4b', 'bad-model', expect.stringMatching(/gemma3:4b.*inside.*only Ollama.*11434/s)],
    ]);
  });

  it('without a vision part are left out where they only read, and said where they always see', async () => {
    await writeModel(blob(home, 'text'), { architecture: 'llama' });
    await manifest('llama/8b', ['model', 'text']);
    await writeModel(blob(home, 'blind'));
    await manifest('made-here/latest', ['model', 'blind']);
    await manifest('safetensors/latest', ['tensor', 'x']);
    expect(brief(await find())).toEqual([
      ['made-here:latest', 'cannot-see', expect.stringMatching(/^made-here:latest can't see pictures without/)],
    ]);
  });

  it.each([
    ['a missing model', ['projector'], /tiny:1b.*Not all of them are there.*ollama pull tiny:1b/s],
    ['a missing vision part', ['model'], /tiny:1b.*Not all of them are there/s],
  ])('with %s say so', async (_, there, message) => {
    if (there.includes('model')) await writeModel(blob(home, 'model'));
    else await writeMmproj(blob(home, 'projector'));
    await manifest('tiny/1b', ['model', 'model'], ['projector', 'projector']);
    expect(brief(await find())).toEqual([['tiny:1b', 'bad-model', expect.stringMatching(message)]]);
  });

  it('whose parts do not fit, are damaged or in pieces say so under their name', async () => {
    await writeModel(blob(home, 'model'));
    await writeMmproj(blob(home, 'wide'), { width: 128 });
    await writeMmproj(blob(home, 'good'));
    await writeFile(blob(home, 'damaged'), 'GGUF');
    await manifest('a/1b', ['model', 'model'], ['projector', 'wide']);
    await manifest('b/1b', ['model', 'model'], ['projector', 'damaged']);
    await manifest('c/1b', ['model', 'model'], ['model', 'good'], ['projector', 'good']);
    await manifest('d/1b', ['model', 'damaged'], ['projector', 'good']);
    expect(brief(await find())).toEqual([
      ['a:1b', 'model-mismatch', expect.stringMatching(/a:1b.*512 wide, and the model takes 256/s)],
      ['b:1b', 'bad-model', expect.stringMatching(/b:1b.*cut off/s)],
      ['c:1b', 'bad-model', expect.stringMatching(/c:1b.*in pieces/s)],
      ['d:1b', 'bad-model', expect.stringMatching(/d:1b.*cut off/s)],
    ]);
  });

  it('are left out with a note where the manifest is none, however hostile', async () => {
    await mkdir(at('blobs'));
    await writeModel(at('secret.gguf'));
    const folder = at('manifests/registry.ollama.ai/library/evil');
    await mkdir(folder, { recursive: true });
    const layer = (digest: unknown) => ({ layers: [{ mediaType: 'application/vnd.ollama.image.model', digest }] });
    const texts = {
      up: JSON.stringify(layer('../secret.gguf')),
      'up-in-hash': JSON.stringify(layer(`sha256:../../${'0'.repeat(58)}`)),
      number: JSON.stringify(layer(7)),
      huge: `${' '.repeat(2 ** 20)}${JSON.stringify(layer(digest('model')))}`,
      many: JSON.stringify({ layers: Array(2000).fill(layer(digest('model')).layers[0]) }),
      deep: '['.repeat(100_000),
      empty: '',
    };
    for (const [name, text] of Object.entries(texts)) await writeFile(path.join(folder, name), text);
    expect((await find()).map(({ name }) => name)).toEqual(['secret']);
    expect(notes).toHaveLength(Object.keys(texts).length);
    for (const name of Object.keys(texts)) expect(notes.join('\n')).toContain(path.join(folder, name));
  });
});

describe('a model that can not be used', () => {
  it.each([
    ['a vision part of another width', { width: 128 }, 'model-mismatch', /512 wide, and the model takes 256/],
    ['one of another kind', { projector: 'gemma3' }, 'model-mismatch', /kind "gemma3", and the model is a "qwen3vl"/],
    ['one that does not say its kind', { projector: '' }, 'bad-model', /which kind of vision part/],
  ])('as it has %s', async (_, part, kind, message) => {
    await writeModel(at('VL-2B.gguf'));
    await writeMmproj(at('mmproj-VL-2B.gguf'), part);
    expect(brief(await find())).toEqual([['VL-2B', kind, expect.stringMatching(message)]]);
  });

  it('as a text model of the same width beside a vision part of Qwen', async () => {
    await writeModel(at('Qwen2-7B.gguf'), { architecture: 'qwen2' });
    await writeMmproj(at('mmproj-Qwen2-7B.gguf'), { projector: 'qwen2vl_merger' });
    expect(brief(await find())).toEqual([['Qwen2-7B', 'model-mismatch', expect.stringMatching(/"qwen2"/)]]);
  });

  it('as its vision part is nowhere', async () => {
    await writeModel(at('Qwen3VL-2B.gguf'));
    expect(brief(await find())).toEqual([['Qwen3VL-2B', 'cannot-see', expect.stringMatching(/was not found/)]]);
  });

  it('as shards are missing, the first one too', async () => {
    for (const name of ['one', 'two']) {
      await writeModel(at(name, `VL-2B-${name}-0000${name === 'one' ? 1 : 2}-of-00002.gguf`), { shards: 2 });
      await writeMmproj(at(name, `mmproj-VL-2B-${name}.gguf`));
    }
    expect(brief(await find())).toEqual([
      ['VL-2B-one', 'bad-model', expect.stringMatching(/2 files.*00002-of-00002\.gguf.*no such file/s)],
      ['VL-2B-two', 'bad-model', expect.stringMatching(/00001-of-00002\.gguf.*no such file/s)],
    ]);
  });

  it('as the download of it, or of its vision part, did not end', async () => {
    const model = await writeModel(at('a/VL-2B.gguf'));
    await truncate(model, (await stat(model)).size - 1);
    await writeMmproj(at('a/mmproj-VL-2B.gguf'));
    await writeModel(at('b/VL-3B.gguf'));
    await writeFile(at('b/mmproj-VL-3B.gguf'), 'GGUF');
    expect(brief(await find())).toEqual([
      ['VL-2B', 'bad-model', expect.stringMatching(/VL-2B\.gguf is cut off/)],
      ['VL-3B', 'bad-model', expect.stringMatching(/mmproj-VL-3B\.gguf is/)],
    ]);
  });

  it('as what a link leads to is gone', async () => {
    await writeMmproj(at('mmproj-VL-2B.gguf'));
    await symlink(at('gone'), at('VL-2B.gguf'));
    expect(brief(await find())).toEqual([['VL-2B', 'bad-model', expect.stringMatching(/no such file/)]]);
  });
});

describe('the search', () => {
  it('goes round no circle of links, and not into hidden folders', async () => {
    await writeModel(at('a/VL-2B.gguf'));
    await writeMmproj(at('a/mmproj-VL-2B.gguf'));
    await writeModel(at('.git/VL-2B.gguf'));
    await mkdir(at('a/b'));
    await symlink(home, at('a/b/round'));
    await symlink(at('a'), at('a/b/again'));
    await symlink(at('a/b/self'), at('a/b/self'));
    expect(brief(await find())).toEqual([['VL-2B', 'a/VL-2B.gguf', 'a/mmproj-VL-2B.gguf']]);
  });

  it('goes only so deep', async () => {
    const folder = at(...Array.from({ length: 9 }, (_, i) => `${i}`));
    await writeModel(path.join(folder, 'VL-2B.gguf'));
    await writeMmproj(path.join(folder, 'mmproj-VL-2B.gguf'));
    expect(await find()).toEqual([]);
    expect((await find([at('0')])).map(({ name }) => name)).toEqual(['VL-2B']);
  });

  it('lets others work while it looks at 10,000 files', async () => {
    await writeModel(at('VL-2B.gguf'));
    await writeMmproj(at('mmproj-VL-2B.gguf'));
    for (let i = 0; i < 10_000; i += 500) {
      await Promise.all(Array.from({ length: 500 }, (_, j) => writeFile(at(`${i + j}.bin`), '')));
    }
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    expect(await find()).toHaveLength(1);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
  });

  it('ends when it is cancelled, before and while it runs', async () => {
    for (const name of ['a', 'b', 'c']) {
      await writeModel(at(name, `VL-${name}.gguf`));
      await writeMmproj(at(name, `mmproj-VL-${name}.gguf`));
    }
    await expect(find([home], 'folder', AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    const controller = new AbortController();
    const search = discoverModels({
      places: [{ program: 'folder', folder: home }],
      signal: controller.signal,
    });
    expect(await search.next()).toMatchObject({ done: false, value: { name: 'VL-a' } });
    controller.abort();
    await expect(search.next()).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('writes nothing', async () => {
    await pair(at('ollama'), 'registry.ollama.ai/library/qwen3-vl/2b');
    await writeModel(at('VL-2B.gguf'));
    await writeMmproj(at('mmproj-VL-2B.gguf'));
    const tree = async () => {
      const names = await readdir(home, { recursive: true });
      return Promise.all(names.map(async (name) => [name, (await stat(at(name))).mtimeMs]));
    };
    const before = await tree();
    expect(await find()).toHaveLength(2);
    expect(await tree()).toEqual(before);
  });

  // Nothing is forbidden to root, and Windows has other rights.
  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'leaves out what may not be read, with a note, and goes on',
    async () => {
      await writeModel(at('a/VL-2B.gguf'));
      await mkdir(at('closed'));
      await chmod(at('closed'), 0);
      await writeModel(at('z/VL-2B.gguf'));
      await writeMmproj(at('z/mmproj-VL-2B.gguf'));
      expect((await find()).map(({ file }) => file)).toContain(at('z/VL-2B.gguf'));
      expect(notes).toEqual([`${at('closed')} was left out: it may not be read`]);
      await chmod(at('closed'), 0o700);
    },
  );

  it('has nothing to say of folders that are not there', async () => {
    await writeFile(at('file'), '');
    expect(await find([at('nowhere'), at('file')])).toEqual([]);
    expect(notes).toEqual([]);
  });
});

/** A whole model of Ollama. */
async function pair(folder: string, name: string, id = 'a'): Promise<void> {
  await writeModel(blob(folder, `model ${id}`));
  await writeMmproj(blob(folder, `projector ${id}`));
  await writeManifest(folder, name, [
    { kind: 'model', digest: digest(`model ${id}`) },
    { kind: 'projector', digest: digest(`projector ${id}`) },
  ]);
}

/** A manifest of Ollama's own library in `home`. */
async function manifest(name: string, ...layers: [kind: string, of: string][]): Promise<void> {
  const all = layers.map(([kind, of]) => ({ kind, digest: digest(of) }));
  await writeManifest(home, `registry.ollama.ai/library/${name}`, all);
}
