// Scores `elements` and `outline` without a model on photos of hand-drawn wireframes; prints tables and writes JSON.
//   npm run eval:wireframes -- [--sample N] [--pictures DIR] [--json FILE]
// The pictures lie beside the checkout (../shared/data/wireframes), or in a DIR with a truth.json of the same form.
// `--sample N`: every so-manyth picture by name, the same ones each time. score.ts says how labels map to roles.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { nodeModule } from '../../esbuild.node.mjs';
import { table } from '../bench/table.mjs';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));

const { values: options } = parseArgs({
  options: {
    pictures: { type: 'string', default: '../shared/data/wireframes' },
    sample: { type: 'string' },
    json: { type: 'string', default: 'out/eval-wireframes.json' },
  },
});
if (options.sample !== undefined && !/^[1-9]\d*$/.test(options.sample)) {
  console.error('--sample wants a number of pictures.');
  process.exit(2);
}
if (!existsSync(path.join(options.pictures, 'truth.json'))) {
  console.error(`There is no truth.json in ${options.pictures}: name the wireframes' folder with --pictures DIR.`);
  process.exit(2);
}

run(['esbuild.mjs']);
const outfile = 'out/eval-wireframes/measure.mjs';
await build({
  ...nodeModule,
  entryPoints: ['test/eval/wireframes.ts'],
  outfile,
});
const scores = JSON.parse(run([outfile, options.pictures, ...(options.sample ? [options.sample] : [])]));

const machine = `${cpus().length} x ${cpus()[0].model}`;
const report = { machine, node: process.version, ...scores };
for (const task of ['elements', 'outline']) {
  const { labels, anyLabel } = report[task];
  const row = (name, s) => [
    name,
    s.truths,
    s.predictions,
    ...[s.precision, s.recall, s.f1].map((value) => value.toFixed(3)),
  ];
  table(
    [task, 'drawn', 'found', 'precision', 'recall', 'F1'],
    [...Object.entries(labels).map(([label, s]) => row(label, s)), row('any label', anyLabel)],
  );
}
const { median, worst } = report.parseMs;
console.log(
  `\n${report.pictures} pictures on ${machine}: ${(median / 1000).toFixed(2)} s each (median; worst ` +
    `${(worst / 1000).toFixed(2)} s), and ${report.outlineMs.median.toFixed(0)} ms for the outline.`,
);
mkdirSync(path.dirname(options.json), { recursive: true });
writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
console.log(`written to ${options.json}`);

/** Runs a node program to its end and gives what it printed; its errors go to the terminal. */
function run(args) {
  const { status, stdout, error } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${args[0]} ended with ${status}`);
  return stdout;
}
