// Runs the locators that a picture gives on the page that it is a picture of.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { launchBrowser } from './browser.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const screens = path.join(root, 'test/fixtures/screens');

describe('locators', () => {
  let folder;
  let locators;
  let browser;
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'glimpse-locators-'));
    const outfile = path.join(folder, 'locators.mjs');
    await build({ entryPoints: [path.join(root, 'src/tasks/locators.ts')], outfile, bundle: true, format: 'esm' });
    ({ locators } = await import(pathToFileURL(outfile).href));
    browser = await launchBrowser({ profile: path.join(folder, 'profile'), viewport: { width: 1440, height: 900 } });
  });
  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What the locator of each control finds: `right`: one thing, and at the control's place. */
  async function tried(name) {
    const picture = path.join(screens, `${name}.png`);
    const result = JSON.parse(execFileSync(process.execPath, ['dist/cli.js', 'elements', picture], { cwd: root }));
    const { page } = browser;
    await page.goto(pathToFileURL(path.join(screens, `${name}.html`)).href);
    const lines = new Map();
    for (const { id, box, interactive } of result.elements) {
      const [line] = interactive ? locators(result, 'playwright', [id]) : [];
      // A mark on a control that the parser takes for a control of its own has the locator of the outer one.
      if (line && !lines.has(line)) lines.set(line, box);
    }
    const outcomes = [];
    for (const [line, { x, y, width, height }] of lines) {
      const locator = new Function('page', `return ${line}`)(page);
      const count = await locator.count();
      const at = count === 1 ? await locator.boundingBox() : undefined;
      const [middleX, middleY] = [x + width / 2, y + height / 2];
      const inside = at && middleX > at.x && middleX < at.x + at.width && middleY > at.y && middleY < at.y + at.height;
      outcomes.push({ line, count, right: Boolean(inside) });
    }
    for (const { line, count, right } of outcomes)
      if (!right) console.log(`      finds ${count}, not the one: ${line}`);
    const right = outcomes.filter((outcome) => outcome.right).length;
    console.log(`      ${name}: ${right} of ${outcomes.length} locators find their control and nothing else`);
    return { right, all: outcomes.length };
  }

  it('find the controls of a page, in a table too', async () => {
    const { right, all } = await tried('orders');
    assert.ok(all >= 27, 'the parser finds the controls');
    assert.ok(right >= all - 1);
  });

  it('find what a Chinese page gives a role, and what it labels', async () => {
    const { right, all } = await tried('settings-zh');
    assert.ok(all >= 7);
    assert.ok(right >= 5);
  });
});
