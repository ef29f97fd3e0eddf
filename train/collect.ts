// Turns rendered pages into rows of numbers with their classes, for fit.py: every PARTSth page, from the PARTth on, into
// OUT/PART: node train/bundle.mjs [--parts N] collect.ts OUT FOLDER [PART PARTS]
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { iou } from '../src/image/box.ts';
import { type Candidate, candidatesOf } from '../src/screen/candidates.ts';
import { featuresOf } from '../src/screen/features.ts';
import type { Sight } from '../src/screen/sight.ts';
import { Views } from '../src/screen/views.ts';
import { RememberingParser } from './known-text.ts';
import { CLASSES, type Page, type Truth, truthsOf } from './truth.ts';

const [parent = '', folder = '', part = '0', parts = '1'] = process.argv.slice(2);
const out = path.join(parent, part);
let sight: Sight | undefined;
const parser = new RememberingParser(
  pathToFileURL(`${path.resolve('dist/parser')}/`),
  { byTruth: true },
  async (seen) => {
    sight = seen;
    return [];
  },
);

/** Boxes this alike show the same thing, and are no worse than the best. */
const AS_GOOD = 0.75;

/** For each candidate its class, 255 where it is better not learnt from, and how well it lies on a thing. */
function labelled(candidates: readonly Candidate[], truths: readonly Truth[]) {
  const best = new Map<Truth, { index: number; value: number }>();
  const pairs = candidates.map(({ box }, index) => {
    let found: { truth: Truth; value: number } | undefined;
    for (const truth of truths) {
      const value = iou(box, truth.box);
      if (value < 0.5) continue;
      if (!found || value - Number(truth.cls === 'container') > found.value - Number(found.truth.cls === 'container'))
        found = { truth, value };
    }
    if (found && found.value > (best.get(found.truth)?.value ?? 0))
      best.set(found.truth, { index, value: found.value });
    return found;
  });
  return pairs.map((found, index) => {
    if (!found) return { label: 0, iou: 0, truth: -1 };
    const { truth, value } = found;
    const id = truths.indexOf(truth);
    const isBest = best.get(truth)?.index === index;
    const label = isBest || value >= AS_GOOD ? CLASSES.indexOf(truth.cls) : 255;
    return { label, iou: value, truth: id };
  });
}

mkdirSync(out, { recursive: true });
const views = path.join(out, 'views.u8');
writeFileSync(views, '');
const [rows, labels, groups, places] = [[] as Float32Array[], [] as number[], [] as number[], [] as number[]];
const pages: { name: string; kit: string; test: boolean; truths: number[] }[] = [];
let names: string[] = [];
const missed: Record<string, number[]> = {};
const files = readdirSync(folder).filter((name) => name.endsWith('.png'));
for (const file of files.filter((_, i) => i % Number(parts) === Number(part))) {
  const page = JSON.parse(readFileSync(path.join(folder, file.replace(/png$/, 'json')), 'utf8')) as Page;
  if (page.elements.length + page.texts.length < 5) continue;
  try {
    await parser.parse(path.join(folder, file));
  } catch (error) {
    console.error(`${file}: ${(error as Error).message}`);
    continue;
  }
  if (!sight || sight.drawn) continue;
  const candidates = candidatesOf(sight);
  const truths = truthsOf(page);
  const features = featuresOf(sight, candidates);
  names = features.names;
  const boxes = candidates.map(({ box }) => box);
  appendFileSync(views, new Views(sight.pixels, sight.scale).of(boxes));
  const found = labelled(candidates, truths);
  const counted = truths.filter((truth) => !truth.ignored);
  for (const truth of counted) {
    missed[truth.cls] ??= [0, 0];
    const count = missed[truth.cls]!;
    count[1]!++;
    if (candidates.some(({ box }) => iou(box, truth.box) >= 0.5)) count[0]!++;
  }
  features.rows.forEach((row, i) => {
    rows.push(row);
    labels.push(found[i]!.label);
    groups.push(pages.length);
    const { x, y, width, height } = candidates[i]!.box;
    places.push(x, y, width, height, found[i]!.iou, found[i]!.truth);
  });
  pages.push({
    name: file.slice(0, -4),
    kit: page.kit,
    test: page.test === true,
    truths: CLASSES.map((cls) => counted.filter((truth) => truth.cls === cls).length),
  });
}
const matrix = new Float32Array(rows.length * names.length);
for (const [i, row] of rows.entries()) matrix.set(row, i * names.length);
writeFileSync(path.join(out, 'rows.f32'), matrix);
writeFileSync(path.join(out, 'labels.u8'), Uint8Array.from(labels));
writeFileSync(path.join(out, 'pages.i32'), Int32Array.from(groups));
writeFileSync(path.join(out, 'places.f32'), Float32Array.from(places));
writeFileSync(path.join(out, 'meta.json'), JSON.stringify({ names, classes: CLASSES, pages }));
console.log(`${pages.length} pages, ${rows.length} candidates, ${names.length} numbers each`);
for (const [cls, [got, all]] of Object.entries(missed))
  console.log(`${cls}: ${got} of ${all} have a candidate (${((100 * got!) / all!).toFixed(1)} %)`);
