// A program that starts a worker, keeps it busy for minutes, and says the worker's pid: `node parent.mjs ENTRY`.
import { ProcessWorker } from '../../../src/worker/process.ts';

let pid = '';
const log = (line: string): void => {
  pid = /\(pid (\d+)\)/.exec(line)?.[1] ?? pid;
};
const worker = new ProcessWorker({ entry: process.argv[2]!, weights: '.', log });
// librsvg needs the square of a text's length, and cannot be stopped.
const text = `<text y="9">${'lolol'.repeat(20_000)}</text>`;
const svg = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${text}</svg>`);
const picture = await worker.open(svg, { name: 'endless.svg' });
const shown = worker.display(picture);
process.stdout.write(`${pid}\n`);
await shown;
