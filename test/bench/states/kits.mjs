// Controls of component kits in states that are known, as HTML. None of these kits is in the benchmark's pages, and none of them
// may ever be learnt from (train/kits.mjs, train/parts.mjs): what is measured here are states on screens of a kind not seen before.

const list = (items, draw) => items.map((item, i) => draw(item, i)).join('');
const has = (on, word) => (on ? ` ${word}` : '');

/** What make.mjs reads back: the role of a control and the states that it is in. */
const truth = (role, s = {}) =>
  `data-control="${[role, ...['checked', 'selected', 'disabled', 'focused', 'expanded'].filter((name) => s[name])].join(' ')}"`;

/** Carbon turns it down, and up where something is open. */
const CHEVRON =
  '<svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5"><path d="M6 3l5 5-5 5"/></svg>';

/**
 * `head`, `foot`: what a page loads, by package; `parts`: each control as HTML, in a state; `wait`: until its scripts have run, ms;
 * `dark`: what makes the second page dark.
 */
export const KITS = [
  {
    kit: 'shoelace',
    pkg: '@shoelace-style/shoelace@2.20.1',
    license: 'MIT',
    head: (at) =>
      `<link rel="stylesheet" href="${at}/cdn/themes/light.css"><link rel="stylesheet" href="${at}/cdn/themes/dark.css"><script type="module" src="${at}/cdn/shoelace.js"></script>`,
    dark: { html: 'class="sl-theme-dark"', body: 'background:#1a1a1e;color:#eee' },
    body: 'font-family:sans-serif',
    wait: 2500,
    parts: {
      checkbox: (t, s) =>
        `<sl-checkbox ${truth('checkbox', s)}${has(s.checked, 'checked')}${has(s.disabled, 'disabled')}>${t}</sl-checkbox>`,
      radio: (t, s) =>
        `<sl-radio-group value="${s.checked ? 'a' : 'b'}"><sl-radio value="a" ${truth('radio', s)}${has(s.disabled, 'disabled')}>${t}</sl-radio></sl-radio-group>`,
      toggle: (t, s) =>
        `<sl-switch ${truth('switch', s)}${has(s.checked, 'checked')}${has(s.disabled, 'disabled')}>${t}</sl-switch>`,
      button: (t, s) =>
        `<sl-button ${truth('button', s)} variant="${s.primary ? 'primary' : 'default'}"${has(s.disabled, 'disabled')}>${t}</sl-button>`,
      field: (t, s) => `<sl-input ${truth('textbox', s)} value="${t}"${has(s.disabled, 'disabled')}></sl-input>`,
      tabs: (items, on) =>
        `<sl-tab-group>${list(items, (t, i) => `<sl-tab slot="nav" panel="p${i}" ${truth('tab', { selected: i === on })}${has(i === on, 'active')}>${t}</sl-tab>`)}</sl-tab-group>`,
      nav: (items, on) =>
        `<sl-tree>${list(items, (t, i) => `<sl-tree-item${has(i === on, 'selected')}><span ${truth('menuitem', { selected: i === on })}>${t}</span></sl-tree-item>`)}</sl-tree>`,
      fold: (t, body, s) =>
        `<sl-details ${truth('button', s)} data-part="header" summary="${t}"${has(s.expanded, 'open')}>${body}</sl-details>`,
    },
  },
  {
    kit: 'fluent',
    pkg: '@fluentui/web-components@2.6.1',
    license: 'MIT',
    head: (at) => `<script type="module" src="${at}/dist/web-components.min.js"></script>`,
    dark: {
      wrap: (body) =>
        `<fluent-design-system-provider base-layer-luminance="0.1" style="display:block;padding:12px">${body}</fluent-design-system-provider>`,
      body: 'background:#1b1b1b',
    },
    body: 'font-family:sans-serif',
    wait: 1500,
    parts: {
      checkbox: (t, s) =>
        `<fluent-checkbox ${truth('checkbox', s)}${has(s.checked, 'checked')}${has(s.disabled, 'disabled')}>${t}</fluent-checkbox>`,
      radio: (t, s) =>
        `<fluent-radio ${truth('radio', s)}${has(s.checked, 'checked')}${has(s.disabled, 'disabled')}>${t}</fluent-radio>`,
      toggle: (t, s) =>
        `<fluent-switch ${truth('switch', s)}${has(s.checked, 'checked')}${has(s.disabled, 'disabled')}>${t}</fluent-switch>`,
      button: (t, s) =>
        `<fluent-button ${truth('button', s)} appearance="${s.primary ? 'accent' : 'neutral'}"${has(s.disabled, 'disabled')}>${t}</fluent-button>`,
      field: (t, s) =>
        `<fluent-text-field ${truth('textbox', s)} value="${t}"${has(s.disabled, 'disabled')}></fluent-text-field>`,
      tabs: (items, on) =>
        `<fluent-tabs activeid="x${on}">${list(items, (t, i) => `<fluent-tab id="x${i}" ${truth('tab', { selected: i === on })}>${t}</fluent-tab>`)}${list(items, () => '<fluent-tab-panel></fluent-tab-panel>')}</fluent-tabs>`,
      nav: (items, on) =>
        `<fluent-listbox>${list(items, (t, i) => `<fluent-option ${truth('menuitem', { selected: i === on })}${has(i === on, 'selected')}>${t}</fluent-option>`)}</fluent-listbox>`,
      fold: (t, body, s) =>
        `<fluent-accordion-item ${truth('button', s)} data-part="button"${has(s.expanded, 'expanded')}><span slot="heading">${t}</span>${body}</fluent-accordion-item>`,
      folds: (items) => `<fluent-accordion>${items}</fluent-accordion>`,
    },
  },
  {
    kit: 'vuetify',
    pkg: 'vuetify@3.7.6',
    license: 'MIT',
    with: { vue: 'vue@3.5.13', icons: '@mdi/font@7.4.47', font: '@fontsource/roboto@5.1.0' },
    head: (at, w) =>
      `<link rel="stylesheet" href="${at}/dist/vuetify.min.css"><link rel="stylesheet" href="${w.icons}/css/materialdesignicons.min.css"><link rel="stylesheet" href="${w.font}/400.css"><link rel="stylesheet" href="${w.font}/500.css"><script src="${w.vue}/dist/vue.global.prod.js"></script><script src="${at}/dist/vuetify.js"></script>`,
    mount: (theme) =>
      `Vue.createApp({template:document.querySelector('#app').innerHTML}).use(Vuetify.createVuetify({theme:{defaultTheme:'${theme}'}})).mount('#app')`,
    dark: { body: '' },
    wrap: (body) => `<v-app><v-main><div class="sheet">${body}</div></v-main></v-app>`,
    body: 'font-family:Roboto',
    wait: 1200,
    parts: {
      checkbox: (t, s) =>
        `<v-checkbox ${truth('checkbox', s)} hide-details density="compact" label="${t}" :model-value="${!!s.checked}"${has(s.disabled, 'disabled')}></v-checkbox>`,
      radio: (t, s) =>
        `<v-radio ${truth('radio', s)} label="${t}" value="a" :model-value="${s.checked ? "'a'" : "'b'"}"${has(s.disabled, 'disabled')}></v-radio>`,
      toggle: (t, s) =>
        `<v-switch ${truth('switch', s)} hide-details density="compact" color="primary" label="${t}" :model-value="${!!s.checked}"${has(s.disabled, 'disabled')}></v-switch>`,
      button: (t, s) =>
        `<v-btn ${truth('button', s)}${s.primary ? ' color="primary"' : ' variant="outlined"'}${has(s.disabled, 'disabled')}>${t}</v-btn>`,
      field: (t, s) =>
        `<v-text-field ${truth('textbox', s)} hide-details density="compact" variant="outlined" model-value="${t}"${has(s.disabled, 'disabled')}></v-text-field>`,
      tabs: (items, on) =>
        `<v-tabs :model-value="${on}" color="primary">${list(items, (t, i) => `<v-tab :value="${i}" ${truth('tab', { selected: i === on })}>${t}</v-tab>`)}</v-tabs>`,
      nav: (items, on) =>
        `<v-list density="compact" nav>${list(items, (t, i) => `<v-list-item ${truth('menuitem', { selected: i === on })} title="${t}" :active="${i === on}" link></v-list-item>`)}</v-list>`,
      fold: (t, body, s) =>
        `<v-expansion-panel value="${t}"><v-expansion-panel-title ${truth('button', s)}>${t}</v-expansion-panel-title><v-expansion-panel-text>${body}</v-expansion-panel-text></v-expansion-panel>`,
      folds: (items, open) =>
        `<v-expansion-panels multiple :model-value='${JSON.stringify(open)}'>${items}</v-expansion-panels>`,
    },
  },
  {
    kit: 'quasar',
    pkg: 'quasar@2.18.1',
    license: 'MIT',
    with: { vue: 'vue@3.5.13', icons: 'material-icons@1.13.14', font: '@fontsource/roboto@5.1.0' },
    head: (at, w) =>
      `<link rel="stylesheet" href="${w.icons}/iconfont/filled.css"><link rel="stylesheet" href="${w.font}/400.css"><link rel="stylesheet" href="${w.font}/500.css"><link rel="stylesheet" href="${at}/dist/quasar.prod.css">`,
    foot: (at, w) =>
      `<script src="${w.vue}/dist/vue.global.prod.js"></script><script src="${at}/dist/quasar.umd.prod.js"></script>`,
    mount: (theme) =>
      `Vue.createApp({template:document.querySelector('#app').innerHTML}).use(Quasar,{config:{dark:${theme === 'dark'}}}).mount('#app')`,
    dark: { body: '' },
    body: 'font-family:Roboto',
    wait: 1200,
    parts: {
      checkbox: (t, s) =>
        `<div><q-checkbox ${truth('checkbox', s)} dense label="${t}" :model-value="${!!s.checked}"${has(s.disabled, 'disable')}></q-checkbox></div>`,
      radio: (t, s) =>
        `<div><q-radio ${truth('radio', s)} dense label="${t}" val="a" :model-value="${s.checked ? "'a'" : "'b'"}"${has(s.disabled, 'disable')}></q-radio></div>`,
      toggle: (t, s) =>
        `<div><q-toggle ${truth('switch', s)} dense label="${t}" :model-value="${!!s.checked}"${has(s.disabled, 'disable')}></q-toggle></div>`,
      button: (t, s) =>
        `<q-btn ${truth('button', s)}${s.primary ? ' color="primary"' : ' outline'} label="${t}"${has(s.disabled, 'disable')}></q-btn>`,
      field: (t, s) =>
        `<q-input ${truth('textbox', s)} outlined dense model-value="${t}"${has(s.disabled, 'disable')}></q-input>`,
      tabs: (items, on) =>
        `<q-tabs model-value="${on}" dense align="left" active-color="primary">${list(items, (t, i) => `<q-tab name="${i}" label="${t}" ${truth('tab', { selected: i === on })}></q-tab>`)}</q-tabs>`,
      nav: (items, on) =>
        `<q-list bordered>${list(items, (t, i) => `<q-item clickable dense :active="${i === on}" ${truth('menuitem', { selected: i === on })}><q-item-section>${t}</q-item-section></q-item>`)}</q-list>`,
      fold: (t, body, s) =>
        `<q-expansion-item dense ${truth('button', s)} data-part=".q-item" label="${t}" :model-value="${!!s.expanded}"><div style="padding:8px 16px">${body}</div></q-expansion-item>`,
      folds: (items) => `<q-list bordered>${items}</q-list>`,
    },
  },
  {
    kit: 'beer',
    pkg: 'beercss@3.8.0',
    license: 'MIT',
    with: { font: '@fontsource/roboto@5.1.0' },
    head: (at, w) =>
      `<link rel="stylesheet" href="${at}/dist/cdn/beer.min.css"><link rel="stylesheet" href="${w.font}/400.css"><link rel="stylesheet" href="${w.font}/500.css">`,
    dark: { bodyClass: 'dark' },
    body: 'font-family:Roboto',
    wait: 500,
    parts: {
      checkbox: (t, s) =>
        `<div><label class="checkbox" ${truth('checkbox', s)}><input type="checkbox"${has(s.checked, 'checked')}${has(s.disabled, 'disabled')}><span>${t}</span></label></div>`,
      radio: (t, s) =>
        `<div><label class="radio" ${truth('radio', s)}><input type="radio"${has(s.checked, 'checked')}${has(s.disabled, 'disabled')}><span>${t}</span></label></div>`,
      toggle: (_t, s) =>
        `<div><label class="switch" ${truth('switch', s)}><input type="checkbox"${has(s.checked, 'checked')}${has(s.disabled, 'disabled')}><span></span></label></div>`,
      button: (t, s) =>
        `<button ${truth('button', s)} class="${s.primary ? '' : 'border'}"${has(s.disabled, 'disabled')}>${t}</button>`,
      field: (t, s) =>
        `<div class="field border small" ${truth('textbox', s)}><input value="${t}"${has(s.disabled, 'disabled')}></div>`,
      tabs: (items, on) =>
        `<div class="tabs left-align">${list(items, (t, i) => `<a class="${i === on ? 'active' : ''}" ${truth('tab', { selected: i === on })}>${t}</a>`)}</div>`,
      nav: (items, on) =>
        `<nav class="left-align">${list(items, (t, i) => `<a class="chip ${i === on ? 'fill' : ''}" ${truth('button', { selected: i === on })}>${t}</a>`)}</nav>`,
      fold: (t, body, s) =>
        `<details${has(s.expanded, 'open')}><summary ${truth('button', s)}>${t}</summary><p>${body}</p></details>`,
    },
  },
  {
    kit: 'ionic',
    pkg: '@ionic/core@8.4.1',
    license: 'MIT',
    head: (at) =>
      `<link rel="stylesheet" href="${at}/css/ionic.bundle.css"><script type="module" src="${at}/dist/ionic/ionic.esm.js"></script>`,
    html: 'mode="ios"',
    dark: { html: 'mode="md"' },
    body: 'position:static;overflow:visible',
    wait: 2500,
    parts: {
      checkbox: (t, s) =>
        `<ion-checkbox label-placement="end" ${truth('checkbox', s)}${has(s.checked, 'checked')}${has(s.disabled, 'disabled="true"')}>${t}</ion-checkbox><br>`,
      radio: (t, s) =>
        `<ion-radio-group value="${s.checked ? 'a' : 'b'}"><ion-radio value="a" label-placement="end" ${truth('radio', s)}${has(s.disabled, 'disabled="true"')}>${t}</ion-radio></ion-radio-group>`,
      toggle: (t, s) =>
        `<ion-toggle label-placement="end" ${truth('switch', s)}${has(s.checked, 'checked')}${has(s.disabled, 'disabled="true"')}>${t}</ion-toggle><br>`,
      button: (t, s) =>
        `<ion-button ${truth('button', s)} fill="${s.primary ? 'solid' : 'outline'}"${has(s.disabled, 'disabled="true"')}>${t}</ion-button>`,
      field: (t, s) =>
        `<ion-input mode="md" fill="outline" ${truth('textbox', s)} aria-label="x" value="${t}"${has(s.disabled, 'disabled="true"')}></ion-input>`,
      tabs: (items, on) =>
        `<ion-segment value="${on}">${list(items, (t, i) => `<ion-segment-button value="${i}" ${truth('tab', { selected: i === on })}><ion-label>${t}</ion-label></ion-segment-button>`)}</ion-segment>`,
      nav: (items, on) =>
        `<ion-list>${list(items, (t, i) => `<ion-item button detail="false" ${i === on ? 'color="light"' : ''} ${truth('menuitem', { selected: i === on })}><ion-label>${t}</ion-label></ion-item>`)}</ion-list>`,
      fold: (t, body, s) =>
        `<ion-accordion value="${t}"><ion-item slot="header" ${truth('button', s)}><ion-label>${t}</ion-label></ion-item><div slot="content" style="padding:8px 16px">${body}</div></ion-accordion>`,
      folds: (items, open) =>
        `<ion-accordion-group multiple data-open='${JSON.stringify(open)}'>${items}</ion-accordion-group>`,
      after: `document.querySelectorAll('ion-accordion-group').forEach((group)=>{group.value=JSON.parse(group.dataset.open)})`,
    },
  },
  {
    kit: 'carbon',
    pkg: '@carbon/styles@1.72.0',
    license: 'Apache-2.0',
    with: { font: '@fontsource/ibm-plex-sans@5.1.0' },
    head: (at, w) =>
      `<link rel="stylesheet" href="${w.font}/400.css"><link rel="stylesheet" href="${w.font}/600.css"><link rel="stylesheet" href="${at}/css/styles.min.css">`,
    dark: { bodyClass: 'cds--g100', body: 'background:#161616;color:#f4f4f4' },
    body: 'font-family:"IBM Plex Sans"',
    wait: 500,
    parts: {
      checkbox: (t, s, id) =>
        `<div class="cds--checkbox-wrapper" ${truth('checkbox', s)}><input class="cds--checkbox" type="checkbox" id="${id}"${has(s.checked, 'checked')}${has(s.disabled, 'disabled')}><label class="cds--checkbox-label" for="${id}"><span class="cds--checkbox-label-text">${t}</span></label></div>`,
      radio: (t, s, id) =>
        `<div class="cds--radio-button-wrapper" ${truth('radio', s)}><input class="cds--radio-button" type="radio" id="${id}"${has(s.checked, 'checked')}${has(s.disabled, 'disabled')}><label class="cds--radio-button__label" for="${id}"><span class="cds--radio-button__appearance"></span><span>${t}</span></label></div>`,
      toggle: (t, s, id) =>
        `<div class="cds--toggle${has(s.disabled, 'cds--toggle--disabled')}"><button type="button" class="cds--toggle__button" role="switch" id="${id}"></button><label class="cds--toggle__label"><div class="cds--toggle__appearance" ${truth('switch', s)}><div class="cds--toggle__switch${has(s.checked, 'cds--toggle__switch--checked')}"></div><span class="cds--toggle__text">${t}</span></div></label></div>`,
      button: (t, s) =>
        `<button class="cds--btn cds--btn--sm cds--btn--${s.primary ? 'primary' : 'tertiary'}${has(s.disabled, 'cds--btn--disabled')}" ${truth('button', s)}${has(s.disabled, 'disabled')}>${t}</button>`,
      field: (t, s) =>
        `<input class="cds--text-input cds--text-input--sm" ${truth('textbox', s)} value="${t}"${has(s.disabled, 'disabled')}>`,
      tabs: (items, on) =>
        `<div class="cds--tabs"><div class="cds--tab--list">${list(items, (t, i) => `<button class="cds--tabs__nav-item cds--tabs__nav-link${has(i === on, 'cds--tabs__nav-item--selected')}" role="tab" aria-selected="${i === on}" ${truth('tab', { selected: i === on })}><div class="cds--tabs__nav-item-label-wrapper"><span class="cds--tabs__nav-item-label">${t}</span></div></button>`)}</div></div>`,
      nav: (items, on) =>
        `<ul class="cds--side-nav__items" style="width:200px;position:static">${list(items, (t, i) => `<li class="cds--side-nav__item"><a href="#x" class="cds--side-nav__link${has(i === on, 'cds--side-nav__link--current')}"${i === on ? ' aria-current="page"' : ''} ${truth('menuitem', { selected: i === on })}><span class="cds--side-nav__link-text">${t}</span></a></li>`)}</ul>`,
      fold: (t, body, s) =>
        `<li class="cds--accordion__item${has(s.expanded, 'cds--accordion__item--active')}"><button class="cds--accordion__heading" aria-expanded="${!!s.expanded}" ${truth('button', s)}><span class="cds--accordion__arrow">${CHEVRON}</span><div class="cds--accordion__title">${t}</div></button>${s.expanded ? `<div class="cds--accordion__wrapper" style="max-block-size:fit-content;opacity:1;visibility:inherit;padding:4px 0"><div class="cds--accordion__content">${body}</div></div>` : ''}</li>`,
      folds: (items) => `<ul class="cds--accordion cds--accordion--end">${items}</ul>`,
    },
  },
  {
    kit: 'govuk',
    pkg: 'govuk-frontend@5.8.0',
    license: 'MIT',
    head: (at) => `<link rel="stylesheet" href="${at}/dist/govuk/govuk-frontend.min.css">`,
    bodyClass: 'govuk-template__body js-enabled govuk-frontend-supported',
    body: 'font-family:sans-serif',
    wait: 500,
    parts: {
      checkbox: (t, s, id) =>
        `<div class="govuk-checkboxes govuk-checkboxes--small"><div class="govuk-checkboxes__item" ${truth('checkbox', s)}><input class="govuk-checkboxes__input" id="${id}" type="checkbox"${has(s.checked, 'checked')}${has(s.disabled, 'disabled')}><label class="govuk-label govuk-checkboxes__label" for="${id}">${t}</label></div></div>`,
      radio: (t, s, id) =>
        `<div class="govuk-radios govuk-radios--small"><div class="govuk-radios__item" ${truth('radio', s)}><input class="govuk-radios__input" id="${id}" type="radio"${has(s.checked, 'checked')}${has(s.disabled, 'disabled')}><label class="govuk-label govuk-radios__label" for="${id}">${t}</label></div></div>`,
      button: (t, s) =>
        `<button class="govuk-button ${s.primary ? '' : 'govuk-button--secondary'}" style="margin:0" ${truth('button', s)}${has(s.disabled, 'disabled')}>${t}</button>`,
      field: (t, s) => `<input class="govuk-input" ${truth('textbox', s)} value="${t}"${has(s.disabled, 'disabled')}>`,
      tabs: (items, on) =>
        `<div class="govuk-tabs" style="margin:0"><ul class="govuk-tabs__list">${list(items, (t, i) => `<li class="govuk-tabs__list-item${has(i === on, 'govuk-tabs__list-item--selected')}" ${truth('tab', { selected: i === on })}><a class="govuk-tabs__tab" href="#x">${t}</a></li>`)}</ul></div>`,
      nav: (items, on) =>
        `<div class="govuk-service-navigation" style="border:0"><ul class="govuk-service-navigation__list">${list(items, (t, i) => `<li class="govuk-service-navigation__item${has(i === on, 'govuk-service-navigation__item--active')}" ${truth('link', { selected: i === on })}><a class="govuk-service-navigation__link" href="#x">${i === on ? `<strong class="govuk-service-navigation__active-fallback">${t}</strong>` : t}</a></li>`)}</ul></div>`,
      fold: (t, body, s) =>
        `<div class="govuk-accordion__section${has(s.expanded, 'govuk-accordion__section--expanded')}"><button class="govuk-accordion__section-button" style="padding:8px 0" ${truth('button', s)}><span class="govuk-accordion__section-heading-text govuk-!-font-size-19">${t} </span><span class="govuk-accordion__section-toggle"><span class="govuk-accordion-nav__chevron${has(!s.expanded, 'govuk-accordion-nav__chevron--down')}"></span> <span class="govuk-accordion__section-toggle-text">${s.expanded ? 'Hide' : 'Show'}</span></span></button>${s.expanded ? `<div class="govuk-accordion__section-content" style="display:block;padding:4px 0"><p class="govuk-body">${body}</p></div>` : ''}</div>`,
      folds: (items) => `<div class="govuk-accordion" style="margin:0">${items}</div>`,
    },
  },
];
