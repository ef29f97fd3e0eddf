// Pages made up of the controls of component kits, put together at random: the same seed gives the same pages.
import { CSS_KITS, ICON_FONTS } from './parts.mjs';
import { styledKit } from './styled.mjs';
import { WORDS } from './words.mjs';

/** Mulberry32, by Tommy Ettinger: numbers in 0..1. */
function randomOf(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const BASE = `*{box-sizing:border-box}body{margin:0;min-height:100vh;overflow-x:hidden}.g-bar{display:flex;align-items:center;gap:4px;width:100%}.g-row{display:flex;flex-wrap:wrap;gap:6px;align-items:center;list-style:none;padding:0;margin:0}
.g-col{display:flex;flex-direction:column;gap:6px}.g-space{flex:1}.g-crumbs{display:flex;gap:18px;list-style:none;padding:0}.g-static{position:static!important;display:block;transform:none!important;opacity:1!important;float:none}.g-shown{display:block!important}
.g-page{display:flex;gap:20px;padding:16px}.g-side{flex:0 0 210px}.g-main{flex:1;min-width:0}.g-grid{display:grid;gap:16px;align-items:start}.g-pad{padding:8px}.g-frame{border:1px solid #8884;border-radius:6px}.g-check{display:flex;gap:8px;align-items:center;margin:4px 0}
.g-line{margin:4px 10px 4px 0}.g-narrow{width:200px}ul.g-row ul{list-style:none}.g-photo{width:100%;height:150px;display:block;border-radius:4px}.g-face{width:40px;height:40px;border-radius:50%;object-fit:cover}nav ul,.g-side ul{list-style:none}`;
/** How many pages are made of kits drawn by lot. */
const STYLED = 240;
const FACES = [
  'Roboto',
  'Open Sans',
  'Inter',
  'Lato',
  'Source Sans Pro',
  'Montserrat',
  'Nunito',
  'Poppins',
  'Ubuntu',
  'IBM Plex Sans',
];

/** A picture of noise and shapes, as a photo would be: an SVG with turbulence, or a gradient with hills. */
function photo(random, className) {
  const hue = Math.floor(random() * 360);
  const noise = random() < 0.6;
  const inner = noise
    ? `<filter id='f'><feTurbulence type='fractalNoise' baseFrequency='${(0.01 + random() * 0.05).toFixed(3)}' numOctaves='4' seed='${hue}'/></filter><rect width='100%' height='100%' fill='hsl(${hue},40%,50%)'/><rect width='100%' height='100%' filter='url(%23f)' opacity='.8'/>`
    : `<defs><linearGradient id='g' x2='0' y2='1'><stop stop-color='hsl(${hue},60%,70%)'/><stop offset='1' stop-color='hsl(${hue + 50},60%,40%)'/></linearGradient></defs><rect width='100%' height='100%' fill='url(%23g)'/><circle cx='70%' cy='30%' r='14%' fill='hsl(${hue + 90},70%,75%)'/><path d='M0 150L90 60L160 120L240 40L400 150Z' fill='hsl(${hue + 160},35%,30%)'/>`;
  return `<img alt="" class="${className}" src="data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg' width='400' height='150'>${inner.replace(/#/g, '%23').replace(/%2523/g, '%23').replace(/"/g, "'")}</svg>">`;
}

function chart(random) {
  const bars = Array.from({ length: 8 + Math.floor(random() * 8) }, () => 15 + Math.floor(random() * 100));
  const hue = Math.floor(random() * 360);
  const line = bars.map((h, i) => `${i * 25 + 8},${130 - h}`).join(' ');
  const drawn =
    random() < 0.5
      ? `<polyline points="${line}" fill="none" stroke="hsl(${hue},60%,50%)" stroke-width="2"/>`
      : bars
          .map((h, i) => `<rect x="${i * 25}" y="${130 - h}" width="16" height="${h}" fill="hsl(${hue},60%,55%)"/>`)
          .join('');
  return `<svg viewBox="0 0 400 140" width="100%" height="150" role="img"><path d="M0 130H400M0 90H400M0 50H400M0 10H400" stroke="#8883" fill="none"/>${drawn}</svg>`;
}

function page(kit, seed, origin) {
  const random = randomOf(seed);
  const below = (n) => Math.floor(random() * n);
  const chance = (p) => random() < p;
  const lang = kit.lang ?? (chance(0.2) ? 'zh' : chance(0.12) ? 'de' : 'en');
  const words = WORDS[lang];
  const some = (kind, count) => {
    const all = words[kind].split('|');
    const from = below(all.length);
    return Array.from({ length: count }, (_, i) => all[(from + i * (1 + (seed % 3))) % all.length]);
  };
  const one = (kind) => some(kind, 1)[0];
  const font = ICON_FONTS[below(ICON_FONTS.length)];
  const icon = () => font.icon(below(20));
  const icons = (count) => Array.from({ length: count }, icon);
  const p = kit.parts;
  const look = () => ({ variant: below(11), small: chance(0.2), disabled: chance(0.1) });
  const tick = (group) => ({
    checked: chance(0.45),
    disabled: chance(0.12),
    variant: below(4),
    group,
    id: `t${below(1e6)}`,
  });
  const button = () => p.button(one('verb'), { ...look(), ...(chance(0.25) && { icon: icon() }) });
  const input = () =>
    p.input({
      ...(chance(0.5) ? { value: one('value') } : { placeholder: one('value') }),
      disabled: chance(0.1),
      focus: chance(0.2),
      invalid: chance(0.08),
      type: chance(0.1) ? 'number' : 'text',
    });
  const field = () =>
    p.field(
      one('label'),
      chance(0.65)
        ? input()
        : chance(0.6)
          ? p.select(some('value', 3), { disabled: chance(0.1) })
          : p.textarea({ placeholder: one('sentence') }),
    );
  const sentence = () =>
    chance(0.3) ? one('sentence').replace(/(\S+ )(\S+ \S+)/, '$1<a href="#x">$2</a>') : one('sentence');
  const title = () =>
    (chance(0.5) ? one('head') : `<h${2 + below(4)} style="margin:0">${one('head')}</h${5}>`).replace(
      /<h(\d)(.*)<\/h5>/,
      '<h$1$2</h$1>',
    );
  // The end of a row: an arrow, a counter.
  const tailed = (texts) => {
    const tail = below(4);
    if (tail > 1) return texts;
    return texts.map((t, i) =>
      i % 3 === 2 && tail === 0
        ? t
        : `${t} <span style="float:right;margin-left:auto">${tail === 0 ? icon() : p.badge(one('badge'), look())}</span>`,
    );
  };
  const blocks = [
    () =>
      p.card(
        title(),
        `<form class="${kit.form ?? ''}">${Array.from({ length: 2 + below(3) }, field).join('')}<div class="g-row">${button()}${button()}</div></form>`,
      ),
    () =>
      p.card(
        title(),
        `${Array.from({ length: 2 + below(3) }, () => p.checkbox(one('option'), tick())).join('')}<hr>${some(
          'option',
          3,
        )
          .map((t, i) => p.radio(t, { ...tick(`g${seed}`), checked: i === 1 }))
          .join('')}`,
      ),
    () =>
      p.card(
        title(),
        `${Array.from({ length: 2 + below(3) }, () => p.toggle(one('option'), tick())).join('<br>')}<br>${p.slider({ value: below(100) })}${chance(0.5) ? p.progress(below(100)) : ''}`,
      ),
    () => `${p.tabs(some('tab', 3 + below(3)), below(3))}<div class="g-pad">${sentence()} ${sentence()}</div>`,
    () =>
      p.card(
        title(),
        p.table(
          ['', ...some('label', 3)].slice(chance(0.5) ? 1 : 0),
          Array.from({ length: 3 + below(4) }, () => [
            `<input type="checkbox"${chance(0.4) ? ' checked' : ''}>`,
            one('cell'),
            chance(0.4) ? `<a href="#x">${one('cell')}</a>` : one('cell'),
            chance(0.4)
              ? p.badge(one('badge'), look())
              : chance(0.3)
                ? p.iconButton(icon(), { ...look(), small: true })
                : one('cell'),
          ]),
        ),
      ),
    () => p.menu(some('menu', 4 + below(4)), below(4), chance(0.5) ? icons(8) : undefined),
    () => p.group(tailed(some('nav', 3 + below(3))), below(5)),
    () => `<div class="g-row">${Array.from({ length: 3 + below(4) }, button).join('')}</div>`,
    () => p.tools(Array.from({ length: 4 + below(4) }, () => p.iconButton(icon(), { ...look(), small: false }))),
    () => p.alert(sentence(), look()),
    () =>
      p.card(
        title(),
        `<p>${sentence()}</p>${chance(0.5) ? chart(random) : photo(random, 'g-photo')}<div class="g-row">${button()}<a href="#x">${one('verb')}</a></div>`,
      ),
    () =>
      p.card(
        title(),
        some('cell', 3)
          .map(
            (t) =>
              `<div class="g-row" style="margin:6px 0">${photo(random, 'g-face')}<span>${t}<br><small>${one('sentence').slice(0, 24)}</small></span>${chance(0.4) ? p.badge(one('badge'), look()) : ''}</div>`,
          )
          .join(''),
      ),
    () =>
      `<h${1 + below(3)}>${one('head')}</h${1}><p>${sentence()} ${sentence()} ${sentence()}</p>`.replace(
        /<h(\d)>(.*)<\/h1>/,
        '<h$1>$2</h$1>',
      ),
    () => p.crumbs(some('nav', 3)),
    () => p.pages(3 + below(4), 1 + below(3)),
    () => p.expander(one('head'), { open: chance(0.5), body: one('sentence') }),
    () => `<div class="g-row">${p.input({ placeholder: one('value') })}${p.button(one('verb'), look())}</div>`,
    () =>
      `<div class="g-row">${Array.from({ length: 4 }, () => `<a href="#x" aria-label="tool">${icon()}</a>`).join('')}${Array.from({ length: 3 }, () => p.badge(one('badge'), look())).join(' ')}</div>`,
  ];
  const more = kit.blocks?.({ some, one, icon, below, chance, parts: p, photo: (name) => photo(random, name) }) ?? [];
  const shuffled = [...blocks, ...more].sort(() => random() - 0.5);
  const columns = kit.mobile ? 1 : 1 + below(3);
  const cells = Array.from(
    { length: columns },
    (_, column) =>
      `<div class="g-col">${shuffled
        .filter((_, i) => i % columns === column)
        .map((draw) => draw())
        .join('')}</div>`,
  ).join('');
  const withSide = !kit.mobile && chance(0.6);
  const css = [
    ...kit.css,
    ...(kit.themed ? [`jquery-ui-themes@1.12.0/themes/${kit.themed[seed % kit.themed.length]}/jquery-ui.min.css`] : []),
    font.css,
  ];
  const dark = kit.dark
    ? kit.dark
    : kit.themes
      ? `data-theme="${kit.themes[seed % kit.themes.length]}"`
      : (kit.html ?? '');
  const face = FACES[below(FACES.length)];
  const links = css
    .filter((name) => !name.startsWith('fonts/'))
    .map(
      (name) => `<link rel="stylesheet" href="${origin}/npm/${name.startsWith('@') ? name.replace('/', '~') : name}">`,
    )
    .join('');
  const faces = `<link rel="stylesheet" href="https://fonts.googleapis.com/css?family=${face.replace(/ /g, '+')}|Roboto|Noto+Sans+SC">`;
  const theme7 = kit.themes7 ? `class="${kit.themes7[seed % 2]} ${chance(0.3) ? 'dark' : ''}"` : '';
  const darkBody = kit.darkClass && chance(0.4) ? `class="${kit.darkClass}" ` : '';
  const own = kit.page ?? (chance(0.4) && !kit.isDark ? `font-family:"${face}","Noto Sans SC",sans-serif` : '');
  const bodyStyle = `${own};${darkBody ? 'background:#2f343c;' : ''}${kit.kit === 'daisyui' ? 'background:oklch(var(--b1));color:oklch(var(--bc))' : ''}`;
  return `<!doctype html><html lang="${lang}" ${dark} ${theme7}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><style>${BASE}</style>${faces}${links}<style>.g-static{position:static!important}${kit.style ?? ''}</style></head>
<body ${darkBody}style='${bodyStyle}'>${p.bar(`${one('badge')} ${one('nav')}`, some('nav', kit.mobile ? 2 : 3 + below(4)), below(4), kit.mobile ? '' : chance(0.5) ? p.input({ placeholder: one('value') }) : button())}
<div class="g-page">${withSide ? `<aside class="g-side">${p.side(tailed(some('nav', 5 + below(5))), below(5), chance(0.75) ? icons(10) : undefined)}</aside>` : ''}<main class="g-main g-grid" style="grid-template-columns:repeat(${columns},minmax(0,1fr))">${cells}</main></div></body></html>`;
}

/** All generated pages, each with the facts that render.mjs needs. */
export function* generatedPages(origin) {
  const drawn = Array.from({ length: STYLED }, (_, i) => {
    const kit = styledKit(randomOf(9000 + i));
    return { ...kit, kit: `styled-${i % 10}`, weight: 0 };
  });
  for (const [kits, first] of [
    [[...CSS_KITS, ...drawn], 1000],
    [CSS_KITS, 3000],
  ]) {
    yield* pagesOf(kits, first, origin);
  }
}

/** Pages of those kits; the seed of each says what is on it, and `first` is that of the first. */
function* pagesOf(kits, first, origin) {
  let seed = first;
  for (const kit of kits) {
    for (let i = 0; i < (kit.weight ?? 1) + 1; i++, seed++) {
      const phone = kit.mobile || seed % 9 === 4;
      const size = phone
        ? { width: [375, 390, 412][seed % 3], height: 844, mobile: true }
        : seed % 13 === 5
          ? { width: 1152, height: 720 }
          : { width: 1440, height: 900 };
      const scale = kit.mobile ? 1 + (seed % 3) : phone ? 2 : size.width === 1152 ? 1.25 : seed % 6 === 2 ? 2 : 1;
      yield {
        id: `gen-${kit.kit}-${seed}`,
        kit: kit.kit,
        test: kit.test,
        lang: kit.lang,
        html: page({ ...kit, mobile: phone }, seed, origin),
        scale,
        focus: '[data-focus]',
        dark: !!kit.isDark,
        scroll: i % 3 === 2 ? 500 : 0,
        ...size,
      };
    }
  }
}
