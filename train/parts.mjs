// How component kits write the controls of a page: functions that give HTML. A kit changes what it does its own way.

const flag = (on, word) => (on ? ` ${word}` : '');
const list = (items, draw) => items.map((item, i) => draw(item, i)).join('');
let serial = 0;
const newId = () => `i${++serial}`;

/** Plain HTML, as kits without classes style it. `c`: class names by part, which most kits get along with. */
export function plainParts(c = {}) {
  const k = (name, more = '') => ` class="${[c[name] ?? '', more].join(' ').trim()}"`;
  const variant = (name, o) =>
    [
      c[name] ?? '',
      c.variants ? c.variants[o.variant % c.variants.length] : '',
      o.small ? c.small : '',
      o.disabled ? c.disabled : '',
    ]
      .join(' ')
      .trim();
  const check = (type) => (label, o) => {
    const id = newId();
    return `<div${k('check')}><input type="${type}" id="${id}" name="${o.group ?? id}"${k(type === 'radio' ? 'radioInput' : 'checkInput')}${flag(o.checked, 'checked')}${flag(o.disabled, 'disabled')}> <label${k('checkLabel')} for="${id}">${label}</label></div>`;
  };
  return {
    button: (text, o) =>
      `<button type="button" class="${variant('button', o)}"${flag(o.disabled, 'disabled')}>${o.icon ? `${o.icon} ` : ''}${text}</button>`,
    iconButton: (icon, o) =>
      `<button type="button" aria-label="tool" class="${variant('iconButton', o) || variant('button', o)}"${flag(o.disabled, 'disabled')}>${icon}</button>`,
    input: (o) =>
      `<input type="${o.type ?? 'text'}"${k('input', o.invalid ? c.invalid : '')} ${o.value ? `value="${o.value}"` : `placeholder="${o.placeholder ?? ''}"`}${flag(o.disabled, 'disabled')}${o.focus ? ' data-focus' : ''}>`,
    select: (options, o) =>
      `<select${k('select')}${flag(o.disabled, 'disabled')}>${list(options, (t) => `<option>${t}</option>`)}</select>`,
    textarea: (o) =>
      `<textarea rows="3"${k('textarea')} placeholder="${o.placeholder ?? ''}">${o.value ?? ''}</textarea>`,
    checkbox: check('checkbox'),
    radio: check('radio'),
    toggle: (label, o) =>
      `<label${k('toggle')}><input type="checkbox" role="switch"${k('toggleInput')}${flag(o.checked, 'checked')}${flag(o.disabled, 'disabled')}> ${label}</label>`,
    slider: (o) => `<input type="range"${k('slider')} value="${o.value}">`,
    field: (label, control) =>
      `<div${k('field')}><label${k('label')}>${label}</label><div${k('control')}>${control}</div></div>`,
    tabs: (items, on) =>
      `<ul role="tablist"${k('tabs')}>${list(items, (t, i) => `<li role="presentation"${k('tabItem', i === on ? c.tabItemOn : '')}><a href="#x" role="tab" aria-selected="${i === on}"${k('tab', i === on ? (c.tabOn ?? 'active') : '')}>${t}</a></li>`)}</ul>`,
    menu: (items, on, icons) =>
      `<ul role="menu"${k('menu')}>${list(items, (t, i) => `<li role="none"${k('menuEntry')}><a href="#x" role="menuitem"${i === on ? ' aria-current="true"' : ''}${k('menuItem', i === on ? (c.menuOn ?? 'active') : '')}>${icons?.[i] ?? ''} ${t}</a></li>`)}</ul>`,
    side: (items, on, icons) =>
      `<ul${k('side')}>${list(items, (t, i) => `<li${k('sideEntry')}><a href="#x"${i === on ? ' aria-current="page"' : ''}${k('sideItem', i === on ? (c.sideOn ?? 'active') : '')}>${icons?.[i] ?? ''} ${t}</a></li>`)}</ul>`,
    bar: (brand, items, on, right) =>
      `<nav${k('bar')}><div class="g-bar"><a href="#x"${k('brand')}>${brand}</a><ul${k('barList', 'g-row')}>${list(items, (t, i) => `<li${k('barEntry')}><a href="#x"${k('barItem', i === on ? (c.barOn ?? 'active') : '')}>${t}</a></li>`)}</ul><span class="g-space"></span>${right}</div></nav>`,
    crumbs: (items) =>
      `<nav><ol${k('crumbs', c.crumbs === undefined ? 'g-crumbs' : '')}>${list(items, (t, i) => `<li${k('crumb')}>${i < items.length - 1 ? `<a href="#x">${t}</a>` : t}</li>`)}</ol></nav>`,
    pages: (count, on) =>
      `<ul${k('pages', c.pages === undefined ? 'g-row' : '')}>${list(['«', ...Array.from({ length: count }, (_, i) => i + 1), '»'], (t, i) => `<li${k('page', i === on ? (c.pageOn ?? 'active') : '')}><a href="#x"${k('pageLink', i === on ? c.pageLinkOn : '')}${i === on ? ' aria-current="page"' : ''}>${t}</a></li>`)}</ul>`,
    table: (head, rows) =>
      `<table${k('table')}><thead><tr>${list(head, (t) => `<th>${t}</th>`)}</tr></thead><tbody>${list(rows, (row) => `<tr>${list(row, (t) => `<td>${t}</td>`)}</tr>`)}</tbody></table>`,
    card: (title, body) =>
      `<section${k('card')}><header${k('cardHead')}>${title}</header><div${k('cardBody')}>${body}</div></section>`,
    badge: (t, o) => `<span class="${variant('badge', o)}">${t}</span>`,
    alert: (t, o) => `<div class="${variant('alert', o)}" role="alert">${t}</div>`,
    progress: (v) =>
      c.progressBar
        ? `<div${k('progress')}><div${k('progressBar')} style="width:${v}%"></div></div>`
        : `<progress${k('progress')} value="${v}" max="100"></progress>`,
    group: (items, on) =>
      `<div${k('list', c.list === undefined ? 'g-col' : '')}>${list(items, (t, i) => `<a href="#x"${k('listItem', i === on ? (c.listOn ?? 'active') : '')}>${t}</a>`)}</div>`,
    tools: (buttons) => `<div${k('tools', 'g-row')} role="toolbar">${buttons.join('')}</div>`,
    expander: (t, o) =>
      `<details${flag(o.open, 'open')}><summary>${t}</summary>${o.open ? `<p>${o.body}</p>` : ''}</details>`,
  };
}

