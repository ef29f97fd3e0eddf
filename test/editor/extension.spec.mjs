// Runs the tests of inside/ in the extension host, on the packed extension as it was installed, in an untrusted workspace.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { vsixFile } from './vsix.mjs';
import { SHOTS, Workbench } from './workbench.mjs';

/** @returns {Promise<{title: string, error?: string}[]>} */
async function runInside() {
  const report = path.join(SHOTS, 'inside.jsonl');
  mkdirSync(SHOTS, { recursive: true });
  rmSync(report, { force: true });
  let vscode;
  try {
    vscode = await Workbench.open({
      vsix: vsixFile,
      testsPath: fileURLToPath(new URL('../../out/inside/index.cjs', import.meta.url)),
      settings: { 'security.workspace.trust.enabled': true },
      env: { GLIMPSE_TEST_REPORT: report, GLIMPSE_TEST_TRUST: 'untrusted' },
    });
    const exitCode = await vscode.testsEnded;
    const outcomes = readFileSync(report, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    if (exitCode !== 0 && outcomes.every(({ error }) => !error)) throw new Error(`The tests ended with ${exitCode}`);
    return outcomes;
  } catch (error) {
    return [{ title: 'all tests run', error: error.stack }];
  } finally {
    await vscode?.saveEvidence('inside');
    await vscode?.close();
  }
}

const outcomes = await runInside();

describe('inside the extension host', () => {
  for (const { title, error } of outcomes) {
    it(title, () => {
      if (error) throw new Error(error);
    });
  }
});
