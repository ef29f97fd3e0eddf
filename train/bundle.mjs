// Bundles a program of this folder and runs it, --parts N: N times at once, each told its number and N:
//   node train/bundle.mjs [--parts N] read.ts ARGUMENTS
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { build } from 'esbuild';
import { nodeModule } from '../esbuild.node.mjs';

const args = process.argv.slice(2);
const parts = args[0] === '--parts' ? Number(args.splice(0, 2)[1]) : 0;
const program = args.shift();
const outfile = `out/train/${program.replace(/ts$/, 'mjs')}`;
await build({ ...nodeModule, entryPoints: [`train/${program}`], outfile, logLevel: 'warning' });
const runs = parts > 0 ? Array.from({ length: parts }, (_, i) => [...args, i, parts].map(String)) : [args];
const ends = await Promise.all(
  runs.map((each) => once(spawn(process.execPath, [outfile, ...each], { stdio: 'inherit' }), 'close')),
);
process.exitCode = Math.max(...ends.map(([status]) => status ?? 1));
