import { appendFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import Mocha, { type Test } from 'mocha';

/**
 * What VS Code calls inside the extension host. Every outcome is appended to the file `GLIMPSE_TEST_REPORT` at once, a
 * line of JSON each, so that nothing is lost when the host dies.
 */
export function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, forbidPending: true });
  for (const file of readdirSync(__dirname)) {
    if (file.endsWith('.test.cjs')) mocha.addFile(path.join(__dirname, file));
  }
  return new Promise((resolve, reject) => {
    const runner = mocha.run((failures) => (failures ? reject(new Error(`${failures} failed`)) : resolve()));
    runner.on('pass', (test) => report(test));
    runner.on('fail', (test, error: Error) => report(test, error));
  });
}

function report(test: Test, error?: Error): void {
  const file = process.env.GLIMPSE_TEST_REPORT;
  if (file)
    appendFileSync(
      file,
      `${JSON.stringify({ title: test.fullTitle(), error: error && (error.stack ?? error.message) })}\n`,
    );
}
