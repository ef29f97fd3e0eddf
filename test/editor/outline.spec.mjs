// The outline as a user changes it, takes code out of it and compares the code with the picture.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
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
        assert.ok(share > 0.85, `${share} is black`);
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

  describe('with a model', () => {
    let folder;
    let server;
    before(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'glimpse-outline-'));
      const outfile = path.join(folder, 'model-server.mjs');
      const entry = fileURLToPath(new URL('../unit/tasks/model-server.ts', import.meta.url));
      await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm' });
      const { ModelServer } = await import(pathToFileURL(outfile).href);
      server = await ModelServer.start();
      await vscode().runCommand('Glimpse: Use a Server...');
      const address = vscode().page.getByPlaceholder('http://localhost:11434/v1');
      await address.fill(server.url);
      await address.press('Enter');
      await vscode()
        .page.locator('.statusbar-item', { hasText: new URL(server.url).host })
        .waitFor();
      await vscode().page.getByRole('tab', { name: 'Glimpse: hostile.png' }).click();
    });
    after(async () => {
      await server?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    const choices = () => panel().getByRole('group', { name: 'Write with the model' });
    const write = (language) => choices().getByRole('button', { name: language, exact: true }).click();
    const code = () => vscode().page.locator('.monaco-editor .view-lines').last();

    it('lets it write code into a new editor, with the outline told', async () => {
      server.answer = () => '```tsx\nexport default function Written() {\n  return <main />;\n}\n```';
      await write('React');
      await code().getByText('Written').waitFor();
      assert.match(server.asked.at(-1).text, /components, named as the developers want them:[\s\S]+document; column/);
      await choices().getByRole('button', { name: 'Vue', exact: true }).waitFor();
    });

    it('stops it, and keeps what it has written', async () => {
      server.answer = () => `\`\`\`svelte\n<main>Begun${' and on'.repeat(2000)}</main>\n\`\`\``;
      server.pause = () => new Promise((resolve) => setTimeout(resolve, 50));
      await write('Svelte');
      await code().getByText('Begun').waitFor();
      await choices().getByRole('button', { name: 'Stop' }).click();
      await choices().getByRole('button', { name: 'Vue', exact: true }).waitFor();
      await vscode().until('the server hears of it', async () => assert.equal(server.cancelled, 1));
      assert.equal(await code().getByText('Begun').count(), 1);
      server.pause = async () => {};
    });

    it('offers the generated code where it fails', async () => {
      server.answer = () => Promise.reject(new Error('out of order'));
      await write('Vue');
      await panel().getByRole('button', { name: 'Open the generated Vue instead' }).click();
      await code().getByText('<template>').waitFor();
    });
  });
});
