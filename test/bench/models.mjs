// Measures what stands before the first answer of a model: how it comes, how it is looked into, what is said of its size.
//   npm run bench:models -- [PART ...] [--json FILE]
// Prints tables and JSON; fails where a figure is not met. A part is a file in models/ that exports `measure`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { nodeModule } from '../../esbuild.node.mjs';
import { table } from './table.mjs';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));

const PARTS = ['inspect', 'fit', 'download', 'extension-host'];
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string', default: 'out/bench-models.json' } },
});
const wanted = positionals.length > 0 ? positionals : PARTS;
const unknown = wanted.filter((name) => !PARTS.includes(name));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}; there are ${PARTS.join(', ')}.`);
  process.exit(2);
}

const outdir = 'out/bench/models';
await build({ ...nodeModule, entryPoints: wanted.map((name) => `test/bench/models/${name}.ts`), outdir });
const machine = `${cpus().length} x ${cpus()[0].model}`;
const results = { machine, load: loadavg()[0], parts: {} };
console.log(`${machine}, load ${results.load.toFixed(1)}`);
let isMet = true;
for (const name of wanted) {
  const { measure } = await import(pathToFileURL(path.resolve(outdir, `${name}.js`)).href);
  const { title, head, rows, figures, met } = await measure();
  console.log(`\n${title}`);
  table(head, rows);
  console.log(`\n${name}: ${met === undefined ? 'not compared' : met ? 'met' : 'NOT met'}`);
  results.parts[name] = { figures, met };
  isMet &&= met !== false;
}
mkdirSync(path.dirname(options.json), { recursive: true });
writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);
console.log(JSON.stringify(results));
process.exit(isMet ? 0 : 1);
