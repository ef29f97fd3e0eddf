// @ts-check
import { readFileSync, statSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { copyHost, sizeOfAll } from './hosts.mjs';
import { copyNatives } from './natives.mjs';

/** @import { Target } from './targets.mjs' */

const root = fileURLToPath(new URL('../', import.meta.url));
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/**
 * What a VSIX became. Sizes in bytes.
 * @typedef {object} Packed
 * @property {Target} target
 * @property {string} file
 * @property {number} size
 * @property {number} unpacked
 * @property {string[] | undefined} gpus folders of GPU libraries; undefined where there is no llama-server inside
 */

/**
 * The VSIX of a target.
 * @param {Target} target
 * @param {string} [folder]
 */
export function vsixOf(target, folder = root) {
  return path.join(folder, `${manifest.name}-${target}-${manifest.version}.vsix`);
}

/**
 * Packs what `node esbuild.mjs --production` left in dist/ for a target.
 * @param {Target} target
 * @param {{ gpus: readonly string[], hosts?: string | undefined, out?: string | undefined }} options
 * @returns {Promise<Packed>}
 */
export async function pack(target, { gpus, hosts, out = root }) {
  const work = await mkdtemp(path.join(tmpdir(), 'glimpse-pack-'));
  try {
    const stage = path.join(work, 'extension');
    await mkdir(stage);
    const files = [
      'README.md',
      'CHANGELOG.md',
      'LICENSE',
      'package.nls.json',
      'package.nls.zh-cn.json',
      '.vscodeignore',
    ];
    // The host and the native packages are of this machine; the parser's nets are in dist/ already.
    const apart = ['dist/host', 'dist/node_modules', 'models/parser'].map((name) => path.join(root, name));
    const filter = (/** @type {string} */ file) => !apart.includes(file);
    for (const name of [...files, 'l10n', 'media', 'models', 'dist']) {
      await cp(path.join(root, name), path.join(stage, name), { recursive: true, filter });
    }
    // Nothing is built or installed from here.
    const { scripts, devDependencies, overrides, ...kept } = manifest;
    await writeFile(path.join(stage, 'package.json'), `${JSON.stringify(kept, null, 2)}\n`);

    const packed = await copyHost(target, path.join(stage, 'dist', 'host'), { hosts, gpus, work });
    await copyNatives(target, path.join(stage, 'dist', 'node_modules'));
    const file = vsixOf(target, out);
    const { createVSIX } = await import('@vscode/vsce');
    await createVSIX({
      cwd: stage,
      target,
      packagePath: file,
      dependencies: false, // dist/ has them
      allowMissingRepository: true,
      rewriteRelativeLinks: false, // there is no address yet that the README's picture could be loaded from
    });
    const unpacked = await sizeOfAll(stage, (each) => statSync(each).size);
    return { target, file, size: (await readFile(file)).length, unpacked, gpus: packed };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
