// Drives a real VS Code in a real browser, as a user would. README.md beside this file shows how.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from './browser.mjs';
import { Profile, startServer } from './host.mjs';
import { vsixFile } from './vsix.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
/** Where evidence goes. */
export const SHOTS = path.join(HERE, 'shots');
/** For what VS Code does in answer to a click; generous, because a loaded machine is slow and nothing here tests time. */
const PATIENCE = 60_000;
/** For one attempt of several. */
const SHORT = { timeout: 2000 };

/** VS Code's own themes, one of each kind: its name in the picker, and the class that the window then has. */
export const THEMES = {
  dark: { label: 'Dark Modern', base: 'vs-dark' },
  light: { label: 'Light Modern', base: 'vs' },
  'hc-dark': { label: 'Dark High Contrast', base: 'hc-black' },
  'hc-light': { label: 'Light High Contrast', base: 'hc-light' },
};

/** What a row of an element is called: its text, that the parser is unsure where it is, its role. */
export const rowName = (text, role) =>
  new RegExp(`^${text.replace(/[?.]/g, '\\$&')}(?: unsure, \\d+ % confidence)? ${role}\\b`);

/**
 * @typedef {object} Options
 * @property {string} [folder] opened as it is; without it a copy of `fixtures/` that the test may change
 * @property {string} [vsix] installed before VS Code starts
 * @property {string} [developmentPath] an extension that VS Code runs from its folder, as F5 does
 * @property {string} [testsPath] a module whose `run()` VS Code calls inside the extension host; see `testsEnded`
 * @property {Record<string, unknown>} [settings] user settings
 * @property {Record<string, string>} [env] for the extension host
 * @property {string} [locale] the language that extensions speak, such as `zh-cn`; English by default
 * @property {{width: number, height: number}} [viewport] 1440x900 by default
 */

export class Workbench {
  /** Everything that the page and its webviews wrote to the console: `{ type, text }`. */
  console = [];

  /** @param {Options} options */
  static async open(options = {}) {
    const workbench = new Workbench();
    try {
      await workbench.#start(options);
    } catch (error) {
      await workbench.close();
      throw error;
    }
    return workbench;
  }

