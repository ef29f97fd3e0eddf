// Keybindings: what they do in the panel, and that they take nothing from a text editor.
import assert from 'node:assert/strict';
import { useWorkbench } from './workbench.mjs';

describe('the keys of the panel', () => {
  const vscode = useWorkbench();
  const panel = () => vscode().webview;
  const chord = async (key) => {
    await vscode().page.keyboard.press('ControlOrMeta+k');
    await vscode().page.keyboard.press(`ControlOrMeta+${key}`);
  };
  const front = () => vscode().page.locator('.tab.active');

  it('bring its tasks to the front', async () => {
    await vscode().chooseFromMenu('login.png', 'Glimpse: List GUI Elements');
    assert.equal(await vscode().taskEnded(), 'done');
    for (const [key, name] of ['Elements', 'Outline', 'Describe', 'Ask'].map((name, i) => [i + 1, name]).reverse()) {
      await panel().getByRole('tab', { selected: true }).focus();
      await vscode().until(`${name} is in front`, async () => {
        await chord(key);
        await panel().getByRole('tab', { name, selected: true }).waitFor({ timeout: 2000 });
      });
    }
  });

  it('run again what is in front', async () => {
    const seen = await panel()
      .locator('body')
      .evaluateHandle((body) => {
        const states = [];
        new MutationObserver(() => states.push(body.dataset.state)).observe(body, { attributes: true });
        return states;
      });
    await panel().getByRole('listbox').focus();
    await chord('g');
    await vscode().until('it ran', async () => assert.ok((await seen.jsonValue()).includes('running')));
    assert.equal(await vscode().taskEnded(), 'done');
  });

  it('do nothing of it in a text editor', async () => {
    await vscode().file('login.html').dblclick();
    await vscode().page.locator('.editor-instance .view-lines .view-line').first().click();
    for (const key of [1, 2, 3, 4]) await chord(key);
    await chord('g');
    await vscode().page.keyboard.press('Shift+Escape');
    assert.match(await front().textContent(), /login\.html/);
    assert.equal(await vscode().page.locator('.tab.dirty').count(), 0);
    await vscode().page.locator('.tab', { hasText: 'Glimpse: login.png' }).click();
    await panel().getByRole('tab', { name: 'Elements', selected: true }).waitFor();
  });
});
