// Past analyses: the view in the activity bar, and panels that open from it without any work.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { useWorkbench } from './workbench.mjs';

const LIST = 'Glimpse: List GUI Elements';
const DESCRIBE = 'Glimpse: Describe Image';

describe('the history', () => {
  const vscode = useWorkbench();
  const panel = () => vscode().webview;
  const page = () => vscode().page;
  const file = (name) => path.join(vscode().folder, name);
  const tree = () => page().getByRole('tree', { name: 'History' });
  const item = (name) => tree().getByRole('treeitem', { name });
  const logged = (words) => vscode().extensionLog().match(words)?.length ?? 0;

  /** The folder of the history on disk. */
  function folder() {
    const storage = path.join(vscode().profile.dir, 'user/User/workspaceStorage');
    const [found] = readdirSync(storage, { recursive: true }).filter((name) => /glimpse\.glimpse.history$/.test(name));
    return path.join(storage, found);
  }
  const entries = () => readdirSync(path.join(folder(), 'entries')).map((name) => path.join(folder(), 'entries', name));
  const entryOf = (name) => entries().find((entry) => readFileSync(entry, 'utf8').includes(`"name":"${name}"`));

  async function showView() {
    await page().locator('.activitybar').getByRole('tab', { name: 'Glimpse' }).click();
    await page()
      .locator('.sidebar')
      .getByRole('heading', { name: /Glimpse/i })
      .waitFor();
  }
  async function showExplorer() {
    await page()
      .locator('.activitybar')
      .getByRole('tab', { name: /Explorer/ })
      .first()
      .click();
    await vscode().file('hello.png').waitFor(); // which stays
  }
  /** The log is written a moment later. */
  const logs = (words, count) =>
    vscode().until(`the log says ${words} ${count} times`, async () => assert.equal(logged(words), count));
  async function reload() {
    await showExplorer(); // what a new window waits for
    await vscode().reload();
  }
  async function closeAll() {
    await vscode().runCommand('View: Close All Editors');
    await page().locator('iframe.webview').waitFor({ state: 'detached' });
  }
  /** A list that changes under the pointer closes its menu. */
  async function choose(name, entry) {
    const wanted = page().getByRole('menuitem', { name: entry, exact: true });
    await vscode().until(`the menu offers ${entry}`, async () => {
      await item(name).click({ button: 'right' });
      await wanted.waitFor({ timeout: 3000 });
    });
    await page().waitForTimeout(300); // a new menu ignores clicks for a moment
    await wanted.click();
  }

  it('says what will be in it while it is empty', async () => {
    await showView();
    await page().getByText('What Glimpse finds in your pictures is kept here').waitFor();
    await page().getByRole('button', { name: 'Choose an Image' }).waitFor();
  });

  it('has an entry for each analysis, the latest first, with a thumbnail, the task and the time', async () => {
    await showExplorer();
    await vscode().chooseFromMenu('login.png', LIST);
    assert.equal(await vscode().taskEnded(), 'done');
    await vscode().chooseFromMenu('hello.png', DESCRIBE);
    assert.equal(await vscode().taskEnded(), 'done');
    await showView();
    await item(/^hello\.png, Describe, /).waitFor();
    await item(/^login\.png, Elements, /).waitFor();
    const names = await tree().getByRole('treeitem').allTextContents();
    assert.match(names.join(), /^Today.*hello\.png.*login\.png/);
    const [address] = await item(/^login\.png/)
      .locator('.custom-view-tree-node-item-icon')
      .evaluate((icon) => /url\("(.+)"\)/.exec(getComputedStyle(icon).backgroundImage).slice(1));
    const size = await page().evaluate(
      (src) =>
        new Promise((resolve) => {
          const image = Object.assign(new Image(), { src });
          image.onload = () => resolve([image.naturalWidth, image.naturalHeight]);
          image.onerror = () => resolve('broken');
        }),
      address,
    );
    assert.deepEqual(size, [48, 48]);
  });

  it('shows a result that it has when the same is asked of the picture, and runs only on demand', async () => {
    await closeAll();
    await showExplorer();
    const before = logged(/hello\.png: describe done/g);
    await vscode().chooseFromMenu('hello.png', DESCRIBE);
    assert.equal(await vscode().taskEnded(), 'done');
    await panel().locator('.description').waitFor();
    await panel().locator('.status .made', { hasText: 'from' }).waitFor();
    assert.equal(logged(/hello\.png: describe done/g), before);
    await panel().getByRole('button', { name: 'Run again' }).click();
    await panel().locator('.status .made').waitFor({ state: 'detached' });
    assert.equal(await vscode().taskEnded(), 'done');
    await logs(/hello\.png: describe done/g, before + 1);
    await showView();
    await item(/^hello\.png/).waitFor();
    assert.equal(await item(/^hello\.png/).count(), 1);
  });

  it('keeps what is pinned and named, over a reload, first in the list', async () => {
    // A row that is drawn anew between press and release of the mouse loses the click.
    await vscode().until('a click on Pin pins', async () => {
      await item(/^login\.png/).hover();
      const pin = item(/^login\.png/).getByRole('button', { name: 'Pin', exact: true });
      if (await pin.isVisible()) await pin.click({ timeout: 2000 });
      await item(/^Pinned/).waitFor({ timeout: 3000 });
    });
    await item(/^login\.png.* pinned/).click();
    await panel()
      .getByRole('option', { name: /^Continue button/ })
      .waitFor();
    await item(/^login\.png.* pinned/).click();
    await page().keyboard.press('F2');
    await vscode().quickInput.fill('Before the redesign');
    await vscode().quickInput.press('Enter');
    await item(/^Before the redesign, Elements, .*pinned/).waitFor();
    await closeAll();
    await reload();
    await showView();
    await item(/^Before the redesign/).waitFor();
    assert.match((await tree().getByRole('treeitem').allTextContents()).join(), /^Pinned.*Before.*Today.*hello/);
  });

  it('opens at once what it has: without the file, the parser, or a run', async () => {
    rmSync(file('login.png'));
    const [runs, starts] = [logged(/elements done/g), logged(/parser's process starts/g)];
    await item(/^Before the redesign/).click();
    assert.equal(await vscode().taskEnded(), 'done');
    await panel()
      .getByRole('option', { name: /^Continue button/ })
      .waitFor();
    await panel().locator('canvas').waitFor();
    await panel()
      .getByText(/login\.png is gone/)
      .waitFor();
    await page().getByRole('tab', { name: 'Glimpse: Before the redesign' }).waitFor();
    assert.deepEqual([logged(/elements done/g), logged(/parser's process starts/g)], [runs, starts]);
  });

  it('brings such a panel back when the window is loaded anew', async () => {
    await reload();
    assert.equal(await vscode().taskEnded(), 'done');
    await panel()
      .getByRole('option', { name: /^Continue button/ })
      .waitFor();
    await panel()
      .getByText(/login\.png is gone/)
      .waitFor();
  });

  it('runs on the picture that it kept', async () => {
    const runs = logged(/elements done/g);
    await panel().getByRole('button', { name: 'Run again' }).click();
    await panel().locator('.status .made').waitFor({ state: 'detached' });
    assert.equal(await vscode().taskEnded(), 'done');
    await logs(/elements done/g, runs + 1);
    await showView();
    await item(/^login\.png, Elements/).waitFor(); // what is pinned stays as it is
  });

  it('leads to the file where that has changed', async () => {
    writeFileSync(file('login.png'), readFileSync(file('hello.png')));
    await closeAll();
    await item(/^Before the redesign/).click();
    await panel()
      .getByText(/login\.png has changed/)
      .waitFor();
    await panel().getByRole('button', { name: 'Open the File' }).click();
    await page().getByRole('tab', { name: 'Glimpse: login.png' }).waitFor();
    await panel()
      .getByRole('option', { name: /^Hello/ })
      .waitFor();
  });

  it('exports an entry as a file', async () => {
    await choose(/^Before the redesign/, 'Export...');
    await page().locator('.quick-input-list').getByRole('option', { name: 'JSON' }).click();
    const out = file('out.json');
    await vscode().answerFileDialog(out);
    await vscode().until('the file is there', async () =>
      assert.ok(existsSync(out) && readFileSync(out, 'utf8').length),
    );
    assert.match(readFileSync(out, 'utf8'), /"Forgot your password\?"/);
  });

  it('deletes by keyboard, and brings back', async () => {
    await item(/^hello\.png/).click();
    await panel().locator('.description').waitFor();
    await item(/^hello\.png/).click();
    await page().keyboard.press('Delete');
    await item(/^hello\.png/).waitFor({ state: 'detached' });
    await page().locator('.statusbar-item', { hasText: 'Deleted hello.png: Undo' }).click();
    await item(/^hello\.png/).waitFor();
  });

  it('skips an entry that is damaged, says so in the log, and has all others', async () => {
    const count = entries().length;
    const damaged = entryOf('hello.png');
    writeFileSync(damaged, readFileSync(damaged, 'utf8').slice(0, 100));
    await reload();
    await showView();
    await item(/^Before the redesign/).waitFor();
    assert.equal(await item(/^hello\.png/).count(), 0);
    assert.equal(await item(/, /).count(), count - 1);
    await logs(new RegExp(`${path.basename(damaged)} is skipped: it is no JSON`, 'g'), 1);
  });

  it('lets all go but what is pinned', async () => {
    await vscode().runCommand('Glimpse History: Delete All but Pinned');
    await item(/^login\.png/)
      .first()
      .waitFor({ state: 'detached' });
    assert.equal(await item(/, /).count(), 1);
    await item(/^Before the redesign/).waitFor();
  });

  it('has said nothing of what pictures show', () => {
    assert.doesNotMatch(vscode().extensionLog(), /Continue|Forgot|Acme/);
  });
});
