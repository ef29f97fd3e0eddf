// @ts-check
// Packs the extension: glimpse-<target>-<version>.vsix for each target.
//   npm run package -- [--target TARGET[,TARGET...]|all] [--gpu none|all|FOLDER[,FOLDER...]] [--hosts FOLDER] [--out FOLDER]
// Without a target: for this platform, and without the libraries for GPUs, which are large.
//   --gpu    which of them are packed (vulkan, cuda, cuda-fallback) [vulkan,cuda]
//   --hosts  a folder with llama-servers that were built elsewhere: <target>/llama-server with its libraries, or
//            llama-server-<target>.tar.gz as the workflow `host` makes them
// Exit codes: 0 packed, 1 failed, 2 wrong usage.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { pack } from './pack.mjs';
import { GPUS, gpuLibraries, OWN_TARGET, TARGETS, USUAL_GPUS } from './targets.mjs';

/** @import { Packed } from './pack.mjs' */

const root = fileURLToPath(new URL('../', import.meta.url));
const { target, gpu, hosts, out } = options();
const targets = target === 'all' ? TARGETS : chosen(target ?? OWN_TARGET, TARGETS, '--target');
const usual = target === undefined ? [] : USUAL_GPUS;
const gpus = gpu === undefined ? usual : gpu === 'none' ? [] : gpu === 'all' ? GPUS : chosen(gpu, GPUS, '--gpu');
if (out) mkdirSync(out, { recursive: true });

const { status } = spawnSync(process.execPath, ['esbuild.mjs', '--production'], { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(1);
/** @type {Packed[]} */
const packed = [];
for (const each of targets) {
  try {
    packed.push(await pack(each, { gpus, hosts: hosts && path.resolve(hosts), out: out && path.resolve(out) }));
  } catch (error) {
    console.error(`${each} could not be packed. ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
report();

function report() {
  const megabytes = (/** @type {number} */ bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  const rows = packed.map(({ target: name, size, unpacked, gpus: inside }) => [
    name,
    megabytes(size),
    megabytes(unpacked),
    inside ? 'yes' : 'no',
    inside ? [...inside, ...(name === 'darwin-arm64' ? ['metal'] : []), 'cpu'].join(', ') : '-',
  ]);
  const table = [['target', 'VSIX', 'unpacked', 'llama-server', 'computes with'], ...rows];
  const widths = table[0].map((_, i) => Math.max(...table.map((row) => row[i].length)));
  console.log(
    `\n${table
      .map((row) =>
        row
          .map((cell, i) => cell.padEnd(widths[i]))
          .join('  ')
          .trimEnd(),
      )
      .join('\n')}`,
  );
  const without = packed.filter(({ gpus: inside }) => !inside).map((each) => each.target);
  if (without.length > 0) {
    console.log(
      `\nWithout llama-server: ${without.join(', ')}. It was not built for them: npm run build:host on such a machine, or give those of the workflow "host" by --hosts. Until then these packages have the parser, and ask servers or a llama-server that the user has.`,
    );
  }
  const left = packed.filter(({ target: name, gpus: inside }) => inside && inside.length < gpuLibraries(name).length);
  if (left.length > 0) {
    const missing = GPUS.filter((folder) => left.some(({ gpus: inside }) => !inside?.includes(folder)));
    console.log(`\nLeft out of ${left.map((each) => each.target).join(', ')}: ${missing.join(', ')} (--gpu).`);
  }
}

function options() {
  try {
    const text = /** @type {const} */ ({ type: 'string' });
    return parseArgs({ options: { target: text, gpu: text, hosts: text, out: text } }).values;
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

/**
 * @template {string} T
 * @param {string} list
 * @param {readonly T[]} all
 * @param {string} option
 * @returns {T[]}
 */
function chosen(list, all, option) {
  return list
    .split(',')
    .map((name) => all.find((each) => each === name) ?? wrong(`${option}: "${name}" is not one of ${all.join(', ')}.`));
}

/**
 * @param {string} what
 * @returns {never}
 */
function wrong(what) {
  console.error(what);
  process.exit(2);
}
