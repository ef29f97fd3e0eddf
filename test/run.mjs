// Runs the project's tests layer by layer, and sums them up. Prints what failed and `N passed, N failed` last.
//   node test/run.mjs [LAYER...]
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

/** Each gives its counts, and the names and reasons of what failed where it knows them. A step without tests of its own counts only when it fails. */
const LAYERS = {
  build: () => step('esbuild.mjs'),
  unit: () => vitest('test/vitest.config.ts'),
  host: hostTests,
  package: packageTests,
  editor: editorTests,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(LAYERS, name));
if (unknown.length > 0) throw new Error(`There is no layer ${unknown}; there are ${Object.keys(LAYERS).join(', ')}.`);

const results = [];
for (const [name, layer] of Object.entries(LAYERS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n=== ${name}`);
  const start = Date.now();
  const { passed, failed, failures = [], skipped = '' } = await layer();
  results.push({ name, passed, failed, failures, skipped, seconds: Math.round((Date.now() - start) / 1000) });
}

const sum = (key) => results.reduce((total, result) => total + result[key], 0);
console.log();
// Once more where they are found: at the end of a long output, of which only the end may have been kept.
for (const { name, failures } of results) for (const failure of failures) console.log(`${name}: failed: ${failure}`);
for (const { name, passed, failed, skipped, seconds } of results) {
  console.log(
    `${name.padEnd(8)} ${String(passed).padStart(4)} passed ${String(failed).padStart(4)} failed ${String(seconds).padStart(5)} s  ${skipped}`.trimEnd(),
  );
}
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') > 0 ? 1 : 0;

async function step(...args) {
  const { code } = await node(args);
  return { passed: 0, failed: code === 0 ? 0 : 1 };
}

/** Builds llama-server where it is not built, and runs the tests that need it. A machine without a compiler skips them. */
async function hostTests() {
  const { code } = await node(['src/host/build/main.mjs']);
  const lacksTools = code === 3;
  // In CI a compiler is there, or the one who runs it has said that it could not be had.
  if (lacksTools && (!process.env.CI || process.env.GLIMPSE_NO_COMPILER)) {
    return {
      passed: 0,
      failed: 0,
      skipped: 'skipped: llama-server cannot be built on this machine; the reason is above',
    };
  }
  if (code !== 0) return { passed: 0, failed: 1 };
  return vitest('test/host/vitest.config.ts');
}

/** Packs for this platform, which the layer `editor` installs, then for others. */
async function packageTests() {
  const { failed } = await step('pack/main.mjs');
  return failed > 0 ? { passed: 0, failed } : vitest('test/package/vitest.config.ts');
}

async function vitest(config) {
  const folder = mkdtempSync(path.join(tmpdir(), 'glimpse-vitest-'));
  const report = path.join(folder, 'report.json');
  const run = ['node_modules/vitest/vitest.mjs', 'run', '--config', config];
  const { code } = await node([...run, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
  try {
    const { numPassedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    const failures = testResults.flatMap(({ name, status, message, assertionResults }) => {
      const file = path.relative('.', name);
      if (status === 'failed' && assertionResults.length === 0) return [`${file}: ${message}`];
      return assertionResults
        .filter((test) => test.status === 'failed')
        .map((test) => `${file}: ${test.fullName}: ${test.failureMessages.join('; ')}`);
    });
    return honest(code, numPassedTests, failures.length, failures.map(inBrief));
  } catch {
    return honest(code, 0, 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function editorTests() {
  const { code, output } = await node(['test/editor/run.mjs']);
  const [, passed, failed] = /(\d+) passed, (\d+) failed\s*$/.exec(output) ?? [];
  const failures = [...output.matchAll(/^failed: (.*)$/gm)].map(([, failure]) => failure);
  return honest(code, Number(passed ?? 0), Number(failed ?? 0), failures);
}

/** A layer that ends badly, or that ran nothing, has failed, whatever it counted. */
function honest(code, passed, failed, failures = []) {
  const isBad = code !== 0 || passed === 0;
  if (failed > 0 || !isBad) return { passed, failed, failures };
  return { passed, failed: 1, failures: [`ended with exit code ${code} though no test failed; see above`] };
}

/** The reason in a few lines, without the stack. */
function inBrief(failure) {
  return failure
    .split(/\n\s+at /)[0]
    .split('\n')
    .slice(0, 12)
    .join('\n  ')
    .slice(0, 1000);
}

/** Runs a node program, shows what it prints, and keeps the end of it. */
function node(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (data) => {
      process.stdout.write(data);
      output = (output + data).slice(-10_000);
    });
    child.once('close', (code) => resolve({ code, output }));
  });
}
