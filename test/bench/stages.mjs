// Draws the pictures of src/screen/README.md anew: npm run draw:parser
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { nodeModule } from '../../esbuild.node.mjs';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
const outfile = 'out/bench/stages.mjs';
run(['esbuild.mjs']);
await build({ ...nodeModule, entryPoints: ['test/bench/stages.ts'], outfile });
run([outfile, 'src/screen/stages']);

function run(args) {
  const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) process.exit(status ?? 1);
}
