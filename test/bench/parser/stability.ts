// Parses the same screens in other pictures and says how much of their structure is the same; prints JSON, by screen.
//   node stability.mjs SCREEN...     paths: <SCREEN>.png or <SCREEN>@1x.png, and others @1.25x, @1.5x, @2x where there are any
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Element } from '../../../src/screen/element.ts';
import { LocalWorker } from '../../../src/worker/local.ts';
import { kept, variantsOf } from '../../fixtures/structure.ts';

const worker = new LocalWorker({ weights: pathToFileURL(`${path.resolve('dist/parser')}/`) });
const shares: Record<string, Record<string, number>> = {};
for (const screen of process.argv.slice(2)) {
  const plain = await readFile(existsSync(`${screen}.png`) ? `${screen}.png` : `${screen}@1x.png`);
  const scaled = new Map<number, Buffer>();
  for (const scale of [1.25, 1.5, 2]) {
    const file = `${screen}@${scale}x.png`;
    if (existsSync(file)) scaled.set(scale, await readFile(file));
  }
  const original = await elementsOf(plain, screen);
  const row: Record<string, number> = {};
  for (const [name, variant] of await variantsOf(plain, scaled)) {
    row[name] = Math.round(1e3 * kept(original, variant, await elementsOf(variant.picture, name))) / 1e3;
    process.stderr.write('.');
  }
  shares[path.basename(screen)] = row;
}
process.stderr.write('\n');
await worker.dispose();
console.log(JSON.stringify(shares));

async function elementsOf(data: Uint8Array, name: string): Promise<Element[]> {
  for await (const event of worker.parse(await worker.open(data, { name }))) {
    if (event.type === 'done') return event.screen.elements;
  }
  throw new Error(`${name}: the parser ended without a result`);
}
