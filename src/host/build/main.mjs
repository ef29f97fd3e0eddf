// @ts-check
// Builds llama-server from node-llama-cpp's sources and libraries, once, into the user's cache; and copies it to dist/host.
//   node src/host/build/main.mjs [--cache-only] [--target linux-arm64]   (another platform: into the cache only)
// Exit codes: 0 built, 1 failed, 3 the machine lacks what the build needs.
import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { copyHost, hostFolder, packageFolder } from './cache.mjs';
import { definitionFile } from './exports.mjs';
import { crossTools, prebuiltPackage, programName, THIS_MACHINE } from './platform.mjs';
import { cannotBuild, generator, missingTools } from './tools.mjs';

const CANNOT_BUILD = 3;
const here = fileURLToPath(new URL('.', import.meta.url));
const machine = wantedMachine();
const cross = crossTools(machine);
const program = programName(machine);

const { sources, prebuilt } = installed();
const folder = hostFolder(machine);
if (existsSync(folder)) console.log(`llama-server is built: ${folder}`);
else await build();
if (!cross && !process.argv.includes('--cache-only')) await copyHost();

async function build() {
  const missing = await missingTools(machine);
  if (missing.length > 0) fail(cannotBuild(machine, missing), CANNOT_BUILD);

  console.log('Building llama-server. It takes a few minutes, once.');
  const shelf = path.dirname(folder);
  await mkdir(shelf, { recursive: true });
  await removeAbandoned(shelf);
  const work = await mkdtemp(path.join(shelf, '.building-'));
  const remove = () => rm(work, { recursive: true, force: true, maxRetries: 5 });
  try {
    const whole = await compile(work);
    await rename(whole, folder).catch((error) => {
      // Another build was done first. Its folder is as good.
      if (!existsSync(folder)) throw error;
    });
    report();
  } catch (error) {
    await remove();
    fail(error instanceof Error ? error.message : String(error), 1);
  }
  await remove();
}

/** The machine of `--target`, otherwise this one. */
function wantedMachine() {
  const at = process.argv.indexOf('--target');
  if (at < 0) return THIS_MACHINE;
  const [platform, arch = ''] = (process.argv[at + 1] ?? '').split('-');
  const wanted = { ...THIS_MACHINE, platform: /** @type {NodeJS.Platform} */ (platform), arch };
  const isOwn = platform === process.platform && arch === process.arch;
  if (!isOwn && !crossTools(wanted)) {
    fail(`llama-server for ${platform}-${arch} can't be built on ${process.platform}-${process.arch}.`, CANNOT_BUILD);
  }
  return wanted;
}

/** llama.cpp's sources and the platform's libraries, both as node-llama-cpp's packages bring them. */
function installed() {
  const name = prebuiltPackage(machine);
  if (!name) {
    fail(
      cannotBuild(machine, [`libraries of node-llama-cpp for ${machine.platform} on ${machine.arch}`]),
      CANNOT_BUILD,
    );
  }
  const sources = path.join(packageFolder('node-llama-cpp'), 'llama', 'gitRelease.bundle');
  const prebuilt = path.join(packageFolder(`@node-llama-cpp/${name}`), 'bins', name);
  for (const place of [sources, prebuilt]) {
    if (!existsSync(place)) {
      fail(`llama-server cannot be built: ${place} is not there. Run \`npm ci --include=optional\`.`, 1);
    }
  }
  return { sources, prebuilt };
}

/**
 * Compiles in `work`. Gives the folder of the program, proven to run, with what it needs beside it.
 * @param {string} work
 */
