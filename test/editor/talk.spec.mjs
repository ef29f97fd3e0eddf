// Talking about a picture in the editor: the packed extension with its llama-server, and the tiny model that says what a
// picture shows.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { hasHost, tinyModel } from './tiny-model.mjs';
import { useWorkbench } from './workbench.mjs';

if (hasHost) describe('a conversation about a picture', tests);
else console.log('Skipped talk.spec.mjs: no llama-server is built for this machine (npm run build:host).');

function tests() {
  const folder = mkdtempSync(path.join(tmpdir(), 'glimpse-talk-'));
  const settings = {
    'glimpse.imageTokens': 64,
    'glimpse.threads': 1,
    // It writes a thousand words a second: an answer that can be stopped has to be long.
    'glimpse.contextSize': 65_536,
    'glimpse.prompts': { ask: { maxTokens: 60_000 } },
  };
  before(async () => {
    cpSync(fileURLToPath(new URL('fixtures', import.meta.url)), folder, { recursive: true });
    writeFileSync(path.join(folder, 'notes.md'), '# Notes\n');
    const red = sharp({ create: { width: 320, height: 240, channels: 3, background: '#e01010' } });
    await red.png().toFile(path.join(folder, 'red.png'));
    const { model } = await tinyModel(path.join(folder, '.model'));
    settings['glimpse.modelFile'] = model;
  });
  const vscode = useWorkbench({ folder, settings });
  after(() => rmSync(folder, { recursive: true }));

  const panel = () => vscode().webview;
  const first = () => panel().getByRole('textbox', { name: 'Your question' });
  const reply = () => panel().getByRole('textbox', { name: 'Ask a follow-up' });
  const button = (name) => panel().getByRole('button', { name, exact: true });
  const turns = () => panel().locator('.turn');
  const turn = (n) => turns().nth(n);
  const asked = async () => (await panel().locator('.asked .words').allTextContents()).map((text) => text.trim());
  const hasFocus = (locator) =>
    vscode().until('the field has the focus', async () => {
      assert.ok(await locator.evaluate((field) => field === document.activeElement));
    });
  const answered = async (n) => {
    await turn(n - 1)
      .locator('.answer', { hasText: /^\s*Red picture/ })
      .waitFor();
    assert.equal(await vscode().taskEnded(), 'done');
    assert.equal(await turns().count(), n);
  };

  it('begins with a question, and goes on below its answer, where the keyboard is already', async () => {
    await vscode().chooseFromMenu('red.png', 'Glimpse: Describe Image');
    assert.equal(await vscode().taskEnded(), 'done');
    await panel().getByRole('tab', { name: 'Ask' }).click();
    await first().fill('Which colour is it?');
    await first().press('ControlOrMeta+Enter');
    await answered(1);
    await hasFocus(reply());
    await reply().pressSequentially('Is it bright?');
    await reply().press('ControlOrMeta+Enter');
    await answered(2);
    assert.deepEqual(await asked(), ['You asked:Which colour is it?', 'You asked:Is it bright?']);
    await hasFocus(reply());
    assert.equal(await reply().inputValue(), '');
  });

  it('costs only what is new, and says what it took', async () => {
    const took = panel().locator('.took');
    assert.match(await took.textContent(), /^read \d+\.\d s, wrote \d+ tokens at .+ tok\/s, .+ s in all$/);
    const details = await took.getAttribute('title');
    const read = Number(/Tokens read: (\d+)/.exec(details)?.[1]);
    const known = Number(/known from before: (\d+)/.exec(details)?.[1]);
    // The picture alone has more than 48 tokens; this model's words have a token a letter.
    assert.ok(known > read / 2, details);
  });

  it('says aloud that it began and that it ended, and is marked as busy between', async () => {
    const seen = await panel()
      .locator('body')
      .evaluateHandle((body) => {
        const said = [];
        const busy = new Set();
        const look = () => {
          const words = body.querySelector('[role="status"]')?.textContent ?? '';
          if (words && words !== said.at(-1)) said.push(words);
          busy.add(body.querySelector('.description')?.getAttribute('aria-busy'));
        };
        new MutationObserver(look).observe(body, {
          subtree: true,
          childList: true,
          characterData: true,
          attributes: true,
        });
        return { said, busy };
      });
    await reply().fill('Really?');
    await reply().press('ControlOrMeta+Enter');
    await answered(3);
    const { said, busy } = await seen.evaluate(({ said, busy }) => ({ said, busy: [...busy] }));
    assert.deepEqual(said.slice(-2), ['The question was sent.', 'The answer is there.']);
    assert.ok(busy.includes('true'));
    assert.equal(await panel().locator('.description').getAttribute('aria-busy'), 'false');
    assert.equal(await panel().locator('[role="status"]').count(), 1);
  });

  it('brings the last question back with the arrow up', async () => {
    await reply().press('ArrowUp');
    assert.equal(await reply().inputValue(), 'Really?');
    await reply().fill('');
  });

  it('asks a changed question again in its place, and brings back what was there', async () => {
    await turn(1).getByRole('button', { name: 'Change the question' }).click();
    const field = panel().getByRole('textbox', { name: 'The question' });
    await hasFocus(field);
    await field.fill('Is it dark?');
    await field.press('Escape');
    assert.equal((await asked())[1], 'You asked:Is it bright?');
    await turn(1).getByRole('button', { name: 'Change the question' }).click();
    await field.fill('Is it dark?');
    await field.press('ControlOrMeta+Enter');
    await answered(2);
    assert.deepEqual(await asked(), ['You asked:Which colour is it?', 'You asked:Is it dark?']);
    await button('Bring back what was here before').click();
    await turn(2).waitFor();
    assert.deepEqual((await asked()).slice(1), ['You asked:Is it bright?', 'You asked:Really?']);
  });

  it('is copied whole', async () => {
    await button('Markdown').click();
    await vscode().until('the conversation is in the clipboard', async () => {
      assert.match(
        await vscode().clipboard(),
        /^> Which colour is it\?\n\nRed picture.*\n\n> Is it bright\?\n\nRed picture.*\n\n> Really\?\n\nRed picture/,
      );
    });
  });

  it('outlives its tab going out of sight, with what is being written', async () => {
    await reply().fill('Not sent yet');
    await vscode().file('notes.md').dblclick();
    await vscode().page.locator('.tab', { hasText: 'notes.md' }).waitFor();
    await vscode().page.locator('.tab', { hasText: 'Glimpse: red.png' }).click();
    await turn(2).waitFor();
    assert.equal(await reply().inputValue(), 'Not sent yet');
    await reply().fill('');
  });

  it('stops, keeps what was written as stopped, and goes on', async () => {
    await reply().fill('LONG');
    await reply().press('ControlOrMeta+Enter');
    await turn(3)
      .locator('.answer', { hasText: /Red picture/ })
      .waitFor();
    await button('Stop').click();
    assert.equal(await vscode().taskEnded(), 'stopped');
    await turn(3).getByText('Stopped here.').waitFor();
    assert.match(await turn(3).locator('.answer').textContent(), /Red picture/);
    // Whoever asked for length once gets it again from this model.
    await reply().fill('And now?');
    await reply().press('ControlOrMeta+Enter');
    await turn(4)
      .locator('.answer', { hasText: /Red picture/ })
      .waitFor();
    await button('Stop').click();
    assert.equal(await vscode().taskEnded(), 'stopped');
    assert.equal(await turns().count(), 5);
  });

  it('stays at its end only as long as its reader is there', async () => {
    const scroller = panel().locator('.description');
    const toEnd = () => scroller.evaluate((pane) => pane.scrollHeight - pane.scrollTop - pane.clientHeight);
    assert.ok((await toEnd()) < 40);
    await turn(4).getByRole('button', { name: 'Answer again' }).click();
    await turn(4)
      .locator('.answer', { hasText: /Red picture/ })
      .waitFor();
    await scroller.evaluate((pane) => {
      pane.scrollTop = 0;
    });
    const length = () => turn(4).evaluate((each) => each.textContent.length);
    const before = await length();
    await vscode().until('it grows', async () => assert.ok((await length()) > before + 200));
    assert.equal(await scroller.evaluate((pane) => pane.scrollTop), 0);
    await button('Stop').click();
    assert.equal(await vscode().taskEnded(), 'stopped');
  });

  it('gives its answers to the text editor that was used last, as one step to undo', async () => {
    const editor = vscode().page.locator('.editor-instance', { has: vscode().page.locator('[data-uri$="notes.md"]') });
    // Beside the panel, not over it.
    await vscode().runCommand('View: Split Editor Right');
    await vscode().file('notes.md').dblclick();
    await editor.locator('.view-lines').click();
    await vscode().page.keyboard.press('ControlOrMeta+End');
    await turn(0).getByRole('button', { name: 'Insert the answer at the cursor' }).click();
    await panel().getByText('Inserted into the text editor.').first().waitFor();
    await editor.getByText('Red picture').waitFor();
    await editor.locator('.view-lines').click();
    await vscode().page.keyboard.press('ControlOrMeta+Z');
    await editor.getByText('Red picture').waitFor({ state: 'detached' });
    await editor.getByText('Notes').waitFor();
  });

  it('opens an answer in an editor of its own', async () => {
    await turn(0).getByRole('button', { name: 'Open the answer in a new editor' }).click();
    const untitled = vscode().page.locator('.tab', { hasText: /Red picture|Untitled-1/ });
    await untitled.first().waitFor();
  });

  it('has another question one click away, which begins anew, and offers what was there', async () => {
    await button('Another question').click();
    await hasFocus(first());
    await first().fill('What else?');
    await first().press('ControlOrMeta+Enter');
    await answered(1);
    assert.deepEqual(await asked(), ['You asked:What else?']);
    await button('Bring back what was here before').waitFor();
  });

  it('follows a description as well', async () => {
    await panel().getByRole('tab', { name: 'Describe' }).click();
    await answered(1);
    await reply().fill('And the colour?');
    await reply().press('ControlOrMeta+Enter');
    await answered(2);
    assert.deepEqual(await asked(), ['You asked:And the colour?']);
  });

  it('has broken no rule of the content security policy', () => {
    const all = vscode().console.map(({ text }) => text);
    assert.deepEqual(
      all.filter((text) => /Content Security Policy|not understood/.test(text)),
      [],
    );
  });
}
