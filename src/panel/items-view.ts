import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import type { Filter } from '../protocol.ts';
import type { LocatorFormat } from '../tasks/locators.ts';
import { details } from './details.ts';
import type { ItemEvent, RenameEvent, SelectEvent } from './events.ts';
import { filterBar } from './filter-bar.ts';
import './item-list.ts';
import { countRoles, type Item } from './items.ts';
import { type Changes, type OutlineActions, outlineTools } from './outline-tools.ts';

interface ItemsView {
  task: 'elements' | 'outline';
  /** All of them, those that the filter lets through, and the list's rows. */
  items: readonly Item[];
  shown: readonly Item[];
  rows: readonly Item[];
  /** The ids of rows that are there only because something in them is. */
  context: ReadonlySet<string>;
  /** Whether elements are listed as a tree; an outline is one. */
  tree: boolean;
  filter: Filter;
  folded: ReadonlySet<string>;
  hovered: Item | undefined;
  /** The primary one last. */
  selected: readonly Item[];
  /** Whether a model had a part in them. */
  answered: boolean;
  /** Changing the outline. */
  editing: OutlineActions & Changes & { renaming: string | undefined; endRename(item: Item, name?: string): void };
  onFilter(filter: Filter): void;
  onTree(tree: boolean): void;
  onHover(event: ItemEvent): void;
  onSelect(items: readonly Item[]): void;
  onZoom(item: Item): void;
  onFold(item: Item): void;
  copy(text: string, what: string): void;
  copyLocators(items: readonly Item[], format: LocatorFormat): void;
  more(items: readonly Item[]): unknown;
}

/** Elements or components: a filter, the list, and all about the one that is selected. */
export function itemsView(view: ItemsView) {
  const { task, items, shown, rows, filter, folded, hovered, selected, answered, editing } = view;
  const isTree = task === 'outline' || view.tree;
  return html`
    ${filterBar({
      filter,
      roles: task === 'elements' ? countRoles(items) : [],
      onChange: view.onFilter,
      tree: task === 'elements' ? { on: view.tree, onChange: view.onTree } : undefined,
    })}
    ${task === 'outline' ? outlineTools(selected, editing) : nothing}
    ${
      shown.length > 0
        ? html`<glimpse-list .items=${rows} .hovered=${hovered} .selected=${selected} .tree=${isTree}
            .context=${view.context} .columns=${task === 'elements'} .folded=${folded} .sources=${answered && task === 'elements'} @item-hover=${view.onHover}
            .renaming=${editing.renaming} @item-rename=${({ item }: RenameEvent) => editing.startRename(item)}
            @item-renamed=${({ item, name }: RenameEvent) => editing.endRename(item, name)}
            @items-select=${({ items }: SelectEvent) => view.onSelect(items)}
            @item-zoom=${({ item }: ItemEvent) => item && view.onZoom(item)}
            @item-fold=${({ item }: ItemEvent) => item && view.onFold(item)}></glimpse-list>`
        : html`<div class="empty">${task === 'elements' ? l10n.t('No element matches the filter.') : l10n.t('No component matches the filter.')}</div>`
    }
    ${details(selected, view, answered)}
  `;
}