async function compile(work) {
  const source = path.join(work, 'llama.cpp');
  const tree = path.join(work, 'build');
  const whole = path.join(work, 'host');
  await run('git', [
    'clone',
    '--quiet',
    '-c',
    'core.longpaths=true',
    '-c',
    'advice.detachedHead=false',
    sources,
    source,
  ]);

  const libraries = readdirSync(prebuilt).filter((file) => /\.(so|dylib|dll)$/.test(file));
  for (const dll of libraries.filter((file) => file.endsWith('.dll'))) {
    writeFileSync(path.join(work, `${dll}.def`), definitionFile(readFileSync(path.join(prebuilt, dll)), dll));
  }
  const options = { CMAKE_BUILD_TYPE: 'Release', LLAMA_CPP: source, PREBUILT: prebuilt };
  if (process.platform === 'win32') Object.assign(options, { EXPORTS: work });
  if (cross) {
    const { c, cxx, processor } = cross;
    Object.assign(options, { CMAKE_SYSTEM_NAME: 'Linux', CMAKE_SYSTEM_PROCESSOR: processor });
    Object.assign(options, { CMAKE_C_COMPILER: c, CMAKE_CXX_COMPILER: cxx });
  }
  const definitions = Object.entries(options).map(([name, value]) => `-D${name}=${value.replaceAll('\\', '/')}`);
  await run('cmake', ['-S', here, '-B', tree, ...(await generator(machine)), ...definitions]);
  // A compiler at work on the server takes up to 2 GB.
  const jobs = Math.max(1, Math.min(availableParallelism(), Math.floor(totalmem() / 2 ** 31)));
  await run('cmake', ['--build', tree, '--config', 'Release', '--target', 'llama-server', '--parallel', String(jobs)]);

  await mkdir(whole);
  await copyFile(path.join(tree, 'bin', program), path.join(whole, program));
  for (const library of libraries) await copyFile(path.join(prebuilt, library), path.join(whole, library));
  await copyFile(path.join(here, 'NOTICE.md'), path.join(whole, 'NOTICE.md'));
  // llama-server writes its version to standard error.
  const [command = '', ...first] = [...(cross?.runner ?? []), path.join(whole, program)];
  const { stderr } = await promisify(execFile)(command, [...first, '--version']);
  console.log(stderr.trim());
  return whole;
}

/** What was built, and how large it is. */
function report() {
  const size = (/** @type {string} */ file) => statSync(path.join(folder, file)).size;
  const files = readdirSync(folder);
  const megabytes = (/** @type {number} */ bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  const all = files.reduce((sum, file) => sum + size(file), 0);
  console.log(`${folder}: ${program} ${megabytes(size(program))}, ${files.length} files, ${megabytes(all)}`);
}

/**
 * Runs a program that shows what it does. It ends with this one, and whatever it started too.
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<void>}
 */
function run(command, args) {
  // git's own variables would point it elsewhere when this runs inside one of its hooks.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  const grouped = process.platform !== 'win32';
  const child = spawn(command, args, { env, stdio: ['ignore', 'inherit', 'inherit'], detached: grouped });
  return new Promise((resolve, reject) => {
    const stop = () => {
      if (child.pid) grouped ? process.kill(-child.pid, 'SIGTERM') : child.kill();
      reject(new Error('Stopped. Nothing was built.'));
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, stop);
    child.once('error', reject);
    child.once('close', (code) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, stop);
      if (code === 0) resolve();
      else reject(new Error(`llama-server could not be built: \`${command} ${args.join(' ')}\` ended with ${code}.`));
    });
  });
}

/**
 * Removes what builds left that were killed. No build takes hours.
 * @param {string} shelf
 */
async function removeAbandoned(shelf) {
  for (const name of await readdir(shelf)) {
    const place = path.join(shelf, name);
    const age = Date.now() - ((await stat(place).catch(() => undefined))?.mtimeMs ?? Date.now());
    if (name.startsWith('.building-') && age > 3 * 3600_000) await rm(place, { recursive: true, force: true });
  }
}

/**
 * @param {string} message
 * @param {number} code
 * @returns {never}
 */
function fail(message, code) {
  console.error(message);
  process.exit(code);
}
