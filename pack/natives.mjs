// @ts-check
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { installedOrFetched, locked } from './packages.mjs';
import { machineOf } from './targets.mjs';

/** @import { Target } from './targets.mjs' */
/** @import { Locked } from './packages.mjs' */

const ONLY_FOR_INSTALLING = ['adm-zip', 'global-agent'];

/**
 * Copies the packages that can't be bundled, since they have native code, to `folder`, where the bundles find them: what
 * runs on `target`, and nothing else.
 * @param {Target} target
 * @param {string} folder its node_modules
 */
export async function copyNatives(target, folder) {
  const copied = new Set();
  /**
   * @param {string} name
   * @param {string} dependent
   */
  const copy = async (name, dependent) => {
    const place = [`${dependent}/node_modules/${name}`, `node_modules/${name}`].find((each) => each in locked);
    if (!place || copied.has(place) || ONLY_FOR_INSTALLING.includes(name)) return;
    const entry = /** @type {Locked} */ (locked[place]);
    if (!runsOn(entry, target)) return;
    copied.add(place);
    const source = await installedOrFetched(place);
    await cp(source, path.join(folder, '..', place), {
      recursive: true,
      filter: (file) => !isUnneeded(path.relative(source, file).replaceAll('\\', '/'), target),
    });
    await copyDependencies(entry, place);
  };
  /**
   * @param {Locked} entry
   * @param {string} place
   */
  const copyDependencies = async ({ dependencies, optionalDependencies }, place) => {
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) await copy(name, place);
  };
  await copyDependencies(/** @type {Locked} */ (locked['']), '');
}

/**
 * VS Code's builds for Linux are made for glibc; the ones for musl have a target of their own.
 * @param {Locked} entry
 * @param {Target} target
 */
function runsOn({ os, cpu, libc }, target) {
  const { platform, arch } = machineOf(target);
  return (!os || os.includes(platform)) && (!cpu || cpu.includes(arch)) && (!libc || libc.includes('glibc'));
}

/**
 * @param {string} file in its package
 * @param {Target} target
 */
function isUnneeded(file, target) {
  const { platform, arch } = machineOf(target);
  const binary = /^bin\/napi-v\d+\/(\w+)(?:\/(\w+))?/.exec(file);
  if (binary && (binary[1] !== platform || (binary[2] ?? arch) !== arch)) return true;
  // onnxruntime.dll loads the first with its DirectML provider only, and the others with WebGPU's: the parser uses the CPU.
  if (/\/(DirectML|dxcompiler|dxil)\.dll$/.test(file)) return true;
  return /^(node_modules|src|install|script)$|(^|\/)include$|\.([cm]?ts|map)$/.test(file);
}
