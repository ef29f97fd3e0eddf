// Says of answers on disk how well boxes snap to them and what their confidence means; prints JSON, by scale.
//   node judge.mjs PAGES ANSWERS PAGE...
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Element } from '../../../src/screen/element.ts';
import { Reliability } from './reliability.ts';
import { Snapping } from './snapping.ts';
import { truePage } from './truth.ts';

const [folder = '', answers = '', ...names] = process.argv.slice(2);
const scales = new Map<string, { snapping: Snapping; reliability: Reliability }>();
for (const name of names) {
  const scale = name.slice(name.lastIndexOf('@'));
  const { snapping, reliability } = scales.get(scale) ?? { snapping: new Snapping(), reliability: new Reliability() };
  scales.set(scale, { snapping, reliability });
  const { elements } = JSON.parse(readFileSync(path.join(answers, `${name}.json`), 'utf8')) as { elements: Element[] };
  const page = truePage(folder, name);
  snapping.add(page, elements);
  reliability.add(page, elements);
}
const summary = [...scales].map(([scale, { snapping, reliability }]) => [
  `all${scale}`,
  { snap: snapping.score, reliability: reliability.table },
]);
console.log(JSON.stringify(Object.fromEntries(summary)));
