// Renders the test set of states, pictures and truth, into this folder: node test/bench/states/make.mjs [--only KIT]
// Needs npm and a Chromium (test/editor/browser.mjs says which). The pictures are committed: only those who change kits.mjs run this.
import { createReadStream, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { typeOf, unpacked } from '../../../train/packages.mjs';
import { findBrowser } from '../../editor/browser.mjs';
import { KITS } from './kits.mjs';

process.chdir(fileURLToPath(new URL('../../..', import.meta.url)));
const { chromium } = createRequire(path.resolve('test/editor/browser.mjs'))('playwright-core');
const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    kits: { type: 'string', default: 'node_modules/.cache/states/kits' },
  },
});
const out = 'test/bench/states';
const folder = path.resolve(options.kits);
mkdirSync(folder, { recursive: true });

let html = '';
const server = createServer(({ url }, response) => {
  const { pathname } = new URL(url, 'http://x');
  const [, spec, rest] = /^\/npm\/([^/]+)\/(.*)$/.exec(decodeURIComponent(pathname)) ?? [];
  if (!spec) return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
  const file = path.join(unpacked(spec.replaceAll('~', '/'), folder), rest);
  if (!existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': typeOf(file) });
  createReadStream(file).pipe(response);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${server.address().port}`;
const at = (spec) => `${origin}/npm/${spec.replaceAll('/', '~')}`;

const WORDS = {
  checkbox: ['Send me news', 'Remember me', 'Share my location', 'Show hidden files'],
  radio: ['Every day', 'Once a week', 'Never'],
  toggle: ['Notifications', 'Dark theme', 'Autosave'],
  button: ['Save', 'Cancel', 'Delete', 'Export', 'Next'],
  field: ['Anna Berger', 'Lindenweg 4', 'Salzburg', 'anna@example.org'],
  tabs: ['Overview', 'Details', 'History', 'Access'],
  nav: ['Inbox', 'Drafts', 'Archive', 'Settings'],
  fold: ['Shipping', 'Payment', 'Returns'],
};
const BODY = 'Orders leave our house within two days.';

/** Each kit has two pages; the states on them differ, and differ from kit to kit. */
function page(kit, index, variant) {
  const { parts } = kit;
  const turn = index + 2 * variant;
  let serial = 0;
  const draw = (part, states) =>
    parts[part]
      ? WORDS[part]
          .slice(0, states.length)
          .map((t, i) => parts[part](t, states[i], `i${serial++}`))
          .join('')
      : '';
  const rotated = (states, by) => states.map((_, i) => states[(i + by) % states.length]);
  const ticks = [{ checked: true }, {}, { disabled: true }, { checked: true, disabled: true }];
  const boxes = draw('checkbox', rotated(ticks, turn));
  const radios = draw('radio', rotated([{ checked: true }, {}, {}], turn));
  const toggles = draw('toggle', rotated([{ checked: true }, {}, { checked: turn % 4 < 2, disabled: true }], turn));
  const primary = (state, i) => ({ ...state, primary: i % 2 === variant });
  const buttons = draw('button', rotated([{}, {}, { disabled: true }, { disabled: true }, {}], turn).map(primary));
  const fields = rotated([{ focused: true }, {}, { disabled: true }, {}], turn);
  const folds = rotated([{ expanded: true }, {}, {}], turn);
  const folded = WORDS.fold.map((t, i) => parts.fold(t, BODY, folds[i])).join('');
  const open = WORDS.fold.filter((_, i) => folds[i].expanded);
  const column = (...blocks) => `<div class="col">${blocks.map((block) => `<div>${block}</div>`).join('')}</div>`;
  const content = `<div class="cols">${column(parts.tabs(WORDS.tabs, turn % 4), `<div class="row">${buttons}</div>`, parts.folds?.(folded, open) ?? folded)}${column(
    WORDS.field.map((t, i) => `<div class="field-row">${parts.field(t, fields[i])}</div>`).join(''),
  )}</div><div class="cols">${column(boxes)}${column(radios)}${column(toggles)}${column(parts.nav(WORDS.nav, (turn + 1) % 4))}</div>`;
  const dark = variant === 1 ? (kit.dark ?? {}) : {};
  const wrapped = (dark.wrap ?? kit.wrap ?? ((body) => body))(content);
  const packages = Object.fromEntries(Object.entries(kit.with ?? {}).map(([name, spec]) => [name, at(spec)]));
  const theme = variant === 1 && kit.dark ? 'dark' : 'light';
  return `<!doctype html><html lang="en" ${dark.html ?? kit.html ?? ''}><head><meta charset="utf-8">${kit.head(at(kit.pkg), packages)}
<style>*,*::before,*::after{animation:none!important;transition:none!important;caret-color:transparent!important}
.sheet{padding:14px}.cols{display:flex;gap:24px;align-items:flex-start;margin-bottom:14px}.col{display:flex;flex-direction:column;gap:12px;flex:1;min-width:0}.cols:first-child .col:first-child{flex:2.2}.row{display:flex;gap:8px;flex-wrap:wrap}.field-row{margin-bottom:10px}</style></head>
<body class="${dark.bodyClass ?? kit.bodyClass ?? ''}" style='margin:0;${kit.body ?? ''};${dark.body ?? ''}'><div id="app"${kit.wrap ? '' : ' class="sheet"'}>${wrapped}</div>${kit.foot?.(at(kit.pkg), packages) ?? ''}
<script>${kit.mount ? kit.mount(theme) : ''}</script></body></html>`;
}

/** Runs in the page: the boxes of the controls, CSS pixels, and their states. */
function readControls() {
  const found = [];
  for (const control of document.querySelectorAll('[data-control]')) {
    const [role, ...on] = control.dataset.control.split(' ');
    const { part } = control.dataset;
    const shown =
      (part && (control.shadowRoot?.querySelector(`[part~="${part}"],.${part}`) ?? control.querySelector(part))) ||
      control;
    const { left, top, width, height } = shown.getBoundingClientRect();
    const isShown = width > 2 && left + width <= innerWidth && top + height <= innerHeight;
    if (isShown) found.push({ role, on, box: [left, top, left + width, top + height] });
  }
  return found;
}

/** Runs in the page: where its content ends. */
function bottom() {
  const ends = [...document.querySelectorAll('.cols')].map((block) => block.getBoundingClientRect().bottom);
  return Math.min(innerHeight, Math.ceil(Math.max(...ends)) + 14);
}

/** Which states have a meaning for a role. */
const MAY = {
  checkbox: ['checked', 'disabled'],
  radio: ['checked', 'disabled'],
  switch: ['checked', 'disabled'],
  button: ['disabled', 'selected', 'expanded'],
  textbox: ['disabled', 'focused'],
  tab: ['selected'],
  menuitem: ['selected'],
  link: ['selected'],
};

const { executablePath, env } = findBrowser();
const browser = await chromium.launch({
  executablePath,
  env: { ...process.env, ...env },
  args: ['--no-sandbox', '--font-render-hinting=none', '--disable-lcd-text'],
});
for (const [index, kit] of KITS.entries()) {
  if (!kit.kit.includes(options.only)) continue;
  for (const variant of [0, 1]) {
    const scale = (index + variant) % 4 === 3 ? 2 : 1;
    const context = await browser.newContext({ viewport: { width: 760, height: 640 }, deviceScaleFactor: scale });
    const tab = await context.newPage();
    tab.on('pageerror', (error) => console.error(kit.kit, error.message));
    html = page(kit, index, variant);
    await tab.goto(origin, { waitUntil: 'load' });
    await tab.waitForTimeout(kit.wait);
    if (kit.parts.after) await tab.evaluate(kit.parts.after);
    const focused = tab.locator('[data-control~="focused"]').first();
    const input = focused.locator('input').first();
    await ((await input.count()) > 0 ? input : focused).evaluate((element) => element.focus());
    await tab.waitForTimeout(400);
    const name = `${kit.kit}-${variant + 1}@${scale}x`;
    const height = await tab.evaluate(bottom);
    const clip = { x: 0, y: 0, width: 760, height };
    await sharp(await tab.screenshot({ clip }))
      .png({ compressionLevel: 9, effort: 10 })
      .toFile(path.join(out, `${name}.png`));
    const controls = (await tab.evaluate(readControls)).map(({ role, on, box }) => ({
      role,
      box: box.map((edge) => Math.round(edge * scale * 10) / 10),
      state: Object.fromEntries(MAY[role].map((state) => [state, on.includes(state)])),
    }));
    const lines = controls.map((control) => JSON.stringify(control)).join(',\n');
    writeFileSync(
      path.join(out, `${name}.json`),
      `{"kit":"${kit.kit}","package":"${kit.pkg}","license":"${kit.license}","scale":${scale},"controls":[\n${lines}\n]}\n`,
    );
    console.log(`${name}: ${controls.length} controls`);
    await context.close();
  }
}
await browser.close();
server.close();
