import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { hueOf } from '../screen/element.ts';
import { ItemEvent } from './events.ts';
import type { Item } from './items.ts';
import { roleIcon } from './roles.ts';

/** CSS pixels; panel.css says the same. */
const ROW = 24;
/** Rows drawn beyond each end of what is visible. */
const SPARE = 10;

/** Who alone found an element, in a narrow column. */
const SOURCES = {
  parser: l10n.t({ message: 'parser', comment: 'found by the screen parser alone; short' }),
  model: l10n.t({ message: 'model', comment: 'found by the model alone; short' }),
};

/**
 * The items as rows, of which only the visible ones exist, so that thousands scroll well: a list box, or a tree where
 * `tree` is set. Sends ItemEvents: `item-hover` and `item-select`, `item-zoom` by double click or Enter, `item-fold`.
 */
@customElement('glimpse-list')
export class ItemList extends LitElement {
  @property({ attribute: false }) items: readonly Item[] = [];
  @property({ attribute: false }) hovered: Item | undefined;
  @property({ attribute: false }) selected: Item | undefined;
  @property({ type: Boolean }) tree = false;
  /** Whether rows say who found them, where it was not both the parser and the model. */
  @property({ type: Boolean }) sources = false;
  /** The ids of folded parents, in a tree. */
  @property({ attribute: false }) folded: ReadonlySet<string> = new Set();

  @state() private top = 0;
  @state() private height = 600;
  @query('.rows') private readonly rows!: HTMLElement;
  private readonly resized = new ResizeObserver(() => {
    this.height = this.rows.clientHeight;
    this.scrollToSelected();
  });

  protected override createRenderRoot() {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
  }

  protected override firstUpdated(): void {
    this.resized.observe(this.rows);
  }

  protected override updated(changed: PropertyValues<this>): void {
    // By id: a growing result brings new objects, and must not scroll a reader away.
    if (changed.has('selected') && changed.get('selected')?.id !== this.selected?.id) this.scrollToSelected();
  }

  private get index(): number {
    return this.items.findIndex(({ id }) => id === this.selected?.id);
  }

  private scrollToSelected(): void {
    const at = this.index * ROW;
    if (at < 0) return;
    if (at < this.rows.scrollTop) this.rows.scrollTop = at;
    else if (at + ROW > this.rows.scrollTop + this.rows.clientHeight)
      this.rows.scrollTop = at + ROW - this.rows.clientHeight;
  }

  private emit(type: ItemEvent['type'], item: Item | undefined): void {
    this.dispatchEvent(new ItemEvent(type, item));
  }

  private itemOf(event: Event): Item | undefined {
    const row = event.target instanceof Element ? event.target.closest('[data-index]') : null;
    return row instanceof HTMLElement ? this.items[Number(row.dataset.index)] : undefined;
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.height / ROW) - 1);
    const last = this.items.length - 1;
    const { index, selected } = this;
    const go = (to: number) => this.emit('item-select', this.items[Math.max(0, Math.min(last, to))]);
    const actions: Record<string, () => void> = {
      ArrowDown: () => go(index + 1),
      ArrowUp: () => go(index < 0 ? last : index - 1),
      PageDown: () => go(index + page),
      PageUp: () => go(index - page),
      Home: () => go(0),
      End: () => go(last),
      Enter: () => selected && this.emit('item-zoom', selected),
      Escape: () => this.emit('item-select', undefined),
      ArrowRight: () => selected && this.unfoldOrEnter(selected, go, index),
      ArrowLeft: () => selected && this.foldOrLeave(selected),
    };
    const action = actions[event.key];
    if (!action || this.items.length === 0) return;
    event.preventDefault();
    action();
  }

  private unfoldOrEnter(item: Item, go: (to: number) => void, index: number): void {
    if (!item.parent) return;
    if (this.folded.has(item.id)) this.emit('item-fold', item);
    else go(index + 1);
  }

  private foldOrLeave(item: Item): void {
    if (item.parent && !this.folded.has(item.id)) {
      this.emit('item-fold', item);
      return;
    }
    const above = item.id.slice(0, Math.max(0, item.id.lastIndexOf('.')));
    const outer = this.items.find(({ id }) => id === above);
    if (outer) this.emit('item-select', outer);
  }

  private onClick(event: MouseEvent): void {
    const item = this.itemOf(event);
    if (!item) return;
    if (event.target instanceof Element && event.target.closest('.twistie') && item.parent)
      this.emit('item-fold', item);
    else this.emit('item-select', item);
  }

  protected override render() {
    const { items, tree, top, height, index } = this;
    const first = Math.max(0, Math.floor(top / ROW) - SPARE);
    const shown = items.slice(first, Math.ceil((top + height) / ROW) + SPARE);
    return html`
      <div class="rows" tabindex="0" role=${tree ? 'tree' : 'listbox'} aria-label=${tree ? l10n.t('Components') : l10n.t('Elements')}
        aria-activedescendant=${index >= 0 ? `row-${index}` : nothing}
        @scroll=${() => {
          this.top = this.rows.scrollTop;
        }}
        @keydown=${this.onKey} @click=${this.onClick}
        @dblclick=${(event: Event) => this.emit('item-zoom', this.itemOf(event))}
        @pointermove=${(event: Event) => this.emit('item-hover', this.itemOf(event))}
        @pointerleave=${() => this.emit('item-hover', undefined)}>
        <div class="spacer" role="presentation" .style=${`height:${items.length * ROW}px`}>
          ${repeat(
            shown,
            ({ id }) => id,
            (item, i) => this.row(item, first + i),
          )}
        </div>
      </div>
    `;
  }

  private row(item: Item, index: number) {
    const { id, role, label, note, box, depth, parent, element } = item;
    const selected = id === this.selected?.id;
    const state = `${selected ? ' selected' : ''}${id === this.hovered?.id ? ' hovered' : ''}`;
    const fold = parent ? (this.folded.has(id) ? 'chevron-right' : 'chevron-down') : 'blank';
    return html`
      <div id="row-${index}" data-index=${index} class="row hue-${hueOf(role)}${state}" role=${this.tree ? 'treeitem' : 'option'}
        aria-selected=${selected} aria-setsize=${this.tree ? nothing : this.items.length}
        aria-posinset=${this.tree ? nothing : index + 1} aria-level=${this.tree ? depth + 1 : nothing}
        aria-expanded=${parent ? !this.folded.has(id) : nothing}
        .style=${`top:${index * ROW}px;padding-left:${8 + depth * 12}px`}>
        ${this.tree ? html`<i class="twistie codicon codicon-${fold}" aria-hidden="true"></i>` : nothing}
        <i class="role-icon ${roleIcon(role)}" aria-hidden="true"></i>
        <span class="label">${label ?? html`<em>${note}</em>`}</span>
        <span class="note">${label ? note : ''}</span>
        ${this.sources ? html`<span class="source">${element && element.source !== 'both' ? SOURCES[element.source] : ''}</span>` : nothing}
        <span class="size">${Math.round(box.width)} × ${Math.round(box.height)}</span>
      </div>
    `;
  }
}
