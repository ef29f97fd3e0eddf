// Learns what the screen parser knows of roles and states, and writes models/parser/roles.onnx, src/screen/roles.json and
// src/screen/states.json: npm run train
//   node train/train.mjs [--corpus node_modules/.cache/train/corpus] [--read N]
// 1. render.mjs renders pages of other kits than the benchmark's (an hour the first time; kept)
// 2. read.ts has the parser's nets read every Nth page (--read, 1: a quarter of an hour, kept); of the others the DOM's text
//    is taken as read
// 3. collect.ts turns what is seen into rows of numbers and views of pixels with the DOM's classes (over a gigabyte)
// 4. fit.py teaches the net, measures it on kits that it has not learnt from, and what its confidence means (an hour)
// 5. collect-states.ts and fit-states.py do the same for the states of what is found: ticked, selected, disabled
// Needs npm, a Chromium (test/editor/browser.mjs), ../shared/bench, and Debian's python3-torch, python3-xgboost and
// python3-sklearn. Only numbers are kept of the pages, whose packages are under free licences.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const { values: options } = parseArgs({
  options: {
    corpus: { type: 'string', default: 'node_modules/.cache/train/corpus' },
    read: { type: 'string', default: '1' },
  },
});

const rows = 'out/train/rows';
run('esbuild.mjs');
run('train/render.mjs', '--out', options.corpus);
run('train/bundle.mjs', 'read.ts', options.corpus, options.read);
const parts = availableParallelism();
run('train/bundle.mjs', '--parts', `${parts}`, 'collect.ts', rows, options.corpus);
const files = ['--net', 'models/parser/roles.onnx', '--meaning', 'src/screen/roles.json'];
python('fit.py', ...Array.from({ length: parts }, (_, i) => `${rows}/${i}`), ...files);
run('esbuild.mjs');
const states = 'out/train/states';
run('train/bundle.mjs', 'collect-states.ts', states, options.corpus);
python('fit-states.py', states, '--out', 'src/screen/states.json');

function python(program, ...args) {
  // Threads that wait for each other busily are slow where others work too.
  const env = { ...process.env, OMP_WAIT_POLICY: 'PASSIVE' };
  finished(spawnSync('/usr/bin/python3', [`train/${program}`, ...args], { stdio: 'inherit', env }));
}

function run(...args) {
  finished(spawnSync(process.execPath, args, { stdio: 'inherit' }));
}

function finished({ status, error }) {
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
