// Has the nets read the text of every Nth page of a folder, and remembers it: what takes long. Pages that were read are not
// read again: node train/bundle.mjs read.ts FOLDER [N]
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { RememberingParser } from './known-text.ts';

const [folder = '', every = '1'] = process.argv.slice(2);
const parser = new RememberingParser(pathToFileURL(`${path.resolve('dist/parser')}/`), { byTruth: false });
const files = readdirSync(folder).filter((file) => file.endsWith('.png'));
for (let i = 0; i < files.length; i += Number(every)) {
  const start = performance.now();
  const { lines } = await parser.parse(path.join(folder, files[i]!));
  console.log(`${files[i]}: ${lines.length} lines, ${Math.round(performance.now() - start)} ms`);
}