const BS = {
  button: 'btn',
  variants: [
    'btn-primary',
    'btn-secondary',
    'btn-outline-primary',
    'btn-light',
    'btn-success',
    'btn-danger',
    'btn-outline-secondary',
    'btn-link',
    'btn-dark',
    'btn-warning',
    'btn-info',
  ],
  small: 'btn-sm',
  disabled: 'disabled',
  input: 'form-control',
  invalid: 'is-invalid',
  select: 'form-select',
  textarea: 'form-control',
  check: 'form-check',
  checkInput: 'form-check-input',
  radioInput: 'form-check-input',
  checkLabel: 'form-check-label',
  toggle: 'form-check form-switch',
  toggleInput: 'form-check-input',
  slider: 'form-range',
  field: 'mb-3',
  label: 'form-label',
  tabs: 'nav nav-tabs',
  tabItem: 'nav-item',
  tab: 'nav-link',
  menu: 'dropdown-menu show position-static',
  menuItem: 'dropdown-item',
  side: 'nav nav-pills flex-column',
  sideEntry: 'nav-item',
  sideItem: 'nav-link',
  bar: 'navbar navbar-expand bg-primary px-3',
  brand: 'navbar-brand',
  barList: 'navbar-nav',
  barEntry: 'nav-item',
  barItem: 'nav-link',
  crumbs: 'breadcrumb',
  crumb: 'breadcrumb-item',
  pages: 'pagination',
  page: 'page-item',
  pageLink: 'page-link',
  table: 'table',
  card: 'card mb-3',
  cardHead: 'card-header',
  cardBody: 'card-body',
  badge: 'badge bg-secondary',
  alert: 'alert alert-info',
  progress: 'progress',
  progressBar: 'progress-bar',
  list: 'list-group',
  listItem: 'list-group-item list-group-item-action',
  tools: 'btn-group',
};
/** Bootstrap writes a badge and an alert by other classes than a button. */
const bootstrap = (c = {}) => ({
  ...plainParts({ ...BS, ...c }),
  badge: (t, o) =>
    `<span class="badge ${['bg-primary', 'bg-success', 'bg-warning', 'rounded-pill bg-danger', 'bg-info', 'badge-primary'][o.variant % 6]}">${t}</span>`,
  alert: (t, o) =>
    `<div class="alert ${['alert-info', 'alert-success', 'alert-warning', 'alert-danger'][o.variant % 4]}" role="alert">${t}</div>`,
});

const fa = '@fortawesome/fontawesome-free@6.7.2/css/all.min.css';
const bootswatch = (theme, more = {}) => ({
  kit: 'bootswatch',
  css: [`bootswatch@5.3.8/dist/${theme}/bootstrap.min.css`],
  parts: bootstrap(more.classes),
  ...more,
});