  async #start({
    folder,
    vsix,
    developmentPath,
    testsPath,
    settings,
    env,
    locale,
    viewport = { width: 1440, height: 900 },
  }) {
    this.profile = new Profile(settings);
    this.folder = folder ? path.resolve(folder) : copyFixtures(this.profile.dir);
    const installed = vsix && (await this.profile.install(vsix));
    /** Where the packed extension lies now. */
    this.extensionPath = installed;
    if (locale) this.profile.setLocale(locale);
    const development = Boolean(developmentPath ?? testsPath);
    this.server = await startServer(this.profile, { env, development });
    this.browser = await launchBrowser({ profile: path.join(this.profile.dir, 'browser'), viewport });
    this.profile.removeAtExit();
    this.#watch(this.browser.page);
    await this.browser.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: this.server.url });

    const onServer = (file) => `vscode-remote://${new URL(this.server.url).host}${encodeURI(path.resolve(file))}`;
    const payload = [];
    if (developmentPath) payload.push(['extensionDevelopmentPath', onServer(developmentPath)]);
    if (testsPath) {
      // VS Code runs tests only for an extension under development: the installed one counts as that too.
      if (!developmentPath) payload.push(['extensionDevelopmentPath', onServer(installed)]);
      payload.push(['extensionTestsPath', onServer(testsPath)]);
      /** The exit code of the tests, once they have ended: the page calls this function. */
      this.testsEnded = new Promise((resolve, reject) => {
        this.page.exposeFunction('codeAutomationExit', resolve);
        setTimeout(() => reject(new Error('The tests did not end')), 5 * PATIENCE).unref();
      });
      await this.page.exposeFunction('codeAutomationLog', (type, args) =>
        this.console.push({ type, text: args.join(' ') }),
      );
    }
    await this.#visit(payload);
    if (!testsPath) await this.#explorerFilled();
  }

  /** Another window of the same VS Code, on a folder of its own. It ends with this one, or when its page is closed. */
  async anotherWindow() {
    const other = new Workbench();
    Object.assign(other, { profile: this.profile, server: this.server, folder: copyFixtures(this.profile.dir) });
    other.#watch(await this.browser.context.newPage());
    await other.#visit([]);
    await other.#explorerFilled();
    return other;
  }

  #watch(page) {
    /** Playwright's page, for everything that has no helper here. */
    this.page = page;
    page.setDefaultTimeout(PATIENCE);
    page.on('console', (message) => this.console.push({ type: message.type(), text: message.text() }));
    page.on('pageerror', (error) => this.console.push({ type: 'error', text: String(error) }));
  }

  async #visit(payload) {
    const address = new URL(this.server.url);
    address.searchParams.set('folder', this.folder);
    address.searchParams.set('payload', JSON.stringify(payload));
    await this.page.goto(address.href);
  }

  #explorerFilled() {
    return this.page.locator('.explorer-folders-view').getByRole('treeitem').first().waitFor();
  }

  /** A file or folder at the top level of the explorer. */
  file(name) {
    return this.page.locator('.explorer-folders-view').getByRole('treeitem', { name, exact: true });
  }

  /** Right-clicks a file in the explorer and chooses an entry of the menu. */
  async chooseFromMenu(name, entry) {
    const item = this.page.getByRole('menuitem', { name: entry });
    await this.#insist(`the menu of ${name} has the entry "${entry}" and takes a click on it`, async () => {
      await this.file(name).click({ button: 'right' });
      await item.waitFor(SHORT);
      const clicked = await this.page
        .locator('.explorer-folders-view .monaco-list-row.focused')
        .getAttribute('aria-label', SHORT);
      assert.equal(clicked, name); // the rows move when files appear
      await this.page.waitForTimeout(300); // a new menu ignores clicks for a moment
      await item.click(SHORT);
      await item.waitFor({ state: 'hidden', ...SHORT });
    });
  }

  /** Runs a command from the palette by its whole title, such as `Glimpse: List GUI Elements`. */
  async runCommand(title) {
    await this.#insist(`the palette has the command "${title}"`, async () => {
      await this.page.keyboard.press('F1');
      await this.#pick(`>${title}`, title);
    });
  }

  /** Types into the box at the top, and chooses the entry with this label. */
  async #pick(typed, label) {
    await this.quickInput.fill(typed, SHORT);
    await this.page.locator('.quick-input-list').getByRole('option', { name: label }).first().click(SHORT);
  }

  /**
   * Tries until it works. Menus and pickers show before extensions have added to them, and gain nothing while they are
   * open; a key is lost while a webview that has the focus is loading.
   */
  #insist(what, attempt) {
    return this.until(what, attempt, () => this.page.keyboard.press('Escape'));
  }

  /** Tries `attempt` until it throws nothing any more; `before` is done before each new try. */
  async until(what, attempt, before = () => this.page.waitForTimeout(100)) {
    for (const until = Date.now() + PATIENCE; ; ) {
      const failure = await attempt().then(
        () => undefined,
        (error) => error,
      );
      if (!failure) return;
      assert.ok(Date.now() < until, `Never came true: ${what}. ${failure}`);
      await before();
    }
  }

  /** The box at the top that palette, pickers and file dialogs share. */
  get quickInput() {
    return this.page.locator('.quick-input-widget:visible input[type="text"]');
  }

  /** Answers the list of models that were found with a file that the list need not have. */
  async browseForModel(file) {
    await this.page.locator('.quick-input-list').getByRole('option', { name: 'Browse for a File...' }).click();
    await this.page.locator('.quick-input-widget:visible .quick-input-action').getByRole('button').first().waitFor();
    await this.answerFileDialog(file);
  }

  /** Answers the "save as" or "open" dialog with the path of a file. */
  async answerFileDialog(file) {
    const widget = this.page.locator('.quick-input-widget:visible');
    // The dialog puts a path of its own into the box, more than once, while it looks at the folder.
    do {
      await widget.locator('.monaco-progress-container:not(.active)').waitFor({ state: 'attached' });
      await this.quickInput.fill(file);
      await this.page.waitForTimeout(300);
    } while ((await this.quickInput.inputValue()) !== file);
    await widget
      .locator('.quick-input-action')
      .getByRole('button', { name: /^(OK|Open|Save|Add)$/ })
      .click();
  }

  /** The frames of our webviews that are to be seen: the preview of a picture is a webview too, and none of ours. */
  get panels() {
    return this.page.locator('iframe.webview.ready[src*="extensionId=glimpse.glimpse"]:visible');
  }

  /** The document inside the webview in front. VS Code nests two frames: its own page, and in it the extension's. */
  get webview() {
    return this.panels.last().contentFrame().frameLocator('iframe#active-frame');
  }

  /** Waits until the panel in front is no longer busy, and says how it ended: `done`, `stopped` or `failed`. */
  async taskEnded() {
    const body = this.webview.locator('body:is([data-state="done"], [data-state="stopped"], [data-state="failed"])');
    return body.getAttribute('data-state');
  }

  /** The notification on screen that says this. */
  notification(text) {
    return this.page.locator('.notification-toast').filter({ hasText: text });
  }

  /** Changes user settings and reloads the window: it reads them only then. */
  async changeSettings(settings) {
    this.profile.changeSettings(settings);
    await this.reload();
  }

  /**
   * Switches the colour theme and waits until the window wears it.
   * @param {keyof typeof THEMES} name
   */
  async setTheme(name) {
    const { label, base } = THEMES[name];
    await this.#insist(`there is a theme "${label}"`, async () => {
      await this.runCommand('Preferences: Color Theme');
      await this.#pick(label, label);
    });
    await this.page.locator(`.monaco-workbench.${base}`).waitFor();
  }

  /** Runs "Developer: Reload Window": a new window and new extension hosts, with the editors restored. */
  async reload() {
    // Not page.reload(): VS Code would not come to save which editors are open.
    const loaded = this.page.waitForEvent('load');
    await this.runCommand('Developer: Reload Window');
    await loaded;
    await this.#explorerFilled();
  }

  clipboard() {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** Writes `shots/<name>.png`, or a path that ends in .png. */
  async screenshot(name) {
    const file = name.endsWith('.png') ? path.resolve(name) : path.join(SHOTS, `${name}.png`);
    mkdirSync(path.dirname(file), { recursive: true });
    await this.page.screenshot({ path: file });
    return file;
  }

  /** What the extension wrote into its log, and the extension host into its own. */
  extensionLog() {
    const logs = path.join(this.profile.dir, 'user/logs');
    return readdirSync(logs, { recursive: true })
      .filter((file) => /glimpse|remoteexthost/i.test(file) && file.endsWith('.log'))
      .map((file) => `--- ${file}\n${readFileSync(path.join(logs, file), 'utf8')}`)
      .join('\n');
  }

  /** For a failed test: a screenshot, and all that the page, the server and the extension wrote. */
  async saveEvidence(name) {
    await this.screenshot(name).catch(() => {}); // the page may be what died
    const page = this.console.map(({ type, text }) => `[${type}] ${text}`);
    const all = ['--- page', ...page, '--- code-server', this.profile.log, this.extensionLog()];
    writeFileSync(path.join(SHOTS, `${name}.log`), all.join('\n'));
  }

  async close() {
    await this.browser?.close();
    await this.server?.stop();
    await this.profile?.remove();
  }
}

function copyFixtures(parent) {
  const folder = path.join(mkdtempSync(path.join(parent, 'workspace-')), 'screens');
  cpSync(path.join(HERE, 'fixtures'), folder, { recursive: true });
  return folder;
}

/** Whether the element shows up within `ms`. */
export function appears(locator, ms) {
  return locator.waitFor({ timeout: ms }).then(
    () => true,
    () => false,
  );
}

/**
 * For a spec file: one VS Code with the packed extension for all tests of the surrounding `describe`, and evidence in
 * `shots/` for each that fails. Returns a function that gives the Workbench while the tests run.
 * @param {Options} [options]
 */
export function useWorkbench(options = {}) {
  let workbench;
  before(async () => {
    workbench = await Workbench.open({ vsix: vsixFile, ...options });
  });
  afterEach(async function () {
    if (this.currentTest.state === 'failed') {
      await workbench.saveEvidence(
        this.currentTest
          .fullTitle()
          .replace(/[^a-z0-9]+/gi, '-')
          .toLowerCase(),
      );
    }
  });
  after(() => workbench?.close());
  return () => workbench;
}
