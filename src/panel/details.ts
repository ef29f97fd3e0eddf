import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { Box } from '../image/box.ts';
import { hueOf } from '../screen/element.ts';
import type { LocatorFormat } from '../tasks/locators.ts';
import { FORMAT_WORDS, LOCATOR_WORDS } from './actions.ts';
import { common } from './common.ts';
import type { Item } from './items.ts';
import { type OutlineActions, roleChoice } from './outline-tools.ts';
import { roleIcon } from './roles.ts';
import { confidenceWords, listWords, measureWords, selectedWords, sourceWords, stateWords } from './words.ts';

interface Copying {
  task: 'elements' | 'outline';
  /** Changing a component. */
  editing: OutlineActions;
  copy(text: string, what: string): void;
  /** How a test finds these. */
  copyLocators(items: readonly Item[], format: LocatorFormat): void;
  /** What else there is to say of these, and to do with the part of the picture that they take. */
  more(items: readonly Item[]): unknown;
}

/** More texts than this are copied only. */
const TEXTS_SHOWN = 20;

/**
 * All that is known of the item that is selected, or what several have in common, with buttons that copy; `sources`: a
 * model has named things too.
 */
export function details(selected: readonly Item[], copying: Copying, sources: boolean) {
  const [item, ...others] = selected;
  if (!item) return html`<div class="details hint">${l10n.t('Select a row or a box to see all about it.')}</div>`;
  return others.length > 0 ? several(selected, copying) : one(item, copying, sources);
}

function one(item: Item, { copy, copyLocators, editing, more }: Copying, sources: boolean) {
  const { box, element, role, text, label, note } = item;
  const facts = element && [
    confidenceWords(element),
    stateWords(element.state),
    sources && sourceWords(element.source),
  ];
  return html`
    <div class="details hue-${hueOf(role)}" role="group" aria-label=${l10n.t('Details')}>
      <div class="title"><i class="role-icon ${roleIcon(role)}" aria-hidden="true"></i>${element ? role : label}
        <em>${facts ? listWords(facts) : text ? '' : note}</em></div>
      <dl>
        ${item.componentRole ? html`<dt>${l10n.t('Role')}</dt><dd>${roleChoice(item, item.componentRole, editing)}</dd>` : nothing}
        ${fact(l10n.t('Text'), text, copy)} ${fact(l10n.t('Name'), element?.name, copy)} ${boxFact(box, copy)}
        ${element && role !== 'container' ? locators([item], copyLocators) : nothing}
      </dl>
      ${more([item])}
    </div>
  `;
}

function several(items: readonly Item[], { task, copy, copyLocators, more }: Copying) {
  const { box, roles, same } = common(items);
  const texts = items.map(({ text }) => text).filter((text) => text !== undefined);
  const shown = texts.length > TEXTS_SHOWN ? [...texts.slice(0, TEXTS_SHOWN), '…'] : texts;
  return html`
    <div class="details" role="group" aria-label=${l10n.t('Details')}>
      <div class="title"><i class="codicon codicon-list-selection" aria-hidden="true"></i>${selectedWords(task, items.length)}
        <em>${task === 'elements' ? listWords(roles.map(([role, count]) => `${role} ${count}`)) : nothing}</em></div>
      <dl>
        ${fact(l10n.t('Texts'), shown.join(' · '), copy, texts.join('\n'))} ${boxFact(box, copy)}
        ${fact(l10n.t('Same'), measureWords(same), copy)}
        ${items.some(({ element, role }) => element && role !== 'container') ? locators(items, copyLocators) : nothing}
      </dl>
      ${more(items)}
    </div>
  `;
}

const fact = (name: string, value: string | undefined, copy: Copying['copy'], copied = value) =>
  value
    ? html`<dt>${name}</dt>
        <dd><span>${value}</span>
          <vscode-toolbar-button icon="copy" label=${l10n.t('Copy: {0}', name)} title=${l10n.t('Copy: {0}', name)}
            @click=${() => copy(copied ?? value, name)}></vscode-toolbar-button></dd>`
    : nothing;

function boxFact({ x, y, width, height }: Box, copy: Copying['copy']) {
  const pixels = [x, y, width, height].map(Math.round);
  return fact(l10n.t('Box'), `x ${pixels[0]}, y ${pixels[1]}, ${pixels[2]} × ${pixels[3]}`, copy, pixels.join(', '));
}

const locators = (items: readonly Item[], copy: Copying['copyLocators']) => html`
  <dt>${items.length === 1 ? l10n.t('Locator') : l10n.t('Locators')}</dt>
  <dd>${(['playwright', 'testing-library'] as const).map(
    (format) => html`<vscode-toolbar-button icon="copy" label=${l10n.t('Copy as {0}', LOCATOR_WORDS[format])}
      title=${l10n.t('Copy as {0}', LOCATOR_WORDS[format])} @click=${() => copy(items, format)}>${FORMAT_WORDS[format]}</vscode-toolbar-button>`,
  )}</dd>
`;
