// What axe-core finds in the panel: in each main state, in each kind of theme.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import axe from 'axe-core';
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
      const { violations } = await window.axe.run(document);
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
});
