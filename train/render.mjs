// Renders the pages that the parser learns from, with the truth of their DOM, into a folder:
//   node train/render.mjs [--out node_modules/.cache/train/corpus] [--only WORD] [--bench ../shared/bench]
// Needs npm, and a Chromium (test/editor/browser.mjs says which). Pages that are there already are kept.
// Per page <id>@<scale>x.png and .json, as in the benchmark, whose `make/extract.js` reads the truth; elements have `state` too.
import { createReadStream, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findBrowser } from '../test/editor/browser.mjs';
import { generatedPages } from './generate.mjs';
import { FONT_NAMES, ICON_FONT, KITS, STAND_INS } from './kits.mjs';
import { typeOf, unpacked as unpack } from './packages.mjs';
import { stateOf } from './state.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const { chromium } = createRequire(path.resolve('test/editor/browser.mjs'))('playwright-core');
const { values: options } = parseArgs({
  options: {
    out: { type: 'string', default: 'node_modules/.cache/train/corpus' },
    kits: { type: 'string', default: 'node_modules/.cache/train/kits' },
    only: { type: 'string', default: '' },
    bench: { type: 'string', default: '../shared/bench' },
  },
});
const out = path.resolve(options.out);
const folder = path.resolve(options.kits);
mkdirSync(out, { recursive: true });
mkdirSync(folder, { recursive: true });

const unpacked = (spec) => unpack(spec, folder);
const isFile = (file) => existsSync(file) && statSync(file).isFile();

