// Measures the screen parser on pages with their truth: what it finds, what that costs, and what got worse since the
// result that was last committed. Prints tables and writes JSON.
//   npm run bench:parser -- [--pages DIR] [--filter REGEX] [--json FILE] [--write] [--wireframes N] [--stability N] [--states]
// --pages: a folder of <page>.png and <page>.json (default: ../shared/bench/pages beside the checkout). --scorer: score.mjs,
// where it is not above that folder. --write: the result becomes the one to compare with, test/bench/results/parser-<folder>.json.
// --wireframes N: also N drawings of `npm run eval:wireframes`. --stability N: also other pictures of the fixtures and of N pages:
// scrolled, cut out, scaled, inverted, as JPEG. --states: also the controls of test/bench/states, ticked, selected, disabled.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { nodeModule } from '../../esbuild.node.mjs';
import { changes } from './parser/changes.mjs';
import { CLASSES, QUALITIES, scores } from './parser/score.mjs';
import { table } from './table.mjs';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));

const { values: options } = parseArgs({
  options: {
    pages: { type: 'string', default: '../shared/bench/pages' },
    scorer: { type: 'string' },
    filter: { type: 'string', default: '.' },
    json: { type: 'string', default: 'out/bench/parser.json' },
    write: { type: 'boolean', default: false },
    wireframes: { type: 'string' },
    stability: { type: 'string' },
    states: { type: 'boolean', default: false },
  },
});
const SCRATCH = 'out/bench/parser';
const ANSWERS = path.join(SCRATCH, 'answers');
const scorer = [options.scorer, path.join(options.pages, '../score.mjs'), '../shared/bench/score.mjs'].find(
  (file) => file && existsSync(file),
);
if (!scorer || !existsSync(options.pages)) {
  console.log(`bench:parser: skipped, there are no pages in ${options.pages} or no score.mjs above them.`);
  process.exit();
}
const filter = new RegExp(options.filter);
const names = readdirSync(options.pages)
  .filter((file) => file.endsWith('.png') && existsSync(path.join(options.pages, file.replace(/png$/, 'json'))))
  .map((file) => file.slice(0, -4))
  .filter((name) => filter.test(name));
if (names.length === 0) {
  console.error(`No page in ${options.pages} matches ${options.filter}.`);
  process.exit(2);
}

run(['esbuild.mjs']);
await Promise.all(['measure', 'judge', 'stability', 'states'].map(bundle));
rmSync(ANSWERS, { recursive: true, force: true });
const costs = Object.fromEntries(scalesOf(names).flatMap(measure));
const found = scores({ scorer, pages: options.pages, answers: ANSWERS, scratch: path.join(SCRATCH, 'truth'), names });
const judged = JSON.parse(run([`${SCRATCH}/judge.mjs`, options.pages, ANSWERS, ...names]));
const report = {
  machine: `${cpus().length} x ${cpus()[0].model}`,
  node: process.version,
  scales: withCosts(found.scales, (group) => namesOf(group, () => true)),
  kits: withCosts(found.kits, (group) => namesOf(group, (name) => kitOf(name) === group.replace(/@.*/, ''))),
  pages: withCosts(found.pages, (group) => [group]),
};
for (const key of ['snap', 'reliability']) {
  report[key] = Object.fromEntries(Object.entries(judged).map(([scale, each]) => [scale, each[key]]));
}
for (const grouping of ['pages', 'kits', 'scales']) print(grouping, report[grouping]);
printJudged();
if (options.stability) report.stability = stability(Number(options.stability));
if (options.states) report.states = states();
// Last: it builds anew, which empties out/.
if (options.wireframes) report.wireframes = wireframes(options.wireframes);

const committed = `test/bench/results/parser-${path.basename(path.resolve(options.pages))}.json`;
if (existsSync(committed)) compare(JSON.parse(readFileSync(committed, 'utf8')));
else console.log(`\nThere is no ${committed} to compare with: --write makes one.`);
mkdirSync(path.dirname(options.json), { recursive: true });
writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
console.log(`\nwritten to ${options.json}`);
if (options.write) {
  if (options.filter !== '.')
    throw new Error('What is compared with must have all pages: --write goes without --filter.');
  mkdirSync(path.dirname(committed), { recursive: true });
  writeFileSync(committed, compact(report));
  console.log(`written to ${committed}`);
}

/** Bundles a program of ./parser. */
async function bundle(name) {
  await build({ ...nodeModule, entryPoints: [`test/bench/parser/${name}.ts`], outfile: `${SCRATCH}/${name}.mjs` });
}

/** Pages by their scale: memory is a matter of it, so that each has a process of its own. */
function scalesOf(all) {
  return [...new Set(all.map(scaleOf))].map((scale) => all.filter((name) => scaleOf(name) === scale));
}

function scaleOf(name) {
  return name.slice(name.lastIndexOf('@'));
}

function namesOf(group, isIn) {
  return names.filter((name) => scaleOf(name) === scaleOf(group) && isIn(name));
}

function kitOf(name) {
  return JSON.parse(readFileSync(path.join(options.pages, `${name}.json`), 'utf8')).kit;
}

function measure(pages) {
  process.stderr.write(`${pages.length} pages ${scaleOf(pages[0])} `);
  const output = run([`${SCRATCH}/measure.mjs`, options.pages, ANSWERS, ...pages]);
  const lines = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return lines.map(({ page, ...cost }) => [page, cost]);
}

