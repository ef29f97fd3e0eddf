// Parses the test set of states and says how many of them are told; prints JSON, by state.
//   node states.mjs FOLDER
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { area, type Box, coverage } from '../../../src/image/box.ts';
import { type Element, ElementState } from '../../../src/screen/element.ts';
import { LocalWorker } from '../../../src/worker/local.ts';

const STATES = ElementState.keyof().options;
type Name = (typeof STATES)[number];

const Edges = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const Page = z.object({ controls: z.array(z.object({ role: z.string(), box: Edges, state: ElementState })) });

/** What may be wrong, or right, of one state. */
interface Count {
  /** Controls that are in this state. */
  are: number;
  /** Of them, those that have an element of a kind that may have this state. */
  seen: number;
  /** Elements that are said to be in it. */
  said: number;
  right: number;
}

const TICKS: readonly string[] = ['checkbox', 'radio', 'switch'];
const folder = process.argv[2] ?? '';
const worker = new LocalWorker({ weights: pathToFileURL(`${path.resolve('dist/parser')}/`) });
const counts = Object.fromEntries(
  ['unchecked', ...STATES].map((name): [string, Count] => [name, { are: 0, seen: 0, said: 0, right: 0 }]),
) as Record<Name | 'unchecked', Count>;
for (const file of readdirSync(folder).filter((name) => name.endsWith('.png'))) {
  const { controls } = Page.parse(JSON.parse(readFileSync(path.join(folder, file.replace(/png$/, 'json')), 'utf8')));
  const elements = await elementsOf(path.join(folder, file));
  for (const name of STATES) count(counts[name], name, true, controls, elements);
  count(counts.unchecked, 'checked', false, controls, elements);
  process.stderr.write('.');
}
process.stderr.write('\n');
await worker.dispose();
console.log(JSON.stringify(counts));

/** A control's element is the best that lies on it: its box to tick may be without its label. */
function count(
  into: Count,
  name: Name,
  value: boolean,
  controls: z.infer<typeof Page>['controls'],
  elements: readonly Element[],
): void {
  const saying = new Set(elements.filter(({ state }) => state?.[name] === value));
  into.said += saying.size;
  for (const { role, box: edges } of controls.filter((control) => control.state[name] === value)) {
    const box = boxOf(edges);
    const isTick = TICKS.includes(role);
    const on = elements.filter(
      (element) => isOn(element.box, box) && (isTick ? TICKS.includes(element.role) : element.interactive),
    );
    into.are++;
    if (on.length > 0) into.seen++;
    const saysSo = [...saying].filter((element) => isOn(element.box, box));
    if (saysSo.length > 0) into.right++;
    // Two that say the same of one control are one.
    into.said -= Math.max(0, saysSo.length - 1);
  }
}

function isOn(part: Box, whole: Box): boolean {
  return area(part) < 1.6 * area(whole) && coverage(part, whole) > (area(part) > area(whole) ? 0.6 : 0.8);
}

function boxOf([x, y, r, b]: [number, number, number, number]): Box {
  return { x, y, width: r - x, height: b - y };
}

async function elementsOf(file: string): Promise<Element[]> {
  for await (const event of worker.parse(await worker.open(await readFile(file), { name: file }))) {
    if (event.type === 'done') return event.screen.elements;
  }
  throw new Error(`${file}: the parser ended without a result`);
}
