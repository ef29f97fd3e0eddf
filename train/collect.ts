// Turns rendered pages into rows of numbers with their classes, for fit.py: every PARTSth page, from the PARTth on, into
// OUT/PART: node train/bundle.mjs [--parts N] collect.ts OUT FOLDER [PART PARTS]
// Of every third page there are rows of a piece too: windows are of all sizes, and people cut out what they ask about.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { area, type Box, bottom, iou, right } from '../src/image/box.ts';
import { type Candidate, candidatesOf } from '../src/screen/candidates.ts';
import { featuresOf } from '../src/screen/features.ts';
import type { Sight } from '../src/screen/sight.ts';
import { RememberingParser } from './known-text.ts';
import { CLASSES, type Page, type Truth, truthsOf } from './truth.ts';

const [parent = '', folder = '', part = '0', parts = '1'] = process.argv.slice(2);
const out = path.join(parent, part);
let sight: Sight | undefined;
const parser = new RememberingParser(pathToFileURL(`${path.resolve('dist/ocr')}/`), { byTruth: true }, (seen) => {
  sight = seen;
  return [];
});

/** Of how many pages one is cut, and which share of its width and height is left, two of each. */
const CUT = { every: 3, shares: [0.45, 0.6, 0.75, 0.9] };

/** A piece of the Nth page: which one depends on nothing but its number. */
function pieceOf({ width, height }: { width: number; height: number }, n: number): Box {
  const shareOf = (k: number) => CUT.shares[k % CUT.shares.length]!;
  const [w, h] = [Math.round(shareOf(n) * width), Math.round(shareOf(n + 1 + (n >> 2)) * height)];
  const at = (k: number, space: number) => Math.round(((k % 7) / 6) * space);
  return { x: at(3 * n + 1, width - w), y: at(5 * n + 2, height - h), width: w, height: h };
}

/** What is seen of a page in a region. What is cut is neither right nor wrong; what is hardly seen is nothing. */
function seenIn(truths: readonly Truth[], region: Box): Truth[] {
  return truths.flatMap((truth) => {
    const x = Math.max(truth.box.x, region.x);
    const y = Math.max(truth.box.y, region.y);
    const width = Math.min(right(truth.box), right(region)) - x;
    const height = Math.min(bottom(truth.box), bottom(region)) - y;
    if (width <= 0 || height <= 0) return [];
    const share = (width * height) / area(truth.box);
    if (share < 0.5 && truth.cls !== 'container') return [];
    const box = { x: x - region.x, y: y - region.y, width, height };
    return [{ ...truth, box, ignored: truth.ignored || share < 1 }];
  });
}

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
const [rows, labels, groups, places] = [[] as Float32Array[], [] as number[], [] as number[], [] as number[]];
const pages: { name: string; kit: string; test: boolean; truths: number[] }[] = [];
let names: string[] = [];
const missed: Record<string, number[]> = {};
const files = readdirSync(folder).filter((name) => name.endsWith('.png'));
/** What is seen of a page, or of a piece of it. */
async function sightOf(file: string, region?: Box): Promise<Sight | undefined> {
  sight = undefined;
  try {
    await parser.parse(path.join(folder, file), region);
  } catch (error) {
    console.error(`${file}: ${(error as Error).message}`);
  }
  return sight;
}

/** Adds the rows of a page, or of a piece of it. */
function collect(sight: Sight, file: string, page: Page, region?: Box): void {
  const candidates = candidatesOf(sight);
  if (candidates.length === 0) return;
  const truths = region ? seenIn(truthsOf(page), region) : truthsOf(page);
  const features = featuresOf(sight, candidates);
  names = features.names;
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
    test: page.test === true && !region,
    truths: CLASSES.map((cls) => counted.filter((truth) => truth.cls === cls).length),
  });
}

for (const [i, file] of files.entries()) {
  if (i % Number(parts) !== Number(part)) continue;
  const page = JSON.parse(readFileSync(path.join(folder, file.replace(/png$/, 'json')), 'utf8')) as Page;
  if (page.elements.length + page.texts.length < 5) continue;
  const whole = await sightOf(file);
  if (!whole || whole.drawn) continue;
  collect(whole, file, page);
  if (i % CUT.every !== 0) continue;
  const region = pieceOf(whole, i / CUT.every);
  const piece = await sightOf(file, region);
  if (piece) collect(piece, file, page, region);
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
