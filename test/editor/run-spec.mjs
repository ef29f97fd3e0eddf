// Runs one spec file, and tells its parent `{ passed, failed }`.
//   fork('run-spec.mjs', [FILE])
import Mocha from 'mocha';

const mocha = new Mocha({ timeout: 180_000, slow: 20_000, forbidPending: true, forbidOnly: Boolean(process.env.CI) });
mocha.addFile(process.argv[2]);
await mocha.loadFilesAsync();
const { stats } = await new Promise((resolve) => {
  const runner = mocha.run(() => resolve(runner));
});
process.send({ passed: stats.passes, failed: stats.failures }, () => process.exit());
