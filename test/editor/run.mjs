// Runs the editor tests: all, or the spec files whose names hold one of the words. The VSIX must have been packed.
//   node test/editor/run.mjs [WORD...]
// Each file runs in a process of its own. One that fails is tried once more, in a new VS Code: a browser on a busy
// machine may be too slow for a person too. Both tries are printed; what fails twice has failed.
import { fork } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { install } from './install.mjs';
import { vsixFile } from './vsix.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const words = process.argv.slice(2);

try {
  if (!existsSync(vsixFile)) throw new Error(`There is no ${vsixFile}. Run \`npm run package\` first.`);
  await install();
  const { findBrowser } = await import('./browser.mjs');
  console.log(`Browser: ${path.relative(process.cwd(), findBrowser().executablePath)}`);
} catch (error) {
  console.error(error.message);
  console.log('0 passed, 1 failed');
  process.exit(1);
}

rmSync(path.join(here, 'shots'), { recursive: true, force: true });

const files = readdirSync(here)
  .sort()
  .filter((file) => file.endsWith('.spec.mjs') && (words.length === 0 || words.some((word) => file.includes(word))));
let passed = 0;
let failed = 0;
const twice = [];
const failures = [];
for (const file of files) {
  let result = await run(file);
  if (result.failed > 0) {
    console.log(`${file}: ${result.failed} failed; a second try`);
    twice.push(file);
    result = await run(file);
  }
  passed += result.passed;
  failed += result.failed;
  failures.push(...result.failures.map((failure) => `${file}: ${failure}`));
}
if (twice.length > 0) console.log(`Tried twice: ${twice.join(', ')}`);
for (const failure of failures) console.log(`failed: ${failure}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/** A file that ends without a word has failed. */
function run(file) {
  return new Promise((resolve) => {
    let counts = { passed: 0, failed: 1, failures: ['it ended without a word'] };
    const child = fork(path.join(here, 'run-spec.mjs'), [path.join(here, file)]);
    child.on('message', (message) => {
      counts = message;
    });
    child.once('close', () => resolve(counts));
  });
}
