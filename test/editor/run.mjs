// Runs the editor tests: all, or the spec files whose names hold one of the words. The VSIX must have been packed.
//   node test/editor/run.mjs [WORD...]
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Mocha from 'mocha';
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

const mocha = new Mocha({ timeout: 180_000, slow: 20_000, forbidPending: true, forbidOnly: Boolean(process.env.CI) });
for (const file of readdirSync(here).sort()) {
  const wanted = words.length === 0 || words.some((word) => file.includes(word));
  if (file.endsWith('.spec.mjs') && wanted) mocha.addFile(path.join(here, file));
}
await mocha.loadFilesAsync();
const { stats } = await new Promise((resolve) => {
  const runner = mocha.run(() => resolve(runner));
});
console.log(`${stats.passes} passed, ${stats.failures} failed`);
process.exitCode = stats.failures > 0 || stats.passes === 0 ? 1 : 0;
