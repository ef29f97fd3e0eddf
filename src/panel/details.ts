import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import { hueOf } from '../screen/element.ts';
import type { LocatorFormat } from '../tasks/locators.ts';
import { FORMAT_WORDS, LOCATOR_WORDS } from './actions.ts';
import type { Item } from './items.ts';
import { roleIcon } from './roles.ts';
import { listWords, sourceWords, stateWords } from './words.ts';

interface Copying {
  copy(text: string, what: string): void;
  /** How a test finds this one. */
  copyLocator(item: Item, format: LocatorFormat): void;
}

/** All that is known of the selected item, with buttons that copy; `sources`: a model has named things too. */
export function details(item: Item | undefined, { copy, copyLocator }: Copying, sources: boolean) {
  if (!item) {
    return html`<div class="details hint">${l10n.t('Select a row or a box to see all about it.')}</div>`;
  }
  const { box, element, role, text, label, note } = item;
  const { x, y, width, height } = box;
  const state = stateWords(element?.state);
  const pixels = [x, y, width, height].map(Math.round);
  const row = (name: string, value: string | undefined, copied = value) =>
    value
      ? html`<dt>${name}</dt>
          <dd><span>${value}</span>
            <vscode-toolbar-button icon="copy" label=${l10n.t('Copy: {0}', name)} title=${l10n.t('Copy: {0}', name)}
              @click=${() => copy(copied ?? value, name)}></vscode-toolbar-button></dd>`
      : nothing;
  const facts = element && [
    l10n.t('{0} % confidence', Math.round(element.confidence * 100)),
    state,
    sources && sourceWords(element.source),
  ];
  return html`
    <div class="details hue-${hueOf(role)}" role="group" aria-label=${l10n.t('Details')}>
      <div class="title"><i class="role-icon ${roleIcon(role)}" aria-hidden="true"></i>${element ? role : label}
        <em>${facts ? listWords(facts) : text ? '' : note}</em></div>
      <dl>
        ${row(l10n.t('Text'), text)} ${row(l10n.t('Name'), element?.name)}
        ${row(l10n.t('Box'), `x ${pixels[0]}, y ${pixels[1]}, ${pixels[2]} × ${pixels[3]}`, pixels.join(', '))}
        ${element && role !== 'container' ? locator(item, copyLocator) : nothing}
      </dl>
    </div>
  `;
}

const locator = (item: Item, copy: Copying['copyLocator']) => html`
  <dt>${l10n.t('Locator')}</dt>
  <dd>${(['playwright', 'testing-library'] as const).map(
    (format) => html`<vscode-toolbar-button icon="copy" label=${l10n.t('Copy as {0}', LOCATOR_WORDS[format])}
      title=${l10n.t('Copy as {0}', LOCATOR_WORDS[format])} @click=${() => copy(item, format)}>${FORMAT_WORDS[format]}</vscode-toolbar-button>`,
  )}</dd>
`;
