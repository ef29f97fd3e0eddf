import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { Preview, Viewport } from '../protocol.ts';
import { draw, type Ink, readInk } from './draw.ts';
import { ItemEvent, isSelectAll, SelectEvent, ViewEvent } from './events.ts';
import { hit, type Item } from './items.ts';
import { pagePreview } from './page-preview.ts';
import { toggled } from './selection.ts';
import {
  centred,
  fitted,
  held,
  type Point,
  panBy,
  reveal,
  type Size,
  toPane,
  toPicture,
  zoomAt,
  zoomTo,
} from './viewport.ts';

const STEP = 1.25;
const PAN = 60;
/** How near the pointer must come to a thin box, CSS pixels. */
const SLACK = 2;
/** A press that moves less than this is a click, CSS pixels. */
const CLICK = 4;
/** The room that the pointer's tag needs, CSS pixels. */
const TAG = { width: 180, height: 26 };

/** The picture with its boxes. Sends ItemEvents `item-hover`, SelectEvents and ViewEvents. */
@customElement('glimpse-picture')
export class PictureView extends LitElement {
  @property({ attribute: false }) bitmap: ImageBitmap | undefined;
  @property({ attribute: false }) items: readonly Item[] = [];
  @property({ attribute: false }) hovered: Item | undefined;
  /** The primary one last. */
  @property({ attribute: false }) selected: readonly Item[] = [];
  /** Undefined: fitted to the pane, also when the pane changes its size. */
  @property({ attribute: false }) viewport: Viewport | undefined;
  @property() name = '';
  /** A page of the picture's size to compare it with, as HTML. */
  @property({ attribute: false }) sheet: (Preview & { html: string }) | undefined;
  /** What stands at the end of the toolbar. */
  @property({ attribute: false }) tools: unknown;
  /** Puts the picture in a file; absent where it has one. */
  @property({ attribute: false }) saveAs: (() => void) | undefined;

  @state() private pane: Size = { width: 0, height: 0 };
  @state() private pointer: Point | undefined;
  @state() private panning = false;
  @query('canvas') private readonly canvas!: HTMLCanvasElement;

