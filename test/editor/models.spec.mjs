// From nothing to an answer: a model is offered, downloaded from a hub on this machine, used, and deleted again.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { Hub } from './hub.mjs';
import { hasHost, tinyModel } from './tiny-model.mjs';
import { useWorkbench } from './workbench.mjs';

const DESCRIBE = 'Glimpse: Describe Image';
/** In place of the smallest of the catalogue, so that it is the one for a machine without a GPU. */
const ID = 'qwen3-vl-2b';
const TITLE = 'Tiny Qwen3-VL Q4_K_M';

if (hasHost) describe('models', tests);
else console.log('Skipped models.spec.mjs: no llama-server is built for this machine (npm run build:host).');

function tests() {
  const folder = mkdtempSync(path.join(tmpdir(), 'glimpse-pictures-'));
  const files = mkdtempSync(path.join(tmpdir(), 'glimpse-hub-'));
  const settings = { 'glimpse.imageTokens': 64, 'glimpse.contextSize': 4096, 'glimpse.threads': 1 };
  let hub;
  before(async () => {
    cpSync(fileURLToPath(new URL('fixtures', import.meta.url)), folder, { recursive: true });
    const picture = sharp({ create: { width: 320, height: 240, channels: 3, background: '#e01010' } });
    await picture.png().toFile(path.join(folder, 'red.png'));
    const { model, mmproj } = await tinyModel(files);
    hub = await new Hub('tiny/tiny', [model, mmproj]).start();
    settings['glimpse.modelMirror'] = hub.url;
    settings['glimpse.models'] = { [ID]: entry(path.basename(model), path.basename(mmproj)) };
  });
  const vscode = useWorkbench({ folder, settings });
  after(async () => {
    await hub.close();
    for (const each of [folder, files]) rmSync(each, { recursive: true });
  });

  const entry = (model, mmproj) => ({
    title: 'Tiny Qwen3-VL',
    parameters: '2B',
    repository: 'tiny/tiny',
    licence: { name: 'MIT' },
    goodAt: 'Saying which colour it sees',
    shape: {
      ...{
        architecture: 'qwen3vl',
        layers: 2,
        width: 64,
        heads: 2,
        keyValueHeads: 1,
        headLength: 32,
        feedForward: 128,
      },
      ...{ vocabulary: 300, contextLength: 65_536, tied: true },
      vision: { projector: 'qwen3vl_merger', layers: 2, width: 64, heads: 2, patch: 16, merge: 2 },
    },
    quantizations: { Q4_K_M: { file: model, bytes: hub.size(model) } },
    mmproj: { F16: { file: mmproj, bytes: hub.size(mmproj) } },
  });
  const page = () => vscode().page;
  const panel = () => vscode().webview;
  const offer = () => panel().locator('.offer');
  const chip = (state) => panel().locator(`button.model[data-state="${state}"]`);
  const tree = () => page().getByRole('tree', { name: 'Models' });
  const row = (name) => tree().getByRole('treeitem', { name }).first();
  /** Where the terminal program would look too. */
  const store = () => path.join(vscode().profile.dir, 'xdg/glimpse/models', ID);

  async function showModels() {
    await page().locator('.activitybar').getByRole('tab', { name: 'Glimpse' }).click();
    const header = page().locator('.pane-header', { hasText: 'Models' });
    await header.waitFor();
    if ((await header.getAttribute('aria-expanded')) !== 'true') await header.click();
    await tree().waitFor();
  }
  async function showExplorer() {
    await page()
      .locator('.activitybar')
      .getByRole('tab', { name: /Explorer/ })
      .first()
      .click();
    await vscode().file('red.png').waitFor();
  }
  async function choose(name, command) {
    await vscode().until(
      `the menu of ${name} takes a click on ${command}`,
      async () => {
        await row(name).click({ button: 'right' });
        await page().waitForTimeout(300); // a new menu ignores clicks for a moment
        await page().getByRole('menuitem', { name: command }).click({ timeout: 2000 });
      },
      () => page().keyboard.press('Escape'),
    );
  }

  describe('while there is none', () => {
    it('are offered in one sentence, by size, while the parser answers', async () => {
      await vscode().chooseFromMenu('red.png', DESCRIBE);
      assert.equal(await vscode().taskEnded(), 'done');
      await offer()
        .getByText(/Tiny Qwen3-VL Q4_K_M is recommended for this machine/)
        .waitFor();
      await offer()
        .getByRole('button', { name: /^Download \(\d[\d.]* [kM]B\)$/ })
        .waitFor();
      assert.deepEqual(hub.asked, []);
    });

    it('are listed with their sizes, and whether they fit', async () => {
      await showModels();
      await row(/^Tiny Qwen3-VL.*recommended.*fits/).waitFor();
      await row(/^Qwen3-VL 30B-A3B Instruct.*19\.3 GB/).waitFor();
    });
  });

  describe('on their way', () => {
    it('tell how far they are, in the panel and in the view', async () => {
      hub.hold(200_000);
      hub.token = 'hf_test';
      await offer()
        .getByRole('button', { name: /^Download \(/ })
        .click();
      // Whose licence has to be accepted: it goes on with a token, which only the hub and the keychain get to know.
      const refusal = vscode().notification('does not give this model to everybody');
      await refusal.getByText(/Accept its licence on https:\/\/huggingface\.co\/tiny\/tiny/).waitFor();
      await refusal.getByRole('button', { name: 'Set Token...' }).click();
      const box = page().locator('.quick-input-widget:visible input');
      await box.fill('two words');
      await page().getByText('A token is one word of letters, digits and signs.').waitFor();
      assert.equal(await box.getAttribute('type'), 'password');
      await box.fill(hub.token);
      await box.press('Enter');
      await offer()
        .getByText(/of \d[\d.]* [kM]B/)
        .waitFor();
      await chip('downloading').waitFor();
      await row(new RegExp(`^${TITLE}.* of `)).waitFor();
      await vscode().notification(`Downloading ${TITLE}`).waitFor();
      assert.deepEqual(hub.asked.slice(0, 1), ['GET /api/models/tiny/tiny/tree/main?recursive=true']);
      assert.doesNotMatch(vscode().extensionLog(), /hf_test/);
      hub.token = undefined;
    });

    it('are paused by a click, and are gone on with in a new window', async () => {
      await offer().getByRole('button', { name: 'Pause' }).click();
      await offer()
        .getByRole('button', { name: /^Resume Download/ })
        .waitFor();
      await row(/paused at/).waitFor();
      assert.ok(readdirSync(store()).some((name) => name.endsWith('.part')));
      await showExplorer(); // what a new window waits for
      await vscode().reload();
      await showModels();
      await row(/paused at/).waitFor();
      hub.release();
      await choose(/paused at/, 'Resume Download');
      await row(new RegExp(`^${TITLE}.*in use`)).waitFor();
      assert.ok(!readdirSync(store()).some((name) => /part|json/.test(name)));
    });
  });

  describe('that are there', () => {
    it('answer with the second click', async () => {
      await chip('stopped').waitFor();
      assert.equal(await offer().count(), 0);
      await panel().getByRole('button', { name: 'Describe', exact: true }).click();
      await panel().locator('.description', { hasText: 'Red picture' }).waitFor();
      assert.equal(await vscode().taskEnded(), 'done');
      await row(/in use, ready/).waitFor();
    });

    it('are not offered for download once more', async () => {
      await vscode().runCommand('Glimpse: Choose Model File...');
      const option = (name) => page().locator('.quick-input-list').getByRole('option', { name });
      await option(/in use/).waitFor();
      await option('Download a Model...').waitFor();
      await page().keyboard.press('Escape');
    });

    it('give other programs their address', async () => {
      await choose(/in use, ready/, 'Copy API Address');
      await vscode().notification('OpenAI-compatible API').waitFor();
      assert.match(await vscode().clipboard(), /^http:\/\/127\.0\.0\.1:\d+\/v1$/);
    });

    it('give their memory back, and are deleted when somebody says so', async () => {
      await choose(/in use, ready/, 'Unload');
      await row(/in use, not loaded/).waitFor();
      await choose(new RegExp(`^${TITLE}.*· in use`), 'Delete from This Machine');
      await page().locator('.monaco-dialog-box').getByRole('button', { name: 'Delete', exact: true }).click();
      await row(new RegExp(`^${TITLE}`)).waitFor({ state: 'detached' });
      assert.equal(existsSync(store()), false);
      await offer()
        .getByRole('button', { name: /^Download \(/ })
        .waitFor();
    });
  });

  describe('that nobody wants', () => {
    it('are not offered again', async () => {
      await offer().getByRole('button', { name: 'No, Thanks' }).click();
      await offer().waitFor({ state: 'detached' });
      await showExplorer();
      await vscode().reload();
      assert.equal(await vscode().taskEnded(), 'done');
      await chip('none').waitFor();
      assert.equal(await offer().count(), 0);
    });
  });
}
