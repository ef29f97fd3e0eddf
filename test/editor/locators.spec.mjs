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

  /** How many locators of the controls, and of the texts, find one thing, and that where the element is. */
  async function tried(name) {
    const picture = path.join(screens, `${name}.png`);
    const result = JSON.parse(execFileSync(process.execPath, ['dist/cli.js', 'elements', picture], { cwd: root }));
    const { page } = browser;
    await page.goto(pathToFileURL(path.join(screens, `${name}.html`)).href);
    // What stands on a control has the locator of the control, which comes before it.
    const elements = new Map();
    for (const element of result.elements) {
      const [line] = locators(result, 'playwright', [element.id]);
      if (line && !elements.has(line)) elements.set(line, element);
    }
    const counts = { controls: { right: 0, all: 0 }, texts: { right: 0, all: 0 } };
    for (const [line, { interactive, box }] of elements) {
      const count = counts[interactive ? 'controls' : 'texts'];
      const locator = new Function('page', `return ${line}`)(page);
      const found = await locator.count();
      const at = found === 1 ? await locator.boundingBox() : undefined;
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      count.all++;
      if (at && x > at.x && x < at.x + at.width && y > at.y && y < at.y + at.height) count.right++;
      else console.log(`      finds ${found}${at ? ', elsewhere' : ''}: ${line}`);
    }
    for (const [what, { right, all }] of Object.entries(counts)) {
      console.log(`      ${name}: ${right} of ${all} locators of ${what} find their element and nothing else`);
    }
    return counts;
  }

  it('find what is on a page, in a table too', async () => {
    const { controls, texts } = await tried('orders');
    assert.ok(controls.all >= 27, 'the parser finds the controls');
    assert.ok(controls.right >= controls.all - 1);
    assert.ok(texts.all >= 40, 'the parser finds the texts');
    assert.ok(texts.right >= texts.all - 3);
  });

  // Its switch and one of its links have no role, and nobody could find them by one.
  it('find what is on a Chinese page, as far as the page gives it a role', async () => {
    const { controls, texts } = await tried('settings-zh');
    assert.ok(controls.all >= 7, 'the parser finds the controls');
    assert.ok(controls.right >= 5);
    assert.ok(texts.right >= texts.all - 2);
  });
});
