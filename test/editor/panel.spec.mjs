// The panel as a user meets it: in the workbench, with the packed extension, by mouse and keyboard.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { rowName, useWorkbench } from './workbench.mjs';

const LIST = 'Glimpse: List GUI Elements';
const OUTLINE = 'Glimpse: Outline Components';
const DESCRIBE = 'Glimpse: Describe Image';
/** Large words may be a heading. */
const TEXT = '(text|heading)';
/** The name of a site is where it leads home, mostly. */
const BRAND = '(text|heading|link)';
/** A point of the button in login.png, beside its text; pixels. */
const BUTTON = { x: 260, y: 405 };

describe('the panel', () => {
  const vscode = useWorkbench();
  const panel = () => vscode().webview;
  const file = (name) => path.join(vscode().folder, name);
  const row = (text, role, options) => panel().getByRole('option', { name: rowName(text, role), ...options });
  const filterText = () => panel().getByRole('textbox', { name: 'Filter by text' });
  const found = () => panel().locator('.found').textContent();
  /** What just happened; the page reads it out as well. */
  const note = (text) => panel().locator('.toast').filter({ hasText: text });

  const parses = () =>
    vscode()
      .extensionLog()
      .match(/elements done/g)?.length ?? 0;

  /** Where a point of the picture, in its own pixels, is in the window while the picture is fitted. */
  async function onScreen({ x, y }, picture = { width: 800, height: 600 }) {
    const pane = await panel().locator('canvas').boundingBox();
    const scale = Math.min(1, (pane.width - 32) / picture.width, (pane.height - 32) / picture.height);
    return [
      pane.x + (pane.width - picture.width * scale) / 2 + x * scale,
      pane.y + (pane.height - picture.height * scale) / 2 + y * scale,
    ];
  }

  /** How many pixels of the canvas have the colour that page.css gives a name. */
  const painted = (name) =>
    panel()
      .locator('canvas')
      .evaluate(async (canvas, name) => {
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        const colour = getComputedStyle(canvas).getPropertyValue(`--${name}`);
        const probe = new OffscreenCanvas(1, 1).getContext('2d');
        probe.fillStyle = colour;
        probe.fillRect(0, 0, 1, 1);
        const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        let pixels = 0;
        for (let i = 0; i < data.length; i += 4) if (data[i] === r && data[i + 1] === g && data[i + 2] === b) pixels++;
        return pixels;
      }, name);

  async function resetFilter() {
    const clear = panel().getByRole('button', { name: 'Clear the filter' });
    if (await clear.isVisible()) await clear.click();
  }

  async function closeAll() {
    await vscode().runCommand('View: Close All Editors');
    await vscode().page.locator('iframe.webview').waitFor({ state: 'detached' });
  }

  describe('opened by a right click on a picture', () => {
    before(async () => {
      await vscode().chooseFromMenu('login.png', LIST);
      assert.equal(await vscode().taskEnded(), 'done');
    });

    it('lists the elements with their exact text', async () => {
      await row('Acme Cloud', BRAND).waitFor();
      await row('Pricing', 'link').waitFor();
      await row('you@example.com', 'textbox').waitFor();
      await row('Continue', 'button').waitFor();
      await row('Forgot your password?', 'link').waitFor();
    });

    it('draws a box around each, and none that the filter hides', async () => {
      assert.ok((await painted('hue-action')) > 100);
      await filterText().fill('nothing of the kind');
      await panel().getByText('No element matches the filter.').waitFor();
      assert.equal(await painted('hue-action'), 0);
      await resetFilter();
      assert.ok((await painted('hue-action')) > 100);
    });

    it('marks the row whose box the pointer is on, and names the box', async () => {
      await vscode().page.mouse.move(...(await onScreen(BUTTON)));
      await panel().locator('.row.hovered', { hasText: 'Continue' }).waitFor();
      await panel().locator('.tag', { hasText: 'Continue' }).waitFor();
    });

    it('marks the box whose row the pointer is on', async () => {
      await vscode().page.mouse.move(0, 0);
      const before = await painted('hue-link');
      await row('Forgot your password?', 'link').hover();
      await panel().locator('.row.hovered', { hasText: 'Forgot your password?' }).waitFor();
      assert.ok((await painted('hue-link')) > before);
    });

    it('selects both by a click on the picture, and says all about the element', async () => {
      await vscode().page.mouse.click(...(await onScreen(BUTTON)));
      await row('Continue', 'button', { selected: true }).waitFor();
      const details = panel().getByRole('group', { name: 'Details' });
      await details.getByText('button').waitFor();
      await details.getByText('Continue').waitFor();
      await details.getByText(/^x 23\d, y 38\d, 33\d × 4\d$/).waitFor();
      assert.ok((await painted('selected-box')) > 100);
    });

    it('selects both by a click on the row, and pans the picture there', async () => {
      await panel().getByRole('button', { name: 'Actual size' }).click();
      const canvas = panel().locator('canvas');
      await canvas.focus();
      for (let i = 0; i < 20; i++) await canvas.press('ArrowDown'); // the top of the picture leaves the pane
      await row('Acme Cloud', BRAND).click();
      await row('Acme Cloud', BRAND, { selected: true }).waitFor();
      assert.ok((await painted('selected-box')) > 100);
      await panel().getByRole('button', { name: 'Fit to the pane' }).click();
    });

    it('walks the list by keyboard, and lets go by Escape', async () => {
      const list = panel().getByRole('listbox', { name: 'Elements' });
      const selected = () => panel().getByRole('option', { selected: true }).textContent();
      await list.focus();
      await list.press('Home');
      const first = await selected();
      await list.press('ArrowDown');
      assert.notEqual(await selected(), first);
      await list.press('ArrowUp');
      assert.equal(await selected(), first);
      await list.press('End');
      await row('Forgot your password?', 'link', { selected: true }).waitFor();
      const active = await list.getAttribute('aria-activedescendant');
      assert.equal(await panel().locator(`#${active}`).getAttribute('aria-selected'), 'true');
      await list.press('Escape');
      await panel().getByText('Select a row or a box').waitFor();
      assert.equal(await painted('selected-box'), 0);
    });

    it('narrows by roles and by text, and counts', async () => {
      const all = Number.parseInt(await found(), 10);
      await panel().getByRole('button', { name: 'button 1' }).click();
      assert.equal(await found(), `1 of ${all} elements`);
      await panel().getByRole('button', { name: 'link 5' }).click();
      assert.equal(await found(), `6 of ${all} elements`);
      await filterText().fill('CONTI');
      assert.equal(await found(), `1 of ${all} elements`);
      await row('Continue', 'button').waitFor();
      await resetFilter();
      assert.equal(await found(), `${all} elements`);
    });

    it('zooms by wheel, buttons and keys', async () => {
      const percent = async () => Number.parseInt(await panel().locator('.percent').textContent(), 10);
      const fitted = await percent();
      await vscode().page.mouse.move(...(await onScreen(BUTTON)));
      await vscode().page.mouse.wheel(0, -300);
      await panel()
        .locator('.percent', { hasNotText: `${fitted} %` })
        .waitFor();
      assert.ok((await percent()) > fitted);
      await panel().getByRole('button', { name: 'Actual size' }).click();
      await panel().locator('.percent', { hasText: '100 %' }).waitFor();
      await panel().locator('canvas').press('+');
      assert.equal(await percent(), 125);
      await panel().locator('canvas').press('0');
      assert.equal(await percent(), fitted);
    });

    it('copies what is shown', async () => {
      await panel().getByRole('button', { name: 'button 1' }).click();
      await panel().getByRole('button', { name: 'JSON' }).click();
      await note('Copied 1 element as JSON.').waitFor();
      const { elements } = JSON.parse(await vscode().clipboard());
      assert.deepEqual(
        elements.map(({ role, text }) => [role, text]),
        [['button', 'Continue']],
      );
      await panel().getByRole('button', { name: 'CSV' }).click();
      await note('Copied 1 element as CSV.').waitFor();
      assert.match(await vscode().clipboard(), /^id,role,.*\n.*button,.*Continue/);
      await panel().getByTitle('Copy the elements that are shown as Playwright locators').click();
      await note('Playwright locators copied.').waitFor();
      assert.equal(await vscode().clipboard(), "page.getByRole('button', { name: 'Continue' })\n");
      await resetFilter();
      await panel().getByRole('button', { name: 'Markdown' }).click();
      await note(/Copied \d+ elements as Markdown\./).waitFor();
      assert.match(await vscode().clipboard(), /\|.*Forgot your password\?.*\|/);
    });

    it('copies the locator of the control whose text is selected', async () => {
      await row('Continue', TEXT).click();
      await panel().getByRole('button', { name: 'Copy as Testing Library queries' }).click();
      await note('Testing Library locator copied.').waitFor();
      assert.equal(await vscode().clipboard(), "screen.getByRole('button', { name: 'Continue' })\n");
      await panel().getByRole('listbox', { name: 'Elements' }).press('Escape');
    });

    it('saves the picture with its boxes, beside the picture', async () => {
      await panel().getByRole('button', { name: 'Annotated PNG…' }).click();
      await until(async () => (await vscode().quickInput.inputValue()).endsWith('/login.glimpse.png'));
      await vscode().answerFileDialog(file('login.glimpse.png'));
      await vscode().page.getByText('Saved login.glimpse.png.').first().waitFor();
      const [saved, original] = await Promise.all(
        ['login.glimpse.png', 'login.png'].map((name) =>
          sharp(file(name)).removeAlpha().raw().toBuffer({ resolveWithObject: true }),
        ),
      );
      assert.deepEqual([saved.info.width, saved.info.height], [800, 600]);
      assert.notDeepEqual(saved.data, original.data);
    });

    for (const theme of ['dark', 'hc-dark', 'hc-light', 'light']) {
      it(`wears the colours of the theme: ${theme}`, async () => {
        await vscode().setTheme(theme);
        await until(async () => (await painted('hue-action')) > 100);
      });
    }

    it('comes back from a hidden tab as it was left, without parsing again', async () => {
      await filterText().fill('conti');
      await row('Continue', 'button').click();
      const [shown, done] = [await found(), parses()];
      await vscode().file('login.html').dblclick();
      await vscode().page.locator('.editor-instance .monaco-editor').first().waitFor();
      await vscode().page.getByRole('tab', { name: 'Glimpse: login.png' }).click();
      await row('Continue', 'button', { selected: true }).waitFor();
      assert.equal(await found(), shown);
      assert.ok((await painted('selected-box')) > 100);
      assert.equal(parses(), done);
    });

    it('comes back after the window has reloaded', async () => {
      const shown = await found();
      await vscode().reload();
      await row('Continue', 'button', { selected: true }).waitFor();
      assert.equal(await vscode().taskEnded(), 'done');
      assert.equal(await found(), shown);
      await resetFilter();
      await row('Acme Cloud', BRAND).waitFor();
    });

    it('shows the outline as a tree that is linked to the picture', async () => {
      await panel().getByRole('tab', { name: 'Outline' }).click();
      const tree = panel().getByRole('tree', { name: 'Components' });
      await tree.waitFor();
      const items = await tree.getByRole('treeitem').count();
      assert.ok(items > 5);
      await vscode().page.mouse.click(...(await onScreen(BUTTON)));
      await panel().getByRole('treeitem', { selected: true }).getByText('Continue').first().waitFor();
      await tree.focus();
      await tree.press('Home');
      await tree.press('ArrowLeft');
      assert.equal(await tree.getByRole('treeitem').count(), 1);
      await tree.press('ArrowRight');
      assert.equal(await tree.getByRole('treeitem').count(), items);
    });

    it('opens the outline as code in an editor beside it, without a file', async () => {
      await panel().getByRole('button', { name: 'React' }).click();
      const { page } = vscode();
      await page.locator('.monaco-editor .view-lines', { hasText: /const\s\w+\s=/ }).waitFor();
      await page.getByRole('tab', { name: /Untitled-1/ }).waitFor();
      await vscode().runCommand('View: Revert and Close Editor');
      await page.getByRole('tab', { name: /Untitled-1/ }).waitFor({ state: 'detached' });
    });

    it('describes the picture', async () => {
      await panel().getByRole('tab', { name: 'Describe' }).click();
      await panel().locator('.description', { hasText: 'user interface' }).waitFor();
      await panel().locator('.description', { hasText: '800 × 600' }).waitFor();
    });

    it('takes up a change of the file by itself', async () => {
      await panel().getByRole('tab', { name: 'Elements' }).click();
      await row('Continue', 'button').waitFor();
      renameSync(file('login.png'), file('original.png'));
      copyFileSync(file('hello.png'), file('login.png'));
      await row('Hello', TEXT).waitFor();
      assert.equal(await row('Continue', 'button').count(), 0);
      copyFileSync(file('original.png'), file('login.png'));
      await row('Continue', 'button').waitFor();
    });

    it('breaks no rule of its content security policy, and the policy holds', async () => {
      const violations = () => vscode().console.filter(({ text }) => text.includes('Content Security Policy'));
      assert.deepEqual(violations(), []);
      await panel()
        .locator('body')
        .evaluate((body) => {
          body.append(Object.assign(new Image(), { src: 'https://example.org/pixel.png' }));
        });
      await until(() => violations().length === 1);
    });
  });

  describe('opened in other ways', () => {
    before(closeAll);
    beforeEach(closeAll);

    it('comes from the title bar of the image preview', async () => {
      await vscode().file('login.png').dblclick();
      await vscode().page.getByRole('button', { name: LIST }).click();
      assert.equal(await vscode().taskEnded(), 'done');
      await vscode().page.getByRole('tab', { name: 'Glimpse: login.png' }).waitFor();
    });

    it('comes from the palette for the image in front', async () => {
      await vscode().file('login.png').click();
      await vscode().page.getByRole('button', { name: LIST }).waitFor();
      await vscode().runCommand(OUTLINE);
      await panel().getByRole('tree', { name: 'Components' }).waitFor();
    });

    it('comes from the palette with a file picker where nothing is in front', async () => {
      await vscode().runCommand(DESCRIBE);
      await vscode().page.locator('.quick-input-list').getByRole('option', { name: 'Choose a File' }).click();
      await vscode().answerFileDialog(file('login.png'));
      await panel().locator('.description').waitFor();
    });

    it('opens one panel for each of several selected files, in one group', async () => {
      // A menu that has to be opened again closes by Escape, which also ends the selection.
      await vscode().until('both open', async () => {
        await vscode().file('login.png').click();
        await vscode()
          .file('hello.png')
          .click({ modifiers: ['ControlOrMeta'] });
        await vscode().chooseFromMenu('hello.png', LIST);
        for (const name of ['login.png', 'hello.png']) {
          await vscode()
            .page.getByRole('tab', { name: `Glimpse: ${name}` })
            .waitFor({ timeout: 5000 });
        }
      });
      await vscode().page.getByRole('tab', { name: 'Glimpse: hello.png' }).click();
      await row('Hello', TEXT).waitFor();
      await vscode().page.getByRole('tab', { name: 'Glimpse: login.png' }).click();
      await row('Continue', 'button').waitFor();
      const groups = vscode().page.locator('.editor-group-container', {
        has: vscode().page.getByRole('tab', { name: 'Glimpse: ' }),
      });
      assert.equal(await groups.count(), 1);
    });

    it('asks before it opens very many', async () => {
      await vscode().file('empty.png').click();
      const selected = vscode().page.locator('.explorer-folders-view .monaco-list-row.selected');
      await until(async () => {
        await vscode().page.keyboard.press('Shift+ArrowDown'); // in vain while the preview opens
        return (await selected.count()) === 7;
      });
      await vscode().chooseFromMenu('empty.png', LIST);
      const dialog = vscode().page.getByRole('dialog', { name: 'Open 7 panels?' });
      await dialog.getByRole('button', { name: 'Open the First 6' }).waitFor();
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await dialog.waitFor({ state: 'detached' });
      assert.equal(await vscode().page.getByRole('tab', { name: 'Glimpse: ' }).count(), 0);
    });
  });

  describe('while it works', () => {
    before(async () => {
      const tile = await sharp(file('login.png')).toBuffer();
      const tiles = Array.from({ length: 12 }, (_, i) => ({
        input: tile,
        left: (i % 4) * 800,
        top: Math.floor(i / 4) * 600,
      }));
      await sharp({ create: { width: 3200, height: 1800, channels: 3, background: '#fff' } })
        .composite(tiles)
        .png()
        .toFile(file('large.png'));
    });
    beforeEach(closeAll);

    it('stops when it is told to, and starts again', async () => {
      await vscode().chooseFromMenu('large.png', LIST);
      await panel().getByRole('button', { name: 'Stop' }).click();
      assert.equal(await vscode().taskEnded(), 'stopped');
      await panel().getByText('Stopped.').first().waitFor();
      await panel().getByRole('button', { name: 'Run again' }).click();
      await panel().locator('body[data-state="running"]').waitFor();
      await panel().getByRole('button', { name: 'Stop' }).click();
      assert.equal(await vscode().taskEnded(), 'stopped');
    });

    it('stops when its tab is closed', async () => {
      await vscode().chooseFromMenu('large.png', LIST);
      await panel().getByRole('button', { name: 'Stop' }).waitFor();
      await closeAll();
      await vscode().page.waitForFunction(
        () => !document.querySelector('.statusbar-item[id*="progress"] .codicon-loading'),
      );
      assert.match(vscode().extensionLog(), /large\.png: elements stopped/);
    });
  });

  describe('for a file that is no good', () => {
    before(() => {
      const png = readFileSync(file('login.png'));
      writeFileSync(file('truncated.png'), png.subarray(0, 200));
      writeFileSync(file('bomb.png'), bomb(png));
      mkdirSync(file('folder.png'));
    });
    beforeEach(closeAll);

    /** The error that the panel shows: its words, and the names of its buttons. */
    async function failure() {
      const alert = panel().getByRole('alert');
      await alert.waitFor();
      return { words: await alert.textContent(), buttons: await alert.locator('vscode-button').allTextContents() };
    }

    for (const [name, words] of [
      ['empty.png', /empty\.png is empty/],
      ['text.png', /text\.png .*text/],
      ['truncated.png', /truncated\.png .*(damaged|cut|incomplete|truncated)/],
    ]) {
      it(`says what is wrong with ${name}, and what to do`, async () => {
        await vscode().chooseFromMenu(name, LIST);
        const { words: shown, buttons } = await failure();
        assert.match(shown, words);
        assert.ok((await panel().getByRole('alert').locator('p').count()) > 0, `no word of what to do: ${shown}`);
        assert.ok(buttons.includes('Try Again') && buttons.includes('Show Log'));
      });
    }

    it('refuses a decompression bomb, and leads to the setting', async () => {
      await vscode().chooseFromMenu('bomb.png', LIST);
      const { words, buttons } = await failure();
      assert.match(words, /900 megapixels/i);
      assert.match(words, /glimpse\.maxMegapixels/);
      assert.ok(buttons.includes('Open Settings'));
      await panel().getByRole('alert').getByText('Open Settings').click();
      await vscode().page.getByText('Max Megapixels').first().waitFor();
    });

    it('says that a folder is a folder', async () => {
      await vscode().file('folder.png').click();
      await vscode()
        .file('login.png')
        .click({ modifiers: ['ControlOrMeta'] });
      await vscode().chooseFromMenu('login.png', LIST);
      await vscode().page.getByRole('tab', { name: 'Glimpse: folder.png' }).click();
      assert.match((await failure()).words, /folder\.png is a folder/);
    });

    it('says that a file is gone when it tries to read it again, and recovers when it is back', async () => {
      await vscode().chooseFromMenu('empty.png', LIST);
      await failure();
      rmSync(file('empty.png'));
      await panel().getByRole('alert').getByText('Try Again').click();
      await panel().getByRole('alert').getByText('empty.png does not exist any more.').waitFor();
      copyFileSync(file('login.png'), file('empty.png'));
      await row('Continue', 'button').waitFor();
    });
  });

  describe('after all that', () => {
    it('has kept what pictures say out of the log, and left no error behind', () => {
      const log = vscode().extensionLog();
      assert.match(log, /login\.png: elements done/);
      assert.doesNotMatch(log, /Continue|Forgot|Acme/);
      assert.doesNotMatch(log, /unhandled|not handled/i);
      assert.deepEqual(
        vscode().console.filter(({ text }) => /panel\.js|not understood/.test(text)),
        [],
      );
    });
  });

  // A suite, since Mocha runs what is in none before all suites; the last, since VS Code logs an error.
  describe('without its script', () => {
    it('says that it can not be loaded', async () => {
      const script = path.join(vscode().extensionPath, 'dist/panel.js');
      renameSync(script, `${script}.away`);
      try {
        await vscode().runCommand('View: Close All Editors');
        await vscode().chooseFromMenu('login.png', LIST);
        await panel().getByText('This page could not be loaded').waitFor();
      } finally {
        renameSync(`${script}.away`, script);
      }
      await vscode().runCommand('View: Close All Editors');
      await vscode().chooseFromMenu('login.png', LIST);
      await row('Continue', 'button').waitFor();
    });
  });
});

/** Waits until a condition holds that no locator can express; the test's own timeout ends it. */
async function until(condition) {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** A PNG whose header promises 30000 x 30000 pixels. */
function bomb(png) {
  const bytes = Buffer.from(png);
  bytes.writeUInt32BE(30_000, 16);
  bytes.writeUInt32BE(30_000, 20);
  bytes.writeInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}

function crc32(bytes) {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc;
}
