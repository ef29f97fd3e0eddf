// Where VS Code names a picture: links in documents, menus, the palette; with the packed extension.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasHost, tinyModel } from './tiny-model.mjs';
import { useWorkbench } from './workbench.mjs';

const FILES = {
  'notes.md': '# Notes\n\n',
  'page.md': 'Look ![Sign in](login.png) here\n\n![](gone.png)\n',
  'page.html': '<p>Hello</p>\n<img src="login.png">\n',
  'app.tsx': "import login from './login.png';\n\nexport const App = () => <img src={login} alt={title} />;\n",
};

/** A folder for VS Code to open, with the fixtures and `FILES`. */
function makeFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'glimpse-links-'));
  cpSync(fileURLToPath(new URL('fixtures', import.meta.url)), folder, { recursive: true });
  for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(folder, name), text);
  return folder;
}

/** Puts a picture of one colour, 64 pixels a side, on the clipboard, as a screenshot tool would. */
async function copyPicture(page, colour) {
  await page.evaluate(async (fill) => {
    const canvas = new OffscreenCanvas(64, 64);
    const context = canvas.getContext('2d');
    context.fillStyle = fill;
    context.fillRect(0, 0, 64, 64);
    const blob = await canvas.convertToBlob({ type: 'image/png' });
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
  }, colour);
}

/** Pastes a picture of this colour at the end of the document in front, until a line reads `text`. */
async function pastePicture(vscode, colour, text) {
  const { page } = vscode;
  const line = page.locator('.editor-instance:visible .view-line').filter({ hasText: text }).first();
  // Who is to take it may not be awake yet; then nothing happens.
  await vscode.until('the picture is pasted', async () => {
    await copyPicture(page, colour);
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.press('ControlOrMeta+v');
    await line.waitFor({ timeout: 15_000 });
  });
}

