// The ways in that need no file: paste and drop, with the browser's own clipboard and its own drags.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { useWorkbench } from './workbench.mjs';

const PASTE = 'Glimpse: Paste Screenshot';
const PASTED = /^Glimpse: Pasted \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d( \(\d\))?\.png$/;

describe('pictures that are pasted or dropped', () => {
  const vscode = useWorkbench({ settings: { 'glimpse.maxFileMegabytes': 1 } });
  const panel = () => vscode().webview;
  const file = (name) => path.join(vscode().folder, name);
  const tab = (name) => vscode().page.getByRole('tab', { name });
  const start = () => panel().getByRole('heading', { name: 'Press Ctrl+V to paste a screenshot' });
  const note = (words) => panel().getByRole('status').filter({ hasText: words });
  const lists = (text, options) =>
    panel()
      .getByRole('option', { name: new RegExp(`^${text}\\b`) })
      .first()
      .waitFor(options);

  /** Puts things on the clipboard, by their media types: text, or the bytes of a PNG. */
  const copy = (things) =>
    vscode().page.evaluate(
      async (entries) => {
        const blobs = entries.map(([type, text, base64]) => {
          const data = base64 ? Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)) : text;
          return [type, new Blob([data], { type })];
        });
        // The editor that had the focus may have been closed.
        if (!document.hasFocus()) window.focus();
        await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
      },
      Object.entries(things).map(([type, data]) =>
        typeof data === 'string' ? [type, data] : [type, '', data.toString('base64')],
      ),
    );
  const copyPicture = (name) => copy({ 'image/png': readFileSync(file(name)) });
  const paste = () => vscode().page.keyboard.press('ControlOrMeta+v');
  /** A key is lost while a panel comes to the front; the same picture again opens nothing new. */
  const pasteUntil = (what, seen) =>
    vscode().until(what, async () => {
      await panel().locator('canvas').focus();
      await paste();
      await seen({ timeout: 10_000 });
    });

  /** A picture with these words on it, as a `data:` URL. */
  async function drawn(text) {
    const margin = { top: 40, left: 40, right: 40, bottom: 40, background: '#fff' };
    const png = await sharp({ text: { text, dpi: 300 } })
      .negate()
      .extend(margin)
      .png()
      .toBuffer();
    return `data:image/png;base64,${png.toString('base64')}`;
  }

  async function closeAll() {
    await vscode().runCommand('View: Close All Editors');
    await vscode().page.locator('iframe.webview').waitFor({ state: 'detached' });
  }

  /** A start page, with nothing on the clipboard that it could take. */
  async function openStart() {
    await copy({ 'text/plain': 'hunter2' });
    await vscode().runCommand(PASTE);
    await start().waitFor();
  }

  /** Drags things in from outside of the window onto the middle of the panel in front, as the browser does it. */
  async function dragIn(data, { isDropped = true } = {}) {
    const frame = await vscode().panels.last().boundingBox();
    const [x, y] = [frame.x + frame.width / 2, frame.y + frame.height / 2];
    const session = await vscode().page.context().newCDPSession(vscode().page);
    const dragged = { items: [], files: [], dragOperationsMask: 1, ...data };
    const send = (type) => session.send('Input.dispatchDragEvent', { type, x, y, data: dragged });
    await send('dragEnter');
    await send('dragOver');
    if (!isDropped) return () => send('dragCancel');
    await send('dragOver');
    await send('drop');
  }
  const item = (mimeType, data) => ({ items: [{ mimeType, data }] });

  /** The pictures that Glimpse keeps. */
  const kept = () => {
    const storage = path.join(vscode().profile.dir, 'user/User/workspaceStorage');
    return readdirSync(storage, { recursive: true })
      .filter((name) => /glimpse[^/]*\/pictures\/./i.test(name))
      .map((name) => path.join(storage, name));
  };

  describe('a paste', () => {
    before(closeAll);

    it('finds a page that is ready for it, and says what can be pasted', async () => {
      await openStart();
      await panel().getByRole('button', { name: 'Choose Files…' }).waitFor();
      await panel().getByText('hold Shift while you drop').waitFor();
      await paste();
      await note('There is no picture on the clipboard.').waitFor();
      assert.deepEqual(kept(), []);
    });

    it('lists the elements of the picture at once, in place of that page', async () => {
      await copyPicture('login.png');
      await paste();
      await lists('Continue');
      assert.equal(await vscode().taskEnded(), 'done');
      await tab(PASTED).waitFor();
      assert.equal(await vscode().page.locator('.tabs-container').getByRole('tab').count(), 1);
    });

    it('keeps the picture in a file with a name that can be read', async () => {
      const [only, ...others] = kept();
      assert.deepEqual(others, []);
      assert.match(`Glimpse: ${path.basename(only)}`, PASTED);
      const [pixels, original] = await Promise.all(
        [only, file('login.png')].map((name) => sharp(name).removeAlpha().raw().toBuffer()),
      );
      assert.ok(pixels.equals(original));
    });

    it('of the same picture leads to the panel that it has', async () => {
      await copyPicture('hello.png');
      await pasteUntil('another picture is shown', (patience) => lists('Hello', patience));
      await copyPicture('login.png');
      await pasteUntil('the first one is shown', (patience) => lists('Continue', patience));
      assert.equal(await tab(PASTED).count(), 2);
      assert.equal(kept().length, 2);
    });

    it('into a text field is the text of that field', async () => {
      const filter = panel().getByRole('textbox', { name: 'Filter by text' });
      await copy({ 'text/plain': 'login.png' });
      await filter.click();
      await paste();
      await panel().getByText('No element matches the filter.').waitFor();
      assert.equal(await filter.inputValue(), 'login.png');
      await filter.fill('');
      assert.equal(await tab('Glimpse: login.png').count(), 0);
    });

    it('of the path of a file opens that file', async () => {
      await copy({ 'text/plain': '"hello.png"' });
      await pasteUntil('the file has a panel', (patience) => tab('Glimpse: hello.png').waitFor(patience));
      await lists('Hello');
      await copy({ 'text/plain': 'gone.png' });
      await pasteUntil('it says why not', (patience) => note('There is no file gone.png.').waitFor(patience));
    });

    it('of HTML opens the picture that is written out in it', async () => {
      await copy({ 'text/html': `<p>See <img alt="x" src="${await drawn('Written')}"></p>`, 'text/plain': 'See' });
      await pasteUntil('it has a panel', (patience) => tab(PASTED).nth(2).waitFor(patience));
      await lists('Written');
    });

    it('is taken from the clipboard at once where the page may read it', async () => {
      await closeAll();
      await copyPicture('login.png');
      await vscode().runCommand(PASTE);
      await lists('Continue');
      await tab(PASTED).waitFor();
    });
  });

  describe('a kept picture', () => {
    it('is there after the window has reloaded', async () => {
      await tab(PASTED).waitFor();
      await vscode().reload();
      await lists('Continue');
      assert.equal(await vscode().taskEnded(), 'done');
    });

    it('is saved where the user says, and the panel is about that file then', async () => {
      const { page } = vscode();
      await panel().getByRole('button', { name: 'Save As…' }).click();
      await vscode().until('the dialog names the picture', async () => {
        const proposed = await vscode().quickInput.inputValue();
        assert.equal(path.dirname(proposed), vscode().folder);
        assert.match(`Glimpse: ${path.basename(proposed)}`, PASTED);
      });
      await vscode().answerFileDialog(file('saved.png'));
      await tab('Glimpse: saved.png').waitFor();
      await note('Saved saved.png.').waitFor();
      await panel().getByRole('button', { name: 'Save As…' }).waitFor({ state: 'detached' });
      await lists('Continue');
      assert.ok(existsSync(file('saved.png')));
      // It follows that file from now on.
      writeFileSync(file('saved.png'), readFileSync(file('hello.png')));
      await lists('Hello');
      await page.getByRole('tab', { name: 'Glimpse: saved.png' }).waitFor();
    });
  });

  describe('a drop', () => {
    beforeEach(async () => {
      await closeAll();
      await openStart();
    });

    it('is welcomed while it is dragged over the page', async () => {
      const cancel = await dragIn({ files: [file('login.png')] }, { isDropped: false });
      await panel().getByText('Drop to open in Glimpse').waitFor();
      await cancel();
      await panel().getByText('Drop to open in Glimpse').waitFor({ state: 'detached' });
      await start().waitFor();
    });

    it('opens several files from the desktop, and says why others are left out', async () => {
      writeFileSync(file('fake.png'), 'This is no PNG.');
      writeFileSync(file('large.bin'), Buffer.alloc(2 * 1024 * 1024));
      await dragIn({ files: ['login.png', 'fake.png', 'hello.png', 'large.bin'].map(file) });
      await tab('Glimpse: login.png').waitFor();
      await tab('Glimpse: hello.png').waitFor();
      await lists('Hello');
      await note('fake.png is a text file, not an image.').waitFor();
      await note('large.bin is 2.0 MB, more than the limit of 1.0 MB.').waitFor();
      await tab('Glimpse: login.png').click();
      await lists('Continue');
    });

    it('of no picture at all says why, and leaves the page', async () => {
      await dragIn({ files: [file('fake.png')] });
      await note('fake.png is a text file, not an image.').waitFor();
      await start().waitFor();
    });

    it('from a web page opens a picture that is there, and fetches none', async () => {
      await dragIn(item('text/html', '<img src="https://example.org/picture.png">'));
      await note('Glimpse fetches nothing from the web').waitFor();
      await dragIn(item('text/html', `<p><img src="${await drawn('Written again')}"></p>`));
      await tab(/^Glimpse: Dropped .*\.png$/).waitFor();
      await lists('Written');
    });

    it('from the explorer opens the file itself', async () => {
      const { page } = vscode();
      const from = await vscode().file('hello.png').boundingBox();
      const to = await vscode().panels.last().boundingBox();
      await page.mouse.move(from.x + 60, from.y + 8);
      await page.mouse.down();
      await page.mouse.move(from.x + 90, from.y + 12, { steps: 4 });
      await page.mouse.move(to.x + 60, to.y + 60, { steps: 4 });
      await page.keyboard.down('Shift');
      await vscode().until('the page takes the drag', async () => {
        await page.mouse.move(to.x + 100 + Math.random() * 50, to.y + 100, { steps: 2 });
        await panel().getByText('Keep Shift pressed until you drop.').waitFor({ timeout: 500 });
      });
      await page.mouse.up();
      await page.keyboard.up('Shift');
      await tab('Glimpse: hello.png').waitFor();
      await lists('Hello');
      assert.equal(await panel().getByRole('button', { name: 'Save As…' }).count(), 0);
      // The menu means the same file by its address.
      await vscode().chooseFromMenu('hello.png', 'Glimpse: List GUI Elements');
      await lists('Hello');
      assert.equal(await tab('Glimpse: hello.png').count(), 1);
    });
  });

  describe('the settings', () => {
    it('choose what is done with a picture, and what comes is asked about in number', async () => {
      await closeAll();
      await openStart();
      await vscode().changeSettings({ 'glimpse.pasteTask': 'outline' });
      await start().waitFor(); // which survives that
      await dragIn({ files: Array(7).fill(file('login.png')) });
      const dialog = vscode().page.getByRole('dialog', { name: 'Open 7 panels?' });
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await dialog.waitFor({ state: 'detached' });
      await start().waitFor();
      await dragIn({ files: [file('login.png')] });
      await panel().getByRole('tree', { name: 'Components' }).waitFor();
    });

    it('have kept what was on the clipboard out of the log, and the page within its policy', () => {
      assert.doesNotMatch(vscode().extensionLog(), /hunter2|Continue/);
      assert.deepEqual(
        vscode().console.filter(({ text }) => text.includes('Content Security Policy')),
        [],
      );
    });
  });
});