let site = folder;
let generated = new Map();
let include;
const server = createServer(({ url }, response) => {
  const { pathname } = new URL(url, 'http://x');
  const name = decodeURIComponent(pathname);
  if (generated.has(name))
    return response.writeHead(200, { 'content-type': typeOf('x.html') }).end(generated.get(name));
  const [, spec, rest] = /^\/npm\/([^/]+)\/(.*)$/.exec(name) ?? [];
  const file = spec ? path.join(unpacked(spec.replaceAll('~', '/')), rest) : path.join(site, name);
  if (!isFile(file)) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': typeOf(file), 'access-control-allow-origin': '*' });
  if (include && file.endsWith('.html')) return response.end(withPartials(file));
  createReadStream(file).pipe(response);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${server.address().port}`;

/** Templates of gulp-file-include. */
function withPartials(file) {
  return readFileSync(file, 'utf8')
    .replace(/@@include\(\s*['"]([^'"]+)['"][^)]*\)/g, (_, name) => {
      const part = path.resolve(path.dirname(file), name);
      return isFile(part) ? withPartials(part) : '';
    })
    .replace(/@@path/g, '/src');
}

function fontCss(url) {
  if (url.pathname.startsWith('/icon') || /Material\+?( |%20)?Icons/.test(url.search)) {
    const css = readFileSync(path.join(unpacked(ICON_FONT), 'iconfont/filled.css'), 'utf8');
    return css.replace(/url\("?\.?\/?([^")]+)"?\)/g, `url(${origin}/npm/${ICON_FONT}/iconfont/$1)`) + fontsOf(url);
  }
  return fontsOf(url);
}

function fontsOf(url) {
  const families = url.searchParams.getAll('family').flatMap((names) => names.split('|'));
  return families
    .map((family) => family.split(':')[0].trim().toLowerCase().replace(/[+ ]/g, '-'))
    .filter((name) => FONT_NAMES.includes(name))
    .flatMap((name) => [300, 400, 500, 600, 700].map((weight) => ({ spec: `@fontsource/${name}`, weight })))
    .filter(({ spec, weight }) => isFile(path.join(unpacked(spec), `${weight}.css`)))
    .map(({ spec, weight }) =>
      readFileSync(path.join(unpacked(spec), `${weight}.css`), 'utf8').replace(
        /url\(\.\/([^)]+)\)/g,
        `url(${origin}/npm/${spec.replace('/', '~')}/$1)`,
      ),
    )
    .join('\n');
}

async function route(request) {
  const address = request.request().url();
  const url = new URL(address);
  const headers = { 'access-control-allow-origin': '*' };
  if (url.hostname === 'fonts.googleapis.com')
    return request.fulfill({ contentType: 'text/css', headers, body: fontCss(url) });
  const plain = decodeURI(address.split(/[?#]/)[0]);
  for (const [pattern, spec, rest] of STAND_INS) {
    const found = pattern.exec(plain);
    if (!found || (url.origin === origin && isFile(path.join(site, url.pathname)))) continue;
    const fill = (text) => text.replace(/\$(\d)/g, (_, i) => found[i] ?? '');
    const file = path.join(unpacked(fill(spec)), fill(rest));
    if (isFile(file)) return request.fulfill({ path: file, contentType: typeOf(file), headers });
  }
  return url.origin === origin ? request.continue() : request.abort();
}

const extract = readFileSync(path.join(options.bench, 'make/extract.js'), 'utf8')
  .replace(/^\/\/.*\n/gm, '')
  .trim()
  .replace(/;$/, '')
  .replace('custom: x.custom }', `custom: x.custom, state: (${stateOf})(x.el) }`);
if (!extract.includes('state: (')) throw new Error('extract.js has changed: it gives no states.');

const { executablePath, env } = findBrowser();
const browser = await chromium.launch({
  executablePath,
  env: { ...process.env, ...env },
  args: ['--no-sandbox', '--hide-scrollbars=false', '--font-render-hinting=none', '--disable-lcd-text'],
});
const STILL =
  '*,*::before,*::after{animation:none!important;transition:none!important;caret-color:transparent!important}';
const scaled = (box, scale) => box?.map((v) => Math.round(v * scale * 10) / 10);

/** `page`: id, kit, url, lang, width, height, scale, and what to do before the picture is taken. */
async function render(page) {
  const { id, scale, width, height } = page;
  const file = path.join(out, `${id}@${scale}x`);
  if (existsSync(`${file}.json`) || !id.includes(options.only)) return;
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: scale,
    locale: page.lang === 'zh' ? 'zh-CN' : 'en-US',
    reducedMotion: 'reduce',
    colorScheme: page.dark ? 'dark' : 'light',
    ...(page.mobile && { isMobile: true, hasTouch: true }),
  });
  try {
    const tab = await context.newPage();
    await tab.route('**/*', route);
    await tab
      .goto(page.url, { waitUntil: 'load', timeout: 20_000 })
      .catch((error) => console.error(id, error.message.split('\n')[0]));
    await tab.waitForTimeout(page.wait ?? 700);
    await tab.addStyleTag({ content: STILL });
    if (page.focus)
      await tab
        .locator(page.focus)
        .first()
        .focus({ timeout: 1000 })
        .catch(() => undefined);
    if (page.scroll) await tab.evaluate((y) => scrollTo(0, y), page.scroll);
    await tab.waitForTimeout(250);
    const png = await tab.screenshot({ timeout: 20_000 });
    const truth = await tab.evaluate(`(${extract})()`);
    if (truth.texts.length < 4) throw new Error('hardly any text: something did not load');
    const texts = truth.texts.map((t) => ({
      ...t,
      box: scaled(t.box, scale),
      fontSize: t.fontSize * scale,
      words: t.words.map((w) => ({ ...w, box: scaled(w.box, scale) })),
    }));
    const elements = truth.elements.map((e) => ({ ...e, box: scaled(e.box, scale), visual: scaled(e.visual, scale) }));
    writeFileSync(`${file}.png`, png);
    const facts = {
      id,
      kit: page.kit,
      test: page.test,
      lang: page.lang ?? 'en',
      scale,
      width: width * scale,
      height: height * scale,
    };
    writeFileSync(`${file}.json`, JSON.stringify({ ...facts, texts, elements }));
    console.log(`${id}@${scale}x: ${texts.length} texts, ${elements.length} elements`);
  } catch (error) {
    console.error(`${id}: ${error.message.split('\n')[0]}`);
  } finally {
    await context.close();
  }
}

let count = 0;
for (const { kit, pkg, root = '', folder: at = '', pages, test, lang, mobile, wait, include: partials } of KITS) {
  site = path.join(unpacked(pkg), root);
  include = partials;
  for (const entry of pages.split(/\s+/)) {
    const [name, hash] = entry.split('#');
    const scroll = /^\d+$/.test(hash ?? '') ? Number(hash) : 0;
    const anchor = hash && !scroll ? `#${hash}` : '';
    const id = `${kit}-${pkg
      .replace(/^@[^/]+\//, '')
      .replace(/@.*/, '')
      .replace(kit, '')}-${entry}`
      .replace(/[^a-z0-9_]+/gi, '-')
      .toLowerCase();
    const url = `${origin}/npm/${pkg.replace(/\//g, '~')}/${path.posix.join(at, name)}.html${anchor}`;
    const phone = mobile || count % 11 === 7;
    const size = phone ? { width: 390, height: 844, mobile: true } : { width: 1440, height: 900 };
    const scale = mobile ? 1 + (count % 3) : phone ? 2 : count % 5 === 3 ? 2 : 1;
    count++;
    await render({ id, kit, url, lang, test, wait, scroll, scale, ...size });
  }
}
include = undefined;
for (const page of generatedPages(origin)) {
  generated = new Map([[`/generated/${page.id}.html`, page.html]]);
  site = folder;
  await render({ ...page, url: `${origin}/generated/${page.id}.html` });
}
await browser.close();
server.close();
