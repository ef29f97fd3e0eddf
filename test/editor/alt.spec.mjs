// Alternative texts as a user has them written: quick fix, preview, undo; with the packed extension, its llama-server and
// the tiny model that says what a picture shows (test/fixtures/tiny-model).
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { hasHost, tinyModel } from './tiny-model.mjs';
import { appears, useWorkbench } from './workbench.mjs';

const WRITE = 'Write alt text with Glimpse';

/** The files of the folder that VS Code opens. */
const PAGES = {
  'one.md': 'Before ![](red.png) after\n',
  'many.md': '![](red.png)\n\n![kept](red.png)\n\n![](gone.png)\n\n![](green.png "Title")\n',
  'kept.md': '![kept](red.png)\n',
  'page.html': '<a href="#"><img src="green.png"></a>\n',
};

describe('alt text without a model', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'glimpse-alt-'));
  before(() => write(folder));
  const vscode = useWorkbench({ folder });
  after(() => rmSync(folder, { recursive: true }));

  it('is not guessed: a model is needed, and can be chosen', async () => {
    const page = editing(vscode());
    await page.open('one.md', 'Before');
    await page.fix(WRITE);
    const needed = vscode().notification('needs a vision model');
    await needed.getByRole('button', { name: 'Choose Model File...' }).waitFor();
    assert.equal(await page.text(), PAGES['one.md'].trimEnd());
  });
});

if (hasHost) describe('alt text by a model', tests);
else console.log('Skipped most of alt.spec.mjs: no llama-server is built for this machine (npm run build:host).');

function tests() {
  const folder = mkdtempSync(path.join(tmpdir(), 'glimpse-alt-'));
  // What is tested is not how well it sees.
  const settings = { 'glimpse.imageTokens': 64 };
  before(async () => {
    await write(folder);
    settings['glimpse.modelFile'] = (await tinyModel(path.join(folder, 'models'))).model;
  });
  const vscode = useWorkbench({ folder, settings });
  after(() => rmSync(folder, { recursive: true }));

  it('is written by a quick fix into Markdown, and undone by one step', async () => {
    const page = editing(vscode());
    await page.open('one.md', 'Before');
    await page.fix(WRITE);
    await page.shows('Before ![Red picture r1 g0 b0.](red.png) after');
    await page.line('Before').click();
    await vscode().page.keyboard.press('ControlOrMeta+z');
    await page.shows('Before ![](red.png) after');
  });

  it('is written for all images of a file that miss it, each confirmed before', async () => {
    const page = editing(vscode());
    await page.open('many.md', 'kept');
    await vscode().runCommand('Glimpse: Write Missing Alt Texts');
    const apply = vscode().page.getByRole('button', { name: 'Apply', exact: true });
    await apply.waitFor();
    await vscode().notification('1 of 3 pictures got no alt text. gone.png was not found.').waitFor();
    assert.doesNotMatch(await page.text(), /picture/);
    await vscode().page.locator('.bulk-edit-panel .edit-checkbox').first().check();
    await apply.click();
    await page.shows('![Green picture r0 g1 b0.](green.png "Title")');
    assert.match(
      await page.text(),
      /!\[Red picture r1 g0 b0\.\]\(red\.png\)\n+!\[kept\]\(red\.png\)\n+!\[\]\(gone\.png\)/,
    );
  });

  it('is improved where there is one', async () => {
    const page = editing(vscode());
    await page.open('kept.md', 'kept');
    await page.fix('Improve the alt text with Glimpse');
    await page.shows('![Red picture r1 g0 b0.](red.png)');
  });

  it('is written into HTML, where the picture is all that a link holds', async () => {
    const page = editing(vscode());
    await page.open('page.html', '<a');
    await page.fix(`${WRITE} (link or button)`);
    await page.shows('<a href="#"><img src="green.png" alt="Green picture r0 g1 b0."></a>');
  });
}

async function write(folder) {
  for (const [name, text] of Object.entries(PAGES)) writeFileSync(path.join(folder, name), text);
  for (const [name, background] of [
    ['red', '#e01010'],
    ['green', '#10c010'],
  ]) {
    const picture = sharp({ create: { width: 320, height: 240, channels: 3, background } });
    await picture.png().toFile(path.join(folder, `${name}.png`));
  }
}

/** What a user does in the text editor in front. */
function editing(vscode) {
  const lines = vscode.page.locator('.editor-instance:visible .view-line');
  /** The first that holds `words`. The editor shows spaces as non-breaking ones. */
  const line = (words) => lines.filter({ hasText: new RegExp(escaped(words).replaceAll(' ', '\\s')) }).first();
  return {
    line,
    shows: (words) => line(words).waitFor(),

    /** Opens a file of the explorer, with the cursor in the line that holds `words`. */
    async open(name, words) {
      await vscode.file(name).dblclick();
      await line(words).click();
    },

    /** Chooses a code action by its whole title. It is not there before the extension is awake. */
    async fix(title) {
      const action = vscode.page
        .locator('.action-widget .monaco-list-row')
        .filter({ hasText: new RegExp(`^${escaped(title)}$`) });
      for (;;) {
        await vscode.page.keyboard.press('ControlOrMeta+.');
        if (await appears(action, 3000)) break;
        await vscode.page.keyboard.press('Escape');
      }
      await action.click();
    },

    /** All that the editor shows. */
    async text() {
      const texts = await lines.evaluateAll((all) =>
        all
          .toSorted((a, b) => Number.parseFloat(a.style.top) - Number.parseFloat(b.style.top))
          .map(({ textContent }) => textContent.replaceAll('\u00a0', ' ')),
      );
      return texts.join('\n').trim();
    },
  };
}

const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
