// Adds to the rows of a folder what the first verdicts on them (first.f32) tell of their neighbours: node train/bundle.mjs context.ts ROWS
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { contextOf } from '../src/screen/context.ts';

const [folder = ''] = process.argv.slice(2);
const read = (name: string) => readFileSync(path.join(folder, name)).buffer as ArrayBuffer;
const { names, classes } = JSON.parse(readFileSync(path.join(folder, 'meta.json'), 'utf8')) as Record<string, string[]>;
const rowsOf = (name: string, width: number) => {
  const all = new Float32Array(read(name));
  return Array.from({ length: all.length / width }, (_, i) => all.subarray(i * width, (i + 1) * width));
};
const [rows, first] = [rowsOf('rows.f32', names!.length), rowsOf('first.f32', classes!.length)];
const pages = new Int32Array(read('pages.i32'));
const found: Float32Array[] = [];
for (let from = 0, to = 0; from < rows.length; from = to) {
  while (to < rows.length && pages[to] === pages[from]) to++;
  found.push(...contextOf(rows.slice(from, to), names!, first.slice(from, to), classes!));
}
const width = found[0]!.length;
const all = new Float32Array(found.length * width);
for (const [i, row] of found.entries()) all.set(row, i * width);
writeFileSync(path.join(folder, 'context.f32'), all);
