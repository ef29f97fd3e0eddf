// @ts-check
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { hostFolder, packageFolder } from '../src/host/build/cache.mjs';
import { prebuiltPackage, programName } from '../src/host/build/platform.mjs';
import { headerOf, platformOf } from './binary.mjs';
import { fetched, locked } from './packages.mjs';
import { gpuLibraries, machineOf } from './targets.mjs';

/** @import { Target } from './targets.mjs' */

/**
 * Copies a target's llama-server, with the libraries for GPUs, to `folder`.
 * @param {Target} target
 * @param {string} folder
 * @param {{ hosts: string | undefined, gpus: readonly string[], work: string }} options `hosts`: a folder with llama-servers
 *   that were built elsewhere; `work`: one for temporary files
 * @returns {Promise<string[] | undefined>} the folders of the GPU libraries; undefined where there is no llama-server to pack
 */
export async function copyHost(target, folder, { hosts, gpus, work }) {
  const source = (hosts && (await builtElsewhere(target, hosts, work))) || builtHere(target);
  if (!source) return undefined;
  await cp(source, folder, { recursive: true });
  check(folder, target);
  const { version } = /** @type {{ version: string }} */ (locked['node_modules/node-llama-cpp']);
  const libraries = gpuLibraries(target).filter((library) => gpus.includes(library.folder));
  for (const library of libraries) {
    const from = await fetched(`@node-llama-cpp/${library.package}`, version);
    const to = path.join(folder, library.folder, path.basename(library.file));
    await mkdir(path.dirname(to), { recursive: true });
    await cp(path.join(from, library.file), to);
  }
  return libraries.map((library) => library.folder);
}

/**
 * What `npm run build:host` left in the cache.
 * @param {Target} target
 */
function builtHere(target) {
  const machine = machineOf(target);
  if (!prebuiltPackage(machine) || !existsSync(packageFolder('node-llama-cpp'))) return undefined;
  const folder = hostFolder(machine);
  return existsSync(folder) ? folder : undefined;
}

/**
 * In the given folder: `<target>/llama-server...`, or `llama-server-<target>.tar.gz` with a folder `host`, also in a folder of
 * that name, as the artifacts of the workflow `host` come.
 * @param {Target} target
 * @param {string} hosts
 * @param {string} work
 */
async function builtElsewhere(target, hosts, work) {
  const plain = path.join(hosts, target);
  if (existsSync(path.join(plain, programName(machineOf(target))))) return plain;
  const name = `llama-server-${target}`;
  const archive = [hosts, path.join(hosts, name)].map((each) => path.join(each, `${name}.tar.gz`)).find(existsSync);
  if (!archive) return undefined;
  const to = path.join(work, name);
  await mkdir(to, { recursive: true });
  await promisify(execFile)('tar', ['-xzf', path.resolve(archive)], { cwd: to });
  return path.join(to, 'host');
}

/**
 * @param {string} folder
 * @param {Target} target
 * @throws if a program or library is there that is another platform's
 */
function check(folder, target) {
  const program = programName(machineOf(target));
  const native = readdirSync(folder).filter((file) => file === program || /\.(so|dylib|dll)$/.test(file));
  if (!native.includes(program)) throw new Error(`There is no ${program} in ${folder}.`);
  for (const file of native) {
    const platform = platformOf(headerOf(path.join(folder, file)));
    if (platform !== target) throw new Error(`${file} is for ${platform ?? 'nothing known'}, not for ${target}.`);
  }
}

/**
 * How large the files of a folder are together, in bytes.
 * @param {string} folder
 * @param {(file: string) => number} sizeOf
 */
export async function sizeOfAll(folder, sizeOf) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + sizeOf(path.join(entry.parentPath ?? entry.path, entry.name)), 0);
}
