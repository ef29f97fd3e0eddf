import path from 'node:path';
import { build } from 'esbuild';
import { nodeModule } from '../../esbuild.node.mjs';

/** Bundles the programs into `folder` that keep a model for several windows, and others that a test has beside it. */
export async function sharedPrograms(folder: string, others: Record<string, string> = {}) {
  const source = path.resolve(import.meta.dirname, '../../src/host');
  await build({
    ...nodeModule,
    splitting: true,
    entryPoints: { watch: `${source}/watch.ts`, keeper: `${source}/shared/main.ts`, ...others },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
  });
  return { watch: path.join(folder, 'watch.mjs'), keeper: path.join(folder, 'keeper.mjs') };
}
