// A server of the user's own in place of a model file: a llama-server with the tiny model, which wants a key.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { freePort } from '../fixtures/free-port.mjs';
import { HOST, hasHost, tinyModel } from './tiny-model.mjs';
import { useWorkbench } from './workbench.mjs';

const KEY = 'a-key-that-nobody-else-knows';

if (hasHost) describe('a server of the user', tests);
else console.log('Skipped server.spec.mjs: no llama-server is built for this machine (npm run build:host).');

function tests() {
  const folder = mkdtempSync(path.join(tmpdir(), 'glimpse-server-'));
  let server;
  let url;
  before(async () => {
    cpSync(fileURLToPath(new URL('fixtures', import.meta.url)), folder, { recursive: true });
    const red = sharp({ create: { width: 320, height: 240, channels: 3, background: '#e01010' } });
    await red.png().toFile(path.join(folder, 'red.png'));
    ({ server, url } = await startServer(await tinyModel(path.join(folder, '.model'))));
  });
  const vscode = useWorkbench({ folder });
  after(() => {
    server.kill();
    rmSync(folder, { recursive: true });
  });
  const panel = () => vscode().webview;
  const password = () => vscode().page.locator('.quick-input-widget:visible input[type="password"]');

  /** All that VS Code and the extension wrote into files, but for its databases. */
  const written = () =>
    readdirSync(vscode().profile.dir, { recursive: true })
      .filter((file) => /^user\/.*\.(log|json)$/.test(file))
      .map((file) => readFileSync(path.join(vscode().profile.dir, file), 'utf8'))
      .join('\n');

  it('is asked for its key, checked, and used for the machine', async () => {
    await vscode().runCommand('Glimpse: Use a Server...');
    // The palette's own box is there a moment longer.
    const address = vscode().page.getByPlaceholder('http://localhost:11434/v1');
    await address.fill(url.replace('/v1', ''));
    await address.press('Enter');
    await password().fill('a-wrong-key');
    await password().press('Enter');
    while ((await password().inputValue()) !== '') await vscode().page.waitForTimeout(50); // asked again
    await password().fill(KEY);
    await password().press('Enter');
    // It says so quietly.
    await vscode()
      .page.locator('.statusbar-item', { hasText: new URL(url).host })
      .waitFor();
    assert.equal(vscode().profile.machineSettings['glimpse.endpoint'], url);
  });

  it('says what the picture shows', async () => {
    await vscode().chooseFromMenu('red.png', 'Glimpse: Describe Image');
    await panel().locator('.description', { hasText: 'Red picture' }).waitFor();
    assert.equal(await vscode().taskEnded(), 'done');
    assert.match(await panel().locator('button.model').getAttribute('title'), /ready/);
  });

  it('has its key in no setting and no log', () => {
    assert.doesNotMatch(written(), new RegExp(`${KEY}|a-wrong-key`));
  });

  it('is said to be away when it is, beside what the parser found', async () => {
    server.kill();
    await once(server, 'exit');
    await vscode().chooseFromMenu('login.png', 'Glimpse: List GUI Elements');
    const alert = panel().getByRole('alert');
    await alert.waitFor();
    assert.equal(await vscode().taskEnded(), 'failed');
    assert.match(await alert.textContent(), /can't be reached/);
    await alert.getByText('Use a Server…').waitFor();
    await panel()
      .getByRole('option', { name: /^Continue button\b/ })
      .waitFor();
  });
}

async function startServer({ model, mmproj }) {
  const port = await freePort();
  const program = path.join(HOST, process.platform === 'win32' ? 'llama-server.exe' : 'llama-server');
  const flags = ['--model', model, '--mmproj', mmproj, '--port', String(port), '--ctx-size', '8192', '--parallel', '1'];
  const tokens = ['--image-min-tokens', '16', '--image-max-tokens', '64', '--no-webui', '--threads', '1'];
  const server = spawn(program, [...flags, ...tokens], {
    env: { ...process.env, LLAMA_API_KEY: KEY },
    stdio: 'ignore',
  });
  const isUp = () =>
    fetch(`http://127.0.0.1:${port}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isUp())) await new Promise((resolve) => setTimeout(resolve, 100));
  return { server, url: `http://127.0.0.1:${port}/v1` };
}
