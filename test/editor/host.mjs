// A VS Code server with a throw-away profile: started, and ended for sure.
import { execFile, spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { installed } from './install.mjs';

/** Nothing that moves, asks, phones home or takes room. */
const QUIET = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': 'off',
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'security.workspace.trust.banner': 'never',
  'security.workspace.trust.enabled': false,
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'window.commandCenter': false,
  'workbench.enableExperiments': false,
  'workbench.layoutControl.enabled': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

// The server's children may still write for a moment after it has ended.
const GONE = { recursive: true, force: true, maxRetries: 20, retryDelay: 200 };

/** A throw-away user data folder and extensions folder in one place. */
export class Profile {
  dir = mkdtempSync(path.join(tmpdir(), 'glimpse-vscode-'));
  #calledOff = () => {};

  /** @param {Record<string, unknown>} settings user settings, over the quiet ones */
  constructor(settings = {}) {
    for (const file of this.#settingsFiles) mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(path.join(this.dir, 'config.yaml'), ''); // else the user's own configuration of code-server is read
    this.changeSettings(settings);
  }

  get args() {
    const at = (name) => path.join(this.dir, name);
    return ['--config', at('config.yaml'), '--user-data-dir', at('user'), '--extensions-dir', this.extensions];
  }

  get extensions() {
    return path.join(this.dir, 'extensions');
  }

  /** Every file and socket inside the profile, so that all go with it; no marketplace look-ups. */
  get env() {
    const env = { ...process.env };
    for (const name of Object.keys(env)) {
      if (/^(VSCODE_|CODE_SERVER_|ELECTRON_|npm_|(HASHED_)?PASSWORD$|PORT$|NODE_OPTIONS$)/.test(name)) delete env[name];
    }
    const xdg = path.join(this.dir, 'xdg');
    return {
      ...env,
      EXTENSIONS_GALLERY: '{"serviceUrl":""}',
      HOME: this.dir, // VS Code looks for the settings of other tools there
      TMPDIR: this.dir,
      XDG_CACHE_HOME: xdg,
      XDG_CONFIG_HOME: xdg,
      XDG_DATA_HOME: xdg,
      XDG_RUNTIME_DIR: this.dir,
    };
  }

  /** Writes user settings. A window reads them when it loads: this host does not notice when the file changes. */
  changeSettings(settings) {
    for (const file of this.#settingsFiles) {
      const old = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : QUIET;
      writeFileSync(file, JSON.stringify({ ...old, ...settings }, null, 2));
    }
  }

  /** The user's, and the machine's: a remote window takes settings of machine scope from there only. */
  get #settingsFiles() {
    return ['User', 'Machine'].map((place) => path.join(this.dir, 'user', place, 'settings.json'));
  }

  /** What is set for the machine, as VS Code left it. */
  get machineSettings() {
    return JSON.parse(readFileSync(this.#settingsFiles[1], 'utf8'));
  }

  /**
   * Has VS Code speak another language, as far as extensions do: for its own words it would need a language pack, and one
   * without any words makes it as good.
   * @param {string} locale as VS Code names it: `zh-cn`
   */
  setLocale(locale) {
    const words = path.join(this.dir, 'no-words.json');
    writeFileSync(words, JSON.stringify({ contents: {} }));
    const extensions = [{ extensionIdentifier: { id: 'glimpse.no-words' }, version: '0.0.0' }];
    const pack = { hash: 'none', label: locale, extensions, translations: { vscode: words } };
    writeFileSync(path.join(this.dir, 'user/languagepacks.json'), JSON.stringify({ [locale]: pack }));
    writeFileSync(path.join(this.dir, 'user/User/argv.json'), JSON.stringify({ locale }));
  }

  /** Installs a .vsix file as a user would, and gives the folder that it then lies in. */
  async install(vsix) {
    const args = [installed.codeServer, ...this.args, '--install-extension', path.resolve(vsix)];
    await promisify(execFile)(installed.node, args, { env: this.env });
    const known = JSON.parse(readFileSync(path.join(this.extensions, 'extensions.json'), 'utf8'));
    return path.join(this.extensions, known.at(-1).relativeLocation);
  }

  /** What the server wrote, for a failed test's report. */
  get log() {
    return readFileSync(path.join(this.dir, 'server.log'), 'utf8');
  }

  /** Has the folder removed should this process end early; to be called when everything that writes into it was started. */
  removeAtExit() {
    this.#calledOff = atExit(() => {
      try {
        rmSync(this.dir, GONE);
      } catch {
        // Something in it is still ending. It lies in the system's folder for such things.
      }
    });
  }

  remove() {
    this.#calledOff();
    return rm(this.dir, GONE);
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));

/** Has `action` done however this process ends, and gives a function that calls it off. */
function atExit(action) {
  process.on('exit', action);
  return () => process.off('exit', action);
}

/**
 * Starts the server on a free port of this machine.
 * @param {Profile} profile
 * @param {Record<string, string>} [options.env] for the extension hosts, which inherit the server's environment
 * @param {boolean} [options.development] whether windows may run extensions and tests from a folder; they then show no
 *   notifications
 */
export async function startServer(profile, { env = {}, development = false } = {}) {
  const flags = [
    ['--auth', 'none'],
    ['--bind-addr', '127.0.0.1:0'],
    ['--disable-telemetry'],
    ['--disable-update-check'],
    ['--disable-getting-started-override'],
    // Should this process be killed before it can end the server.
    ['--idle-timeout-seconds', '600'],
    // Without it the workbench ignores extensionDevelopmentPath and extensionTestsPath.
    development ? ['--vscode-option', 'enable-smoke-test-driver'] : [],
  ];
  const child = spawn(installed.node, [installed.codeServer, ...profile.args, ...flags.flat()], {
    env: { ...profile.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a process group of its own: the extension hosts outlive the server by seconds
  });
  const killAll = () => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // All gone.
    }
  };
  const calledOff = atExit(killAll);

  const log = createWriteStream(path.join(profile.dir, 'server.log'));
  child.stderr.pipe(log, { end: false });
  const url = await new Promise((resolve, reject) => {
    let seen = '';
    child.stdout.on('data', (data) => {
      log.write(data);
      seen += data;
      const address = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(seen);
      if (address) resolve(address[1]);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`code-server ended with exit code ${code}:\n${seen}`)));
  });
  return {
    url,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5000).unref())]);
      }
      killAll();
      log.end();
      calledOff();
    },
  };
}