describe('pictures that VS Code names', () => {
  const folder = makeFolder();
  before(() => {
    mkdirSync(path.join(folder, '.vscode'));
    const mine = '{\n  // mine\n  "glimpse.prompts": { "text": { "maxTokens": 500 } }\n}\n';
    writeFileSync(path.join(folder, '.vscode/settings.json'), mine);
    mkdirSync(path.join(folder, 'node_modules'));
    cpSync(path.join(folder, 'login.png'), path.join(folder, 'node_modules/theirs.png'));
    const git = (...args) =>
      execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], { cwd: folder });
    git('init', '--quiet');
  });
  const vscode = useWorkbench({ folder, settings: { 'git.enabled': true } });
  after(() => rmSync(folder, { recursive: true }));

  const page = () => vscode().page;
  const panel = () => vscode().webview;
  const panelTab = (name) => page().getByRole('tab', { name: typeof name === 'string' ? `Glimpse: ${name}` : name });
  const lines = () => page().locator('.editor-instance:visible .view-line');
  const options = () => page().locator('.quick-input-list').getByRole('option');
  /** The part of a line that reads `words`. */
  const words = (text) => lines().locator('span > span').filter({ hasText: text }).first();

  async function open(name) {
    await vscode().file(name).dblclick();
    await lines().first().waitFor();
  }

  async function closeAll() {
    await vscode().runCommand('View: Close All Editors');
    await page().locator('.tabs-container .tab').first().waitFor({ state: 'detached' });
  }

  /** Rests the pointer on `target` until Glimpse's hover shows. */
  async function hover(target) {
    const shown = page().locator('.monaco-hover:visible', { hasText: 'List elements' }).first();
    await vscode().until(
      'the hover shows',
      async () => {
        await target.hover();
        await shown.waitFor({ timeout: 5000 });
      },
      () => page().mouse.move(5, 5),
    );
    return shown;
  }

  /** Right-clicks `target` and chooses entries one after another, the last in the submenu of those before. */
  async function choose(target, ...entries) {
    await vscode().until(
      `there is a menu with ${entries.join(' > ')}`,
      async () => {
        await target.click({ button: 'right' });
        for (const [i, entry] of entries.entries()) {
          const item = page().getByRole('menuitem', { name: entry, exact: true });
          await item.waitFor({ timeout: 3000 });
          await page().waitForTimeout(300); // a new menu ignores clicks for a moment
          await item.click({ timeout: 3000 });
          if (i === entries.length - 1) await item.waitFor({ state: 'hidden', timeout: 3000 });
        }
      },
      () => page().keyboard.press('Escape'),
    );
  }

  /** The code actions in the menu of the light bulb that are Glimpse's, without those for alt texts. */
  async function actions() {
    const rows = page().locator('.action-widget .monaco-list-row', { hasText: 'Glimpse:' });
    await vscode().until(
      'code actions show',
      async () => {
        await page().keyboard.press('ControlOrMeta+.');
        await rows.first().waitFor({ timeout: 5000 });
      },
      () => page().keyboard.press('Escape'),
    );
    return rows;
  }

  describe('in a document', () => {
    it('show themselves where the pointer rests, with their size', async () => {
      await open('page.md');
      const shown = await hover(words('Sign in'));
      await shown.getByText(/login\.png\s·\s800\s×\s600\s·\sPNG\s·\s[\d.]+\skB/).waitFor();
      const picture = shown.locator('img');
      assert.equal(await picture.count(), 1);
      await vscode().until('the preview is drawn', async () => {
        const [width, height] = await picture.evaluate((img) => [img.naturalWidth, img.naturalHeight]);
        assert.ok(width > 100 && Math.abs(width / height - 4 / 3) < 0.05, `${width} x ${height}`);
      });
      assert.equal(await shown.getByText('Improve alt text').count(), 1);
    });

    it('show themselves only once where VS Code does it too', async () => {
      const shown = await hover(words('login.png'));
      await vscode().until('both hovers are there', async () => {
        assert.equal(await page().locator('.monaco-hover:visible img').count(), 1);
        assert.match(await page().locator('.monaco-hover:visible').first().textContent(), /login\.png.*800/);
      });
      await shown.getByText('List elements').waitFor();
    });

    it('are analysed from there', async () => {
      const shown = await hover(words('Sign in'));
      await shown.getByText('List elements').click();
      await panelTab('login.png').waitFor();
      assert.equal(await vscode().taskEnded(), 'done');
      await panel()
        .getByRole('option', { name: /^Continue button\b/ })
        .waitFor();
      await closeAll();
    });

    it('show themselves also where the document holds them, and are kept once they are analysed', async () => {
      const data = readFileSync(path.join(folder, 'hello.png')).toString('base64');
      writeFileSync(path.join(folder, 'held.html'), `<p>Held</p>\n<img src="data:image/png;base64,${data}">\n`);
      await open('held.html');
      const shown = await hover(words('data:image'));
      await shown.getByText(/A\spicture\sin\sthis\sdocument\s·\s\d+\s×\s\d+\s·\sPNG/).waitFor();
      assert.equal(await shown.locator('img').count(), 1);
      await shown.getByText('List elements').click();
      await panelTab(/^Glimpse: Pasted/).waitFor();
      assert.equal(await vscode().taskEnded(), 'done');
      await panel()
        .getByRole('option', { name: /^Hello/ })
        .first()
        .waitFor();
      await closeAll();
    });

    it('are analysed by a code action, in HTML', async () => {
      await open('page.html');
      await words('login.png').click();
      const offered = await actions();
      assert.deepEqual(await offered.allTextContents(), [
        'Glimpse: List the GUI elements of login.png',
        'Glimpse: Outline the components of login.png',
        'Glimpse: Describe login.png',
        'Glimpse: Ask about login.png...',
      ]);
      await offered.nth(1).click();
      await panelTab('login.png').waitFor();
      await panel().getByRole('tab', { name: 'Outline', selected: true }).waitFor();
      assert.equal(await vscode().taskEnded(), 'done');
      await closeAll();
    });

    it('are found where a program imports them, and their text is left alone', async () => {
      await open('app.tsx');
      const shown = await hover(words('./login.png'));
      await shown.getByText(/800\s×\s600/).waitFor();
      assert.equal(await shown.getByText('alt text').count(), 0);
      await words('./login.png').click();
      assert.equal(await (await actions()).count(), 4);
      await page().keyboard.press('Escape');
      await closeAll();
    });
  });

  describe('in a menu', () => {
    it('of an editor tab', async () => {
      await vscode().file('login.png').dblclick();
      await choose(page().getByRole('tab', { name: 'login.png' }), 'Glimpse: Outline Components');
      await panelTab('login.png').waitFor();
      assert.equal(await vscode().taskEnded(), 'done');
      await closeAll();
    });

    it('of source control, one or many', async () => {
      await page()
        .getByRole('tab', { name: /^Source Control/ })
        .click();
      const changes = page().locator('.scm-view').getByRole('treeitem');
      await changes.filter({ hasText: 'hello.png' }).click();
      await page().getByRole('tab', { name: 'hello.png' }).waitFor();
      await changes.filter({ hasText: 'text.png' }).click({ modifiers: ['Shift'] });
      await choose(changes.filter({ hasText: 'text.png' }), 'Glimpse', 'Glimpse: List GUI Elements');
      await panelTab('hello.png').waitFor();
      await panelTab('text.png').waitFor();
      // Between the two are files that are no pictures.
      for (const name of ['login.html', 'page.md']) assert.equal(await panelTab(name).count(), 0);
      await closeAll();
      await changes.filter({ hasText: 'page.md' }).click();
      await choose(changes.filter({ hasText: 'page.md' }), 'Glimpse', 'Glimpse: List GUI Elements');
      await page().locator('.statusbar-item', { hasText: 'that is no picture' }).waitFor();
      await page()
        .getByRole('tab', { name: /^Explorer/ })
        .click();
      await closeAll();
    });
  });

  describe('in the palette', () => {
    it('are the last ones first, then those of the workspace, when nothing is in front', async () => {
      await vscode().runCommand('Glimpse: Outline Components...');
      await options().filter({ hasText: 'empty.png' }).waitFor();
      const names = (await options().allTextContents()).map((text) => text.trim());
      assert.match(names[0], /^(hello|text)\.png/);
      // Before those that are still searched for, so that they stay where they are.
      const choose = names.findIndex((name) => name.startsWith('Choose a File...'));
      assert.match(names[choose + 1], /^Paste a Screenshot/);
      assert.ok(names.findIndex((name) => name.startsWith('empty.png')) > choose + 1);
      assert.deepEqual(
        names
          .map((name) => /^\w+\.png/.exec(name)?.[0])
          .filter(Boolean)
          .toSorted(),
        ['empty.png', 'hello.png', 'login.png', 'text.png'],
      );
      await page().keyboard.press('Escape');
      assert.equal(await page().locator('iframe.webview').count(), 0);
    });

    it('are chosen by a part of their name', async () => {
      await vscode().runCommand('Glimpse: List GUI Elements...');
      await options().filter({ hasText: 'login.png' }).waitFor();
      await page().keyboard.type('log');
      await options().first().filter({ hasText: 'login.png' }).waitFor();
      await page().keyboard.press('Enter');
      await panelTab('login.png').waitFor();
      assert.equal(await vscode().taskEnded(), 'done');
    });

    it('are the one in front, and nothing is asked without a model', async () => {
      await vscode().runCommand('Glimpse: Describe Image...');
      await panel().getByRole('tab', { name: 'Describe', selected: true }).waitFor();
      assert.equal(await vscode().taskEnded(), 'done');
      await closeAll();
      await vscode().runCommand('Glimpse: Describe Image...');
      await options().first().filter({ hasText: 'login.png' }).waitFor();
      await page().keyboard.press('Escape');
    });
  });

  describe('pasted into Markdown', () => {
    it('are left to VS Code, unless it is wished otherwise', async () => {
      await open('notes.md');
      await pastePicture(vscode(), 'red', '![alt');
      await vscode().until('VS Code has made the file', async () =>
        assert.ok(existsSync(path.join(folder, 'image.png'))),
      );
      await closeAll();
    });
  });

  describe('a new prompt template', () => {
    const input = () => vscode().quickInput;

    it('is named, and a name that there is or that is none is refused while it is typed', async () => {
      await vscode().runCommand('Glimpse: New Prompt Template...');
      await page().getByText('New Prompt Template (1 of 3)').waitFor();
      for (const [name, remark] of [
        ['describe.short', 'There is a prompt with the name describe.short already.'],
        ['two words', 'A name has 1 to 80 letters'],
      ]) {
        await input().fill(name);
        await page().locator('.quick-input-message', { hasText: remark }).waitFor();
      }
      await input().fill('describe.mine');
      await page().keyboard.press('Enter');
    });

    it('ends in the settings of the workspace, where it can be written on', async () => {
      await options().filter({ hasText: 'Says what is in the picture.' }).click();
      await options().filter({ hasText: 'Describe in short' }).click();
      const settings = path.join(folder, '.vscode/settings.json');
      await vscode().until('it is saved', async () => assert.match(readFileSync(settings, 'utf8'), /describe\.mine/));
      const text = readFileSync(settings, 'utf8');
      assert.match(text, /\/\/ mine\n/);
      const { 'glimpse.prompts': prompts } = JSON.parse(text.replace(/\/\/.*\n/g, ''));
      assert.deepEqual(Object.keys(prompts), ['text', 'describe.mine']);
      assert.equal(prompts['describe.mine'].title, 'describe.mine');
      assert.equal(prompts['describe.mine'].task, 'describe');
      assert.match(prompts['describe.mine'].prompt, /Answer in \$\{language\}/);
      // The cursor is where the words begin.
      await page().keyboard.type('Mine: ');
      await page()
        .locator('.monaco-editor .view-line')
        .filter({ hasText: /"prompt":\s"Mine:\sDescribe\sthis\spicture/ })
        .waitFor();
    });

    it('is completed and checked by VS Code', async () => {
      await page().keyboard.press('End');
      await page().keyboard.type(',\n"maxTok', { delay: 30 });
      const suggestion = page().locator('.suggest-widget .monaco-list-row', { hasText: 'maxTokens' });
      await vscode().until(
        'VS Code completes it',
        async () => {
          await page().keyboard.press('Control+Space');
          await suggestion.waitFor({ timeout: 5000 });
        },
        () => page().keyboard.press('Escape'),
      );
      await page().keyboard.press('Escape');
      await page().keyboard.type('": 1');
      await page().locator('.squiggly-warning').first().waitFor();
    });
  });
});

