// Kits that nobody has made: plain controls under a style sheet drawn by lot, so that the parser does not learn the few
// looks that kits have. Beside the controls of all kits their pages have trees, mails, lists of links, code, and feeds.
import { plainParts } from './parts.mjs';

const CLASSES = {
  button: 'b',
  variants: ['b1', 'b2', 'b3', 'b1', 'b2', 'b4', 'b1', 'b5', 'b2', 'b3', 'b1'],
  small: 'bs',
  disabled: 'off',
  iconButton: 'ib',
  input: 'in',
  select: 'in',
  textarea: 'in',
  check: 'ck',
  toggle: 'ck',
  toggleInput: 'tg',
  slider: 'sl',
  field: 'fd',
  label: 'lb',
  tabs: 'tabs',
  tab: 'tab',
  tabOn: 'on',
  menu: 'menu',
  menuItem: 'mi',
  menuOn: 'on',
  side: 'side',
  sideItem: 'si',
  sideOn: 'on',
  bar: 'bar',
  brand: 'brand',
  barItem: 'ba',
  barOn: 'on',
  crumbs: 'crumbs g-crumbs',
  pages: 'pages g-row',
  page: 'pg',
  pageLink: 'pl',
  pageOn: 'on',
  table: 'tbl',
  card: 'card',
  cardHead: 'ch',
  cardBody: 'cb',
  badge: 'bd',
  alert: 'al',
  list: 'list',
  listItem: 'li',
  listOn: 'on',
  tools: 'tools',
};

