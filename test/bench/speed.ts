// Parses one picture in a worker process of its own, once cold and five times warm; prints one line of JSON.
//   node speed.mjs WIDTHxHEIGHT[@SCALE]
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Picture } from '../../src/image/picture.ts';
import { ProcessWorker } from '../../src/worker/process.ts';

const size = process.argv[2] ?? '';
const [width, height, scale = 1] = size.split(/[x@]/).map(Number);
if (!width || !height) throw new Error('usage: node speed.mjs WIDTHxHEIGHT[@SCALE]');

// A screen full of elements at any size: the fixture, side by side with itself.
const tile = await readFile('test/fixtures/screens/orders.png');
const across = Math.ceil(width / 1440);
const down = Math.ceil(height / 900);
const tiles = Array.from({ length: across * down }, (_, i) => ({
  input: tile,
  left: (i % across) * 1440,
  top: Math.floor(i / across) * 900,
}));
const sheet = sharp({ create: { width: across * 1440, height: down * 900, channels: 3, background: '#fff' } });
const whole = await sheet.composite(tiles).png().toBuffer();
const part = await sharp(whole).extract({ left: 0, top: 0, width, height }).png().toBuffer();
const data = await sharp(part)
  .resize(width * scale)
  .png()
  .toBuffer();

process.env.GLIMPSE_WORKER_STATS = '1';
const stats: string[] = [];
const worker = new ProcessWorker({ entry: 'dist/worker.js', weights: 'dist/parser', log: (line) => stats.push(line) });

async function time(picture: Picture): Promise<{ first: number; all: number }> {
  const start = performance.now();
  let first: number | undefined;
  for await (const event of worker.parse(picture)) {
    if (event.type === 'partial') first ??= performance.now() - start;
  }
  const all = performance.now() - start;
  return { first: first ?? all, all };
}

const picture = await worker.open(data, { name: size });
const cold = await time(picture);
const runs = [];
for (let i = 0; i < 5; i++) {
  // One other pixel, so that no crop and no decoded picture is remembered.
  const other = await sharp(data)
    .modulate({ brightness: 1 - (i + 1) / 200 })
    .png()
    .toBuffer();
  runs.push(await time(await worker.open(other, { name: size })));
}
await worker.dispose();
const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const warm = { first: median(runs.map((run) => run.first)), all: median(runs.map((run) => run.all)) };
const told = stats
  .flatMap((line) => line.match(/\{"(cpuSeconds|maxRssBytes)":[\d.]+\}/g) ?? [])
  .map((json) => JSON.parse(json));
const [, ...cpuSeconds] = told.flatMap((stat) => stat.cpuSeconds ?? []);
const maxRssBytes = told.find((stat) => stat.maxRssBytes)?.maxRssBytes;
console.log(JSON.stringify({ size, cold, warm, cpuSeconds: median(cpuSeconds), maxRssBytes }));
