import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { hueOf, isUnsure } from '../screen/element.ts';
import { ItemEvent, RenameEvent, SelectEvent } from './events.ts';
import type { Item } from './items.ts';
import { isSelectAll } from './keys.ts';
import { roleIcon } from './roles.ts';
import { range, rematch, type Selection, selectionOf, together, toggled } from './selection.ts';
import { confidenceWords } from './words.ts';

/** CSS pixels; styles/page.css says the same. */
const ROW = 24;
/** Rows drawn beyond each end of what is visible. */
const SPARE = 10;

/** Who alone found an element, in a narrow column. */
const SOURCES = {
  parser: l10n.t({ message: 'parser', comment: 'found by the screen parser alone; short' }),
  model: l10n.t({ message: 'model', comment: 'found by the model alone; short' }),
};

/** Which of how many siblings a row is, from 1. */
interface Place {
  at: number;
  of(): number;
}

function placesOf(items: readonly Item[]): Map<string, Place> {
  const counts = new Map<string | undefined, number>();
  return new Map(
    items.map(({ id, above }) => {
      const at = (counts.get(above) ?? 0) + 1;
      counts.set(above, at);
      return [id, { at, of: () => counts.get(above)! }];
    }),
  );
}

function unsure(element: NonNullable<Item['element']>) {
  const words = confidenceWords(element);
  return html`<i class="unsure codicon codicon-question" role="img" aria-label=${words} title=${words}></i>`;
}

/**
 * The items as rows, of which only the visible ones exist, so that thousands scroll well: a list box, or a tree where
 * `tree` is set. Several can be selected, as in VS Code's own lists; the row that the keyboard is on need not be one of them.
 * Sends SelectEvents, and ItemEvents: `item-hover`, `item-zoom` by double click or Enter, `item-fold`.
 */
@customElement('glimpse-list')
export class ItemList extends LitElement {
  @property({ attribute: false }) items: readonly Item[] = [];
  @property({ attribute: false }) hovered: Item | undefined;
  /** The primary one last. */
  @property({ attribute: false }) selected: readonly Item[] = [];
  @property({ type: Boolean }) tree = false;
  /** Whether rows say who found them, where it was not both the parser and the model. */
  @property({ type: Boolean }) sources = false;
  /** Whether rows may still come, go or change by themselves. */
  @property({ type: Boolean }) busy = false;
  /** Whether they are elements, whose roles stand in a column, and not components. */
  @property({ type: Boolean }) columns = false;
  /** The ids of rows that are there only because something in them is, in a tree. */
  @property({ attribute: false }) context: ReadonlySet<string> = new Set();
  /** The ids of folded parents, in a tree. */
  @property({ attribute: false }) folded: ReadonlySet<string> = new Set();

  /** The id of the item whose name is being written, in a tree. */
  @property({ attribute: false }) renaming: string | undefined;

  @state() private top = 0;
  @state() private height = 600;
  /** The row that the keyboard is on; -1: none. */
  @state() private index = -1;
  @query('.rows') private readonly rows!: HTMLElement;
  private readonly resized = new ResizeObserver(() => {
    this.height = this.rows.clientHeight;
    this.scrollToActive();
  });

