// What axe-core finds in the panel: in each main state, in each kind of theme.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { build } from 'esbuild';
import { THEMES, useWorkbench } from './workbench.mjs';

const LIST = 'Glimpse: List GUI Elements';

describe('the panel, for everybody', () => {
  const vscode = useWorkbench();
  const panel = () => vscode().webview;
  const tab = (name) => panel().getByRole('tab', { name });

  /** Brings a task to the front and waits until it has ended, where it runs. */
  async function show(name) {
    await tab(name).click();
    await panel().getByRole('tab', { name, selected: true }).waitFor();
    await panel().locator('body:not([data-state="running"])').waitFor({ state: 'attached' });
  }

  /** Notes what axe finds on the page as it is; Playwright's way in needs nothing of the page's content policy. */
  async function look(what) {
    const page = await panel().locator('body').elementHandle();
    const frame = await page.ownerFrame();
    if (!(await frame.evaluate(() => 'axe' in window))) await frame.evaluate(axe.source);
    const violations = await frame.evaluate(async () => {
      // What the outline's preview shows is a picture of a page, and nobody's to use.
      const { violations } = await window.axe.run(document, { iframes: false });
      return violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ html, any, all, none }) => {
          const why = [...any, ...all, ...none].map(({ message }) => message).join('; ');
          return `${id} (${help}): ${html.slice(0, 200)} ${why}`;
        }),
      );
    });
    found.push(...violations.map((violation) => `${what}: ${violation}`));
  }
  const found = [];
  afterEach(() => assert.deepEqual(found.splice(0), []));

  describe('without a model', () => {
    before(async () => {
      await vscode().runCommand('Glimpse: Paste Screenshot');
      await panel()
        .getByRole('heading', { name: /^Press/ })
        .waitFor();
      await look('nothing yet');
      await vscode().runCommand('View: Close All Editors');
      await vscode().page.locator('iframe.webview').waitFor({ state: 'detached' });
      await vscode().chooseFromMenu('login.png', LIST);
      assert.equal(await vscode().taskEnded(), 'done');
    });

    for (const theme of Object.keys(THEMES)) {
      it(`has no violation in ${theme}`, async () => {
        await vscode().setTheme(theme);
        await show('Elements');
        await panel().getByRole('option', { name: 'Continue button' }).click();
        await panel().locator('glimpse-contrast strong').waitFor();
        await look('elements, one selected');
        for (const tool of ['Mark a region', 'Measure distances', 'Pick colors', 'Select and pan']) {
          await panel().getByRole('button', { name: tool }).click();
          await panel().locator('canvas').press('Enter');
          await look(tool);
        }
        await panel().getByRole('button', { name: 'Clear the region' }).click();
        await panel().getByRole('button', { name: 'button' }).first().click();
        await look('elements, filtered');
        await panel().getByRole('button', { name: 'Clear the filter' }).click();
        await show('Outline');
        await panel().getByRole('treeitem').first().click();
        await look('outline');
        await panel().getByRole('button', { name: 'Preview' }).click();
        await panel().getByRole('button', { name: 'Over', exact: true }).click();
        await panel().locator('.sheet iframe').waitFor();
        await look('outline, compared with its page');
        await panel().getByRole('button', { name: 'Preview' }).click();
        await show('Describe');
        await panel().getByRole('region', { name: 'Answer' }).waitFor();
        await look('description');
        await show('Ask');
        await look('nobody to ask');
      });
    }

    it('takes the arrow keys for its tabs', async () => {
      await tab('Ask').press('Home');
      await panel().getByRole('tab', { name: 'Elements', selected: true }).waitFor();
      await tab('Elements').press('ArrowRight');
      await panel().getByRole('tab', { name: 'Outline', selected: true }).waitFor();
      assert.equal(await panel().locator(':focus').textContent(), 'Outline');
    });
  });

  describe('with a server', () => {
    // Whoever asks waits, until all are sent away.
    const server = createServer(() => {});
    let address;
    before(async () => {
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      address = `http://127.0.0.1:${server.address().port}/v1`;
      await vscode().changeSettings({ 'glimpse.endpoint': address });
      await tab('Ask').waitFor();
    });
    after(() => server.close());

    for (const theme of Object.keys(THEMES)) {
      it(`has no violation in ${theme}`, async () => {
        await vscode().setTheme(theme);
        await tab('Ask').click();
        await panel().getByRole('textbox', { name: 'Your question' }).fill('What is it?');
        await look('a question');
        await tab('Elements').click();
        const again = panel().getByRole('button', { name: 'Run again' });
        if (await again.isVisible()) await again.click();
        await panel().getByRole('button', { name: 'Stop' }).waitFor();
        await panel().getByRole('option').first().waitFor();
        await look('at work');
        // VS Code is told to reduce motion.
        const moving = panel()
          .locator('body')
          .evaluate(() => document.getAnimations().length);
        assert.equal(await moving, 0);
        await vscode().until('all who ask are sent away', async () => {
          server.closeAllConnections();
          await panel().getByRole('alert').waitFor({ timeout: 500 });
        });
        await look('failed');
      });
    }
  });

  describe('in a conversation', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'glimpse-a11y-'));
    const answer =
      '### Orders\n\n- [x] paid\n- [ ] open\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n> `code` of\n\n```css\na {}\n```';
    const reply = () => panel().getByRole('textbox', { name: 'Ask a follow-up' });
    let server;
    before(async () => {
      const outfile = path.join(folder, 'model-server.mjs');
      const entry = fileURLToPath(new URL('../unit/tasks/model-server.ts', import.meta.url));
      await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm' });
      const { ModelServer } = await import(pathToFileURL(outfile).href);
      server = await ModelServer.start();
      server.answer = () => answer;
      await vscode().changeSettings({ 'glimpse.endpoint': server.url });
      await tab('Ask').click();
      await panel().getByRole('textbox', { name: 'Your question' }).fill('What is it?');
      await panel().getByRole('button', { name: 'Send' }).click();
      await panel().locator('.turn .tools').waitFor();
    });
    after(async () => {
      await server?.stop();
      rmSync(folder, { recursive: true });
    });

    for (const theme of Object.keys(THEMES)) {
      it(`has no violation in ${theme}`, async () => {
        await vscode().setTheme(theme);
        await look('a conversation');
        await panel().getByRole('button', { name: 'Change the question' }).first().click();
        await look('a question that is changed');
        await panel().getByRole('textbox', { name: 'The question' }).press('Escape');
        let go = () => {};
        const held = new Promise((resolve) => {
          go = resolve;
        });
        server.pause = () => held;
        await reply().fill('And then?');
        await reply().press('ControlOrMeta+Enter');
        await panel().locator('.turn').last().getByRole('heading').waitFor();
        await look('an answer that is being written');
        await panel().getByRole('button', { name: 'Stop' }).click();
        await panel().getByText('Stopped here.').last().waitFor();
        go();
        server.pause = async () => {};
        await look('an answer that was stopped');
      });
    }
  });
});
