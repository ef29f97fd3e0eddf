// What the parser finds on the pages of a folder whose text is known: for score.mjs --pred. node train/bundle.mjs predict.ts FOLDER OUT [REGEX]
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { RememberingParser } from './known-text.ts';

const [folder = '', out = '', filter = '.', truth] = process.argv.slice(2);
const parser = new RememberingParser(pathToFileURL(`${path.resolve('dist/parser')}/`), {
  byTruth: truth === 'by-truth',
});
mkdirSync(out, { recursive: true });
for (const file of readdirSync(folder).filter((name) => name.endsWith('.png') && new RegExp(filter).test(name))) {
  const { elements, lines } = await parser.parse(path.join(folder, file));
  writeFileSync(path.join(out, file.replace(/png$/, 'json')), JSON.stringify({ elements, lines }));
}