/** Kits for generated pages. `test`: never learnt from. `weight`: how many pages. */
export const CSS_KITS = [
  { kit: 'bootstrap5', css: ['bootstrap@5.3.9/dist/css/bootstrap.min.css'], parts: bootstrap(), weight: 3 },
  {
    kit: 'bootstrap5',
    css: ['bootstrap@5.3.9/dist/css/bootstrap.min.css'],
    parts: bootstrap({
      bar: 'navbar navbar-expand bg-body-tertiary px-3',
      tabs: 'nav nav-underline',
      menu: 'list-group',
      menuItem: 'list-group-item',
    }),
    dark: 'data-bs-theme="dark"',
    weight: 3,
  },
  ...[
    'cerulean',
    'cosmo',
    'flatly',
    'journal',
    'litera',
    'lux',
    'minty',
    'quartz',
    'sandstone',
    'simplex',
    'sketchy',
    'spacelab',
    'united',
    'yeti',
    'zephyr',
  ].map((theme) => bootswatch(theme)),
  ...['cyborg', 'darkly', 'slate', 'solar', 'superhero', 'vapor'].map((theme) => bootswatch(theme, { isDark: true })),
  {
    kit: 'bootstrap3',
    css: ['bootstrap@3.4.1/dist/css/bootstrap.min.css', 'bootstrap@3.4.1/dist/css/bootstrap-theme.min.css'],
    weight: 4,
    parts: {
      ...plainParts({
        ...BS,
        variants: ['btn-primary', 'btn-default', 'btn-success', 'btn-danger', 'btn-link', 'btn-warning'],
        select: 'form-control',
        check: 'checkbox',
        checkInput: '',
        radioInput: '',
        checkLabel: '',
        toggle: '',
        toggleInput: '',
        slider: '',
        field: 'form-group',
        label: 'control-label',
        tabItemOn: 'active',
        menu: 'dropdown-menu g-static',
        side: 'nav nav-pills nav-stacked',
        bar: 'navbar navbar-default',
        barList: 'nav navbar-nav',
        crumb: '',
        pageOn: 'active',
        card: 'panel panel-default',
        cardHead: 'panel-heading',
        cardBody: 'panel-body',
      }),
      badge: (t, o) =>
        `<span class="label ${['label-primary', 'label-success', 'label-default'][o.variant % 3]}">${t}</span>`,
    },
  },
  {
    kit: 'bulma',
    css: ['bulma@1.0.4/css/bulma.min.css'],
    weight: 6,
    parts: {
      ...plainParts({
        button: 'button',
        variants: [
          'is-primary',
          '',
          'is-link',
          'is-light',
          'is-danger',
          'is-outlined is-info',
          'is-text',
          'is-success',
          'is-warning is-rounded',
        ],
        small: 'is-small',
        input: 'input',
        invalid: 'is-danger',
        textarea: 'textarea',
        checkLabel: 'checkbox',
        field: 'field',
        label: 'label',
        control: 'control',
        side: 'menu-list',
        sideOn: 'is-active',
        menu: 'dropdown-content',
        menuItem: 'dropdown-item',
        menuOn: 'is-active',
        bar: 'navbar is-light',
        brand: 'navbar-item',
        barItem: 'navbar-item',
        barOn: 'is-active',
        pages: 'pagination-list',
        pageLink: 'pagination-link',
        pageLinkOn: 'is-current',
        table: 'table is-fullwidth is-striped',
        card: 'card',
        cardHead: 'card-header-title',
        cardBody: 'card-content',
        progress: 'progress is-primary',
        list: 'panel',
        listItem: 'panel-block',
        listOn: 'is-active',
        tools: 'buttons has-addons',
      }),
      select: (o) => `<div class="select"><select>${list(o, (t) => `<option>${t}</option>`)}</select></div>`,
      tabs: (items, on) =>
        `<div class="tabs ${on % 2 ? 'is-boxed' : ''}"><ul role="tablist">${list(items, (t, i) => `<li class="${i === on ? 'is-active' : ''}"><a role="tab" href="#x" aria-selected="${i === on}">${t}</a></li>`)}</ul></div>`,
      badge: (t, o) =>
        `<span class="tag ${['is-primary', 'is-success', 'is-light', 'is-warning'][o.variant % 4]}">${t}</span>`,
      alert: (t, o) => `<div class="notification ${['is-info', 'is-light', 'is-warning'][o.variant % 3]}">${t}</div>`,
      crumbs: (items) =>
        `<nav class="breadcrumb"><ul>${list(items, (t) => `<li><a href="#x">${t}</a></li>`)}</ul></nav>`,
    },
  },
  {
    kit: 'fomantic',
    css: ['fomantic-ui@2.9.4/dist/semantic.min.css'],
    weight: 5,
    parts: {
      ...plainParts({
        button: 'ui button',
        variants: ['primary', '', 'basic', 'green', 'red', 'secondary', 'basic blue', 'circular'],
        small: 'mini',
        disabled: 'disabled',
        card: 'ui segment',
        cardHead: 'ui header',
        table: 'ui celled table',
        list: 'ui relaxed divided list',
        listItem: 'item',
        tools: 'ui icon buttons',
      }),
      iconButton: (icon, o) =>
        `<button class="ui icon button ${o.disabled ? 'disabled' : ''}"${flag(o.disabled, 'disabled')}>${icon}</button>`,
      input: (o) =>
        `<div class="ui input ${o.disabled ? 'disabled' : ''}"><input type="text" ${o.value ? `value="${o.value}"` : `placeholder="${o.placeholder ?? ''}"`}${o.focus ? ' data-focus' : ''}${flag(o.disabled, 'disabled')}></div>`,
      field: (l, control) => `<div class="ui form"><div class="field"><label>${l}</label>${control}</div></div>`,
      checkbox: (l, o) =>
        `<div class="ui checkbox g-line"><input type="checkbox"${flag(o.checked, 'checked')}${flag(o.disabled, 'disabled')}><label>${l}</label></div>`,
      radio: (l, o) =>
        `<div class="ui radio checkbox g-line"><input type="radio" name="${o.group}"${flag(o.checked, 'checked')}><label>${l}</label></div>`,
      toggle: (l, o) =>
        `<div class="ui toggle checkbox"><input type="checkbox" role="switch"${flag(o.checked, 'checked')}><label>${l}</label></div>`,
      tabs: (items, on) =>
        `<div class="ui ${['top attached tabular', 'secondary pointing', 'pointing'][on % 3]} menu" role="tablist">${list(items, (t, i) => `<a class="item ${i === on ? 'active' : ''}" role="tab" href="#x" aria-selected="${i === on}">${t}</a>`)}</div>`,
      menu: (items, on, icons) =>
        `<div class="ui vertical menu" role="menu">${list(items, (t, i) => `<a role="menuitem" href="#x" class="item ${i === on ? 'active' : ''}">${icons?.[i] ?? ''} ${t}</a>`)}</div>`,
      side: (items, on, icons) =>
        `<div class="ui vertical ${on % 2 ? 'inverted' : 'pointing'} menu">${list(items, (t, i) => `<a href="#x" class="item ${i === on ? 'active' : ''}">${icons?.[i] ?? ''} ${t}</a>`)}</div>`,
      bar: (b, items, on, right) =>
        `<div class="ui ${on % 2 ? 'inverted' : ''} menu"><a class="header item" href="#x">${b}</a>${list(items, (t, i) => `<a href="#x" class="item ${i === on ? 'active' : ''}">${t}</a>`)}<div class="right menu"><div class="item">${right}</div></div></div>`,
      badge: (t, o) => `<span class="ui ${['', 'blue', 'green', 'red basic'][o.variant % 4]} label">${t}</span>`,
      alert: (t) => `<div class="ui info message">${t}</div>`,
      crumbs: (items) =>
        `<div class="ui breadcrumb">${list(items, (t, i) => `<a class="section" href="#x">${t}</a>${i < items.length - 1 ? '<span class="divider"> / </span>' : ''}`)}</div>`,
      pages: (n, on) =>
        `<div class="ui pagination menu">${list(
          Array.from({ length: n }, (_, i) => i + 1),
          (t, i) => `<a class="item ${i === on ? 'active' : ''}" href="#x">${t}</a>`,
        )}</div>`,
      progress: (v) => `<div class="ui progress"><div class="bar" style="width:${v}%"></div></div>`,
    },
  },
  {
    kit: 'materialize',
    css: ['materialize-css@1.0.0/dist/css/materialize.min.css', 'fonts/roboto'],
    weight: 6,
    parts: {
      ...plainParts({
        button: 'waves-effect',
        variants: ['btn', 'btn-flat', 'btn red', 'btn blue', 'btn orange'],
        disabled: 'disabled',
        iconButton: 'btn-floating',
        side: 'collection',
        sideItem: 'collection-item',
        menu: 'dropdown-content g-static g-shown',
        pages: 'pagination',
        page: 'waves-effect',
        table: 'striped',
        card: 'card',
        cardHead: 'card-title g-pad',
        cardBody: 'card-content',
        list: 'collection',
        listItem: 'collection-item',
        progress: 'progress',
        progressBar: 'determinate',
        select: 'browser-default',
      }),
      checkbox: (l, o) =>
        `<p><label><input type="checkbox" class="${o.variant % 2 ? 'filled-in' : ''}"${flag(o.checked, 'checked')}${flag(o.disabled, 'disabled')}><span>${l}</span></label></p>`,
      radio: (l, o) =>
        `<p><label><input type="radio" name="${o.group}"${flag(o.checked, 'checked')}><span>${l}</span></label></p>`,
      textarea: (o) => `<textarea class="materialize-textarea">${o.value ?? o.placeholder ?? ''}</textarea>`,
      field: (l, control) =>
        `<div class="input-field">${control}${control.includes('<select') ? '' : `<label class="active">${l}</label>`}</div>`,
      tabs: (items, on) =>
        `<ul class="tabs" role="tablist">${list(items, (t, i) => `<li class="tab"><a href="#x" role="tab" aria-selected="${i === on}" class="${i === on ? 'active' : ''}" ${i === on ? 'style="border-bottom:2px solid #f6b2b5"' : ''}>${t}</a></li>`)}</ul>`,
      bar: (b, items, on, right) =>
        `<nav><div class="nav-wrapper g-bar"><a class="brand-logo g-static" href="#x">${b}</a><ul>${list(items, (t, i) => `<li class="${i === on ? 'active' : ''}"><a href="#x">${t}</a></li>`)}</ul><span class="g-space"></span></div></nav>${right}`,
      badge: (t) => `<span class="chip">${t}</span>`,
      alert: (t) => `<div class="card-panel teal lighten-2">${t}</div>`,
    },
  },
  {
    kit: 'pico',
    css: ['@picocss/pico@2.1.1/css/pico.min.css'],
    weight: 3,
    parts: {
      ...plainParts({ variants: ['', 'secondary', 'outline', 'contrast'] }),
      card: (t, b) => `<article><header>${t}</header>${b}</article>`,
    },
  },
  {
    kit: 'pico-dark',
    css: ['@picocss/pico@2.1.1/css/pico.min.css'],
    dark: 'data-theme="dark"',
    weight: 2,
    parts: {
      ...plainParts({ variants: ['', 'secondary', 'outline', 'contrast'] }),
      card: (t, b) => `<article><header>${t}</header>${b}</article>`,
    },
  },
  {
    kit: 'primer',
    css: ['@primer/css@22.3.2/dist/primer.css'],
    html: 'data-color-mode="light" data-light-theme="light" data-dark-theme="dark"',
    dark: 'data-color-mode="dark" data-light-theme="light" data-dark-theme="dark"',
    variables: '@primer/primitives',
    weight: 5,
    test: true,
    parts: {
      ...plainParts({
        button: 'btn',
        variants: ['btn-primary', '', 'btn-outline', 'btn-danger', 'btn-invisible'],
        small: 'btn-sm',
        input: 'form-control',
        select: 'form-select',
        textarea: 'form-control',
        side: 'SideNav border',
        menu: 'ActionListWrap',
        pages: 'pagination',
        card: 'Box mb-3',
        cardHead: 'Box-header',
        cardBody: 'Box-body',
        alert: 'flash',
        badge: 'Label',
        list: 'Box',
        listItem: 'Box-row d-block',
        tools: 'BtnGroup',
      }),
      side: (items, on, icons) =>
        `<nav class="SideNav border">${list(items, (t, i) => `<a class="SideNav-item" href="#x" ${i === on ? 'aria-current="page"' : ''}>${icons?.[i] ?? ''} ${t}</a>`)}</nav>`,
      tabs: (items, on) =>
        on % 2
          ? `<div class="tabnav"><div class="tabnav-tabs" role="tablist">${list(items, (t, i) => `<button class="tabnav-tab" role="tab" aria-selected="${i === on}">${t}</button>`)}</div></div>`
          : `<div class="UnderlineNav" role="tablist">${list(items, (t, i) => `<button class="UnderlineNav-item" role="tab" aria-selected="${i === on}">${t}</button>`)}</div>`,
      bar: (b, items, _on, right) =>
        `<div class="Header"><div class="Header-item"><a href="#x" class="Header-link">${b}</a></div>${list(items, (t) => `<div class="Header-item"><a href="#x" class="Header-link">${t}</a></div>`)}<div class="Header-item Header-item--full"></div>${right}</div>`,
    },
  },
  {
    kit: 'patternfly',
    css: ['@patternfly/patternfly@4.224.5/patternfly.min.css', '@patternfly/patternfly@4.224.5/patternfly-addons.css'],
    weight: 5,
    test: true,
    parts: {
      ...plainParts({
        button: 'pf-c-button',
        variants: ['pf-m-primary', 'pf-m-secondary', 'pf-m-tertiary', 'pf-m-danger', 'pf-m-link', 'pf-m-plain'],
        small: 'pf-m-small',
        input: 'pf-c-form-control',
        select: 'pf-c-form-control',
        textarea: 'pf-c-form-control',
        check: 'pf-c-check',
        checkInput: 'pf-c-check__input',
        radioInput: 'pf-c-radio__input',
        checkLabel: 'pf-c-check__label',
        field: 'pf-c-form__group',
        label: 'pf-c-form__label',
        table: 'pf-c-table pf-m-grid-md',
        card: 'pf-c-card',
        cardHead: 'pf-c-card__title',
        cardBody: 'pf-c-card__body',
        badge: 'pf-c-badge pf-m-unread',
        menu: 'pf-c-dropdown__menu g-static',
        menuItem: 'pf-c-dropdown__menu-item',
        side: 'pf-c-nav__list',
        sideEntry: 'pf-c-nav__item',
        sideItem: 'pf-c-nav__link',
        sideOn: 'pf-m-current',
      }),
      side: (items, on, icons) =>
        `<nav class="pf-c-nav"><ul class="pf-c-nav__list">${list(items, (t, i) => `<li class="pf-c-nav__item"><a href="#x" class="pf-c-nav__link ${i === on ? 'pf-m-current' : ''}">${icons?.[i] ?? ''} ${t}</a></li>`)}</ul></nav>`,
      tabs: (items, on) =>
        `<div class="pf-c-tabs ${on % 2 ? 'pf-m-box' : ''}"><ul class="pf-c-tabs__list" role="tablist">${list(items, (t, i) => `<li class="pf-c-tabs__item ${i === on ? 'pf-m-current' : ''}"><button class="pf-c-tabs__link" role="tab" aria-selected="${i === on}"><span class="pf-c-tabs__item-text">${t}</span></button></li>`)}</ul></div>`,
      toggle: (l, o) =>
        `<label class="pf-c-switch"><input class="pf-c-switch__input" type="checkbox"${flag(o.checked, 'checked')}><span class="pf-c-switch__toggle"></span><span class="pf-c-switch__label">${l}</span></label>`,
      alert: (t) => `<div class="pf-c-alert pf-m-info pf-m-inline"><h4 class="pf-c-alert__title">${t}</h4></div>`,
    },
  },
  {
    kit: 'clarity',
    css: ['@clr/ui@18.2.0/clr-ui.min.css'],
    weight: 5,
    parts: {
      ...plainParts({
        button: 'btn',
        variants: ['btn-primary', 'btn-outline', 'btn-link', 'btn-success', 'btn-danger-outline'],
        small: 'btn-sm',
        table: 'table',
        card: 'card',
        cardHead: 'card-header',
        cardBody: 'card-block',
        badge: 'label',
        alert: 'alert alert-info',
      }),
      input: (o) =>
        `<div class="clr-input-wrapper"><input class="clr-input" type="text" ${o.value ? `value="${o.value}"` : `placeholder="${o.placeholder ?? ''}"`}${flag(o.disabled, 'disabled')}${o.focus ? ' data-focus' : ''}></div>`,
      select: (o) =>
        `<div class="clr-select-wrapper"><select class="clr-select">${list(o, (t) => `<option>${t}</option>`)}</select></div>`,
      checkbox: (l, o) =>
        `<div class="clr-checkbox-wrapper"><input type="checkbox" id="${o.id}" class="clr-checkbox"${flag(o.checked, 'checked')}${flag(o.disabled, 'disabled')}><label for="${o.id}" class="clr-control-label">${l}</label></div>`,
      radio: (l, o) =>
        `<div class="clr-radio-wrapper"><input type="radio" id="${o.id}" name="${o.group}" class="clr-radio"${flag(o.checked, 'checked')}><label for="${o.id}" class="clr-control-label">${l}</label></div>`,
      toggle: (l, o) =>
        `<div class="clr-toggle-wrapper"><input type="checkbox" id="${o.id}" class="clr-toggle"${flag(o.checked, 'checked')}><label for="${o.id}">${l}</label></div>`,
      tabs: (items, on) =>
        `<ul class="nav" role="tablist">${list(items, (t, i) => `<li class="nav-item" role="presentation"><button class="btn btn-link nav-link ${i === on ? 'active' : ''}" role="tab" aria-selected="${i === on}">${t}</button></li>`)}</ul>`,
      bar: (b, items, on, right) =>
        `<header class="header header-6"><div class="branding"><a href="#x" class="nav-link"><span class="title">${b}</span></a></div><div class="header-nav">${list(items, (t, i) => `<a href="#x" class="nav-link nav-text ${i === on ? 'active' : ''}">${t}</a>`)}</div></header>${right}`,
    },
  },
  {
    kit: 'blueprint',
    css: ['@blueprintjs/core@6.20.0/lib/css/blueprint.css'],
    darkClass: 'bp6-dark',
    weight: 5,
    parts: {
      ...plainParts({
        button: 'bp6-button',
        variants: ['bp6-intent-primary', '', 'bp6-minimal', 'bp6-outlined', 'bp6-intent-danger', 'bp6-intent-success'],
        small: 'bp6-small',
        disabled: 'bp6-disabled',
        input: 'bp6-input',
        textarea: 'bp6-input',
        table: 'bp6-html-table bp6-html-table-bordered',
        card: 'bp6-card',
        cardHead: 'bp6-heading',
        badge: 'bp6-tag',
        alert: 'bp6-callout bp6-intent-primary',
        tools: 'bp6-button-group',
        crumbs: 'bp6-breadcrumbs',
        crumb: 'bp6-breadcrumb',
      }),
      select: (o) => `<div class="bp6-html-select"><select>${list(o, (t) => `<option>${t}</option>`)}</select></div>`,
      ...Object.fromEntries(
        [
          ['checkbox', 'checkbox', 'bp6-checkbox'],
          ['radio', 'radio', 'bp6-radio'],
          ['toggle', 'checkbox', 'bp6-switch'],
        ].map(([name, type, cls]) => [
          name,
          (l, o) =>
            `<label class="bp6-control ${cls} ${o.disabled ? 'bp6-disabled' : ''}"><input type="${type}" name="${o.group}"${flag(o.checked, 'checked')}${flag(o.disabled, 'disabled')}><span class="bp6-control-indicator"></span>${l}</label>`,
        ]),
      ),
      tabs: (items, on) =>
        `<div class="bp6-tabs"><div class="bp6-tab-list" role="tablist">${list(items, (t, i) => `<div class="bp6-tab" role="tab" tabindex="0" aria-selected="${i === on}">${t}</div>`)}</div></div>`,
      menu: (items, on, icons) =>
        `<ul class="bp6-menu bp6-elevation-1" role="menu">${list(items, (t, i) => `<li role="none"><a role="menuitem" tabindex="0" class="bp6-menu-item ${i === on ? 'bp6-active bp6-intent-primary' : ''}">${icons?.[i] ?? ''}<div class="bp6-text-overflow-ellipsis bp6-fill">${t}</div></a></li>`)}</ul>`,
      bar: (b, items, on, right) =>
        `<nav class="bp6-navbar"><div class="bp6-navbar-group bp6-align-left"><div class="bp6-navbar-heading">${b}</div>${list(items, (t, i) => `<button class="bp6-button bp6-minimal ${i === on ? 'bp6-active' : ''}">${t}</button>`)}</div><div class="bp6-navbar-group bp6-align-right">${right}</div></nav>`,
    },
  },
  {
    kit: 'metro',
    css: ['metro4@4.5.12/build/css/metro-all.min.css'],
    weight: 4,
    parts: {
      ...plainParts({
        button: 'button',
        variants: ['primary', '', 'success', 'alert', 'outline', 'link', 'secondary'],
        small: 'mini',
        table: 'table striped',
        badge: 'badge inline bg-red fg-white',
        alert: 'remark info',
        card: 'card',
        cardHead: 'card-header',
        cardBody: 'card-content p-2',
        crumbs: 'breadcrumbs',
        crumb: 'page-item',
        pages: 'pagination',
        page: 'page-item',
        pageLink: 'page-link',
        side: 'v-menu',
        menu: 'd-menu g-static open',
        bar: 'app-bar g-static',
        barList: 'app-bar-menu',
        input: 'metro-input',
        tools: 'toolbar',
      }),
      checkbox: (l, o) =>
        `<label class="checkbox transition-on"><input type="checkbox"${flag(o.checked, 'checked')}${flag(o.disabled, 'disabled')}><span class="check"></span><span class="caption">${l}</span></label><br>`,
      radio: (l, o) =>
        `<label class="radio"><input type="radio" name="${o.group}"${flag(o.checked, 'checked')}><span class="check"></span><span class="caption">${l}</span></label><br>`,
      toggle: (l, o) =>
        `<label class="switch"><input type="checkbox"${flag(o.checked, 'checked')}><span class="check"></span><span class="caption">${l}</span></label>`,
      tabs: (items, on) =>
        `<ul class="tabs-list" role="tablist" style="display:flex">${list(items, (t, i) => `<li class="${i === on ? 'active' : ''}"><a href="#x" role="tab" aria-selected="${i === on}">${t}</a></li>`)}</ul>`,
    },
  },
  {
    kit: 'nes',
    css: ['nes.css@2.2.1/css/nes.min.css'],
    weight: 2,
    parts: {
      ...plainParts({
        button: 'nes-btn',
        variants: ['is-primary', '', 'is-success', 'is-warning', 'is-error'],
        disabled: 'is-disabled',
        input: 'nes-input',
        textarea: 'nes-textarea',
        table: 'nes-table is-bordered',
        card: 'nes-container',
        progress: 'nes-progress',
      }),
      select: (o) => `<div class="nes-select"><select>${list(o, (t) => `<option>${t}</option>`)}</select></div>`,
      checkbox: (l, o) =>
        `<label><input type="checkbox" class="nes-checkbox"${flag(o.checked, 'checked')}><span>${l}</span></label><br>`,
      radio: (l, o) =>
        `<label><input type="radio" class="nes-radio" name="${o.group}"${flag(o.checked, 'checked')}><span>${l}</span></label><br>`,
      badge: (t) => `<span class="nes-badge"><span class="is-dark">${t}</span></span>`,
    },
  },
  {
    kit: 'win7',
    css: ['7.css@0.21.1/dist/7.css'],
    weight: 6,
    page: 'font:9pt "Segoe UI",Open Sans,sans-serif',
    parts: {
      ...plainParts({
        variants: ['', 'default'],
        card: 'window active',
        cardHead: 'title-bar',
        cardBody: 'window-body has-space',
      }),
      card: (t, b) =>
        `<div class="window active" style="margin-bottom:12px"><div class="title-bar"><div class="title-bar-text">${t}</div><div class="title-bar-controls"><button aria-label="Minimize"></button><button aria-label="Maximize"></button><button aria-label="Close"></button></div></div><div class="window-body has-space">${b}</div></div>`,
      tabs: (items, on) =>
        `<section class="tabs"><menu role="tablist">${list(items, (t, i) => `<button role="tab" aria-selected="${i === on}">${t}</button>`)}</menu><article role="tabpanel">${items[on]}</article></section>`,
      menu: (items, on, icons) =>
        `<ul role="menu" class="can-hover">${list(items, (t, i) => `<li role="menuitem" tabindex="0"${i === on ? ' aria-current="true"' : ''}><a href="#x">${icons?.[i] ?? ''} ${t}</a></li>`)}</ul>`,
      bar: (b, items) =>
        `<ul role="menubar" class="can-hover">${list([b, ...items], (t) => `<li role="menuitem" tabindex="0">${t}</li>`)}</ul>`,
      progress: (v) => `<div role="progressbar"><div style="width:${v}%"></div></div>`,
    },
  },
  {
    kit: 'system7',
    css: ['@sakun/system.css@0.1.11/dist/system.css'],
    weight: 4,
    test: true,
    parts: {
      ...plainParts({ button: 'btn' }),
      card: (t, b) =>
        `<div class="window" style="width:auto;margin-bottom:12px"><div class="title-bar"><button aria-label="Close" class="close"></button><h1 class="title">${t}</h1><button aria-label="Resize" class="resize"></button></div><div class="window-pane">${b}</div></div>`,
      bar: (b, items) =>
        `<ul role="menu-bar">${list([b, ...items], (t) => `<li role="menuitem" tabindex="0">${t}</li>`)}</ul>`,
    },
  },
  {
    kit: 'daisyui',
    css: ['daisyui@4.12.24/dist/full.min.css'],
    page: 'font-family:Inter,system-ui,sans-serif',
    html: 'data-theme="light"',
    themes: [
      'light',
      'dark',
      'cupcake',
      'corporate',
      'synthwave',
      'retro',
      'emerald',
      'dracula',
      'night',
      'coffee',
      'nord',
      'business',
    ],
    weight: 9,
    parts: {
      ...plainParts({
        button: 'btn',
        variants: [
          'btn-primary',
          '',
          'btn-secondary',
          'btn-outline',
          'btn-ghost',
          'btn-accent',
          'btn-link',
          'btn-neutral',
        ],
        small: 'btn-sm',
        disabled: 'btn-disabled',
        input: 'input input-bordered',
        select: 'select select-bordered',
        textarea: 'textarea textarea-bordered',
        checkInput: 'checkbox',
        radioInput: 'radio',
        check: 'g-check',
        toggleInput: 'toggle toggle-primary',
        toggle: 'g-check',
        slider: 'range range-primary',
        label: 'label',
        table: 'table table-zebra',
        card: 'card g-pad g-frame',
        cardHead: 'card-title',
        badge: 'badge badge-primary',
        alert: 'alert',
        progress: 'progress progress-primary',
        side: 'menu',
        menu: 'menu g-frame',
        tools: 'join',
        crumbs: 'g-crumbs',
      }),
      tabs: (items, on) =>
        `<div role="tablist" class="tabs ${['tabs-bordered', 'tabs-lifted', 'tabs-boxed'][on % 3]}">${list(items, (t, i) => `<a role="tab" href="#x" aria-selected="${i === on}" class="tab ${i === on ? 'tab-active' : ''}">${t}</a>`)}</div>`,
      bar: (b, items, on, right) =>
        `<div class="navbar g-bar" style="background:oklch(var(--b2))"><a href="#x" class="btn btn-ghost">${b}</a><ul class="menu menu-horizontal">${list(items, (t, i) => `<li><a href="#x" class="${i === on ? 'active' : ''}">${t}</a></li>`)}</ul><span class="g-space"></span>${right}</div>`,
      pages: (n, on) =>
        `<div class="join">${list(
          Array.from({ length: n }, (_, i) => i + 1),
          (t, i) => `<button class="join-item btn ${i === on ? 'btn-active' : ''}">${t}</button>`,
        )}</div>`,
    },
  },
  {
    kit: 'layui',
    css: ['layui@2.13.6/dist/css/layui.css'],
    lang: 'zh',
    weight: 7,
    test: true,
    parts: {
      ...plainParts({
        button: 'layui-btn',
        variants: [
          '',
          'layui-btn-primary',
          'layui-bg-blue',
          'layui-btn-danger',
          'layui-btn-warm',
          'layui-btn-primary layui-border-blue',
        ],
        small: 'layui-btn-sm',
        disabled: 'layui-btn-disabled',
        input: 'layui-input',
        select: 'layui-input',
        textarea: 'layui-textarea',
        field: 'layui-form-item',
        label: 'layui-form-label',
        control: 'layui-input-block',
        table: 'layui-table',
        card: 'layui-card',
        cardHead: 'layui-card-header',
        cardBody: 'layui-card-body',
        badge: 'layui-badge',
        alert: 'layui-elem-quote',
        tools: 'layui-btn-group',
        side: 'layui-nav layui-nav-tree',
        sideEntry: 'layui-nav-item',
        menu: 'layui-menu g-frame',
        progress: 'layui-progress layui-progress-big',
        progressBar: 'layui-progress-bar',
      }),
      checkbox: (l, o) =>
        `<span class="layui-form"><input type="checkbox" lay-ignore hidden${flag(o.checked, 'checked')}><div class="layui-unselect layui-form-checkbox ${o.checked ? 'layui-form-checked' : ''} ${o.disabled ? 'layui-checkbox-disabled' : ''}" lay-skin="primary"><div>${l}</div><i class="layui-icon layui-icon-ok" role="checkbox" tabindex="0" aria-checked="${!!o.checked}"></i></div></span> `,
      radio: (l, o) =>
        `<span class="layui-form"><div class="layui-unselect layui-form-radio ${o.checked ? 'layui-form-radioed' : ''}"><i role="radio" tabindex="0" aria-checked="${!!o.checked}" class="layui-icon ${o.checked ? 'layui-icon-radio' : 'layui-icon-circle'}"></i><div>${l}</div></div></span> `,
      toggle: (_l, o) =>
        `<span class="layui-form"><div role="switch" tabindex="0" aria-checked="${!!o.checked}" class="layui-unselect layui-form-switch ${o.checked ? 'layui-form-onswitch' : ''}" lay-skin="switch"><div>${o.checked ? '开' : '关'}</div><i></i></div></span>`,
      tabs: (items, on) =>
        `<div class="layui-tab ${on % 2 ? 'layui-tab-card' : 'layui-tab-brief'}"><ul class="layui-tab-title" role="tablist">${list(items, (t, i) => `<li role="tab" tabindex="0" aria-selected="${i === on}" class="${i === on ? 'layui-this' : ''}">${t}</li>`)}</ul></div>`,
      bar: (b, items, on) =>
        `<ul class="layui-nav ${on % 2 ? '' : 'layui-bg-gray'}">${list([b, ...items], (t, i) => `<li class="layui-nav-item ${i === on ? 'layui-this' : ''}"><a href="#x">${t}</a></li>`)}</ul>`,
      pages: (n, on) =>
        `<div class="layui-box layui-laypage layui-laypage-default"><a href="#x">上一页</a>${list(
          Array.from({ length: n }, (_, i) => i + 1),
          (t, i) =>
            i === on
              ? `<span class="layui-laypage-curr"><em class="layui-laypage-em"></em><em>${t}</em></span>`
              : `<a href="#x">${t}</a>`,
        )}<a href="#x">下一页</a></div>`,
    },
  },
  {
    kit: 'jqueryui',
    css: ['jquery-ui-dist@1.13.3/jquery-ui.css'],
    themed: [
      'base',
      'smoothness',
      'redmond',
      'sunny',
      'overcast',
      'flick',
      'pepper-grinder',
      'ui-lightness',
      'ui-darkness',
      'humanity',
      'cupertino',
      'vader',
      'dark-hive',
      'start',
    ],
    weight: 8,
    page: 'font:14px Open Sans,sans-serif',
    parts: {
      ...plainParts({
        button: 'ui-button ui-widget ui-corner-all',
        disabled: 'ui-state-disabled',
        card: 'ui-widget-content ui-corner-all g-pad',
        cardHead: 'ui-widget-header g-pad',
        input: 'ui-widget-content ui-corner-all g-pad',
      }),
      checkbox: (l, o) =>
        `<div><label class="ui-checkboxradio-label ui-corner-all ui-button ui-widget ${o.checked ? 'ui-checkboxradio-checked ui-state-active' : ''}" role="checkbox" aria-checked="${!!o.checked}" tabindex="0"><span class="ui-checkboxradio-icon ui-corner-all ui-icon ui-icon-background ${o.checked ? 'ui-icon-check ui-state-checked' : 'ui-icon-blank'}"></span> ${l}</label></div>`,
      slider: (o) =>
        `<div class="ui-slider ui-slider-horizontal ui-widget ui-widget-content ui-corner-all" role="slider" tabindex="0"><div class="ui-slider-range ui-widget-header" style="left:0;width:${o.value}%"></div><span class="ui-slider-handle ui-corner-all ui-state-default" style="left:${o.value}%"></span></div>`,
      tabs: (items, on) =>
        `<div class="ui-tabs ui-widget ui-widget-content ui-corner-all"><ul role="tablist" class="ui-tabs-nav ui-corner-all ui-helper-reset ui-helper-clearfix ui-widget-header">${list(items, (t, i) => `<li role="tab" tabindex="0" aria-selected="${i === on}" class="ui-tabs-tab ui-corner-top ui-state-default ui-tab ${i === on ? 'ui-tabs-active ui-state-active' : ''}"><a href="#x" role="presentation" class="ui-tabs-anchor">${t}</a></li>`)}</ul><div class="ui-tabs-panel">${items[on]}</div></div>`,
      menu: (items, on, icons) =>
        `<ul class="ui-menu ui-widget ui-widget-content g-narrow" role="menu">${list(items, (t, i) => `<li class="ui-menu-item"><div role="menuitem" tabindex="0" class="ui-menu-item-wrapper ${i === on ? 'ui-state-active' : ''}">${icons?.[i] ?? ''} ${t}</div></li>`)}</ul>`,
      progress: (v) =>
        `<div class="ui-progressbar ui-widget ui-widget-content ui-corner-all" style="height:16px"><div class="ui-progressbar-value ui-widget-header" style="width:${v}%"></div></div>`,
    },
  },
  {
    kit: 'framework7',
    css: ['framework7@9.2.0/framework7-bundle.min.css'],
    mobile: true,
    weight: 8,
    themes7: ['ios', 'md'],
    parts: {
      ...plainParts({
        button: 'button',
        variants: ['button-fill', '', 'button-tonal', 'button-outline', 'button-fill button-round'],
        small: 'button-small',
      }),
      field: (l, control) =>
        control.includes('<input') || control.includes('<select') || control.includes('<textarea')
          ? `<div class="list list-strong-ios list-outline-ios"><ul><li class="item-content item-input"><div class="item-inner"><div class="item-title item-label">${l}</div><div class="item-input-wrap">${control}</div></div></li></ul></div>`
          : control,
      checkbox: (l, o) =>
        `<div class="list list-strong-ios"><ul><li><label class="item-checkbox item-content"><input type="checkbox"${flag(o.checked, 'checked')}><i class="icon icon-checkbox"></i><div class="item-inner"><div class="item-title">${l}</div></div></label></li></ul></div>`,
      radio: (l, o) =>
        `<div class="list list-strong-ios"><ul><li><label class="item-radio item-radio-icon-start item-content"><input type="radio" name="${o.group}"${flag(o.checked, 'checked')}><i class="icon icon-radio"></i><div class="item-inner"><div class="item-title">${l}</div></div></label></li></ul></div>`,
      toggle: (l, o) =>
        `<div class="list list-strong-ios"><ul><li class="item-content"><div class="item-inner"><div class="item-title">${l}</div><div class="item-after"><label class="toggle"><input type="checkbox"${flag(o.checked, 'checked')}><span class="toggle-icon"></span></label></div></div></li></ul></div>`,
      tabs: (items, on) =>
        `<div class="segmented segmented-strong g-pad" role="tablist">${list(items.slice(0, 3), (t, i) => `<button class="button ${i === on ? 'button-active' : ''}" role="tab" aria-selected="${i === on}">${t}</button>`)}<span class="segmented-highlight"></span></div>`,
      side: (items, _on, _icons) =>
        `<div class="list links-list list-strong-ios list-outline-ios"><ul>${list(items.slice(0, 6), (t) => `<li><a href="#x">${t}</a></li>`)}</ul></div>`,
      group: (items, _on) =>
        `<div class="list media-list list-strong-ios"><ul>${list(items, (t) => `<li><a href="#x" class="item-link item-content"><div class="item-inner"><div class="item-title-row"><div class="item-title">${t}</div></div></div></a></li>`)}</ul></div>`,
      bar: (b, items, _on, right) =>
        `<div class="navbar g-static"><div class="navbar-bg"></div><div class="navbar-inner"><div class="left"><a href="#x" class="link">${items[0]}</a></div><div class="title">${b}</div><div class="right">${right}</div></div></div>`,
      card: (t, b) =>
        `<div class="block-title">${t}</div><div class="block block-strong-ios block-outline-ios">${b}</div>`,
      badge: (t) => `<span class="badge">${t}</span>`,
    },
  },
  {
    kit: 'onsen',
    css: ['onsenui@2.12.9/css/onsenui-core.min.css', 'onsenui@2.12.9/css/onsen-css-components.min.css'],
    mobile: true,
    weight: 6,
    test: true,
    parts: {
      ...plainParts({
        button: 'button',
        variants: ['', 'button--outline', 'button--light', 'button--cta', 'button--quiet', 'button--material'],
        input: 'text-input',
        select: 'select-input',
        textarea: 'textarea',
        slider: 'range__input',
        card: 'card',
        cardHead: 'card__title',
        cardBody: 'card__content',
        badge: 'notification',
      }),
      checkbox: (l, o) =>
        `<p><label class="checkbox"><input type="checkbox" class="checkbox__input"${flag(o.checked, 'checked')}><div class="checkbox__checkmark"></div> ${l}</label></p>`,
      radio: (l, o) =>
        `<p><label class="radio-button"><input type="radio" name="${o.group}" class="radio-button__input"${flag(o.checked, 'checked')}><div class="radio-button__checkmark"></div> ${l}</label></p>`,
      toggle: (l, o) =>
        `<p>${l} <label class="switch"><input type="checkbox" class="switch__input"${flag(o.checked, 'checked')}><div class="switch__toggle"><div class="switch__handle"></div></div></label></p>`,
      tabs: (items, on) =>
        `<div class="segment" role="tablist" style="width:100%">${list(items.slice(0, 3), (t, i) => `<div class="segment__item"><input type="radio" hidden name="s${serial}"${flag(i === on, 'checked')}><div class="segment__button" role="tab" tabindex="0" aria-selected="${i === on}" ${i === on ? 'style="background:#0076ff;color:#fff"' : ''}>${t}</div></div>`)}</div>`,
      bar: (b, items, _on, right) =>
        `<div class="toolbar g-static"><div class="toolbar__left"><a href="#x" class="toolbar-button">${items[0]}</a></div><div class="toolbar__center">${b}</div><div class="toolbar__right">${right}</div></div>`,
      group: (items) =>
        `<ul class="list">${list(items, (t) => `<li class="list-item list-item--chevron list-item--tappable"><a href="#x" class="list-item__center">${t}</a></li>`)}</ul>`,
      side: (items) =>
        `<ul class="list">${list(items.slice(0, 6), (t) => `<li class="list-item list-item--chevron"><a href="#x" class="list-item__center">${t}</a></li>`)}</ul>`,
    },
  },
  ...[
    [
      'pure',
      'purecss@3.1.0/build/pure.css',
      {
        button: 'pure-button',
        variants: ['pure-button-primary', ''],
        disabled: 'pure-button-disabled',
        table: 'pure-table',
        side: 'pure-menu-list',
        sideEntry: 'pure-menu-item',
        sideItem: 'pure-menu-link',
        formClass: 'pure-form',
      },
    ],
    [
      'milligram',
      'milligram@1.4.1/dist/milligram.min.css',
      { button: 'button', variants: ['', 'button-outline', 'button-clear'] },
    ],
    ['water', 'water.css@2.1.1/out/light.css', {}],
    ['water-dark', 'water.css@2.1.1/out/dark.css', {}],
    [
      'chota',
      'chota@0.9.2/dist/chota.min.css',
      {
        button: 'button',
        variants: ['primary', '', 'outline', 'clear', 'error'],
        tabs: 'tabs',
        card: 'card',
        badge: 'tag',
      },
    ],
    [
      'w3',
      'w3-css@4.1.0/w3.css',
      {
        button: 'w3-button',
        variants: ['w3-blue', 'w3-border', 'w3-green w3-round', 'w3-light-grey'],
        input: 'w3-input',
        select: 'w3-select w3-border',
        checkInput: 'w3-check',
        radioInput: 'w3-radio',
        table: 'w3-table-all',
        card: 'w3-card-4',
        cardHead: 'w3-container w3-teal g-pad',
        cardBody: 'w3-container g-pad',
        badge: 'w3-tag w3-red',
        alert: 'w3-panel w3-pale-blue',
        bar: 'w3-bar w3-black',
        barItem: 'w3-bar-item w3-button',
        side: 'w3-ul w3-border',
      },
    ],
  ].map(([kit, css, c]) => ({
    kit,
    css: [css],
    weight: 3,
    parts: plainParts(c),
    test: kit === 'water' || kit === 'water-dark',
    isDark: kit === 'water-dark',
    form: c.formClass,
  })),
];
export const ICON_FONTS = [
  {
    css: fa,
    icon: (i) =>
      `<i class="fa-solid fa-${['house', 'gear', 'user', 'envelope', 'bell', 'trash', 'pen', 'plus', 'magnifying-glass', 'calendar', 'folder', 'file', 'cart-shopping', 'chart-line', 'circle-info', 'download', 'heart', 'star', 'bars', 'ellipsis'][i % 20]}"></i>`,
  },
  {
    css: 'bootstrap-icons@1.13.2/font/bootstrap-icons.min.css',
    icon: (i) =>
      `<i class="bi bi-${['house', 'gear', 'person', 'envelope', 'bell', 'trash', 'pencil', 'plus-lg', 'search', 'calendar', 'folder', 'file-earmark', 'cart', 'graph-up', 'info-circle', 'download', 'heart', 'star', 'list', 'three-dots'][i % 20]}"></i>`,
  },
  {
    css: 'remixicon@4.9.1/fonts/remixicon.css',
    icon: (i) =>
      `<i class="ri-${['home', 'settings-3', 'user', 'mail', 'notification-2', 'delete-bin', 'pencil', 'add', 'search', 'calendar', 'folder', 'file', 'shopping-cart', 'line-chart', 'information', 'download', 'heart', 'star', 'menu', 'more'][i % 20]}-line"></i>`,
  },
  {
    css: '@mdi/font@7.4.47/css/materialdesignicons.min.css',
    icon: (i) =>
      `<i class="mdi mdi-${['home', 'cog', 'account', 'email', 'bell', 'delete', 'pencil', 'plus', 'magnify', 'calendar', 'folder', 'file', 'cart', 'chart-line', 'information', 'download', 'heart', 'star', 'menu', 'dots-horizontal'][i % 20]}"></i>`,
  },
  {
    css: 'material-icons@1.13.14/iconfont/filled.css',
    icon: (i) =>
      `<span class="material-icons" style="font-size:1.3em;vertical-align:middle">${['home', 'settings', 'person', 'mail', 'notifications', 'delete', 'edit', 'add', 'search', 'event', 'folder', 'description', 'shopping_cart', 'show_chart', 'info', 'download', 'favorite', 'star', 'menu', 'more_horiz'][i % 20]}</span>`,
  },
  {
    css: 'font-awesome@4.7.0/css/font-awesome.min.css',
    icon: (i) =>
      `<i class="fa fa-${['home', 'cog', 'user', 'envelope', 'bell', 'trash', 'pencil', 'plus', 'search', 'calendar', 'folder', 'file', 'shopping-cart', 'line-chart', 'info-circle', 'download', 'heart', 'star', 'bars', 'ellipsis-h'][i % 20]}"></i>`,
  },
  {
    css: 'primeicons@8.0.2/primeicons.css',
    icon: (i) =>
      `<i class="pi pi-${['home', 'cog', 'user', 'envelope', 'bell', 'trash', 'pencil', 'plus', 'search', 'calendar', 'folder', 'file', 'shopping-cart', 'chart-line', 'info-circle', 'download', 'heart', 'star', 'bars', 'ellipsis-h'][i % 20]}" style="font-family:primeicons"></i>`,
  },
];
