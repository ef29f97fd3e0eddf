// Bundles a program of this folder and runs it: node train/bundle.mjs read.ts ARGUMENTS
import { spawnSync } from 'node:child_process';
import { build } from 'esbuild';
import { nodeModule } from '../esbuild.node.mjs';

const [program, ...args] = process.argv.slice(2);
const outfile = `out/train/${program.replace(/ts$/, 'mjs')}`;
await build({ ...nodeModule, entryPoints: [`train/${program}`], outfile, logLevel: 'warning' });
process.exitCode = spawnSync(process.execPath, [outfile, ...args], { stdio: 'inherit' }).status ?? 1;
