// @ts-check
// Where a built llama-server is kept: in the user's cache folder, so that it outlives a checkout and serves all of them.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { prebuiltPackage, THIS_MACHINE } from './platform.mjs';

/** @import { Machine } from './platform.mjs' */

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * The user's cache folder for Glimpse; the environment's GLIMPSE_CACHE goes first.
 * @param {Machine} machine
 */
export function cacheFolder({ platform, env }) {
  if (env.GLIMPSE_CACHE) return path.resolve(env.GLIMPSE_CACHE);
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', 'glimpse');
  if (platform === 'win32') return path.join(env.LOCALAPPDATA || path.join(homedir(), 'AppData', 'Local'), 'glimpse');
  // The XDG Base Directory Specification has relative paths ignored.
  const xdg = env.XDG_CACHE_HOME && path.isAbsolute(env.XDG_CACHE_HOME) ? env.XDG_CACHE_HOME : undefined;
  return path.join(xdg ?? path.join(homedir(), '.cache'), 'glimpse');
}

/**
 * The folder of a llama-server that was built from what is installed here, by these scripts; other versions lie beside it.
 * It exists only as a whole: a build is moved here when it is done and proven.
 * @param {Machine} [machine]
 */
export function hostFolder(machine = THIS_MACHINE) {
  const { version } = JSON.parse(readFileSync(path.join(packageFolder('node-llama-cpp'), 'package.json'), 'utf8'));
  const recipe = createHash('sha256');
  for (const file of readdirSync(here).sort())
    recipe
      .update(file)
      .update('\0')
      .update(readFileSync(here + file));
  const key = [version, prebuiltPackage(machine), recipe.digest('hex').slice(0, 12)].join('-');
  return path.join(cacheFolder(machine), 'host', key);
}

/**
 * An installed package's folder.
 * @param {string} name
 */
export function packageFolder(name) {
  return path.join(root, 'node_modules', name);
}

/**
 * Copies the built llama-server and its libraries to `dist/host`, for the extension and the terminal program. Says false,
 * and leaves nothing there, where it has not been built.
 */
export async function copyHost() {
  const target = path.join(root, 'dist', 'host');
  await rm(target, { recursive: true, force: true });
  const built = existsSync(packageFolder('node-llama-cpp')) && existsSync(hostFolder());
  if (built) await cp(hostFolder(), target, { recursive: true });
  return built;
}
