// The outline as a user changes it, takes code out of it and compares the code with the picture.
import assert from 'node:assert/strict';
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
});
