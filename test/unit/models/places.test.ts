import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Program, usualPlaces } from '../../../src/models/places.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'glimpse-places-'));
});
afterEach(() => rm(home, { recursive: true }));

const at = (...parts: string[]): string => path.join(home, ...parts);

async function folders(
  program: Program,
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv = {},
  own: Parameters<typeof usualPlaces>[0] = {},
): Promise<string[]> {
  const places = await usualPlaces(own, { platform, home, env });
  return places.filter((place) => place.program === program).map(({ folder }) => folder);
}

it.each([
  ['linux', '.cache/llama.cpp'],
  ['darwin', 'Library/Caches/llama.cpp'],
  ['win32', 'AppData/Local/llama.cpp'],
] as const)('those of llama.cpp on %s', async (platform, folder) => {
  expect(await folders('llama.cpp', platform)).toEqual([at(folder)]);
  expect(await folders('llama.cpp', platform, { LLAMA_CACHE: at('mine') })).toEqual([at('mine'), at(folder)]);
});

it('what the environment says of caches goes before what is usual', async () => {
  expect(await folders('llama.cpp', 'linux', { XDG_CACHE_HOME: at('xdg') })).toEqual([at('xdg/llama.cpp')]);
  expect(await folders('llama.cpp', 'win32', { LOCALAPPDATA: at('local') })).toEqual([at('local/llama.cpp')]);
  expect(await folders('ollama', 'darwin', { OLLAMA_MODELS: at('big-disk') })).toEqual([
    at('big-disk'),
    at('.ollama/models'),
  ]);
  const hub = await folders('hugging-face', 'linux', { HF_HOME: at('hf'), HF_HUB_CACHE: at('hub') });
  expect(hub.slice(0, 2)).toEqual([at('hub'), at('hf/hub')]);
  expect(hub).toContain(at('.cache/huggingface/hub'));
});

it('that of the Ollama service on Linux', async () => {
  expect(await folders('ollama', 'linux')).toEqual([
    at('.ollama/models'),
    '/usr/share/ollama/.ollama/models',
    '/var/lib/ollama',
  ]);
});

it('LM Studio wherever its pointer and its settings say, and where older ones were', async () => {
  const usual = [at('.lmstudio/models'), at('.cache/lm-studio/models')];
  expect(await folders('lm-studio', 'linux')).toEqual(usual);
  await writeFile(at('.lmstudio-home-pointer'), `${at('elsewhere')}\n`);
  await mkdir(at('elsewhere'));
  await writeFile(at('elsewhere/settings.json'), JSON.stringify({ downloadsFolder: at('big-disk/models'), more: 1 }));
  expect(await folders('lm-studio', 'linux')).toEqual([at('big-disk/models'), at('elsewhere/models'), ...usual]);
});

it.each([
  ['linux', '.config'],
  ['darwin', 'Library/Application Support'],
  ['win32', 'AppData/Roaming'],
] as const)('the settings of the desktop program LM Studio on %s', async (platform, folder) => {
  await mkdir(at(folder, 'LM Studio'), { recursive: true });
  await writeFile(at(folder, 'LM Studio', 'settings.json'), JSON.stringify({ downloadsFolder: at('old') }));
  expect(await folders('lm-studio', platform)).toContain(at('old'));
});

it.each([
  ['garbage', '{'],
  ['no folder', '{"downloadsFolder": 7}'],
  ['a relative one', '{"downloadsFolder": "models"}'],
  ['far too much', `{"downloadsFolder": "/x", "a": "${'a'.repeat(2 ** 20)}"}`],
])('settings with %s in them are no reason to fail', async (_, text) => {
  await mkdir(at('.lmstudio'));
  await writeFile(at('.lmstudio/settings.json'), text);
  expect(await folders('lm-studio', 'linux')).toEqual([at('.lmstudio/models'), at('.cache/lm-studio/models')]);
});

it("the user's own, and none of the workspace", async () => {
  const own = { store: at('store'), folders: ['~/models', ' /data/gguf ', 'relative', ''] };
  expect(await folders('folder', 'linux', {}, own)).toEqual([at('models'), '/data/gguf']);
  expect(await folders('glimpse', 'linux', {}, own)).toEqual([at('store')]);
});
