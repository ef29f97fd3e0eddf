// One model for two windows of a real VS Code: the packed extension, its llama-server, and the tiny model.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { tinyModel } from './tiny-model.mjs';
import { useWorkbench } from './workbench.mjs';

const DESCRIBE = 'Glimpse: Describe Image';
const hasHost = existsSync(fileURLToPath(new URL('../../dist/host', import.meta.url)));

if (hasHost && process.platform !== 'win32') describe('one model for two windows', tests);
else console.log('Skipped two-windows.spec.mjs: no llama-server is built for this machine (npm run build:host).');

const isNotIn = (others) => (one) => !others.includes(one);

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function tests() {
  const vscode = useWorkbench();
  let first;
  let second;
  /** The process of the model that both use. */
  let server;
  /** Of each window; among them may be one that ends, of before a window was loaded anew. */
  const extensionHosts = [];

  const ready = (window) => window.page.locator('.statusbar-item', { hasText: 'tiny-qwen3-vl: ready' }).waitFor();

  async function describePicture(window, picture = 'login.png') {
    await window.page.bringToFront();
    await window.chooseFromMenu(picture, DESCRIBE);
    await window.webview.locator('.description', { hasText: 'picture' }).waitFor();
    assert.equal(await window.taskEnded(), 'done');
  }

  /** Processes of this VS Code whose command line holds all of these, by their numbers. */
  async function processes(...words) {
    const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'pid=,args=']);
    const lines = stdout
      .split('\n')
      .filter((line) => [vscode().profile.dir, ...words].every((word) => line.includes(word)));
    return lines.map((line) => Number.parseInt(line, 10));
  }
  const servers = async () =>
    (await processes('/llama-server --model')).filter(isNotIn(await processes('host-watch.js')));
  const keepers = () => processes('host-keeper.js');

  /** Of all windows; their command lines do not name the profile, but their parents belong to this server. */
  async function runningExtensionHosts() {
    const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'pid=,pgid=,args=']);
    const all = stdout.split('\n').map((line) => /^\s*(\d+)\s+(\d+)\s(.*)$/.exec(line) ?? []);
    const ours = new Set(
      all.filter(([, , , args]) => args?.includes(vscode().profile.dir)).map(([, , group]) => group),
    );
    return all
      .filter(([, , group, args]) => ours.has(group) && args.includes('--type=extensionHost'))
      .map(([, pid]) => Number(pid));
  }

  before(async () => {
    const { model } = await tinyModel(path.join(vscode().profile.dir, 'models'));
    await vscode().changeSettings({ 'glimpse.modelFile': model, 'glimpse.imageTokens': 64, 'glimpse.threads': 1 });
    first = vscode();
  });

  it('is loaded once', async () => {
    await describePicture(first);
    await ready(first);
    extensionHosts.push(await runningExtensionHosts());
    [server] = await servers();

    second = await first.anotherWindow();
    await describePicture(second);
    await ready(second);
    await ready(first);
    extensionHosts.push((await runningExtensionHosts()).filter(isNotIn(extensionHosts[0])));
    assert.equal(extensionHosts[1].length, 1);
    assert.deepEqual(await servers(), [server]);
    assert.equal((await keepers()).length, 1);
  });

  it('is unloaded in both, and loaded for both', async () => {
    await second.runCommand('Glimpse: Unload Model');
    for (const window of [first, second]) {
      await window.page.locator('.statusbar-item', { hasText: 'tiny-qwen3-vl' }).waitFor({ state: 'detached' });
    }
    await first.until('its process has ended', async () => assert.deepEqual(await servers(), []));
    await second.runCommand('Glimpse: Load Model');
    await ready(second);
    await ready(first);
    [server] = await servers();
  });

  it('stays for the second window when the extension host of the first is killed', async () => {
    for (const pid of extensionHosts[0]) kill(pid);
    await first.page.goto('about:blank');
    await describePicture(second, 'hello.png');
    assert.deepEqual(await servers(), [server]);
  });

  it('goes when the extension host of the last one is killed', async () => {
    for (const pid of extensionHosts[1]) kill(pid);
    await second.page.close();
    for (let waited = 0; (await servers()).length + (await keepers()).length > 0; waited++) {
      assert.ok(waited < 300, 'The model is still there.');
      await sleep(100);
    }
    assert.deepEqual(await processes('host-watch.js'), []);
  });
}
