// Glimpse in a Chinese VS Code: no English is left in what a person sees or hears.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { useWorkbench } from './workbench.mjs';

/** What is written in login.png. */
const IN_THE_PICTURE = readFileSync(fileURLToPath(new URL('fixtures/login.html', import.meta.url)), 'utf8');
/** Names and terms that Chinese developers know by these words, WAI-ARIA's and Glimpse's roles among them. */
const TERMS = `login empty png Glimpse VS Code Ctrl Shift Enter Mac Home
  JSON Markdown CSV PNG HTML CSS React Vue Svelte Tailwind Playwright Testing Library Qwen Instruct GGUF mmproj OpenAI token AAA
  text heading link button textbox combobox checkbox radio switch slider tab menuitem icon image container
  dialog alert status toolbar menubar menu tablist table row cell columnheader paragraph searchbox separator Page
  banner navigation main form list listitem region group img search contentinfo complementary article`.split(/\s+/);

describe('in a Chinese VS Code', () => {
  const vscode = useWorkbench({ locale: 'zh-cn' });
  const panel = () => vscode().webview;
  const tab = (name) => panel().getByRole('tab', { name });

  /** All that the page shows and says: texts, titles, names, placeholders. */
  const words = () =>
    panel()
      .locator('body')
      .evaluate((body) => {
        const said = [body.innerText];
        for (const element of body.querySelectorAll('[title], [aria-label], [label], [placeholder]')) {
          if (!element.checkVisibility()) continue;
          for (const name of ['title', 'aria-label', 'label', 'placeholder'])
            said.push(element.getAttribute(name) ?? '');
        }
        return said.join('\n');
      });

  async function assertChinese(what) {
    const known = new Set([...TERMS, ...(IN_THE_PICTURE.match(/[A-Za-z]+/g) ?? [])].map((word) => word.toLowerCase()));
    const said = await words();
    assert.match(said, /\p{Script=Han}/u);
    // A component is called as a developer would: `LoginForm`.
    const foreign = (said.match(/(?<!#)\b[A-Za-z]{3,}/g) ?? []).filter(
      (word) => !known.has(word.toLowerCase()) && !/^([A-Z][a-z]+){2,}$/.test(word),
    );
    assert.deepEqual([...new Set(foreign)], [], `${what}:\n${said}`);
  }

  async function show(name) {
    await tab(name).click();
    await panel().getByRole('tab', { name, selected: true }).waitFor();
    await panel().locator('body:not([data-state="running"])').waitFor({ state: 'attached' });
  }

  it('waits for a picture', async () => {
    await vscode().runCommand('Glimpse: 粘贴截图');
    await panel().getByRole('heading').waitFor();
    await assertChinese('nothing yet');
    await vscode().runCommand('View: Close All Editors');
    await vscode().page.locator('iframe.webview').waitFor({ state: 'detached' });
  });

  it('lists the elements of a screenshot', async () => {
    await vscode().chooseFromMenu('login.png', 'Glimpse: 列出界面元素');
    assert.equal(await vscode().taskEnded(), 'done');
    await assertChinese('elements');
    await panel().getByRole('option', { name: 'Continue button' }).click();
    await assertChinese('one element');
    await panel().getByRole('listbox').press('ControlOrMeta+a');
    await assertChinese('all elements');
    assert.equal(await panel().locator(':root').getAttribute('lang'), 'zh-cn');
  });

  it('outlines, describes, and says what a question needs', async () => {
    await show('大纲');
    await panel().getByRole('treeitem').nth(1).click();
    await assertChinese('outline');
    await show('描述');
    await panel().getByText('这是一张用户界面截图').waitFor();
    await assertChinese('description');
    await show('提问');
    await assertChinese('question');
  });

  it('says what went wrong in another process', async () => {
    await vscode().chooseFromMenu('empty.png', 'Glimpse: 描述图片');
    await panel().getByRole('alert').filter({ hasText: '为空' }).waitFor();
    await assertChinese('failure');
  });

  it('explains its settings', async () => {
    await vscode().runCommand('Glimpse: 模型操作...');
    await vscode().page.locator('.quick-input-list').getByRole('option', { name: '打开设置' }).click();
    const descriptions = vscode().page.locator('.settings-editor .setting-item-markdown');
    await descriptions.first().waitFor();
    for (const text of await descriptions.allTextContents()) assert.match(text, /\p{Script=Han}/u);
  });
});