  /** What stands in that row, and where a range begins; they outlive the rows of one result. */
  private active: Selection | undefined;
  private anchor: Selection | undefined;
  private places: ReadonlyMap<string, Place> = new Map();
  private marked: ReadonlySet<string> = new Set();
  /** Whether the next selection comes from here. */
  private own = false;
  /** Whether `top` was changed to keep rows in place. */
  private kept = false;
  /** Whether the row that the keyboard is on is to be brought into view. */
  private moved = false;

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

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('items')) {
      this.index = this.items.indexOf(this.again(this.active)!);
      this.places = placesOf(this.items);
      this.keepInPlace(changed.get('items') ?? []);
    }
    if (!changed.has('selected')) return;
    this.marked = new Set(this.selected.map(({ id }) => id));
    const primary = this.selected.at(-1);
    if (primary && !this.own && primary.id !== this.items[this.index]?.id) {
      this.moveTo(this.items.findIndex(({ id }) => id === primary.id));
      this.anchor = this.active;
    }
    this.own = false;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('renaming')) this.focusName(changed.get('renaming') !== undefined);
    if (this.kept) this.rows.scrollTop = this.top;
    this.kept = false;
    if (this.moved) this.scrollToActive();
    this.moved = false;
  }

  /** What a reader has scrolled to stays where it is while rows come and go above it. */
  private keepInPlace(before: readonly Item[]): void {
    if (this.top === 0) return;
    for (let at = Math.floor(this.top / ROW); at < Math.min(before.length, (this.top + this.height) / ROW); at++) {
      const item = this.again(before[at]);
      if (!item) continue;
      this.top = Math.max(0, this.top + (this.items.indexOf(item) - at) * ROW);
      this.kept = true;
      return;
    }
  }

  private again(selection: Selection | undefined): Item | undefined {
    return selection && rematch(this.items, [selection])[0];
  }

  private moveTo(index: number): void {
    const item = this.items[index];
    this.index = item ? index : -1;
    this.active = item && selectionOf(item);
    this.moved = true;
  }

  private scrollToActive(): void {
    const at = this.index * ROW;
    if (at < 0) return;
    if (at < this.rows.scrollTop) this.rows.scrollTop = at;
    else if (at + ROW > this.rows.scrollTop + this.rows.clientHeight)
      this.rows.scrollTop = at + ROW - this.rows.clientHeight;
  }

  private select(items: readonly Item[]): void {
    this.own = true;
    this.dispatchEvent(new SelectEvent(items));
  }

  /** @param wasOpen whether the field has just closed, so that the keyboard goes on in the tree */
  private focusName(wasOpen: boolean): void {
    const field = this.querySelector<HTMLInputElement>('input.name');
    field?.focus();
    field?.select();
    if (!field && wasOpen) this.rows.focus();
  }

  /** A name is written where it stands; what is beside it is zoomed to. */
  private onDoubleClick(event: MouseEvent): void {
    const item = this.itemOf(event);
    const onName = event.target instanceof Element && event.target.closest('.label, .name');
    if (this.tree && item && onName) this.dispatchEvent(new RenameEvent('item-rename', item));
    else this.emit('item-zoom', item);
  }

  private onNameKey(event: KeyboardEvent, item: Item): void {
    event.stopPropagation();
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    this.dispatchEvent(new RenameEvent('item-renamed', item, event.key === 'Enter' ? nameIn(event) : undefined));
  }

  private emit(type: ItemEvent['type'], item: Item | undefined): void {
    this.dispatchEvent(new ItemEvent(type, item));
  }

  private itemOf(event: Event): Item | undefined {
    const row = event.target instanceof Element ? event.target.closest('[data-index]') : null;
    return row instanceof HTMLElement ? this.items[Number(row.dataset.index)] : undefined;
  }

  private onKey(event: KeyboardEvent): void {
    const { items, index } = this;
    if (event.altKey || items.length === 0 || event.target instanceof HTMLInputElement) return;
    const page = Math.max(1, Math.floor(this.height / ROW) - 1);
    const last = items.length - 1;
    const active = items[index];
    const go = (to: number) => this.go(Math.max(0, Math.min(last, to)), event);
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(index + 1),
      ArrowUp: () => go(index < 0 ? last : index - 1),
      PageDown: () => go(index + page),
      PageUp: () => go(index - page),
      Home: () => go(0),
      End: () => go(last),
      ' ': () => index >= 0 && this.choose(index, { ctrlKey: !event.shiftKey, shiftKey: event.shiftKey }),
    };
    const plain: Record<string, () => void> = {
      Enter: () => active && this.emit('item-zoom', active),
      Escape: () => this.select([]),
      ArrowRight: () => active && this.unfoldOrEnter(active, index),
      ArrowLeft: () => active && this.foldOrLeave(active),
    };
    const alone = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const all = () => {
      const matches = items.filter(({ id }) => !this.context.has(id));
      this.select(active && matches.includes(active) ? together(matches, [active]) : matches);
    };
    const action = isSelectAll(event) ? all : (moves[event.key] ?? (alone ? plain[event.key] : undefined));
    if (!action) return;
    event.preventDefault();
    // VS Code has meanings of its own for these keys, as to select all text of a page.
    if (event.ctrlKey || event.metaKey) event.stopPropagation();
    action();
  }

  /** The keyboard goes to a row: it selects that one, all up to it with Shift, or none with Ctrl or Cmd. */
  private go(to: number, { ctrlKey, metaKey, shiftKey }: KeyboardEvent): void {
    if (shiftKey || !(ctrlKey || metaKey)) this.choose(to, { shiftKey });
    else this.moveTo(to);
  }

  /** Selects a row as VS Code's lists do: alone, with Ctrl or Cmd added or taken away, with Shift all up to it. */
  private choose(to: number, keys: { ctrlKey?: boolean; metaKey?: boolean; shiftKey?: boolean }): void {
    const item = this.items[to];
    if (!item) return;
    const adds = keys.ctrlKey || keys.metaKey;
    if (keys.shiftKey) {
      this.anchor ??= this.active;
      const all = range(this.items, this.again(this.anchor), item);
      this.select(adds ? together(this.selected, all) : all);
    } else {
      this.anchor = selectionOf(item);
      this.select(adds ? toggled(this.selected, item) : [item]);
    }
    this.moveTo(to);
  }

  private unfoldOrEnter(item: Item, index: number): void {
    if (!item.parent) return;
    if (this.folded.has(item.id)) this.emit('item-fold', item);
    else this.choose(index + 1, {});
  }

  private foldOrLeave(item: Item): void {
    if (item.parent && !this.folded.has(item.id)) {
      this.emit('item-fold', item);
      return;
    }
    const above = this.items.findIndex(({ id }) => id === item.above);
    this.choose(above, {});
  }

  private onClick(event: MouseEvent): void {
    const item = this.itemOf(event);
    if (!item) return;
    if (event.target instanceof Element && event.target.closest('.twistie') && item.parent)
      this.emit('item-fold', item);
    else this.choose(this.items.indexOf(item), event);
  }

  protected override render() {
    const { items, tree, top, height, index } = this;
    const first = Math.max(0, Math.floor(top / ROW) - SPARE);
    const rows = items
      .slice(first, Math.ceil((top + height) / ROW) + SPARE)
      .map((item, i) => ({ item, at: first + i }));
    // The row that the keyboard is on is named to screen readers, also where it is out of view.
    const active = items[index];
    if (active && (index < first || index >= first + rows.length)) rows.push({ item: active, at: index });
    return html`
      <div class="rows ${this.columns ? 'columns' : ''}" tabindex="0" role=${tree ? 'tree' : 'listbox'} aria-label=${this.columns ? l10n.t('Elements') : l10n.t('Components')}
        aria-busy=${this.busy} aria-multiselectable="true" aria-activedescendant=${index >= 0 ? `row-${index}` : nothing}
        @scroll=${() => {
          this.top = this.rows.scrollTop;
        }}
        @keydown=${this.onKey} @click=${this.onClick}
        @dblclick=${this.onDoubleClick}
        @pointermove=${(event: Event) => this.emit('item-hover', this.itemOf(event))}
        @pointerleave=${() => this.emit('item-hover', undefined)}>
        <div class="spacer" role="presentation" .style=${`height:${items.length * ROW}px`}>
          ${repeat(
            rows,
            ({ item }) => item.id,
            ({ item, at }) => this.row(item, at),
          )}
        </div>
      </div>
    `;
  }

  private row(item: Item, index: number) {
    const { id, role, label, note, box, depth, parent, element } = item;
    const selected = this.marked.has(id);
    const place = this.places.get(id);
    const state = `${selected ? ' selected' : ''}${index === this.index ? ' active' : ''}${this.context.has(id) ? ' context' : ''}${id === this.hovered?.id ? ' hovered' : ''}`;
    const fold = parent ? (this.folded.has(id) ? 'chevron-right' : 'chevron-down') : 'blank';
    return html`
      <div id="row-${index}" data-index=${index} class="row hue-${hueOf(role)}${state}" role=${this.tree ? 'treeitem' : 'option'}
        aria-selected=${selected} aria-setsize=${place?.of() ?? nothing} aria-posinset=${place?.at ?? nothing}
        aria-level=${this.tree ? depth + 1 : nothing}
        aria-expanded=${parent ? !this.folded.has(id) : nothing}
        .style=${`top:${index * ROW}px;padding-left:${8 + depth * 12}px`}>
        ${this.tree ? html`<i class="twistie codicon codicon-${fold}" aria-hidden="true"></i>` : nothing}
        <i class="role-icon ${roleIcon(role)}" aria-hidden="true"></i>
        ${
          id === this.renaming
            ? html`<input class="name" .value=${label ?? ''} aria-label=${l10n.t('Name of the component')} maxlength="200"
                @keydown=${(event: KeyboardEvent) => this.onNameKey(event, item)}
                @blur=${(event: Event) => this.dispatchEvent(new RenameEvent('item-renamed', item, nameIn(event)))}>`
            : html`<span class="label">${label ?? html`<em>${note}</em>`}</span>`
        }
        ${element && isUnsure(element) ? unsure(element) : nothing}
        <span class="note">${label ? note : ''}</span>
        ${this.sources ? html`<span class="source">${element && element.source !== 'both' ? SOURCES[element.source] : ''}</span>` : nothing}
        <span class="size">${Math.round(box.width)} × ${Math.round(box.height)}</span>
      </div>
    `;
  }
}

const nameIn = ({ target }: Event): string => (target as HTMLInputElement).value;
