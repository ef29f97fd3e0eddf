// @ts-check
// Packages of npm for other platforms than this one, which `npm ci` does not install here: kept in the user's cache folder.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cacheFolder } from '../src/host/build/cache.mjs';
import { THIS_MACHINE } from '../src/host/build/platform.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const run = promisify(execFile);

/** What package-lock.json says of each package, by its folder. @type {Record<string, Locked>} */
export const locked = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;

/**
 * @typedef {object} Locked
 * @property {string} version
 * @property {string} [integrity]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [optionalDependencies]
 */

/** A package that npm could not get; `code` is `UNREACHABLE`. */
export class Unreachable extends Error {
  code = 'UNREACHABLE';
}

/**
 * The folder of a package that is locked: as it is installed, otherwise as it is fetched.
 * @param {string} place its folder in package-lock.json: `node_modules/sharp`
 */
export async function installedOrFetched(place) {
  const { version, integrity } = /** @type {Locked} */ (locked[place]);
  const folder = path.join(root, place);
  const manifest = path.join(folder, 'package.json');
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === version) return folder;
  return fetched(place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length), version, integrity);
}

/**
 * The folder of a package in the cache, got by npm where it is not there yet.
 * @param {string} name
 * @param {string} version
 * @param {string} [integrity] as package-lock.json has it; npm itself compares with what the registry says
 * @throws {Unreachable}
 */
export async function fetched(name, version, integrity) {
  const shelf = path.join(cacheFolder(THIS_MACHINE), 'packages');
  const place = path.join(shelf, `${name.replace('/', '+')}@${version}`);
  if (existsSync(place)) return place;
  await mkdir(shelf, { recursive: true });
  const work = await mkdtemp(path.join(shelf, '.getting-'));
  try {
    const archive = await pack(`${name}@${version}`, work);
    const hash = `sha512-${createHash('sha512')
      .update(await readFile(archive))
      .digest('base64')}`;
    if (integrity && hash !== integrity) throw new Error(`${name}@${version} is not what package-lock.json knows.`);
    await run('tar', ['-xzf', path.basename(archive)], { cwd: work });
    // Types' packages aside, what npm packs is in a folder of this name.
    await rename(path.join(work, 'package'), place).catch((error) => {
      // Another run was faster. Its folder is as good.
      if (!existsSync(place)) throw error;
    });
    return place;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * @param {string} spec
 * @param {string} folder
 */
async function pack(spec, folder) {
  console.log(`Getting ${spec}`);
  const [npm, ...first] = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const options = ['--silent', '--ignore-scripts', '--fetch-retries=1', '--fetch-timeout=120000'];
  try {
    // On Windows npm is a script.
    const shell = process.platform === 'win32' && first.length === 0;
    await run(/** @type {string} */ (npm), [...first, 'pack', spec, ...options], { cwd: folder, shell });
  } catch (error) {
    const { stderr, message } = /** @type {Error & { stderr?: string }} */ (error);
    throw new Unreachable(`npm could not get ${spec}: ${stderr?.trim() || message}`);
  }
  const [archive] = (await readdir(folder)).filter((file) => file.endsWith('.tgz'));
  if (!archive) throw new Unreachable(`npm could not get ${spec}.`);
  return path.join(folder, archive);
}
