import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const ROUNDS = 3;
/** What Glimpse may take beside an extension that does nothing; MB. */
const BOUND = 15;
const SETTLE_MS = 8000;
const MANIFEST = {
  ...{ name: 'empty', publisher: 'glimpse', version: '0.0.0', engines: { vscode: '^1.100.0' } },
  ...{ main: './main.js', activationEvents: ['onLanguage:markdown'] },
};

/**
 * The memory of the extension host with Glimpse and no model, against one with an extension that does nothing, by turns: both
 * woken up by a Markdown file, then (Glimpse only) after a picture was analysed and its panel closed. In MB of the process's
 * proportional share (PSS), which only Linux tells.
 */
export async function measure() {
  const fromHere = (file: string) => import(pathToFileURL(path.resolve('test/editor', file)).href);
  const { install } = await fromHere('install.mjs');
  await install();
  const { Workbench } = await fromHere('workbench.mjs');
  const folder = mkdtempSync(path.join(tmpdir(), 'glimpse-bench-'));
  const workspace = path.join(folder, 'workspace');
  mkdirSync(workspace);
  writeFileSync(path.join(workspace, 'notes.md'), '# Notes\n');
  copyFileSync('test/editor/fixtures/login.png', path.join(workspace, 'login.png'));
  const empty = path.join(folder, 'empty');
  mkdirSync(empty);
  writeFileSync(path.join(empty, 'package.json'), JSON.stringify(MANIFEST));
  writeFileSync(path.join(empty, 'main.js'), 'exports.activate = () => {};');
  const opened = async (
    developmentPath: string,
    use: (vscode: InstanceType<typeof Workbench>) => Promise<number[]>,
  ) => {
    const vscode = await Workbench.open({ developmentPath, folder: workspace });
    try {
      await vscode.file('notes.md').dblclick();
      await vscode.page.getByRole('tab', { name: 'notes.md' }).waitFor();
      return await use(vscode);
    } finally {
      await vscode.close();
    }
  };
  const bare: number[] = [];
  const woken: number[] = [];
  const used: number[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      bare.push(...(await opened(empty, async (vscode) => [await memory(vscode.profile.dir)])));
      const [first, second] = await opened(process.cwd(), async (vscode) => {
        const awake = await memory(vscode.profile.dir);
        await vscode.chooseFromMenu('login.png', 'Glimpse: List GUI Elements');
        await vscode.taskEnded();
        await vscode.runCommand('View: Close All Editors');
        return [awake, await memory(vscode.profile.dir)];
      });
      woken.push(first!);
      used.push(second!);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const more = { awake: median(woken) - median(bare), used: median(used) - median(bare) };
  return {
    title: 'memory of the extension host without a model, MB',
    head: ['extension', 'median', 'more than empty'],
    rows: [
      ['empty', mb(median(bare)), ''],
      ['Glimpse, awake', mb(median(woken)), mb(more.awake)],
      ['Glimpse, after a picture', mb(median(used)), mb(more.used)],
    ],
    figures: { bare, woken, used, more, bound: BOUND },
    met: more.awake <= BOUND,
  };
}

const mb = (value: number): string => value.toFixed(1);
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

/** Of the extension host that the window with this profile has, once it is calm. */
async function memory(profile: string): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=extensionHost')) continue;
      if (!readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`HOME=${profile}\0`)) continue;
      const [, kb] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
      if (kb) return Number(kb) / 1024;
    } catch {
      // It has just ended, or is another user's.
    }
  }
  throw new Error('There is no extension host, or no /proc.');
}
