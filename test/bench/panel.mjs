// Measures the panel in a real VS Code with the packed extension: how fast it opens, whether its page stays responsive, and
// whether its memory stays flat. Prints tables and writes JSON.
//   npm run bench:panel -- [opening|streaming|large|memory ...] [--pictures N] [--json FILE]
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { install } from '../editor/install.mjs';
import { table } from './table.mjs';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));

const LIST = 'Glimpse: List GUI Elements';
/** A screen of about a hundred elements. */
const SCREEN = { file: 'test/fixtures/screens/orders.png', width: 1440, height: 900 };
const SMALL = 'test/editor/fixtures/login.png';
const OPENINGS = 6;
const TASKS_HEAD = ['page', 'long tasks', 'longest, ms'];

const PARTS = { opening, streaming, large, memory };
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { pictures: { type: 'string', default: '50' }, json: { type: 'string', default: 'out/bench-panel.json' } },
});
const wanted = positionals.length > 0 ? positionals : Object.keys(PARTS);
const unknown = wanted.filter((name) => !Object.hasOwn(PARTS, name));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}.`);
  process.exit(2);
}

for (const script of ['esbuild.mjs', 'pack/main.mjs']) {
  const { status } = spawnSync(process.execPath, [script], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) process.exit(1);
}
await install();
const { Workbench } = await import('../editor/workbench.mjs');
const { vsixFile } = await import('../editor/vsix.mjs');

const folder = mkdtempSync(path.join(tmpdir(), 'glimpse-bench-'));
const inFolder = (name) => path.join(folder, name);
// In the folder before VS Code opens it.
copyFileSync(SMALL, inFolder('changing.png'));
for (let i = 0; i < OPENINGS; i++) await tiled(`screen-${i}.png`, { columns: 1, rows: 1, mark: i });
await tiled('many.png', { columns: 2, rows: 3 });
await tiled('large.png', { columns: 4, rows: 5, width: 8000, height: 6000 });
const vscode = await Workbench.open({ vsix: vsixFile, folder });
const report = { machine: `${cpus().length} x ${cpus()[0].model}`, load: loadavg()[0] };
try {
  await vscode.browser.context.addInitScript(watchFrame);
  await vscode.page.evaluate(() => {
    addEventListener('mouseup', () => (globalThis.lastClick = performance.timeOrigin + performance.now()), true);
  });
  for (const name of wanted) {
    report[name] = await PARTS[name]();
    await closeAll();
  }
} finally {
  await vscode.close();
  rmSync(folder, { recursive: true, force: true });
}
mkdirSync(path.dirname(options.json), { recursive: true });
writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
console.log(`\nwritten to ${options.json}`);

/** Runs in each new frame, before its own scripts: notes when what was seen, in ms since 1970, and every long task. */
function watchFrame() {
  const now = () => performance.timeOrigin + performance.now();
  const seen = { at: {}, tasks: [], frames: [], made: 0, closed: 0 };
  globalThis.seen = seen;
  const since = (entry) => performance.timeOrigin + entry.startTime;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      // What the workbench around it does is not the page's.
      if (entry.name === 'self') seen.tasks.push({ at: since(entry), ms: entry.duration });
    }
  }).observe({ type: 'longtask', buffered: true });
  // Neither a MutationObserver nor animation frames: the window gets another document.
  setInterval(() => {
    const found = document.querySelector('.found')?.textContent ?? '';
    if (/^[1-9]/.test(found)) seen.at.first ??= now();
    if (document.body?.dataset.state === 'done') seen.at.done ??= now();
    for (const paint of performance.getEntriesByType('paint')) seen.at[paint.name] ??= since(paint);
  }, 10);
  const create = globalThis.createImageBitmap;
  globalThis.createImageBitmap = async (...args) => {
    const bitmap = await create(...args);
    seen.made++;
    return bitmap;
  };
  const { close } = ImageBitmap.prototype;
  ImageBitmap.prototype.close = function () {
    if (this.width > 0) seen.closed++;
    close.call(this);
  };
}

/** The extension's document in the tab in front. */
async function pageFrame() {
  await vscode.webview.locator('glimpse-app > *').first().waitFor();
  const element = await vscode.webview.locator('glimpse-app').elementHandle();
  return element.ownerFrame();
}

async function closeAll() {
  await vscode.runCommand('View: Close All Editors');
  await vscode.page.locator('iframe.webview').waitFor({ state: 'detached' });
}

/** Opens a picture from the explorer, and waits until the parser has said all. */
async function open(name) {
  await vscode.chooseFromMenu(name, LIST);
  const clicked = await vscode.page.evaluate(() => globalThis.lastClick);
  const frame = await pageFrame();
  await frame.waitForFunction(() => globalThis.seen.at.done, undefined, { timeout: 900_000, polling: 500 });
  return { frame, clicked };
}

/** The same screen over and over on one picture; `mark` makes it a picture of its own. */
async function tiled(name, { columns, rows, width, height, mark = 0 }) {
  const tiles = Array.from({ length: columns * rows }, (_, i) => ({
    input: SCREEN.file,
    left: (i % columns) * SCREEN.width,
    top: Math.floor(i / columns) * SCREEN.height,
  }));
  const dot = { create: { width: 1, height: 1, channels: 3, background: { r: mark, g: 0, b: 0 } } };
  const size = { width: width ?? columns * SCREEN.width, height: height ?? rows * SCREEN.height };
  await sharp({ create: { ...size, channels: 3, background: '#fff' } })
    .composite([...tiles, { input: dot, left: 0, top: 0 }])
    .png()
    .toFile(inFolder(name));
}

/** From the click on the command: the first is cold, the others find the extension and its worker awake. */
async function opening() {
  const runs = [];
  for (let i = 0; i < OPENINGS; i++) {
    const { frame, clicked } = await open(`screen-${i}.png`);
    const { at, began } = await frame.evaluate(() => ({ at: globalThis.seen.at, began: performance.timeOrigin }));
    const times = { document: began, pixels: at['first-contentful-paint'], first: at.first, done: at.done };
    runs.push(Object.fromEntries(Object.entries(times).map(([name, time]) => [name, Math.round(time - clicked)])));
    await closeAll();
  }
  const [cold, ...warm] = runs;
  const median = Object.fromEntries(
    Object.keys(cold).map((name) => {
      const sorted = warm.map((run) => run[name]).sort((a, b) => a - b);
      return [name, sorted[Math.floor(sorted.length / 2)]];
    }),
  );
  const row = (name, { document, pixels, first, done }) => [name, document, pixels, first, done].map((v) => v ?? '-');
  table(
    ['opening, ms from the click', 'VS Code gives a page', 'first pixels', 'first elements', 'all elements'],
    [row('cold', cold), row('warm, median', median), ...warm.map((run, i) => row(`warm ${i + 1}`, run))],
  );
  return { cold, median, warm };
}

/** What `work` does to the page: its long tasks and the gaps between its frames, ms. */
async function during(frame, work) {
  await frame.evaluate(() => {
    const { seen } = globalThis;
    seen.tasks.length = 0;
    seen.frames.length = 0;
    seen.watching = true;
    const next = (time) => {
      seen.frames.push(time);
      if (seen.watching) requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  await work();
  const { tasks, frames } = await frame.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve, 300)); // entries come late
    globalThis.seen.watching = false;
    return { tasks: globalThis.seen.tasks.map(({ ms }) => ms), frames: globalThis.seen.frames };
  });
  const gaps = frames.slice(1).map((time, i) => time - frames[i]);
  return { ...summary(tasks), ...frameSummary(gaps) };
}

function summary(tasks) {
  return { longTasks: tasks.length, longest: Math.round(Math.max(0, ...tasks)) };
}

function frameSummary(gaps) {
  const sorted = gaps.sort((a, b) => a - b);
  const at = (share) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { median: at(0.5), p95: at(0.95) };
}

/** While hundreds of elements come in. */
async function streaming() {
  const { frame } = await open('many.png');
  const tasks = await frame.evaluate(() => globalThis.seen.tasks.map(({ ms }) => ms));
  const found = await vscode.webview.locator('.found').textContent();
  const result = { found, ...summary(tasks) };
  table(TASKS_HEAD, [[`${found} stream in`, result.longTasks, result.longest]]);
  return result;
}

/** With thousands of elements on a picture of 48 megapixels. */
async function large() {
  const { frame } = await open('large.png');
  const { page, webview } = vscode;
  const found = await webview.locator('.found').textContent();
  const arrival = summary(await frame.evaluate(() => globalThis.seen.tasks.map(({ ms }) => ms)));
  const list = await webview.locator('.rows').boundingBox();
  const pane = await webview.locator('canvas').boundingBox();
  const middle = (box) => [box.x + box.width / 2, box.y + box.height / 2];
  const wheel = async (times, by) => {
    for (let i = 0; i < times; i++) await page.mouse.wheel(0, by);
  };
  const result = { found, arrival };
  await page.mouse.move(...middle(list));
  result.scroll = await during(frame, async () => {
    await wheel(60, 400);
    await wheel(30, -800);
  });
  result.arrows = await during(frame, async () => {
    await webview.locator('.rows').focus();
    for (let i = 0; i < 60; i++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.press('Escape');
  });
  await page.mouse.move(...middle(pane));
  result.zoom = await during(frame, async () => {
    await wheel(40, -100);
    await wheel(60, 100);
  });
  const move = (i) =>
    page.mouse.move(
      pane.x + pane.width * (0.5 + 0.3 * Math.sin(i / 6)),
      pane.y + pane.height * (0.5 + 0.3 * Math.cos(i / 9)),
    );
  result.hover = await during(frame, async () => {
    for (let i = 0; i < 80; i++) await move(i);
  });
  for (const [name, key] of [
    ['panFitted', '0'],
    ['panActual', '1'],
  ]) {
    await webview.locator('canvas').press(key);
    await move(0);
    await page.mouse.down();
    result[name] = await during(frame, async () => {
      for (let i = 0; i < 80; i++) await move(i);
    });
    await page.mouse.up();
  }
  const rows = {
    arrival: `${found}, 8000 x 6000, arrive`,
    scroll: 'scrolling the list',
    arrows: 'walking the list, selecting all',
    zoom: 'zooming',
    hover: 'pointing',
    panFitted: 'panning, fitted',
    panActual: 'panning, actual size',
  };
  table(
    [...TASKS_HEAD, 'frame, median', 'frame, 95 %'],
    Object.entries(rows).map(([name, words]) => {
      const { longTasks, longest, median = '', p95 = '' } = result[name];
      return [words, longTasks, longest, median, p95];
    }),
  );
  return result;
}

/** One page that shows one picture after the other: its file is overwritten. */
async function memory() {
  const count = Number(options.pictures);
  const { frame } = await open('changing.png');
  const session = await vscode.browser.context
    .newCDPSession(frame)
    .catch(() => vscode.browser.context.newCDPSession(vscode.page));
  const measure = async () => {
    await session.send('HeapProfiler.collectGarbage');
    const heap = await session.send('Runtime.getHeapUsage');
    const { made, closed } = await frame.evaluate(() => globalThis.seen);
    const mb = (bytes = 0) => Math.round(bytes / 1e5) / 10;
    return {
      heap: mb(heap.usedSize),
      dom: mb(heap.embedderHeapUsedSize),
      buffers: mb(heap.backingStorageSize),
      bitmaps: made - closed,
    };
  };
  const points = [];
  for (let i = 1; i <= count; i++) {
    if (i > 1) {
      await frame.evaluate(() => {
        globalThis.seen.before = globalThis.seen.made;
        delete globalThis.seen.at.done;
      });
      const dot = { create: { width: 8, height: 8, channels: 3, background: { r: i, g: 0, b: 0 } } };
      await sharp(SMALL)
        .composite([{ input: dot, left: i * 8, top: 0 }])
        .png()
        .toFile(inFolder('.next.png'));
      renameSync(inFolder('.next.png'), inFolder('changing.png'));
      await frame.waitForFunction(
        () =>
          globalThis.seen.made > globalThis.seen.before &&
          document.body.dataset.state === 'done' &&
          globalThis.seen.at.done,
        undefined,
        { timeout: 120_000, polling: 100 },
      );
    }
    if ([1, 10, 25, count].includes(i)) points.push({ pictures: i, ...(await measure()) });
  }
  table(
    ['memory after', 'JS heap, MB', 'DOM, MB', 'buffers, MB', 'bitmaps alive'],
    points.map(({ pictures, heap, dom, buffers, bitmaps }) => [`${pictures} pictures`, heap, dom, buffers, bitmaps]),
  );
  return points;
}