  private ink: Ink | undefined;
  private pressed: { at: Point; moved: boolean } | undefined;
  private frame = 0;
  private readonly resized = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    this.pane = { width, height };
  });
  private readonly themed = new MutationObserver(() => {
    this.ink = undefined;
    this.requestUpdate();
  });

  protected override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.themed.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
    this.themed.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.themed.disconnect();
    this.resized.disconnect();
    cancelAnimationFrame(this.frame);
  }

  protected override firstUpdated(): void {
    this.resized.observe(this.canvas);
    // Not in the template: the browser takes a wheel listener for passive there, and would scroll or zoom the page.
    this.canvas.parentElement!.addEventListener('wheel', (event) => this.onWheel(event), { passive: false });
  }

  protected override updated(_changed: PropertyValues): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.paint());
  }

  /** As little panning as brings `item` into view. */
  reveal(item: Item): void {
    const { view } = this;
    if (!view || !this.bitmap) return;
    const moved = reveal(view, item.box, this.bitmap, this.pane);
    if (moved !== view) this.move(moved); // else a fitted picture stays fitted
  }

  /** Brings `item` near. */
  zoomTo(item: Item): void {
    if (this.bitmap) this.move(zoomTo(item.box, this.bitmap, this.pane));
  }

  private get view(): Viewport | undefined {
    if (!this.bitmap || this.pane.width === 0) return undefined;
    return this.viewport ? held(this.viewport, this.bitmap, this.pane) : fitted(this.bitmap, this.pane);
  }

  private move(view: Viewport | undefined): void {
    this.viewport = view;
    this.dispatchEvent(new ViewEvent(view));
  }

  private zoom(factor: number, at: Point = { x: this.pane.width / 2, y: this.pane.height / 2 }): void {
    if (this.view && this.bitmap) this.move(zoomAt(this.view, factor, at, this.bitmap, this.pane));
  }

  private pan(dx: number, dy: number): void {
    if (this.view && this.bitmap) this.move(panBy(this.view, dx, dy, this.bitmap, this.pane));
  }

  /** One pixel of the picture is one pixel of the screen. */
  private actualSize(): void {
    if (this.bitmap) this.move(centred(1 / devicePixelRatio, this.bitmap, this.pane));
  }

  private onWheel(event: WheelEvent): void {
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 16 : event.deltaY;
    // A pinch arrives as a wheel with Ctrl and small steps.
    this.zoom(Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.002)), { x: event.offsetX, y: event.offsetY });
  }

  private onKey(event: KeyboardEvent): void {
    if (isSelectAll(event)) {
      event.preventDefault();
      event.stopPropagation(); // else VS Code selects the page's text
      this.select(this.items);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const actions: Record<string, () => void> = {
      '+': () => this.zoom(STEP),
      '=': () => this.zoom(STEP),
      '-': () => this.zoom(1 / STEP),
      '0': () => this.move(undefined),
      '1': () => this.actualSize(),
      ArrowLeft: () => this.pan(PAN, 0),
      ArrowRight: () => this.pan(-PAN, 0),
      ArrowUp: () => this.pan(0, PAN),
      ArrowDown: () => this.pan(0, -PAN),
      Escape: () => this.select([]),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  private onDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.pressed = { at: { x: event.offsetX, y: event.offsetY }, moved: false };
  }

  private onMove(event: PointerEvent): void {
    const at = { x: event.offsetX, y: event.offsetY };
    if (!this.pressed) {
      this.pointer = at;
      this.hover(this.itemAt(at));
      return;
    }
    const [dx, dy] = [at.x - this.pressed.at.x, at.y - this.pressed.at.y];
    if (!this.pressed.moved && Math.hypot(dx, dy) < CLICK) return;
    this.pressed = { at, moved: true };
    this.panning = true;
    this.hover(undefined);
    this.pan(dx, dy);
  }

  private onUp(event: PointerEvent): void {
    if (this.pressed && !this.pressed.moved) this.onClick(event);
    this.pressed = undefined;
    this.panning = false;
  }

  /** A click selects one box, or lets go beside all; with Ctrl, Cmd or Shift it adds a box or takes it away. */
  private onClick(event: PointerEvent): void {
    const item = this.itemAt({ x: event.offsetX, y: event.offsetY });
    if (!(event.ctrlKey || event.metaKey || event.shiftKey)) this.select(item ? [item] : []);
    else if (item) this.select(toggled(this.selected, item));
  }

  private onLeave(): void {
    this.pointer = undefined;
    this.hover(undefined);
  }

  private itemAt(at: Point): Item | undefined {
    return this.view && hit(this.items, toPicture(this.view, at), SLACK / this.view.scale);
  }

  private hover(item: Item | undefined): void {
    if (item !== this.hovered) this.dispatchEvent(new ItemEvent('item-hover', item));
  }

  private select(items: readonly Item[]): void {
    this.dispatchEvent(new SelectEvent(items));
  }

  private paint(): void {
    const { canvas, bitmap, view, pane } = this;
    const mode = this.sheet?.mode;
    // Boxes would hide the page over the picture, and differ from it.
    const items = mode === undefined || mode === 'beside' ? this.items : [];
    const [hovered, selected] = mode === 'difference' ? [undefined, []] : [this.hovered, this.selected];
    const context = canvas.getContext('2d');
    if (!context) return;
    const ratio = devicePixelRatio;
    const [width, height] = [Math.round(pane.width * ratio), Math.round(pane.height * ratio)];
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    context.clearRect(0, 0, width, height);
    if (!bitmap || !view) return;
    this.ink ??= readInk(this);
    draw(context, { bitmap, view, items, hovered, selected, ink: this.ink }, pane, ratio);
  }

  protected override render() {
    const percent = this.view ? Math.round(this.view.scale * devicePixelRatio * 100) : undefined;
    const count = this.items.length;
    return html`
      <div class="zoom" role="toolbar" aria-label=${l10n.t('Zoom')}>
        <vscode-toolbar-button icon="zoom-out" label=${l10n.t('Zoom out')} title=${l10n.t('Zoom out (-)')}
          @click=${() => this.zoom(1 / STEP)}></vscode-toolbar-button>
        <span class="percent" title=${l10n.t('The wheel or a pinch zooms, dragging pans')}>${percent === undefined ? '' : l10n.t('{0} %', percent)}</span>
        <vscode-toolbar-button icon="zoom-in" label=${l10n.t('Zoom in')} title=${l10n.t('Zoom in (+)')}
          @click=${() => this.zoom(STEP)}></vscode-toolbar-button>
        <vscode-toolbar-button icon="screen-full" label=${l10n.t('Fit to the pane')} title=${l10n.t('Fit to the pane (0)')}
          @click=${() => this.move(undefined)}></vscode-toolbar-button>
        <vscode-toolbar-button label=${l10n.t('Actual size')} title=${l10n.t('Actual size, one pixel to one (1)')}
          @click=${() => this.actualSize()}>1:1</vscode-toolbar-button>
        ${
          this.saveAs
            ? html`<vscode-toolbar-button class="save-as" icon="save-as" title=${l10n.t('Save this picture in a file of your own')}
                @click=${this.saveAs}>${l10n.t('Save As…')}</vscode-toolbar-button>`
            : nothing
        }
        ${this.tools}
      </div>
      <div class="stage ${this.sheet?.mode ?? ''}">
        <canvas tabindex="0" role="application" class=${this.panning ? 'panning' : this.hovered ? 'pointing' : ''}
          aria-label=${
            count === 1
              ? l10n.t('{0}, 1 box. Arrow keys pan, plus and minus zoom, 0 fits, 1 is actual size.', this.name)
              : l10n.t(
                  '{0}, {1} boxes. Arrow keys pan, plus and minus zoom, 0 fits, 1 is actual size.',
                  this.name,
                  count,
                )
          }
          @keydown=${this.onKey} @pointerdown=${this.onDown} @pointermove=${this.onMove} @pointerup=${this.onUp}
          @pointercancel=${this.onUp} @pointerleave=${this.onLeave}></canvas>
        ${this.sheet && this.bitmap ? this.page(this.sheet, this.bitmap) : nothing}
        ${this.tag()}
      </div>
    `;
  }

  /** Zoomed and moved with the picture, and by the same means. */
  private page(sheet: NonNullable<PictureView['sheet']>, { width, height }: Size) {
    return html`<div class="beside-picture" @pointerdown=${this.onDown} @pointermove=${this.onMove} @pointerup=${this.onUp}
      @pointercancel=${this.onUp} @pointerleave=${this.onLeave}>${pagePreview(sheet.html, sheet, this.view, { width, height })}</div>`;
  }

  /** What the box under the pointer is. */
  private tag() {
    const { hovered, view, pointer, pane } = this;
    if (!hovered || !view || !pointer) return nothing;
    const { x, y, height } = toPane(view, hovered.box);
    const left = Math.max(4, Math.min(x, pane.width - TAG.width));
    const top = y >= TAG.height + 4 ? y - TAG.height : Math.min(y + height + 4, pane.height - TAG.height);
    return html`<div class="tag" .style=${`left:${left}px;top:${top}px`}>
      ${hovered.label ? html`<span>${hovered.label}</span>` : nothing}<em>${hovered.note}</em>
    </div>`;
  }
}
