// The panel's list of elements: selecting several, as a tree, and in great numbers.
import assert from 'node:assert/strict';
import { useWorkbench } from './workbench.mjs';

const LIST = 'Glimpse: List GUI Elements';
const ADD = { modifiers: ['ControlOrMeta'] };

describe('the list of elements', () => {
  const vscode = useWorkbench();
  const panel = () => vscode().webview;
  const list = () => panel().getByRole('listbox', { name: 'Elements' });
  const row = (text, role, options) =>
    panel().getByRole('option', { name: new RegExp(`^${text.replace(/[?.]/g, '\\$&')} ${role}\\b`), ...options });
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
      await panel().getByRole('button', { name: 'link 1' }).click();
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
      await panel().getByText('Copied 2 selected elements as CSV.').waitFor();
      assert.match(
        await vscode().clipboard(),
        /^id,role,.*\n.*button,.*Continue.*\n.*link,.*Forgot your password\?.*\n$/,
      );
      await panel().getByTitle('Copy the 2 selected elements as Playwright locators').click();
      await panel().getByText('Copied 2 selected elements as Playwright locators.').waitFor();
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
});
