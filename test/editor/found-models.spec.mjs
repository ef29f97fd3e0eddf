// Models that other programs have downloaded, offered and used as they lie there: the tiny model of test/fixtures in the
// folders of LM Studio and Ollama, in a home folder of its own.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { tinyModel } from './tiny-model.mjs';
import { useWorkbench } from './workbench.mjs';

const DESCRIBE = 'Glimpse: Describe Image';
// Rows of the list, as they are read out.
const OF_LM_STUDIO = /^tiny-qwen3-vl, .* MB.*\.lmstudio/;
const OF_OLLAMA = /^tiny-vl:1b, .* MB.*\.ollama/;
const DAMAGED = /^damaged-vl, .*Can't be used/;
const hasHost = existsSync(fileURLToPath(new URL('../../dist/host', import.meta.url)));

if (hasHost) describe('models that are on this machine', tests);
else console.log('Skipped found-models.spec.mjs: no llama-server is built for this machine (npm run build:host).');

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
  // What is tested is not how well it sees.
  const vscode = useWorkbench({ folder, settings: { 'glimpse.imageTokens': 64 } });
  after(() => rmSync(folder, { recursive: true }));
  const panel = () => vscode().webview;
  const chip = (text) => panel().locator('button.model', { hasText: text });
  const row = (name) => vscode().page.locator('.quick-input-list').getByRole('option', { name });
  const home = (...parts) => path.join(vscode().profile.dir, ...parts);
  let tiny;
  let blobs;

  before(async () => {
    tiny = await tinyModel(home('.lmstudio/models/tiny-lab/Tiny-Qwen3-VL-GGUF'));
    blobs = await ollama(home('.ollama/models'), tiny);
    await damaged(home('.lmstudio/models/tiny-lab/Damaged-GGUF'), tiny);
    await vscode().chooseFromMenu('red.png', DESCRIBE);
    assert.equal(await vscode().taskEnded(), 'done');
  });

  async function choose(name) {
    await vscode().runCommand('Glimpse: Choose Model File...');
    await row(name).click();
  }

  it('are offered by the program that has them, with size, place and what is wrong', async () => {
    await vscode().runCommand('Glimpse: Choose Model File...');
    for (const name of [OF_LM_STUDIO, OF_OLLAMA, DAMAGED]) await row(name).waitFor();
    const list = await vscode().page.locator('.quick-input-list').textContent();
    for (const words of ['LM Studio', 'Ollama', 'MB', 'Browse for a File...', 'Add a Folder to Look In...']) {
      assert.ok(list.includes(words), `${words} is in the list: ${list}`);
    }
    await vscode().page.keyboard.press('Escape');
  });

  it('are used where they lie: that of LM Studio answers', async () => {
    await choose(OF_LM_STUDIO);
    const chosen = vscode().notification('with mmproj-tiny-qwen3-vl.gguf');
    await chosen.getByRole('button', { name: 'Load Now' }).click();
    await panel().locator('button.model[data-state="ready"]').waitFor();
    assert.equal(vscode().profile.machineSettings['glimpse.modelFile'], tiny.model);
    assert.equal(vscode().profile.machineSettings['glimpse.mmprojFile'], undefined);
    await panel().getByRole('button', { name: 'Describe', exact: true }).click();
    await panel().locator('.description', { hasText: 'Red picture' }).waitFor();
    assert.equal(await vscode().taskEnded(), 'done');
  });

  it('of Ollama keep the name that they have there, and answer too', async () => {
    await choose(OF_OLLAMA);
    await vscode().notification('with its vision part').waitFor();
    await chip('tiny-vl:1b').waitFor();
    assert.equal(vscode().profile.machineSettings['glimpse.modelFile'], blobs.model);
    assert.equal(vscode().profile.machineSettings['glimpse.mmprojFile'], blobs.mmproj);
    await vscode().chooseFromMenu('green.png', DESCRIBE);
    await panel().locator('.description', { hasText: 'Green picture' }).waitFor();
    assert.equal(await vscode().taskEnded(), 'done');
    await panel().locator('.provenance', { hasText: 'tiny-vl:1b' }).waitFor();
  });

  it('are found in a folder that is added', async () => {
    cpSync(path.dirname(tiny.model), home('elsewhere/more'), { recursive: true });
    await choose('Add a Folder to Look In...');
    await vscode().answerFileDialog(home('elsewhere'));
    await row(/^tiny-qwen3-vl, .* MB.*elsewhere/).waitFor();
    assert.deepEqual(vscode().profile.machineSettings['glimpse.modelSearchFolders'], [home('elsewhere')]);
    await vscode().page.keyboard.press('Escape');
  });

  it("that can't be used say why when they are chosen, and change nothing", async () => {
    await choose(DAMAGED);
    await vscode()
      .notification(/damaged.*cut off/)
      .waitFor();
    assert.equal(vscode().profile.machineSettings['glimpse.modelFile'], blobs.model);
  });
}

/** The pair as Ollama keeps it: blobs named after their content, and a manifest. */
async function ollama(folder, { model, mmproj }) {
  const kept = path.join(folder, 'manifests/registry.ollama.ai/library/tiny-vl');
  for (const place of [kept, path.join(folder, 'blobs')]) mkdirSync(place, { recursive: true });
  const keep = (file) => {
    const hash = createHash('sha256').update(readFileSync(file)).digest('hex');
    copyFileSync(file, path.join(folder, 'blobs', `sha256-${hash}`));
    return hash;
  };
  const [text, vision] = [model, mmproj].map(keep);
  const layers = [
    { mediaType: 'application/vnd.ollama.image.model', digest: `sha256:${text}` },
    { mediaType: 'application/vnd.ollama.image.projector', digest: `sha256:${vision}` },
  ];
  writeFileSync(path.join(kept, '1b'), JSON.stringify({ schemaVersion: 2, layers }));
  return { model: path.join(folder, `blobs/sha256-${text}`), mmproj: path.join(folder, `blobs/sha256-${vision}`) };
}

/** A model whose download has not ended, beside its whole vision part. */
async function damaged(folder, { model, mmproj }) {
  mkdirSync(folder, { recursive: true });
  copyFileSync(mmproj, path.join(folder, 'mmproj-damaged-vl.gguf'));
  writeFileSync(path.join(folder, 'damaged-vl.gguf'), readFileSync(model).subarray(0, 200_000));
}
