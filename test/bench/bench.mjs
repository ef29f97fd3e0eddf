// Measures accuracy, speed, memory and activation; prints tables and writes JSON.
//   npm run bench -- [accuracy|speed|activation ...] [--pages DIR] [--filter REGEX] [--json FILE]
// Accuracy needs the benchmark's pages with their scorer (../shared/bench beside the checkout, or --pages DIR with
// score.mjs above it). Speed needs nothing else. Activation starts a real VS Code.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { nodeModule } from '../../esbuild.node.mjs';
import { table } from './table.mjs';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));

const PARTS = { accuracy, speed, activation };
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pages: { type: 'string', default: '../shared/bench/pages' },
    filter: { type: 'string', default: '.' },
    json: { type: 'string', default: 'out/bench.json' },
  },
});
const wanted = positionals.length > 0 ? positionals : Object.keys(PARTS);
const unknown = wanted.filter((name) => !Object.hasOwn(PARTS, name));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}.`);
  process.exit(2);
}

run(process.execPath, ['esbuild.mjs']);
const report = { machine: `${cpus().length} x ${cpus()[0].model}`, node: process.version };
for (const name of wanted) report[name] = await PARTS[name]();
mkdirSync(path.dirname(options.json), { recursive: true });
writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
console.log(`\nwritten to ${options.json}`);

/** What `npm run bench:parser` says, at length. */
function accuracy() {
  const json = 'out/bench/parser.json';
  rmSync(json, { force: true });
  const { pages, filter } = options;
  const output = run(process.execPath, ['test/bench/parser.mjs', '--pages', pages, '--filter', filter, '--json', json]);
  process.stdout.write(output);
  return existsSync(json) ? JSON.parse(readFileSync(json, 'utf8')) : undefined;
}

/** Times a parse in the worker's process, cold and warm, and reads the time of all cores and the memory that it took. */
async function speed() {
  const outfile = 'out/bench/speed.mjs';
  await build({
    ...nodeModule,
    entryPoints: ['test/bench/speed.ts'],
    outfile,
  });
  const sizes = ['1440x900', '1440x900@2', '2560x1440', '3840x2160'].map((size) =>
    JSON.parse(run(process.execPath, [outfile, size])),
  );
  table(
    ['speed', 'cold, first elements', 'cold, all', 'warm, first elements', 'warm, all', 'CPU', 'peak memory'],
    sizes.map((s) => [
      s.size,
      ...[s.cold.first, s.cold.all, s.warm.first, s.warm.all].map((ms) => `${(ms / 1000).toFixed(2)} s`),
      `${s.cpuSeconds.toFixed(2)} s`,
      `${Math.round(s.maxRssBytes / 1e6)} MB`,
    ]),
  );
  return sizes;
}

/** The time that VS Code waits for the extension: as the extension's own tests see it. */
function activation() {
  run(process.execPath, ['pack/main.mjs']);
  const output = run(process.execPath, ['test/editor/run.mjs', 'extension']);
  const [, ms] = /wakes up.*\((\d+) ms\)/.exec(output) ?? [];
  if (!ms) throw new Error(`the editor tests did not say how long activation took:\n${output}`);
  table(['activation', 'ms'], [['real VS Code, installed VSIX', ms]]);
  return { ms: Number(ms) };
}

/** Runs a program to its end and gives what it printed; its errors go to the terminal. */
function run(command, args) {
  const { status, stdout, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${args[0]} ended with ${status}\n${stdout}`);
  return stdout;
}