/** A kit drawn by lot. `random`: numbers in 0..1. */
export function styledKit(random) {
  const below = (n) => Math.floor(random() * n);
  const chance = (p) => random() < p;
  const pick = (...all) => all[below(all.length)];
  const dark = chance(0.35);
  const hue = below(360);
  const tint = pick(0, 0, 8, 20);
  const grey = (l) => `hsl(${hue} ${tint}% ${dark ? 100 - l : l}%)`;
  const accent = `hsl(${chance(0.5) ? 200 + below(40) : below(360)} ${50 + below(50)}% ${dark ? 55 + below(15) : 35 + below(17)}%)`;
  const [page, panel] = pick([100, 100], [96, 100], [93, 100], [91, 96]).map((l) => grey(dark ? l - 4 : l));
  const ink = grey(dark ? 8 + below(14) : below(30));
  const faint = grey(40 + below(18));
  const border = grey(78 + below(14));
  const radius = pick(0, 2, 4, 6, 10, 16);
  const size = 12 + below(5);
  const link = chance(0.55) ? accent : chance(0.5) ? ink : faint;
  const underline = chance(0.25) ? 'underline' : 'none';
  const pad = (a, b) => `${a + below(5)}px ${b + below(8)}px`;
  const edge = `1px solid ${border}`;
  const bevel = chance(0.12);
  const bevelled = `border:2px solid;border-color:#fff #777 #777 #fff;background:#c3c7cb;color:#111;border-radius:0`;
  const frame = pick(`border:${edge}`, `box-shadow:0 1px 4px #0003`, `border:${edge};box-shadow:0 1px 2px #0002`, '');
  const on = () =>
    pick(
      `background:${accent};color:#fff`,
      `background:${grey(88)};`,
      `color:${accent}`,
      `font-weight:bold`,
      `box-shadow:inset 3px 0 ${accent}`,
      `background:color-mix(in srgb,${accent} 18%,transparent);color:${accent}`,
    );
  const barDark = chance(0.4);
  const sideDark = chance(0.25);
  const row = `display:${pick('flex', 'block')};align-items:center;gap:${6 + below(8)}px`;
  const tabs = pick(
    [
      `border-bottom:${edge}`,
      `border-bottom:2px solid transparent`,
      `border-bottom:2px solid ${accent};color:${accent}`,
    ],
    [
      `border-bottom:${edge}`,
      `border:1px solid transparent;margin-bottom:-1px;border-radius:${radius}px ${radius}px 0 0`,
      `border:${edge};border-bottom-color:${panel};background:${panel}`,
    ],
    [
      `background:${grey(90)};border-radius:${radius}px;padding:3px`,
      `border-radius:${radius}px`,
      `background:${panel};box-shadow:0 1px 2px #0003`,
    ],
    [`gap:6px`, `border-radius:99px`, `background:${accent};color:#fff`],
    [`gap:1px`, `border:${edge};background:${grey(88)}`, `background:${panel};border-top:2px solid ${accent}`],
    ['', '', `color:${accent};font-weight:bold`],
  );
  const field = pick(
    `border:${edge};background:${panel}`,
    `border:1px solid ${faint};background:transparent`,
    `border:0;background:${grey(90)}`,
    `border:0;border-bottom:1px solid ${faint};border-radius:0!important;background:transparent`,
    `border:${edge};background:${grey(95)};box-shadow:inset 0 1px 2px #0002`,
  );
  const style = `body{background:${page};color:${ink};font:${size}px/${1.2 + 0.1 * below(5)} ${pick('sans-serif', 'Arial', 'Verdana', 'Georgia')}}a{color:${link};text-decoration:${underline}}ul{list-style:none;padding:0;margin:0}
.b{font:inherit;${pick('font-weight:bold;', '', 'text-transform:uppercase;letter-spacing:.5px;')}padding:${pad(3, 9)};border:1px solid transparent;border-radius:${chance(0.2) ? 99 : radius}px;background:${grey(88)};color:${ink}}.b1{background:${accent};color:#fff}.b2{background:transparent;border-color:${pick(accent, border, faint)};color:${pick(accent, ink)}}.b3{background:transparent;color:${accent}}.b4{background:${panel};border:${edge}}.b5{background:linear-gradient(${grey(98)},${grey(86)});border:${edge}}.bs{font-size:.85em;padding:2px 6px}.off,:disabled{opacity:.5}
.ib{background:${pick('transparent', grey(90), panel)};border:${pick('0', edge)};border-radius:${pick(radius, 99)}px;padding:${4 + below(6)}px;color:${pick(ink, faint, accent)};font-size:${size + below(4)}px}${bevel ? `.b,.ib{${bevelled}}` : ''}
.in{font:inherit;width:100%;padding:${pad(3, 6)};border-radius:${radius}px;color:${ink};${field}}.in::placeholder{color:${faint}}.fd{margin:8px 0;${chance(0.3) ? 'display:flex;gap:12px;align-items:center' : ''}}.lb{color:${pick(ink, faint)};${pick('font-weight:600', 'font-size:.9em', '')}}
input[type=checkbox],input[type=radio]{${chance(0.4) ? `accent-color:${accent}` : `appearance:none;width:${14 + below(6)}px;height:${14 + below(6)}px;border:${1 + below(2)}px solid ${faint};border-radius:${below(5)}px;vertical-align:middle;background:${panel}`}}input[type=radio]{border-radius:50%!important}input:checked{background:${accent};border-color:${accent};box-shadow:inset 0 0 0 3px ${panel}}.tg{border-radius:99px!important;width:${28 + below(16)}px!important}.sl{width:100%;accent-color:${accent}}
.tabs{display:flex;${tabs[0]}}.tab{display:block;padding:${pad(4, 8)};color:${pick(ink, faint)};text-decoration:none;${tabs[1]}}.tab.on{${tabs[2]}}
.menu{background:${panel};border-radius:${radius}px;padding:${pick(0, 4, 8)}px 0;width:${150 + below(90)}px;${pick(frame, `box-shadow:0 4px 14px #0004`, `border:${edge}`)}}.mi,.si,.li{${row};padding:${pad(2, 10)};color:${pick(ink, ink, faint)};text-decoration:none}.mi.on{${on()}}
.g-side{${sideDark ? `background:hsl(${hue} 20% 16%);` : chance(0.4) ? `background:${panel};border-right:${edge};` : ''}margin:-16px 0 -16px -16px;padding:10px ${pick(0, 8)}px;min-height:90vh}.si{border-radius:${pick(0, radius)}px;${sideDark ? 'color:#ccd' : ''}}.si.on{${on()}}
.bar{background:${barDark ? `hsl(${hue} ${20 + below(60)}% ${15 + below(30)}%)` : panel};padding:${pad(4, 12)};border-bottom:${edge}}.bar a{text-decoration:none;color:${barDark ? '#fff' : pick(ink, faint)}}.ba{padding:${pad(2, 8)};display:block}.ba.on{${pick('font-weight:bold', 'opacity:.7', `border-bottom:2px solid ${accent}`, 'background:#8883')}}.brand{font-weight:bold;font-size:1.2em;margin-right:16px}
.pl{display:block;padding:${pad(2, 7)};${pick(`border:${edge}`, '', `background:${panel}`)};border-radius:${radius}px;text-decoration:none}.pg.on .pl{background:${accent};color:#fff}
.tbl{border-collapse:collapse;width:100%}.tbl td,.tbl th{padding:${pad(2, 5)};text-align:left;${pick(`border-bottom:${edge}`, `border:${edge}`, '')}}.tbl th{${pick(`background:${grey(93)}`, `color:${faint}`, '')}}${chance(0.4) ? `.tbl tr:nth-child(even){background:${grey(96)}}` : ''}
.card{background:${panel};border-radius:${radius}px;${frame};margin-bottom:14px}.ch{padding:${pad(6, 12)};${pick(`border-bottom:${edge}`, `background:${grey(93)}`, '')}}.cb{padding:${pad(8, 12)}}
.bd{background:${pick(accent, grey(80), faint)};color:#fff;border-radius:${pick(3, 99)}px;padding:1px 6px;font-size:.8em}.al{background:color-mix(in srgb,${accent} 15%,${panel});border:1px solid ${accent};border-radius:${radius}px;padding:10px}
.list{${frame};border-radius:${radius}px;background:${panel}}.li{display:block;${chance(0.6) ? `border-bottom:${edge}` : ''}}.li.on{${on()}}
.tree ul{padding-left:${14 + below(10)}px;${chance(0.4) ? `border-left:1px dotted ${faint};margin-left:5px` : ''}}.tree a{color:${pick(ink, ink, link)};text-decoration:none;padding:${below(4)}px 2px;display:${pick('inline-block', 'block')}}.tree a.on{${on()}}
.mail{display:flex;align-items:center;gap:${8 + below(8)}px;padding:${pad(4, 6)};${chance(0.7) ? `border-bottom:${edge}` : ''}}.mail b,.mail a{flex:0 0 110px}.mail span{flex:1;overflow:hidden;white-space:nowrap;text-overflow:ellipsis;color:${faint}}.foot{display:flex;gap:24px;flex-wrap:wrap}.foot li{margin:${2 + below(5)}px 0}
.code{font:${size - 1}px/1.5 monospace;background:${pick(grey(97), 'hsl(220 13% 18%)')};padding:10px;white-space:pre;overflow:hidden;border-radius:${radius}px}.code,.k0{color:${pick('#abb2bf', '#888')}}.k1{color:#c678dd}.k2{color:#61afef}.k3{color:#98a34e}.k4{color:#d19a66}.feed{display:flex;gap:10px;margin:10px 0}`;
  return { css: [], style, page: ' ', isDark: dark, parts: plainParts(CLASSES), blocks: moreBlocks };
}

/** What these pages have besides: functions that give HTML, as in generate.mjs. */
function moreBlocks({ some, one, icon, below, chance, photo, parts }) {
  const entry = (text, i) => `<a href="#x"${i === 2 ? ' class="on"' : ''}>${text}</a>`;
  const role = chance(0.5) ? ' role="treeitem"' : '';
  const leaf = (text, i) =>
    `<li>${role ? entry(text, i).replace('<a href="#x"', `<a tabindex="0"${role}`) : entry(text, i)}`;
  const arrow = chance(0.5) ? '▾ ' : chance(0.5) ? `${icon()} ` : '';
  const token = (text) => `<span class="k${below(5)}">${text}</span>`;
  return [
    () =>
      `<ul class="tree"${role ? ' role="tree"' : ''}>${some('nav', 3)
        .map(
          (text, i) =>
            `${leaf(arrow + text, i + 1)}${
              i < 2
                ? `<ul>${some('menu', 2 + below(4))
                    .map(leaf)
                    .join('</li>')}</li></ul>`
                : ''
            }</li>`,
        )
        .join('')}</ul>`,
    () =>
      parts.card(
        one('head'),
        Array.from(
          { length: 4 + below(4) },
          () =>
            `<div class="mail"><input type="checkbox"${chance(0.2) ? ' checked' : ''}>${chance(0.5) ? `<button class="ib" aria-label="star">${icon()}</button>` : ''}${chance(0.6) ? `<a href="#x">${one('cell')}</a>` : `<b>${one('cell')}</b>`}<span>${one('sentence')}</span>${chance(0.3) ? icon() : ''}<small>${1 + below(12)}:${10 + below(49)}</small></div>`,
        ).join(''),
      ),
    () =>
      `<div class="foot">${Array.from(
        { length: 2 + below(3) },
        () =>
          `<div><b>${one('head')}</b><ul>${some('nav', 3 + below(3))
            .map((text) => `<li><a href="#x">${text}</a></li>`)
            .join('')}</ul></div>`,
      ).join('')}</div>`,
    () =>
      `<div class="code">${Array.from({ length: 5 + below(8) }, (_, i) => `${' '.repeat(2 * below(4))}${token(`${i + 1} const`)} ${token(one('cell').replace(/\W/g, '_'))} = ${token(`'${one('value')}'`)};`).join('\n')}</div>`,
    () =>
      Array.from(
        { length: 2 + below(3) },
        () =>
          `<div class="feed">${photo('g-face')}<div><a href="#x">${one('cell')}</a> ${one('sentence')}<br><small>${below(50)} min · <a href="#x">${one('verb')}</a> · <a href="#x">${one('verb')}</a></small></div></div>`,
      ).join(''),
    () =>
      `<div class="g-row">${Array.from({ length: 3 }, () => `<div class="card"><div class="cb">${icon()} <small>${one('label')}</small><h2 style="margin:0">${below(9000)}</h2><a href="#x">${one('verb')} ${chance(0.5) ? icon() : '→'}</a></div></div>`).join('')}</div>`,
    () =>
      parts.menu(
        some('verb', 4 + below(5)).map(
          (text) =>
            `${text}${chance(0.4) ? ` <small style="float:right;margin-left:auto">Ctrl+${'ABCXVZ'[below(6)]}</small>` : ''}`,
        ),
        below(4),
      ),
  ];
}