/** Adds what the pages of each group cost: means of time, the most of memory. */
function withCosts(groups, pagesOf) {
  const entries = Object.entries(groups).map(([group, score]) => {
    const all = pagesOf(group).map((name) => costs[name]);
    const mean = (key) => all.reduce((sum, cost) => sum + cost[key], 0) / all.length;
    const cost = {
      cpuSeconds: Number(mean('cpuSeconds').toFixed(2)),
      firstMs: Math.round(mean('firstMs')),
      peakMegabytes: Math.round(Math.max(...all.map(({ peakBytes }) => peakBytes)) / 1e6),
    };
    return [group, { ...score, ...cost }];
  });
  return Object.fromEntries(
    entries.sort(([a], [b]) => (scaleOf(a) === scaleOf(b) ? a.localeCompare(b) : scaleOf(a) < scaleOf(b) ? -1 : 1)),
  );
}

function print(title, groups) {
  table(
    [title, ...Object.values(QUALITIES), ...CLASSES, 'CPU s', 'first s', 'MB'],
    Object.entries(groups).map(([group, score]) => [
      group,
      ...Object.keys(QUALITIES).map((key) => score[key].toFixed(3)),
      ...CLASSES.map((name) => score.classF1[name]?.toFixed(2) ?? '-'),
      score.cpuSeconds.toFixed(2),
      (score.firstMs / 1000).toFixed(2),
      score.peakMegabytes,
    ]),
  );
}

/** Boxes as a model gives them, before and after `snap`; and what share of elements is right where the parser is so sure. */
function printJudged() {
  const share = (value) => value.toFixed(3);
  table(
    ['snap, edges off by', 'boxes', 'IoU >= .75', 'after', 'mean IoU', 'after', 'better or equal'],
    Object.entries(report.snap).flatMap(([scale, noises]) =>
      Object.entries(noises).map(([noise, s]) => [
        `${scale} ${noise}`,
        s.boxes,
        ...[s.wellBefore, s.wellAfter, s.iouBefore, s.iouAfter, s.notWorse].map(share),
      ]),
    ),
  );
  table(
    ['confidence', 'elements', 'mean', 'right'],
    Object.entries(report.reliability).flatMap(([scale, { error, bins }]) => [
      ...bins.map((bin) => [`${scale} from ${bin.from}`, bin.elements, share(bin.confidence), share(bin.right)]),
      [`${scale}, mean error`, '', '', share(error)],
    ]),
  );
}

function compare(before) {
  for (const grouping of ['scales', 'kits', 'pages']) {
    const rows = changes(before[grouping], report[grouping]);
    if (rows.length > 0) table([`${grouping}: since the committed result`, 'what', 'before', 'now', ''], rows);
    else console.log(`\n${grouping}: nothing has changed since the committed result.`);
  }
}

/** Of the controls whose states are known, how many are told, and how many of those that are told are so. */
function states() {
  process.stderr.write('states of controls ');
  const counts = JSON.parse(run([`${SCRATCH}/states.mjs`, 'test/bench/states']));
  const share = (part, all) => (all > 0 ? (part / all).toFixed(3) : '-');
  table(
    ['state', 'controls', 'seen as such', 'said', 'right', 'precision', 'recall', 'of those seen'],
    Object.entries(counts).map(([name, { are, seen, said, right }]) => [
      name,
      ...[are, seen, said, right],
      share(right, said),
      share(right, are),
      share(right, seen),
    ]),
  );
  return counts;
}

function wireframes(sample) {
  const json = `${SCRATCH}/wireframes.json`;
  process.stdout.write(run(['test/eval/wireframes.mjs', '--sample', sample, '--json', json]));
  const { elements, outline } = JSON.parse(readFileSync(json, 'utf8'));
  return { elements: elements.anyLabel, outline: outline.anyLabel };
}

/** How much of a screen's structure is the same in other pictures of it: of the fixtures, and of `count` of the pages. */
function stability(count) {
  const all = names.filter((name) => scaleOf(name) === '@1x').map((name) => name.slice(0, -3));
  const some = Array.from({ length: Math.min(count, all.length) }, (_, i) => all[Math.floor((i * all.length) / count)]);
  const screens = [
    ...['orders', 'settings-zh'].map((name) => `test/fixtures/screens/${name}`),
    ...some.map((name) => path.join(options.pages, name)),
  ];
  process.stderr.write(`${screens.length} screens in other pictures `);
  const shares = JSON.parse(run([`${SCRATCH}/stability.mjs`, ...screens]));
  const variants = Object.keys(shares.orders);
  table(
    ['structure that is kept', ...variants],
    Object.entries(shares).map(([screen, row]) => [screen, ...variants.map((name) => row[name]?.toFixed(2) ?? '-')]),
  );
  return shares;
}

/** JSON with a line for each group, so that a diff shows what has changed. */
function compact({ scales, kits, pages, ...rest }) {
  const lines = (groups) =>
    Object.entries(groups).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  const parts = Object.entries({ scales, kits, pages }).map(
    ([key, groups]) => `"${key}":{\n${lines(groups).join(',\n')}\n}`,
  );
  const head = Object.entries(rest).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return `{\n${[...head, ...parts].join(',\n')}\n}\n`;
}

/** Runs a node program to its end and gives what it printed; its errors go to the terminal. */
function run(args) {
  const { status, stdout, error } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${args[0]} ended with ${status}\n${stdout}`);
  return stdout;
}
