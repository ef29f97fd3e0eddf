import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import type { LocatorFormat } from '../tasks/locators.ts';
import { details } from './details.ts';
import type { ItemEvent, RenameEvent, SelectEvent } from './events.ts';
import { filterBar } from './filter-bar.ts';
import './item-list.ts';
import { countRoles, type Item } from './items.ts';
import type { Listing } from './listing.ts';
import { type Changes, type OutlineActions, outlineTools } from './outline-tools.ts';

interface ItemsView {
  task: 'elements' | 'outline';
  listing: Listing;
  /** Whether they are still being looked for, or again. */
  isBusy: boolean;
  /** Whether a model had a part in them. */
  answered: boolean;
  /** Changing the outline. */
  editing: OutlineActions & Changes & { renaming: string | undefined; endRename(item: Item, name?: string): void };
  onHover(event: ItemEvent): void;
  onSelect(items: readonly Item[]): void;
  onZoom(item: Item): void;
  copy(text: string, what: string): void;
  copyLocators(items: readonly Item[], format: LocatorFormat): void;
  more(items: readonly Item[]): unknown;
}

/** Elements or components: a filter, the list, and all about the one that is selected. */
export function itemsView(view: ItemsView) {
  const { task, listing, isBusy, answered, editing } = view;
  const { items, shown, rows, context, tree, filter, folded, hovered, selected } = listing;
  return html`
    ${filterBar({
      filter,
      roles: task === 'elements' ? countRoles(items) : [],
      onChange: (filter) => listing.narrow(filter),
      tree: task === 'elements' ? { on: tree, onChange: (on) => listing.listAsTree(on) } : undefined,
    })}
    ${task === 'outline' ? outlineTools(selected, editing) : nothing}
    ${
      shown.length > 0
        ? html`<glimpse-list .items=${rows} .hovered=${hovered} .selected=${selected} .tree=${task === 'outline' || tree} .busy=${isBusy}
            .context=${context} .columns=${task === 'elements'} .folded=${folded} .sources=${answered && task === 'elements'} @item-hover=${view.onHover}
            .renaming=${editing.renaming} @item-rename=${({ item }: RenameEvent) => editing.startRename(item)}
            @item-renamed=${({ item, name }: RenameEvent) => editing.endRename(item, name)}
            @items-select=${({ items }: SelectEvent) => view.onSelect(items)}
            @item-zoom=${({ item }: ItemEvent) => item && view.onZoom(item)}
            @item-fold=${({ item }: ItemEvent) => item && listing.fold(item)}></glimpse-list>`
        : html`<div class="empty">${task === 'elements' ? l10n.t('No element matches the filter.') : l10n.t('No component matches the filter.')}</div>`
    }
    ${details(selected, view, answered)}
  `;
}