if (hasHost) describe('pictures that VS Code names, with a model', withModel);
else console.log('Skipped a part of links.spec.mjs: no llama-server is built for this machine (npm run build:host).');

function withModel() {
  const folder = makeFolder();
  // What is tested is not how well it sees.
  const settings = { 'glimpse.imageTokens': 64, 'glimpse.altTextOnPaste': true };
  const vscode = useWorkbench({ folder, settings });
  after(() => rmSync(folder, { recursive: true }));
  const page = () => vscode().page;
  const lines = () => page().locator('.editor-instance:visible .view-line');
  const reads = (text) => lines().filter({ hasText: text }).first().waitFor();
  const options = () => page().locator('.quick-input-list').getByRole('option');
  const isAwake = () =>
    vscode().until('Glimpse is awake', async () =>
      assert.match(
        vscode().extensionLog().split('Starting extension host').at(-1),
        /ActivateExtension glimpse\.glimpse/,
      ),
    );

  it('stand in Markdown without a text where there is no model', async () => {
    await vscode().file('notes.md').dblclick();
    await reads(/Notes/);
    await isAwake();
    await pastePicture(vscode(), '#e01010', '![](image.png)');
    await page().locator('.statusbar-item', { hasText: 'stays without alt text' }).waitFor();
    assert.ok(existsSync(path.join(folder, 'image.png')));
    await page().keyboard.press('ControlOrMeta+s');
  });

  it('get their text from the model, and nothing is overwritten', async () => {
    const before = readFileSync(path.join(folder, 'image.png'));
    const { model } = await tinyModel(path.join(vscode().profile.dir, 'models'));
    await vscode().changeSettings({ 'glimpse.modelFile': model });
    await reads('![](image.png)');
    await lines().last().click();
    await page().keyboard.press('ControlOrMeta+End');
    await page().keyboard.press('Enter');
    await pastePicture(vscode(), '#10c010', '(image-1.png)');
    await reads(/!\[Green\spicture.*\]\(image-1\.png\)/);
    await reads('![](image.png)');
    assert.deepEqual(readFileSync(path.join(folder, 'image.png')), before);
  });

  it('are dropped from the explorer, and stay where they are', async () => {
    await page().keyboard.press('ControlOrMeta+End');
    await page().keyboard.press('Enter');
    const from = await vscode().file('login.png').boundingBox();
    const to = await lines().last().boundingBox();
    await page().mouse.move(from.x + 40, from.y + 8);
    await page().mouse.down();
    await page().mouse.move(to.x + 30, to.y + 60, { steps: 5 });
    await page().keyboard.down('Shift');
    await page().mouse.move(to.x + 5, to.y + 5, { steps: 8 });
    await page().getByText('to drop into editor').waitFor({ state: 'hidden' });
    await page().mouse.up();
    await page().keyboard.up('Shift');
    await reads(/!\[\w+.*\]\(login\.png\)/);
    assert.ok(!existsSync(path.join(folder, 'login-1.png')));
    await page().keyboard.press('ControlOrMeta+s');
  });

  it('are described by a template that is chosen, the last one first', async () => {
    await vscode().runCommand('View: Close All Editors');
    for (const first of [false, true]) {
      await vscode().runCommand('Glimpse: Describe Image...');
      await options().filter({ hasText: 'login.png' }).click();
      const choice = options().filter({ hasText: 'Describe in detail' });
      await choice.first().waitFor();
      assert.equal(/Describe in detail/.test(await options().first().textContent()), first);
      await choice.first().click();
      await page().getByRole('tab', { name: 'Glimpse: login.png' }).waitFor();
      assert.equal(await vscode().taskEnded(), 'done');
      assert.equal(await vscode().webview.getByRole('combobox', { name: 'Prompt' }).inputValue(), 'describe.detailed');
      await vscode().runCommand('View: Close All Editors');
      await page().locator('iframe.webview').waitFor({ state: 'detached' });
    }
  });
}
