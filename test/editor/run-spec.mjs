// Runs one spec file, and tells its parent `{ passed, failed, failures }`: counts, and the names and reasons of what failed.
//   fork('run-spec.mjs', [FILE])
import Mocha from 'mocha';

const mocha = new Mocha({ timeout: 180_000, slow: 20_000, forbidPending: true, forbidOnly: Boolean(process.env.CI) });
mocha.addFile(process.argv[2]);
await mocha.loadFilesAsync();
const failures = [];
const { stats } = await new Promise((resolve) => {
  const runner = mocha.run(() => resolve(runner));
  runner.on('fail', (test, error) => failures.push(`${test.fullTitle()}: ${error.message.split('\n')[0]}`));
});
process.send({ passed: stats.passes, failed: stats.failures, failures }, () => process.exit());
