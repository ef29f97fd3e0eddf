// Parses pages once each, as the worker does; writes their elements, prints for each page a line of JSON with what it cost.
//   node measure.mjs PAGES OUT PAGE...
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Screen } from '../../../src/screen/element.ts';
import { elements } from '../../../src/tasks/elements.ts';
import { LocalWorker } from '../../../src/worker/local.ts';
import { PeakMemory } from './memory.ts';

const [folder = '', out = '', ...pages] = process.argv.slice(2);
const weights = pathToFileURL(`${path.resolve('dist/parser')}/`);
const warmUp = await readFile('test/fixtures/screens/orders.png');
await mkdir(out, { recursive: true });
await parse(await freshWorker(), warmUp, 'orders');
for (const page of pages) {
  const data = await readFile(path.join(folder, `${page}.png`));
  const worker = await freshWorker();
  const memory = new PeakMemory();
  const { screen, info, ...cost } = await parse(worker, data, page);
  await writeFile(path.join(out, `${page}.json`), JSON.stringify(elements(info, screen)));
  process.stderr.write('.');
  console.log(JSON.stringify({ page, ...cost, peakBytes: memory.bytes() }));
  await worker.dispose();
}
process.stderr.write('\n');

/** A worker with its nets loaded, and no memory of texts that it has read on other pages. */
async function freshWorker(): Promise<LocalWorker> {
  const worker = new LocalWorker({ weights });
  const pixel = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>');
  for await (const _ of worker.parse(await worker.open(pixel, { name: 'pixel.svg' })));
  return worker;
}

/** Decodes and parses; `firstMs`: until there are elements to show, `cpuSeconds`: of all threads. */
async function parse(worker: LocalWorker, data: Uint8Array, name: string) {
  const picture = await worker.open(data, { name });
  const cpu = process.cpuUsage();
  const start = performance.now();
  let firstMs: number | undefined;
  let screen: Screen | undefined;
  for await (const event of worker.parse(picture)) {
    if (event.type === 'phase') continue;
    if (event.screen.elements.length > 0) firstMs ??= performance.now() - start;
    if (event.type === 'done') screen = event.screen;
  }
  if (!screen) throw new Error(`${name}: the parser ended without a result`);
  const { user, system } = process.cpuUsage(cpu);
  const ms = performance.now() - start;
  return { screen, info: picture.info, cpuSeconds: (user + system) / 1e6, ms, firstMs: firstMs ?? ms };
}
