// A model in the editor, as a user meets it: the packed extension with its llama-server, and the tiny model that says what
// a picture shows (test/fixtures/tiny-model).
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { hasHost, tinyModel } from './tiny-model.mjs';
import { useWorkbench } from './workbench.mjs';

const DESCRIBE = 'Glimpse: Describe Image';
const ELEMENTS = 'Glimpse: List GUI Elements';

if (hasHost) describe('a model in the editor', tests);
else console.log('Skipped model.spec.mjs: no llama-server is built for this machine (npm run build:host).');

function tests() {
  // In the folder before VS Code opens it.
  const folder = mkdtempSync(path.join(tmpdir(), 'glimpse-pictures-'));
  before(async () => {
    cpSync(fileURLToPath(new URL('fixtures', import.meta.url)), folder, { recursive: true });
    for (const [name, background] of [
      ['red', '#e01010'],
      ['green', '#10c010'],
    ]) {
      const picture = sharp({ create: { width: 320, height: 240, channels: 3, background } });
      await picture.png().toFile(path.join(folder, `${name}.png`));
    }
  });
  const vscode = useWorkbench({
    folder,
    settings: {
      // What is tested is not how well it sees.
      'glimpse.imageTokens': 64,
      // It writes a thousand words a second: an answer that can be stopped has to be long.
      'glimpse.contextSize': 65_536,
      'glimpse.prompts': { ask: { maxTokens: 60_000 } },
    },
  });
  after(() => rmSync(folder, { recursive: true }));
  const panel = () => vscode().webview;
  const chip = () => panel().locator('button.model');
  const alert = () => panel().getByRole('alert');
  const description = (text) => panel().locator('.description', { hasText: text });
  const statusBar = (text) => vscode().page.locator('.statusbar-item', { hasText: text });
  const question = () => panel().getByRole('textbox', { name: 'Your question' });
  const tab = (name) => panel().getByRole('tab', { name });
  let model;
  let mmproj;

  before(async () => {
    ({ model, mmproj } = await tinyModel(path.join(vscode().profile.dir, 'models')));
  });

  async function ask(words) {
    await tab('Ask').click();
    // After an answer the form is one click away.
    const another = panel().getByRole('button', { name: 'Another question' });
    await question().or(another).first().waitFor();
    if (await another.isVisible()) await another.click();
    await question().fill(words);
    await question().press('ControlOrMeta+Enter');
  }

  /** Before a window loads anew: tabs that it restores would be panels of their own. */
  async function closeAll() {
    await vscode().runCommand('View: Close All Editors');
    await vscode().page.locator('iframe.webview').waitFor({ state: 'detached' });
  }

  describe('before one is chosen', () => {
    it('works with the parser alone, and says what questions need', async () => {
      await vscode().chooseFromMenu('red.png', DESCRIBE);
      assert.equal(await vscode().taskEnded(), 'done');
      assert.match(await chip().textContent(), /Choose a model/);
      await tab('Ask').click();
      await panel().getByText('Questions about a picture need a vision model').waitFor();
      await panel().getByRole('button', { name: 'Choose Model File…' }).waitFor();
      assert.equal(await statusBar('tiny-qwen3-vl').count(), 0);
    });
  });

  describe('chosen as a file', () => {
    it('is checked, found with its vision part, kept for the machine, and loaded', async () => {
      await panel().getByRole('button', { name: 'Choose Model File…' }).click();
      await vscode().browseForModel(model);
      const found = vscode().notification('with mmproj-tiny-qwen3-vl.gguf');
      await found.getByRole('button', { name: 'Load Now' }).click();
      await statusBar('tiny-qwen3-vl: ready').waitFor();
      await panel().locator('button.model[data-state="ready"]').waitFor();
      assert.equal(vscode().profile.machineSettings['glimpse.modelFile'], model);
      assert.equal(vscode().profile.machineSettings['glimpse.mmprojFile'], undefined);
    });

    it('says what the picture shows, in the words of the model', async () => {
      await tab('Describe').click();
      await panel().getByRole('button', { name: 'Describe', exact: true }).click();
      await description('Red picture').waitFor();
      assert.equal(await vscode().taskEnded(), 'done');
      await panel().locator('.found', { hasText: 'Describe in short' }).waitFor();
      await panel().locator('.provenance', { hasText: 'tiny-qwen3-vl' }).waitFor();
      await vscode().chooseFromMenu('green.png', DESCRIBE);
      await description('Green picture').waitFor();
      assert.equal(await vscode().taskEnded(), 'done');
    });

    it('answers a question that is sent by the keyboard', async () => {
      await ask('Which colour is it?');
      await description('Green picture').waitFor();
      assert.equal(await vscode().taskEnded(), 'done');
      assert.match(await panel().locator('.asked').textContent(), /Which colour is it\?/);
    });

    it('stops while it writes, keeps what it wrote, and answers the next question', async () => {
      await ask('LONG');
      await panel().locator('.step', { hasText: 'Writing' }).waitFor();
      await description('Green picture').waitFor();
      await panel().getByRole('button', { name: 'Stop' }).click();
      assert.equal(await vscode().taskEnded(), 'stopped');
      assert.match(await panel().locator('.description').textContent(), /Green picture/);
      await ask('And now?');
      await panel().locator('.asked', { hasText: 'And now?' }).waitFor();
      assert.equal(await vscode().taskEnded(), 'done');
    });

    it('stops by its command', async () => {
      await ask('LONG');
      await panel().locator('.step', { hasText: 'Writing' }).waitFor();
      await vscode().runCommand('Glimpse: Stop');
      assert.equal(await vscode().taskEnded(), 'stopped');
    });

    it('is asked from the menu of a picture, with a prompt from the list, and offers that first the next time', async () => {
      await vscode().chooseFromMenu('red.png', 'Glimpse: Ask About Image...');
      const options = vscode().page.locator('.quick-input-list').getByRole('option');
      await options.filter({ hasText: 'Read the text' }).click();
      await description('Red picture').waitFor();
      assert.equal(await vscode().taskEnded(), 'done');
      assert.match(await panel().locator('.asked').textContent(), /Read the text/);
      await vscode().runCommand('Glimpse: Ask About Image...');
      assert.match(await options.first().textContent(), /Read the text/);
      await vscode().page.keyboard.press('Escape');
    });

    it('adds to what the parser found, and says who found what', async () => {
      await vscode().chooseFromMenu('login.png', ELEMENTS);
      await panel().locator('.provenance', { hasText: 'The screen parser and' }).waitFor();
      assert.equal(await vscode().taskEnded(), 'done');
      await panel()
        .getByRole('option', { name: /^Continue button\b/ })
        .click();
      await panel()
        .getByRole('group', { name: 'Details' })
        .getByText(/found by the (screen parser|model)/)
        .waitFor();
    });

    it('adds to it in place: filter and selection stay', async () => {
      const row = panel().getByRole('option', { name: /^Continue button\b/, selected: true });
      await panel().getByRole('textbox', { name: 'Filter by text' }).fill('conti');
      await row.waitFor();
      // A small model may be done between two looks of this test: the page itself keeps which steps it showed.
      const steps = await panel()
        .locator('body')
        .evaluateHandle((body) => {
          const seen = new Set();
          const look = () => seen.add(body.querySelector('.step')?.textContent ?? '');
          new MutationObserver(look).observe(body, { subtree: true, childList: true, characterData: true });
          return seen;
        });
      await panel().getByRole('button', { name: 'Run again' }).click();
      await vscode().until('the model was asked and has answered', async () => {
        assert.match(await steps.evaluate((seen) => [...seen].join('\n')), /Writing|Reading/);
        assert.equal(await vscode().taskEnded(), 'done');
      });
      await row.waitFor();
      await panel().getByRole('button', { name: 'Clear the filter' }).click();
    });

    it('gives its memory back when it is told to, and loads again with the next question', async () => {
      await vscode().runCommand('Glimpse: Unload Model');
      await statusBar('tiny-qwen3-vl').waitFor({ state: 'detached' });
      await tab('Describe').click();
      await description(/picture/).waitFor();
      assert.equal(await vscode().taskEnded(), 'done');
      await statusBar('tiny-qwen3-vl: ready').waitFor();
    });

    it('shows all that can be done with it from the status bar', async () => {
      await statusBar('tiny-qwen3-vl').click();
      for (const entry of ['Unload Model', 'Choose Model File...', 'Use a Server...', 'Show Model Server Log']) {
        await vscode().page.locator('.quick-input-list').getByRole('option', { name: entry }).waitFor();
      }
      await vscode().page.keyboard.press('Escape');
    });

    it('has its server log in a channel of its own, without what was asked and answered', async () => {
      await vscode().runCommand('Glimpse: Show Model Server Log');
      await vscode().page.locator('.output-view, [id="workbench.panel.output"]').first().waitFor();
      const log = vscode().extensionLog();
      assert.match(log, /Glimpse Model Server\.log/);
      assert.match(log, /Starting llama-server/);
      assert.doesNotMatch(log, /Which colour|LONG|Red picture|Green picture|base64/);
      await vscode().runCommand('View: Hide Panel');
    });
  });

  describe('that a workspace wants to change', () => {
    it('stays the one of the machine', async () => {
      const settings = path.join(folder, '.vscode/settings.json');
      mkdirSync(path.dirname(settings), { recursive: true });
      const evil = path.join(folder, 'evil');
      const keys = ['modelFile', 'mmprojFile', 'llamaServerPath'].map((key) => [`glimpse.${key}`, evil]);
      const all = { ...Object.fromEntries(keys), 'glimpse.endpoint': 'http://evil.example/v1', 'glimpse.slots': 7 };
      writeFileSync(settings, JSON.stringify(all));
      await closeAll();
      await vscode().reload();
      await vscode().chooseFromMenu('red.png', DESCRIBE);
      await description('Red picture').waitFor();
      assert.equal(await vscode().taskEnded(), 'done');
      assert.match(await chip().textContent(), /tiny-qwen3-vl/);
      writeFileSync(settings, '{}');
    });
  });

  describe('that is broken', () => {
    it('is refused with what to do, while the result of the parser stays', async () => {
      const broken = path.join(path.dirname(model), 'broken.gguf');
      writeFileSync(broken, readFileSync(model).subarray(0, 200_000));
      await closeAll();
      await vscode().changeSettings({ 'glimpse.modelFile': broken, 'glimpse.mmprojFile': mmproj });
      await vscode().chooseFromMenu('login.png', ELEMENTS);
      await alert().waitFor();
      assert.equal(await vscode().taskEnded(), 'failed');
      assert.match(await alert().textContent(), /broken\.gguf/);
      await panel()
        .getByRole('option', { name: /^Continue button\b/ })
        .waitFor();
      await alert().getByText('Choose Model File…').waitFor();
    });

    it('is replaced by a good one from there', async () => {
      await alert().getByText('Choose Model File…').click();
      await vscode().browseForModel(model);
      await vscode().notification('with mmproj-tiny-qwen3-vl.gguf').waitFor();
      await alert().getByText('Try Again').click();
      await panel().locator('.provenance', { hasText: 'The screen parser and' }).waitFor();
      assert.equal(await vscode().taskEnded(), 'done');
      assert.equal(await alert().count(), 0);
    });
  });

  describe('after all that', () => {
    it('has broken no rule of the content security policy', () => {
      const all = vscode().console.map(({ text }) => text);
      assert.deepEqual(
        all.filter((text) => /Content Security Policy|not understood/.test(text)),
        [],
      );
    });
  });
}
