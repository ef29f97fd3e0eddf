// Measures what stands between a question and the model, side by side with a bare llama-server; prints tables and JSON.
//   npm run bench:host -- [client|second|overhead|memory|cancel ...] [--tiny] [--threads N] [--json FILE]
// The model has Qwen3-VL-2B's shapes and random weights (1.6 GB, written into the user's cache folder once); `--tiny` takes
// the tests' tiny one, which is quick and shows no real ratios. Pictures cost few visual tokens, as a CPU needs 50 ms for
// each: every table says how many.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { nodeModule } from '../../esbuild.node.mjs';
import { cacheFolder } from '../../src/host/build/cache.mjs';
import { THIS_MACHINE } from '../../src/host/build/platform.mjs';
import { table } from './table.mjs';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));

const PARTS = ['client', 'second', 'overhead', 'memory', 'cancel'];
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tiny: { type: 'boolean', default: false },
    threads: { type: 'string' },
    json: { type: 'string', default: 'out/bench-host.json' },
  },
});
const wanted = positionals.length > 0 ? positionals : PARTS;
const unknown = wanted.filter((name) => !PARTS.includes(name));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}; there are ${PARTS.join(', ')}.`);
  process.exit(2);
}

run(['src/host/build/main.mjs', '--cache-only']);
run(['esbuild.mjs']);
const outfile = 'out/bench/host.mjs';
await build({
  ...nodeModule,
  entryPoints: ['test/bench/host.ts'],
  outfile,
});

const machine = `${cpus().length} x ${cpus()[0].model}`;
const busy = loadavg()[0];
if (busy > 0.5)
  console.log(
    `The machine has other things to do (load ${busy.toFixed(1)}): the figures are worse than they would be.`,
  );
const results = 'out/bench/host.json';
run([
  outfile,
  JSON.stringify({
    parts: wanted,
    tiny: options.tiny,
    threads: options.threads ? Number(options.threads) : undefined,
    cache: path.join(cacheFolder(THIS_MACHINE), 'bench'),
    results,
  }),
]);
const report = { machine, node: process.version, load: busy, ...JSON.parse(readFileSync(results, 'utf8')) };
for (const { title, rows } of report.parts) {
  table(
    [title, 'measured', 'target', ''],
    rows.map(({ what, value, unit, target }) => [
      what,
      format(value, unit),
      target === undefined ? '' : `<= ${format(target, unit)}`,
      target === undefined ? '' : value <= target ? 'met' : 'MISSED',
    ]),
  );
}
mkdirSync(path.dirname(options.json), { recursive: true });
writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
console.log(`\nwritten to ${options.json}`);

/** @param {number} value @param {string} unit */
function format(value, unit) {
  if (unit === '%') return `${value.toFixed(1)} %`;
  if (unit === 'ratio') return value.toFixed(3);
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : 1;
  return `${value.toFixed(digits)} ${unit}`.trim();
}

/** Runs a node program to its end. @param {string[]} args */
function run(args) {
  const { status, error } = spawnSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
