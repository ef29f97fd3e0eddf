// The panel's list of elements: selecting several, as a tree, and in great numbers.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasHost, tinyModel } from './tiny-model.mjs';
import { rowName, useWorkbench } from './workbench.mjs';

const LIST = 'Glimpse: List GUI Elements';
const ADD = { modifiers: ['ControlOrMeta'] };

describe('the list of elements', () => {
  const vscode = useWorkbench();
  const panel = () => vscode().webview;
  const list = () => panel().getByRole('listbox', { name: 'Elements' });
  const row = (text, role, options) => panel().getByRole('option', { name: rowName(text, role), ...options });
  const selected = () => panel().getByRole('option', { selected: true });
  const details = () => panel().getByRole('group', { name: 'Details' });

  /** Where a point of login.png, in its own pixels, is in the window while the picture is fitted. */
  async function onScreen({ x, y }) {
    const pane = await panel().locator('canvas').boundingBox();
    const scale = Math.min(1, (pane.width - 32) / 800, (pane.height - 32) / 600);
    return [pane.x + (pane.width - 800 * scale) / 2 + x * scale, pane.y + (pane.height - 600 * scale) / 2 + y * scale];
  }

  before(async () => {
    await vscode().chooseFromMenu('login.png', LIST);
    assert.equal(await vscode().taskEnded(), 'done');
  });

  describe('when several are selected', () => {
    beforeEach(() => list().press('Escape'));

    it('adds rows with Ctrl or Cmd, and takes them away', async () => {
      await row('Continue', 'button').click();
      await row('Forgot your password?', 'link').click(ADD);
      await details().getByText('2 elements selected').waitFor();
      assert.equal(await selected().count(), 2);
      await row('Continue', 'button').click(ADD);
      await row('Continue', 'button', { selected: false }).waitFor();
      await row('Forgot your password?', 'link', { selected: true }).waitFor();
    });

    it('selects a range with Shift, by the mouse and by the keyboard', async () => {
      await list().press('Home');
      await panel()
        .getByRole('option')
        .nth(3)
        .click({ modifiers: ['Shift'] });
      await details().getByText('4 elements selected').waitFor();
      await list().press('Shift+ArrowUp');
      await details().getByText('3 elements selected').waitFor();
      await list().press('Shift+End');
      assert.equal(await selected().count(), await panel().getByRole('option').count());
    });

    it('moves the keyboard without the selection, and chooses by Space', async () => {
      await list().press('Home');
      const first = await selected().textContent();
      await list().press('Control+ArrowDown');
      await list().press('Control+ArrowDown');
      assert.equal(await selected().textContent(), first);
      const active = panel().locator(`#${await list().getAttribute('aria-activedescendant')}`);
      assert.equal(await active.getAttribute('aria-selected'), 'false');
      await list().press('Control+Space');
      await details().getByText('2 elements selected').waitFor();
      assert.equal(await active.getAttribute('aria-selected'), 'true');
    });

    it('selects all that are shown, none of the text of the page, and lets go', async () => {
      const all = Number.parseInt(await panel().locator('.found').textContent(), 10);
      await list().press('ControlOrMeta+a');
      await details().getByText(`${all} elements selected`).waitFor();
      assert.equal(await list().evaluate((node) => String(node.ownerDocument.getSelection())), '');
      await panel()
        .getByRole('button', { name: /^link \d+$/ })
        .click();
      await row('Forgot your password?', 'link', { selected: true }).waitFor();
      await panel().getByRole('button', { name: 'Clear the filter' }).click();
      await list().press('Escape');
      await panel().getByText('Select a row or a box').waitFor();
    });

    it('adds boxes on the picture with Ctrl or Cmd', async () => {
      const { page } = vscode();
      await page.mouse.click(...(await onScreen({ x: 260, y: 405 })));
      await row('Continue', 'button', { selected: true }).waitFor();
      await row('Forgot your password?', 'link').click(ADD);
      await page.keyboard.down('ControlOrMeta');
      await page.mouse.click(...(await onScreen({ x: 260, y: 405 })));
      await page.keyboard.up('ControlOrMeta');
      await row('Continue', 'button', { selected: false }).waitFor();
      await row('Forgot your password?', 'link', { selected: true }).waitFor();
    });

    it('copies those, and says so', async () => {
      await row('Continue', 'button').click();
      await row('Forgot your password?', 'link').click(ADD);
      await panel().getByTitle('Copy the 2 selected elements as CSV').click();
      await panel().getByText('Copied 2 selected elements as CSV.').first().waitFor();
      assert.match(
        await vscode().clipboard(),
        /^id,role,.*\n.*button,.*Continue.*\n.*link,.*Forgot your password\?.*\n$/,
      );
      await panel().getByTitle('Copy the 2 selected elements as Playwright locators').click();
      await panel().getByText('Copied 2 selected elements as Playwright locators.').first().waitFor();
      assert.equal((await vscode().clipboard()).trim().split('\n').length, 2);
      await panel().getByTitle('Save the picture with the boxes of the 2 selected elements as a PNG').waitFor();
    });

    it('keeps them over a reload of the window', async () => {
      await row('Continue', 'button').click();
      await row('Forgot your password?', 'link').click(ADD);
      await details().getByText('2 elements selected').waitFor();
      await vscode().reload();
      await details().getByText('2 elements selected').waitFor();
      await row('Continue', 'button', { selected: true }).waitFor();
      await row('Forgot your password?', 'link', { selected: true }).waitFor();
    });
  });

  describe('when it is found again', () => {
    it('stays where it was scrolled to, with what is selected, zoomed and filtered', async () => {
      const filter = panel().getByRole('textbox', { name: 'Filter by text' });
      await filter.fill('o');
      await panel().locator('canvas').press('+');
      await list().press('End');
      // In view of a row or two, wherever it ends.
      await panel()
        .locator('glimpse-list')
        .evaluate((host) => {
          host.style.flex = '0 0 72px';
          host.style.minHeight = '0';
        });
      await list().press('End');
      const seen = () =>
        panel()
          .locator('glimpse-app')
          .evaluate((app) => [
            app.querySelector('.rows').scrollTop,
            app.querySelectorAll('.row.selected').length,
            app.querySelector('.percent').textContent,
          ]);
      await vscode().until('it is scrolled', async () => assert.ok((await seen())[0] > 0));
      const before = await seen();
      const tops = await list().evaluateHandle((rows) => {
        const tops = new Set();
        rows.addEventListener('scroll', () => tops.add(rows.scrollTop));
        return tops;
      });
      const states = await panel()
        .locator('body')
        .evaluateHandle((body) => {
          const states = [];
          new MutationObserver(() => states.push(body.dataset.state)).observe(body, { attributes: true });
          return states;
        });
      const busy = await list().evaluateHandle((rows) => {
        const busy = [rows.ariaBusy];
        new MutationObserver(() => busy.push(rows.ariaBusy)).observe(rows, { attributeFilter: ['aria-busy'] });
        return busy;
      });
      await panel().getByRole('button', { name: 'Run again' }).click();
      await vscode().until('it runs', async () => assert.ok((await states.jsonValue()).includes('running')));
      assert.equal(await vscode().taskEnded(), 'done');
      assert.deepEqual(await seen(), before);
      assert.deepEqual(await busy.jsonValue(), ['false', 'true', 'false']);
      assert.deepEqual(await tops.evaluate((all) => [...all]), []);
      assert.equal(await filter.inputValue(), 'o');
      await panel()
        .locator('glimpse-list')
        .evaluate((host) => host.removeAttribute('style'));
      await filter.fill('');
      await panel().locator('canvas').press('0');
      await list().press('Escape');
    });
  });

  describe('as a tree', () => {
    const tree = () => panel().getByRole('tree', { name: 'Elements' });
    const item = (name) => tree().getByRole('treeitem', { name });
    const asTree = () => panel().getByRole('switch', { name: 'View as a tree' });

    before(async () => {
      await list().press('Escape');
      await asTree().click();
      await tree().waitFor();
    });

    it('puts what lies on a button below it', async () => {
      await item(/^Continue button/).waitFor();
      const [outer, inner] = await Promise.all(
        [/^Continue button/, /^Continue (text|heading)/].map((name) => item(name).getAttribute('aria-level')),
      );
      assert.equal(Number(inner), Number(outer) + 1);
    });

    it('folds and unfolds by the keyboard, and unfolds what is selected on the picture', async () => {
      const all = await tree().getByRole('treeitem').count();
      await item(/^Continue button/).click();
      await tree().press('ArrowLeft');
      await tree().locator('[aria-expanded="false"]').waitFor();
      assert.equal(await tree().getByRole('treeitem').count(), all - 1);
      const text = JSON.parse(await copied('JSON')).elements.find(
        ({ role, text }) => role !== 'button' && text === 'Continue',
      );
      await vscode().page.mouse.click(...(await onScreen({ x: text.box.x + 5, y: text.box.y + text.box.height / 2 })));
      await tree()
        .getByRole('treeitem', { name: /^Continue (text|heading)/, selected: true })
        .waitFor();
      assert.equal(await tree().getByRole('treeitem').count(), all);
    });

    it('keeps what is around a match when it is filtered, and neither counts nor copies that', async () => {
      await panel().getByRole('textbox', { name: 'Filter by text' }).fill('forgot');
      await item(rowName('Forgot your password?', 'link')).waitFor();
      const { elements } = JSON.parse(await copied('JSON'));
      assert.ok(elements.every(({ text }) => text.startsWith('Forgot')));
      assert.match(await panel().locator('.found').textContent(), new RegExp(`^${elements.length} of`));
      assert.ok((await tree().getByRole('treeitem').count()) > elements.length);
      await tree().press('ControlOrMeta+a');
      assert.equal(await tree().getByRole('treeitem', { selected: true }).count(), elements.length);
      await panel().getByRole('button', { name: 'Clear the filter' }).click();
    });

    it('stays a tree, folded as it was, when its tab was hidden', async () => {
      await tree().press('Home');
      await item(/^Continue button/).click();
      await tree().press('ArrowLeft');
      await tree().locator('[aria-expanded="false"]').waitFor();
      await vscode().file('login.html').dblclick();
      await vscode().page.locator('.editor-instance .monaco-editor').first().waitFor();
      await vscode().page.getByRole('tab', { name: 'Glimpse: login.png' }).click();
      await item(/^Continue button/).waitFor();
      await tree().locator('[aria-expanded="false"]').waitFor();
      await asTree().click();
      await list().waitFor();
    });
  });

  describe('in two panels side by side', () => {
    it('is selected from in each by itself', async () => {
      await vscode().chooseFromMenu('hello.png', LIST);
      await vscode().page.getByRole('tab', { name: 'Glimpse: hello.png' }).waitFor();
      await vscode().runCommand('View: Move Editor into Right Group');
      const views = vscode().panels;
      await vscode().until('both panels are there', async () => assert.equal(await views.count(), 2));
      const pages = [0, 1].map((i) => views.nth(i).contentFrame().locator('iframe#active-frame').contentFrame());
      const withText = async (text) => {
        for (const page of pages) if ((await page.getByRole('option', { name: text }).count()) > 0) return page;
        throw new Error(`No panel shows ${text}`);
      };
      await vscode().until('both have their elements', () => Promise.all([withText(/^Hello/), withText(/^Continue/)]));
      const [hello, login] = [await withText(/^Hello/), await withText(/^Continue/)];
      await login.getByRole('option', { name: /^Continue button/ }).click();
      await login
        .getByRole('option', { name: /^Forgot/ })
        .first()
        .click(ADD);
      await hello
        .getByRole('option', { name: /^Hello/ })
        .first()
        .click();
      assert.equal(await hello.getByRole('option', { selected: true }).count(), 1);
      assert.equal(await login.getByRole('option', { selected: true }).count(), 2);
      await login.getByTitle('Copy the 2 selected elements as CSV').click();
      await login.getByText('Copied 2 selected elements as CSV.').first().waitFor();
      assert.match(await vscode().clipboard(), /Continue/);
    });
  });

  async function copied(format) {
    await vscode().page.evaluate(() => navigator.clipboard.writeText(''));
    await panel().getByRole('button', { name: format, exact: true }).click();
    await vscode().until(`${format} is in the clipboard`, async () => assert.notEqual(await vscode().clipboard(), ''));
    return vscode().clipboard();
  }
});

