// Parses hand-drawn wireframes in a worker process, scores what `elements` and `outline` make of them, prints JSON.
//   node measure.mjs PICTURES [SAMPLE]
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { Box, union } from '../../src/image/box.ts';
import type { Picture } from '../../src/image/picture.ts';
import type { Element, Screen } from '../../src/screen/element.ts';
import { matchLabels } from '../../src/tasks/labels.ts';
import { lineHeight } from '../../src/tasks/outline/node.ts';
import { outline } from '../../src/tasks/outline.ts';
import type { Component } from '../../src/tasks/task.ts';
import { ProcessWorker } from '../../src/worker/process.ts';
import { LABELS, type Prediction, Tally } from './score.ts';

const Drawing = z.object({
  file: z.string(),
  width: z.int(),
  height: z.int(),
  boxes: z.array(z.object({ label: z.enum(LABELS), box: Box })),
});
const [folder = '', sample] = process.argv.slice(2);
const all = z.array(Drawing).parse(JSON.parse(await readFile(path.join(folder, 'truth.json'), 'utf8')));
all.sort((a, b) => (a.file < b.file ? -1 : 1));
const count = Math.min(all.length, Number(sample ?? all.length));
const drawings = Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]!);

const worker = new ProcessWorker({ entry: 'dist/worker.js', weights: 'dist/parser' });
const tallies = { elements: new Tally(), outline: new Tally() };
const parseMs: number[] = [];
const outlineMs: number[] = [];
try {
  // The first parse loads the nets.
  await parse(await open(drawings[0]!.file));
  for (const { file, width, height, boxes } of drawings) {
    const picture = await open(file);
    const start = performance.now();
    const screen = await parse(picture);
    const parsed = performance.now();
    const root = outline(screen);
    outlineMs.push(performance.now() - parsed);
    parseMs.push(parsed - start);
    if (screen.width !== width || screen.height !== height)
      throw new Error(`${file} is not as large as its truth says`);
    tallies.elements.add(boxes, elementsOf(screen));
    tallies.outline.add(boxes, componentsOf(root));
  }
} finally {
  await worker.dispose();
}
const summary = {
  pictures: drawings.length,
  elements: tallies.elements.score,
  outline: tallies.outline.score,
  parseMs: spread(parseMs),
  outlineMs: spread(outlineMs),
};
console.log(JSON.stringify(summary));

async function open(file: string): Promise<Picture> {
  return worker.open(await readFile(path.join(folder, file)), { name: file });
}

async function parse(picture: Picture): Promise<Screen> {
  for await (const event of worker.parse(picture)) if (event.type === 'done') return event.screen;
  throw new Error('The parser ended without a result.');
}

function elementsOf({ elements }: Screen): Prediction[] {
  const labels = matchLabels(elements, lineHeight(elements));
  const withWords = (element: Element) => {
    const label = isChoice(element.role) && labels.get(element);
    return label ? [union([element.box, label.box])] : [];
  };
  return elements.map((element) => ({ role: element.role, boxes: [element.box, ...withWords(element)] }));
}

function componentsOf(component: Component, around: readonly Box[] = []): Prediction[] {
  const { role, box, children } = component;
  const isField = children.length === 2 && children.some((child) => isChoice(child.role));
  const below = children.flatMap((child) => componentsOf(child, isField ? [box] : []));
  return [{ role, boxes: [box, ...(isChoice(role) ? around : [])] }, ...below];
}

function isChoice(role: string): boolean {
  return role === 'checkbox' || role === 'radio';
}

function spread(ms: readonly number[]): { median: number; worst: number } {
  const sorted = ms.toSorted((a, b) => a - b);
  return { median: sorted[sorted.length >> 1]!, worst: sorted.at(-1)! };
}
