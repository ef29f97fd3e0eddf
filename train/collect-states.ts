// Turns what the parser finds on rendered pages into rows of numbers with the DOM's states, for fit-states.py:
//   node train/bundle.mjs collect-states.ts OUT FOLDER
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { iou } from '../src/image/box.ts';
import { assemble } from '../src/screen/assemble.ts';
import type { Element } from '../src/screen/element.ts';
import type { Sight } from '../src/screen/sight.ts';
import { stateFeatures } from '../src/screen/state-features.ts';
import { RememberingParser } from './known-text.ts';
import { type Page, STATES, type Truth, truthsOf } from './truth.ts';

const [out = '', folder = ''] = process.argv.slice(2);
let sight: Sight | undefined;
const parser = new RememberingParser(
  pathToFileURL(`${path.resolve('dist/parser')}/`),
  { byTruth: true },
  (seen, roles) => {
    sight = seen;
    return assemble(seen, roles);
  },
);

/** What the DOM has where an element was found, if it has a state. */
function truthOf({ box }: Element, truths: readonly Truth[]): Truth | undefined {
  let best: Truth | undefined;
  for (const truth of truths) {
    if (truth.state && iou(box, truth.box) > Math.max(0.5, best ? iou(box, best.box) : 0)) best = truth;
  }
  return best;
}

mkdirSync(out, { recursive: true });
let names: string[] = [];
const rows: Float32Array[] = [];
const states: number[] = [];
const found: { kit: string; page: string; role: string }[] = [];
for (const file of readdirSync(folder).filter((name) => name.endsWith('.png'))) {
  const page = JSON.parse(readFileSync(path.join(folder, file.replace(/png$/, 'json')), 'utf8')) as Page;
  let elements: Element[];
  try {
    ({ elements } = await parser.parse(path.join(folder, file)));
  } catch (error) {
    // The DOM may say that words lie beyond the picture.
    console.error(`${file}: ${(error as Error).message}`);
    continue;
  }
  if (!sight || sight.drawn) continue;
  const truths = truthsOf(page);
  const features = stateFeatures(sight, elements);
  for (const { index, row } of features.rows) {
    const element = elements[index]!;
    const truth = truthOf(element, truths);
    if (!truth) continue;
    names = features.names;
    rows.push(row);
    states.push(...STATES.map((name) => (truth.state?.[name] === undefined ? -1 : Number(truth.state[name]))));
    found.push({ kit: page.kit, page: file.slice(0, -4), role: element.role });
  }
}
const width = rows[0]?.length ?? 0;
const matrix = new Float32Array(rows.length * width);
for (const [i, row] of rows.entries()) matrix.set(row, i * width);
writeFileSync(path.join(out, 'rows.f32'), matrix);
writeFileSync(path.join(out, 'states.i8'), Int8Array.from(states));
writeFileSync(path.join(out, 'meta.json'), JSON.stringify({ names, width, states: STATES, found }));
console.log(`${rows.length} elements, ${width} numbers each`);
