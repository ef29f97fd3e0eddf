import { homedir } from 'node:os';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { readSmall } from './read-small.ts';

/** Whose folder a model lies in. */
export type Program = 'glimpse' | 'folder' | 'lm-studio' | 'ollama' | 'llama.cpp' | 'hugging-face';

/** A folder where models are looked for. */
export interface Place {
  program: Program;
  /** absolute */
  folder: string;
}

/** What tells where programs keep their models. */
export interface System {
  platform: NodeJS.Platform;
  home: string;
  env: NodeJS.ProcessEnv;
}

/** The program's own name; of folders that belong to none, what they are. */
export function programName(program: Program): string {
  switch (program) {
    case 'glimpse':
      return 'Glimpse';
    case 'lm-studio':
      return 'LM Studio';
    case 'ollama':
      return 'Ollama';
    case 'llama.cpp':
      return 'llama.cpp';
    case 'hugging-face':
      return 'Hugging Face';
    case 'folder':
      return l10n.t('Your folders');
  }
}

/**
 * The folders where programs keep models, of which many won't exist: Glimpse's store and the user's own folders first.
 * @param own `store`: where Glimpse downloads to; `folders`: what the user added, absolute or `~/...`
 */
export async function usualPlaces(
  own: { store?: string; folders?: readonly string[] } = {},
  system: System = { platform: process.platform, home: homedir(), env: process.env },
): Promise<Place[]> {
  const { home } = system;
  const folders = (own.folders ?? []).map((folder) => folder.trim().replace(/^~(?=[/\\]|$)/, home));
  const all: [Program, (string | undefined)[]][] = [
    ['glimpse', [own.store]],
    ['folder', folders],
    ['lm-studio', await lmStudio(system)],
    ['ollama', ollama(system)],
    ['llama.cpp', llamaCpp(system)],
    ['hugging-face', huggingFace(system)],
  ];
  const places = all.flatMap(([program, list]) => list.map((folder) => ({ program, folder })));
  // A relative folder would be one of the workspace.
  return places.filter((place): place is Place => !!place.folder && path.isAbsolute(place.folder));
}

/**
 * LM Studio: `models` in its home (https://lmstudio.ai/docs/app/basics/import-model), which `~/.lmstudio-home-pointer` names and
 * which was `~/.cache/lm-studio` in older ones; `downloadsFolder` in its settings, where a user has moved it.
 */
async function lmStudio({ platform, home, env }: System): Promise<string[]> {
  const pointer = (await readSmall(path.join(home, '.lmstudio-home-pointer')))?.trim();
  const homes = [pointer ?? '', path.join(home, '.lmstudio'), path.join(home, '.cache', 'lm-studio')];
  const ofDesktop = path.join(appData(platform, home, env), 'LM Studio');
  const settings = await Promise.all([...homes, ofDesktop].filter(path.isAbsolute).map(downloadsFolder));
  return [...settings.flat(), ...homes.filter(path.isAbsolute).map((folder) => path.join(folder, 'models'))];
}

async function downloadsFolder(folder: string): Promise<string[]> {
  try {
    const settings: unknown = JSON.parse((await readSmall(path.join(folder, 'settings.json'))) ?? '{}');
    return [z.object({ downloadsFolder: z.string() }).parse(settings).downloadsFolder];
  } catch {
    return [];
  }
}

/**
 * Ollama (its docs/faq.mdx, "Where are models stored?"): the variable, the user's home, and that of the service on Linux, which
 * some distributions have moved.
 */
function ollama({ platform, home, env }: System): (string | undefined)[] {
  const services = platform === 'linux' ? ['/usr/share/ollama/.ollama/models', '/var/lib/ollama'] : [];
  return [env.OLLAMA_MODELS, path.join(home, '.ollama', 'models'), ...services];
}

/** llama.cpp before it used Hugging Face's cache (fs_get_cache_directory in common/common.cpp). */
function llamaCpp(system: System): (string | undefined)[] {
  const { platform, home, env } = system;
  const local = env.LOCALAPPDATA || path.join(home, 'AppData', 'Local');
  const mac = path.join(home, 'Library', 'Caches');
  const cache = platform === 'win32' ? local : platform === 'darwin' ? mac : xdgCache(system);
  return [env.LLAMA_CACHE, path.join(cache, 'llama.cpp')];
}

/** Hugging Face's hub, which llama.cpp's `-hf` uses too (huggingface_hub's constants; common/hf-cache.cpp). */
function huggingFace(system: System): (string | undefined)[] {
  const { home, env } = system;
  const named = [env.HF_HUB_CACHE, env.HUGGINGFACE_HUB_CACHE, env.HF_HOME && path.join(env.HF_HOME, 'hub')];
  const caches = [xdgCache(system), path.join(home, '.cache')];
  return [...named, ...caches.map((cache) => path.join(cache, 'huggingface', 'hub'))];
}

const xdgCache = ({ home, env }: System): string => env.XDG_CACHE_HOME || path.join(home, '.cache');

function appData(platform: NodeJS.Platform, home: string, env: NodeJS.ProcessEnv): string {
  if (platform === 'win32') return env.APPDATA || path.join(home, 'AppData', 'Roaming');
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support');
  return env.XDG_CONFIG_HOME || path.join(home, '.config');
}
