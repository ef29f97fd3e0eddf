// The picture's tools as a user meets them: a region to crop and to ask about, distances, colours, pinching.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { hasHost, tinyModel } from './tiny-model.mjs';
import { useWorkbench } from './workbench.mjs';

const LIST = 'Glimpse: List GUI Elements';

/** What clear.png holds, pixels: red that is half transparent, on nothing. */
const CLEAR = { left: 40, top: 30, width: 60, height: 50 };

describe('the tools of the picture', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'glimpse-tools-'));
  before(async () => {
    cpSync(fileURLToPath(new URL('fixtures', import.meta.url)), folder, { recursive: true });
    const plain = (width, height, background) => sharp({ create: { width, height, channels: 4, background } });
    const half = await plain(CLEAR.width, CLEAR.height, { r: 224, g: 16, b: 16, alpha: 128 / 255 })
      .png()
      .toBuffer();
    await plain(200, 120, { r: 0, g: 0, b: 0, alpha: 0 })
      .composite([{ input: half, left: CLEAR.left, top: CLEAR.top }])
      .png()
      .toFile(path.join(folder, 'clear.png'));
    const red = await plain(160, 240, '#e01010').png().toBuffer();
    await plain(320, 240, '#10c010')
      .composite([{ input: red, left: 160, top: 0 }])
      .png()
      .toFile(path.join(folder, 'flag.png'));
  });
  const vscode = useWorkbench({
    folder,
    // What is tested is not how well the model sees.
    settings: { 'glimpse.imageTokens': 64 },
    // Room for a picture of 800 pixels in its own size.
    viewport: { width: 1800, height: 900 },
  });
  after(() => rmSync(folder, { recursive: true }));

  const panel = () => vscode().webview;
  const canvas = () => panel().locator('canvas');
  const strip = () => panel().locator('.strip');
  const tool = (name) => panel().getByRole('button', { name, exact: true });
  const act = (name) => strip().getByRole('button', { name });
  const row = (name, options) => panel().getByRole('option', { name: new RegExp(`^${name}\\b`), ...options });
  const toast = (text) => panel().locator('.toast', { hasText: text });

  /** Where a point of the picture, in its own pixels, is in the window. */
  async function onScreen(x, y) {
    const pane = await canvas().boundingBox();
    const view = await panel()
      .locator('glimpse-picture')
      .evaluate(({ view }) => view);
    return [pane.x + view.x + x * view.scale, pane.y + view.y + y * view.scale];
  }

  /** From the middle of a pixel to the middle of another. */
  async function drag(from, to) {
    const { mouse } = vscode().page;
    await mouse.move(...(await onScreen(from[0] + 0.5, from[1] + 0.5)));
    await mouse.down();
    for (const [x, y] of [
      [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2],
      [to[0] + 0.5, to[1] + 0.5],
    ]) {
      await mouse.move(...(await onScreen(x, y)), { steps: 4 });
    }
    await mouse.up();
  }

  const clickAt = async (x, y) => vscode().page.mouse.click(...(await onScreen(x, y)));

  /** The picture in the clipboard, and its pixels. */
  async function clipboardPicture() {
    await toast('Crop copied.').waitFor();
    const base64 = await vscode().page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      const bytes = new Uint8Array(await (await item.getType('image/png')).arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    });
    return rawOf(Buffer.from(base64, 'base64'));
  }

  async function rawOf(png) {
    const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, pixels: [...data] };
  }

  const cut = async (name, left, top, width, height) =>
    rawOf(await sharp(path.join(folder, name)).extract({ left, top, width, height }).png().toBuffer());

  async function open(name) {
    await vscode().chooseFromMenu(name, LIST);
    assert.equal(await vscode().taskEnded(), 'done');
    await panel().getByRole('button', { name: 'Actual size' }).click();
  }

  /** An element's box, as its row says it. */
  async function boxOf(name) {
    await row(name).first().click();
    const words = await panel()
      .getByRole('group', { name: 'Details' })
      .getByText(/^x \d+, y \d+/)
      .textContent();
    const [x, y, width, height] = words.match(/\d+/g).map(Number);
    return { x, y, width, height };
  }

  describe('on a page', () => {
    before(() => open('login.png'));

    it('mark a region by the pointer, with its size, and let go of it by Escape', async () => {
      await tool('Mark a region').click();
      await drag([220, 300], [579, 479]);
      await strip().getByText('Region: 360 × 180 px at 220, 300').waitFor();
      await drag([579, 400], [599, 410]);
      await strip().getByText('Region: 380 × 180 px at 220, 300').waitFor();
      await drag([300, 350], [310, 340]);
      await strip().getByText('Region: 380 × 180 px at 230, 290').waitFor();
      await canvas().press('Escape');
      await strip().getByText('Drag a rectangle').waitFor();
      await canvas().press('Escape');
      assert.equal(await tool('Select and pan').getAttribute('aria-pressed'), 'true');
    });

    it('mark a region by keys alone: from the selected element, moved and resized by pixels', async () => {
      const { x, y, width, height } = await boxOf('Continue button');
      await canvas().press('r');
      await canvas().press('Enter');
      const says = (w, h, left, top) => strip().getByText(`Region: ${w} × ${h} px at ${left}, ${top}`).waitFor();
      await says(width, height, x, y);
      await canvas().press('ArrowRight');
      await canvas().press('ArrowUp');
      await says(width, height, x + 1, y - 1);
      await canvas().press('Shift+ArrowLeft');
      await canvas().press('Shift+ArrowDown');
      await says(width - 1, height + 1, x + 1, y - 1);
    });

    it('list what is in the region, until that is taken back', async () => {
      await act('List elements here').click();
      await panel()
        .locator('.found', { hasText: /^2 of \d+ elements$/ })
        .waitFor();
      await row('Continue button').waitFor();
      await panel()
        .getByRole('button', { name: /^In the region/ })
        .click();
      await row('Acme Cloud').waitFor();
    });

    it('copy the crop: exactly those pixels', async () => {
      await canvas().press('Escape');
      await drag([200, 380], [399, 449]);
      await act('Copy crop').click();
      assert.deepEqual(await clipboardPicture(), await cut('login.png', 200, 380, 200, 70));
    });

    it('save the crop where the user says', async () => {
      const file = path.join(folder, 'login.crop.png');
      await act('Save crop…').click();
      await vscode().quickInput.waitFor();
      await vscode().answerFileDialog(file);
      await vscode().until('the file is there', async () => readFileSync(file));
      assert.deepEqual(await rawOf(file), await cut('login.png', 200, 380, 200, 70));
      await act('Clear the region').click();
    });

    it('crop a selected element', async () => {
      const { x, y, width, height } = await boxOf('Continue button');
      await canvas().press('s');
      await panel().getByRole('group', { name: 'Details' }).getByRole('button', { name: 'Copy crop' }).click();
      const expected = await cut('login.png', x, y, width, height);
      // The message may be that of the crop before.
      await vscode().until('the clipboard holds it', async () => assert.deepEqual(await clipboardPicture(), expected));
    });

    it('measure between two elements, in pixels of the picture and in CSS pixels once the scale is said', async () => {
      const button = await boxOf('Continue button');
      const link = await boxOf('Forgot your password');
      const down = link.y - (button.y + button.height);
      await row('Continue button').click({ modifiers: ['ControlOrMeta'] });
      await canvas().press('m');
      await strip()
        .getByText(new RegExp(`^Gap\\. .*down ${down} px\\.`))
        .waitFor();
      await act('2×').click();
      await strip()
        .getByText(`down ${down} px (${down / 2} CSS px)`)
        .waitFor();
      await act('2×').click();
      await strip()
        .getByText(new RegExp(`down ${down} px\\.`))
        .waitFor();
    });

    it('measure from point to point, ends on the edges of elements', async () => {
      const { x, y, width } = await boxOf('Continue button');
      await drag([x + 2, y + 12], [x + width - 3, y + 14]);
      await strip().getByText(`${width} px across, 2 px down`).waitFor();
      await canvas().press('Escape');
      await canvas().press('ArrowDown');
      await strip().getByText(`x ${x}, y ${y}. Enter begins a line here.`).waitFor();
      await canvas().press('Enter');
      for (let i = 0; i < 3; i++) await canvas().press('ArrowRight');
      for (let i = 0; i < 4; i++) await canvas().press('ArrowDown');
      await strip().getByText('3 px across, 4 px down, 5 px straight').waitFor();
      await canvas().press('Escape');
    });

    it('measure from the selected element to the one under the pointer', async () => {
      await row('Continue button').click();
      await canvas().press('m');
      await strip()
        .getByText(/Continue: \d+ × \d+ px/)
        .waitFor();
      await vscode().page.mouse.move(...(await onScreen(60, 28)));
      await strip()
        .getByText(/^Gap\. .*Acme Cloud: \d+ × \d+ px/)
        .waitFor();
      await canvas().press('Escape');
    });

    it('say the colour of a pixel in every notation, and its contrast to another', async () => {
      await canvas().press('c');
      await clickAt(10.5, 300.5);
      await act('#f3f4f6').waitFor();
      await vscode().page.mouse.move(...(await onScreen(10.5, 20.5)));
      await act('#1e3a8a').waitFor();
      await act('rgb(30, 58, 138)').waitFor();
      await act(/^hsl\(/).waitFor();
      // 9.42 : 1, by the formula of WCAG 2.
      await strip().getByText('Against #f3f4f6: 9.41:1').waitFor();
      await act(/^oklch\(/).click();
      await vscode().until('it is copied', async () => assert.match(await vscode().clipboard(), /^oklch\([\d. ]+\)$/));
      await canvas().press('Escape');
    });

    it('move by the arrow keys, a pixel at a time', async () => {
      await row('Continue button').click();
      const { x, y, width, height } = await boxOf('Continue button');
      await canvas().press('c');
      await canvas().press('Enter');
      const [middleX, middleY] = [Math.floor(x + width / 2), Math.floor(y + height / 2)];
      await strip().getByText(`x ${middleX}, y ${middleY}`).waitFor();
      await canvas().press('ArrowLeft');
      await canvas().press('Shift+ArrowDown');
      await strip()
        .getByText(`x ${middleX - 1}, y ${middleY + 10}`)
        .waitFor();
      await act('#2563eb').waitFor();
      await canvas().press('Escape');
    });

    it('tell the contrast of a text that is selected, in words', async () => {
      await row('Continue button').click();
      const contrast = panel().locator('glimpse-contrast');
      await contrast.getByText('5.16:1').waitFor();
      await contrast.getByText('Normal text passes AA, large text passes AAA.').waitFor();
      await contrast.getByRole('button', { name: '#ffffff' }).waitFor();
      await contrast.getByRole('button', { name: '#2563eb' }).waitFor();
      await contrast.getByRole('button', { name: '1×' }).click();
      await contrast.getByText('About 16 CSS px: normal text.').waitFor();
      await row('Sign in').click();
      await contrast.getByText(/About 2[45] CSS px: large text\./).waitFor();
      await row('Forgot your password').click();
      await contrast.getByText(/^(Contrast \(estimated\))? *5\.1\d:1/).waitFor();
      await contrast.getByRole('button', { name: '1×' }).click();
    });

    it('zoom by two fingers and by a pinch on a touchpad, around where they are', async () => {
      await canvas().press('0');
      const scale = () =>
        panel()
          .locator('glimpse-picture')
          .evaluate(({ view }) => view.scale);
      const before = await scale();
      const [x, y] = await onScreen(400, 300);
      const cdp = await vscode().page.context().newCDPSession(vscode().page);
      const fingers = (apart) => [
        { x: x - apart, y, id: 1 },
        { x: x + apart, y, id: 2 },
      ];
      await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: fingers(40) });
      for (const apart of [50, 60, 70, 80]) {
        await cdp.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: fingers(apart) });
      }
      await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
      await vscode().until('it is twice as large', async () => {
        const ratio = (await scale()) / before;
        assert.ok(Math.abs(ratio - 2) < 0.05, `${ratio}`);
      });
      const after = await onScreen(400, 300);
      assert.ok(Math.hypot(after[0] - x, after[1] - y) < 3, `${after} is not ${[x, y]}`);
      await vscode().page.keyboard.down('Control');
      await vscode().page.mouse.move(x, y);
      await vscode().page.mouse.wheel(0, 60);
      await vscode().page.keyboard.up('Control');
      await vscode().until('it is smaller again', async () => assert.ok((await scale()) < 1.5 * before));
      await canvas().press('0');
    });

    it('keep the marked region when the tab was hidden', async () => {
      await tool('Mark a region').click();
      await drag([20, 100], [119, 149]);
      await strip().getByText('Region: 100 × 50 px at 20, 100').waitFor();
      await vscode().file('login.html').dblclick();
      await vscode().page.locator('.monaco-editor').first().waitFor();
      await vscode()
        .page.getByRole('tab', { name: /Glimpse: login\.png/ })
        .click();
      await strip().getByText('Region: 100 × 50 px at 20, 100').waitFor();
      await act('Clear the region').click();
    });
  });

  describe('on a picture with transparency', () => {
    before(() => open('clear.png'));

    it('say how much of a colour there is, whatever it is shown on', async () => {
      await canvas().press('c');
      await vscode().page.mouse.move(...(await onScreen(60.5, 50.5)));
      await act('#e0101080').waitFor();
      await strip().getByText('50 % opaque').waitFor();
      await canvas().press('Escape');
    });

    it('leave it in the crop', async () => {
      await tool('Mark a region').click();
      await drag([30, 20], [69, 59]);
      await act('Copy crop').click();
      const { width, height, pixels } = await clipboardPicture();
      assert.deepEqual([width, height], [40, 40]);
      assert.equal(pixels[3], 0);
      // The browser multiplies with alpha on the way into the clipboard: that costs half a step.
      const [red, green, blue, alpha] = pixels.slice(-4);
      assert.ok(
        Math.abs(red - 224) <= 1 && Math.abs(green - 16) <= 1 && Math.abs(blue - 16) <= 1,
        `${pixels.slice(-4)}`,
      );
      assert.equal(alpha, 128);
      await act('Clear the region').click();
    });
  });

  const withModel = hasHost ? describe : describe.skip;
  withModel('with a model', () => {
    const question = () => panel().getByRole('textbox', { name: 'Your question' });
    const description = (text) => panel().locator('.description', { hasText: text });

    before(async () => {
      const { model } = await tinyModel(path.join(vscode().profile.dir, 'models'));
      await open('flag.png');
      await panel().getByRole('tab', { name: 'Ask' }).click();
      await panel().getByRole('button', { name: 'Choose Model File…' }).click();
      await vscode().browseForModel(model);
      // It loads with the first question.
      await panel().locator('button.model', { hasText: 'tiny-qwen3-vl' }).waitFor();
    });

    it('ask about the region alone, shown as a chip that can be taken away', async () => {
      await tool('Mark a region').click();
      await drag([200, 40], [299, 199]);
      await act('Ask about this').click();
      await panel()
        .getByRole('button', { name: /^About the region 100 × 160 px at 200, 40/ })
        .waitFor();
      await question().fill('Which colour is it?');
      await question().press('ControlOrMeta+Enter');
      await description('Red picture').waitFor();
      assert.equal(await vscode().taskEnded(), 'done');
    });

    it('ask about another region', async () => {
      await drag([20, 40], [119, 199]);
      await act('Ask about this').click();
      await panel()
        .getByRole('button', { name: /^About the region 100 × 160 px at 20, 40/ })
        .waitFor();
      await question().fill('And this one?');
      await question().press('ControlOrMeta+Enter');
      await description('Green picture').waitFor();
      assert.equal(await vscode().taskEnded(), 'done');
    });
  });
});
