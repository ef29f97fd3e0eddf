import * as l10n from '@vscode/l10n';
import { html } from 'lit';
import type { Filter } from '../protocol.ts';
import type { LocatorFormat } from '../tasks/locators.ts';
import { details } from './details.ts';
import type { ItemEvent, SelectEvent } from './events.ts';
import { filterBar } from './filter-bar.ts';
import './item-list.ts';
import { countRoles, type Item, isInside } from './items.ts';

interface ItemsView {
  task: 'elements' | 'outline';
  /** All of them, and those that the filter lets through. */
  items: readonly Item[];
  shown: readonly Item[];
  filter: Filter;
  folded: ReadonlySet<string>;
  hovered: Item | undefined;
  /** The primary one last. */
  selected: readonly Item[];
  /** Whether a model had a part in them. */
  answered: boolean;
  onFilter(filter: Filter): void;
  onHover(event: ItemEvent): void;
  onSelect(items: readonly Item[]): void;
  onZoom(item: Item): void;
  onFold(item: Item): void;
  copy(text: string, what: string): void;
  copyLocators(items: readonly Item[], format: LocatorFormat): void;
}

/** Elements or components: a filter, the list, and all about the one that is selected. */
export function itemsView(view: ItemsView) {
  const { task, items, shown, filter, folded, hovered, selected, answered } = view;
  const rows = folded.size === 0 ? shown : shown.filter(({ id }) => ![...folded].some((outer) => isInside(id, outer)));
  return html`
    ${filterBar({ filter, roles: task === 'elements' ? countRoles(items) : [], onChange: view.onFilter })}
    ${
      shown.length > 0
        ? html`<glimpse-list .items=${rows} .hovered=${hovered} .selected=${selected} .tree=${task === 'outline'}
            .folded=${folded} .sources=${answered && task === 'elements'} @item-hover=${view.onHover}
            @items-select=${({ items }: SelectEvent) => view.onSelect(items)}
            @item-zoom=${({ item }: ItemEvent) => item && view.onZoom(item)}
            @item-fold=${({ item }: ItemEvent) => item && view.onFold(item)}></glimpse-list>`
        : html`<div class="empty">${task === 'elements' ? l10n.t('No element matches the filter.') : l10n.t('No component matches the filter.')}</div>`
    }
    ${details(selected, view, answered)}
  `;
}
