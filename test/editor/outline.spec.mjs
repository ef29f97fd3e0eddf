// The outline as a user changes it, takes code out of it and compares the code with the picture.
import assert from 'node:assert/strict';
import path from 'node:path';
import sharp from 'sharp';
import { useWorkbench } from './workbench.mjs';

const OUTLINE = 'Glimpse: Outline Components';

describe('the outline', () => {
  const vscode = useWorkbench();
  const panel = () => vscode().webview;
  const tree = () => panel().getByRole('tree');
  const row = (name) => tree().getByRole('treeitem', { name: new RegExp(`^${name}\\b`) });
  const tool = (name) => panel().getByRole('button', { name });
  const names = () => tree().locator('.label').allTextContents();

  it('gives a component another name by keyboard, in the form of a component', async () => {
    await vscode().chooseFromMenu('login.png', OUTLINE);
    assert.equal(await vscode().taskEnded(), 'done');
    await tree().focus();
    await vscode().page.keyboard.press('Home');
    await vscode().page.keyboard.press('F2');
    const field = panel().getByRole('textbox', { name: 'Name of the component' });
    await field.waitFor();
    await vscode().page.keyboard.type('sign in page');
    await vscode().page.keyboard.press('Enter');
    await row('SignInPage').waitFor();
    await vscode().screenshot('outline-renamed');
  });

  it('groups, splits, merges and removes components, and takes it back', async () => {
    const before = await names();
    await row('EmailAddressField').click();
    await row('PasswordField').click({ modifiers: ['Control'] });
    await tool(/^Group/).click();
    await row('Group').waitFor();
    const grouped = await names();
    assert.equal(grouped.length, before.length + 1);
    await tool(/^Merge into its parent/).click();
    await row('Group').waitFor({ state: 'detached' });
    assert.deepEqual(await names(), before);
    await tool(/^Undo/).click();
    await row('Group').waitFor();
    assert.deepEqual(await names(), grouped);
    await row('Group').click();
    await vscode().page.keyboard.press('Delete');
    await row('Group').waitFor({ state: 'detached' });
    await vscode().page.keyboard.press('Control+z');
    await row('Group').waitFor();
    assert.deepEqual(await names(), grouped);
  });

  it('keeps the changes over a reload of the window and another run', async () => {
    const changed = await names();
    await vscode().reload();
    await row('SignInPage').waitFor();
    assert.equal(await vscode().taskEnded(), 'done');
    assert.deepEqual(await names(), changed);
    await panel().getByRole('button', { name: 'Run again' }).click();
    await row('SignInPage').waitFor();
    assert.equal(await vscode().taskEnded(), 'done');
    assert.deepEqual(await names(), changed);
    assert.equal(await panel().locator('.lost').count(), 0);
  });

  describe('beside the picture', () => {
    const preview = () => panel().getByRole('button', { name: 'Preview' });
    const frame = () => panel().locator('.sheet iframe');
    const srcdoc = () => frame().evaluate((iframe) => iframe.srcdoc);

    /** The share of what the picture covers on the screen that is nearly black. */
    async function black({ width, height }) {
      const pane = await panel().locator('canvas').boundingBox();
      const scale = Math.min(1, (pane.width - 32) / width, (pane.height - 32) / height);
      const clip = {
        x: pane.x + (pane.width - width * scale) / 2,
        y: pane.y + (pane.height - height * scale) / 2,
        width: width * scale,
        height: height * scale,
      };
      const { data } = await sharp(await vscode().page.screenshot({ clip }))
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      let count = 0;
      for (let i = 0; i < data.length; i += 3) if (Math.max(data[i], data[i + 1], data[i + 2]) < 26) count++;
      return count / (data.length / 3);
    }

    it('shows the page that the code makes, with its colours, in the picture’s place and size', async () => {
      await preview().click();
      await frame().waitFor();
      const [picture, sheet] = [panel().locator('canvas'), frame()].map((each) => each.boundingBox());
      const [pane, page] = [await picture, await sheet];
      assert.ok(page.x >= pane.x + pane.width - 1, 'beside it');
      assert.ok(Math.abs(page.width / page.height - 800 / 600) < 0.01, 'in its proportions');
      await vscode().screenshot('outline-beside');
      await panel().getByRole('button', { name: 'Over' }).click();
      await panel().getByRole('slider', { name: 'Opacity of the page' }).waitFor();
    });

    it('is black where both are the same', async () => {
      await panel().getByRole('button', { name: 'Difference' }).click();
      await vscode().until('most of the difference is black', async () => {
        const share = await black({ width: 800, height: 600 });
        assert.ok(share > 0.9, `${share} is black`);
      });
      await vscode().screenshot('outline-difference');
    });

    it('follows the changes, the zoom and a reload', async () => {
      const before = await srcdoc();
      await row('PasswordField').click();
      await vscode().page.keyboard.press('Delete');
      await vscode().until('the page changes', async () => assert.notEqual(await srcdoc(), before));
      await vscode().page.keyboard.press('Control+z');
      await vscode().until('the page is as it was', async () => assert.equal(await srcdoc(), before));
      const { width } = await frame().boundingBox();
      await panel().getByRole('button', { name: 'Zoom in' }).click();
      await vscode().until('it is larger', async () => assert.ok((await frame().boundingBox()).width > 1.2 * width));
      await vscode().reload();
      await frame().waitFor();
    });

    it('opens as Tailwind once that is chosen, for good', async () => {
      await panel().getByRole('combobox', { name: 'Styling' }).selectOption('tailwind');
      await panel().getByRole('button', { name: 'React', exact: true }).click();
      const code = vscode().page.locator('.monaco-editor .view-lines');
      await code.getByText('className="').first().waitFor();
      await code.getByText('flex-col').first().waitFor();
      await vscode().screenshot('outline-tailwind');
    });

    it('runs nothing that a picture says, and breaks no policy', async () => {
      const hostile = '&lt;script&gt;document.title=1&lt;/script&gt;';
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="300"><rect width="900" height="300" fill="#fff"/>
        <text x="40" y="90" font-family="DejaVu Sans, sans-serif" font-size="26">${hostile}</text>
        <text x="40" y="190" font-family="DejaVu Sans, sans-serif" font-size="26">&lt;/style&gt;&lt;img src=x onerror=alert(1)&gt;</text></svg>`;
      await sharp(Buffer.from(svg)).png().toFile(path.join(vscode().folder, 'hostile.png'));
      await vscode().file('hostile.png').waitFor();
      await vscode().chooseFromMenu('hostile.png', OUTLINE);
      assert.equal(await vscode().taskEnded(), 'done');
      if ((await preview().getAttribute('aria-pressed')) === 'false') await preview().click();
      await frame().waitFor();
      const html = await srcdoc();
      assert.match(html, /&lt;script/i);
      assert.doesNotMatch(html, /<script|<img/i);
      assert.equal(await frame().getAttribute('sandbox'), '');
      await vscode().screenshot('outline-hostile');
      const violations = vscode().console.filter(({ text }) => /Content Security Policy|Blocked script/i.test(text));
      assert.deepEqual(violations, []);
    });
  });
});