if (hasHost) describe('the list, while a model adds to it', upgrade);
else console.log('Skipped a part of list.spec.mjs: no llama-server is built for this machine (npm run build:host).');

function upgrade() {
  const folder = mkdtempSync(path.join(tmpdir(), 'glimpse-list-'));
  const options = { folder };
  before(async () => {
    cpSync(fileURLToPath(new URL('../fixtures/screens/orders.png', import.meta.url)), path.join(folder, 'orders.png'));
    const { model } = await tinyModel(path.join(folder, '.model'));
    options.settings = { 'glimpse.modelFile': model, 'glimpse.imageTokens': 64, 'glimpse.contextSize': 65_536 };
  });
  const vscode = useWorkbench(options);
  after(() => rmSync(folder, { recursive: true }));

  it('keeps the selection, its place, zoom, filter and focus', async () => {
    await vscode().chooseFromMenu('orders.png', LIST);
    const panel = vscode().webview;
    const row = panel.getByRole('option', { name: /^Ship order button/ });
    const seen = async () => ({
      box: await panel
        .getByRole('group', { name: 'Details' })
        .getByText(/^x \d+, y \d+,/)
        .textContent(),
      percent: await panel.locator('.percent').textContent(),
      filter: await panel.getByRole('textbox', { name: 'Filter by text' }).inputValue(),
      top: (await panel.getByRole('option', { selected: true }).boundingBox()).y,
      focus: await panel.locator('.rows').evaluate((rows) => rows === document.activeElement),
    });
    await panel.getByRole('textbox', { name: 'Filter by text' }).fill('ship');
    await panel.getByRole('button', { name: 'Actual size' }).click();
    await panel.locator('canvas').press('+');
    await row.click();
    const before = await seen();
    assert.equal(before.focus, true);
    await panel.locator('.provenance', { hasText: 'The screen parser and' }).waitFor();
    assert.equal(await vscode().taskEnded(), 'done');
    assert.deepEqual(await seen(), before);
  });
}
