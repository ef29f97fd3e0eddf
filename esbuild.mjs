// Builds everything into dist/: the extension, the terminal program, the worker process and the panel's page. llama-server
// is only copied: `npm run build:host` builds it.
//   node esbuild.mjs [--watch] [--production]   (production: what pack/ packs)
import { cp, mkdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { context } from 'esbuild';
import { node, nodeModule } from './esbuild.node.mjs';
import { parserWeights } from './models/parser/weights.mjs';
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
    entryPoints: {
      cli: 'src/cli.ts',
      worker: 'src/worker/main.ts',
      'host-watch': 'src/host/watch.ts',
      'host-keeper': 'src/host/shared/main.ts',
    },
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

/** The parser's nets travel with the bundle, so that nothing is downloaded. */
const copyWeights = () => cp(parserWeights(), 'dist/parser', { recursive: true });

await rm('dist', { recursive: true, force: true });
if (!production) await rm('out', { recursive: true, force: true });
await copyWeights();
await copyCodicons();
if (!(await copyHost())) console.log('Without llama-server: it is not built yet (npm run build:host).');
const contexts = await Promise.all(builds.map((build) => context(build)));
if (watch) {
  await Promise.all(contexts.map((build) => build.watch()));
} else {
  await Promise.all(contexts.map((build) => build.rebuild()));
  await Promise.all(contexts.map((build) => build.dispose()));
}
