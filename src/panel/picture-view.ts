import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { Box } from '../image/box.ts';
import type { Preview, Scale, Viewport } from '../protocol.ts';
import { Brush } from './brush.ts';
import { ColorTool } from './color-tool.ts';
import { draw, type Ink, readInk, type Scene } from './draw.ts';
import { ItemEvent, SelectEvent, ViewEvent } from './events.ts';
import { hit, type Item } from './items.ts';
import { isSelectAll } from './keys.ts';
import { MeasureTool } from './measure-tool.ts';
import { pagePreview } from './page-preview.ts';
import { type PointedView, Pointing } from './pointing.ts';
import { RegionTool, regionStrip } from './region-tool.ts';
import { type Tool, type ToolActs, type ToolName, type ToolView, toolButtons, toolOfKey } from './tool.ts';
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
/** The room that the pointer's tag needs, CSS pixels. */
const TAG = { width: 180, height: 26 };

/** The picture with its boxes, and the tools that work on it. Sends ItemEvents `item-hover`, SelectEvents and ViewEvents. */
@customElement('glimpse-picture')
export class PictureView extends LitElement implements ToolView, PointedView {
  @property({ attribute: false }) bitmap: ImageBitmap | undefined;
  /** Copies of a large one, for when it is drawn small; the largest first. */
  @property({ attribute: false }) smaller: readonly ImageBitmap[] = [];
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
  /** The part of the picture that is marked, whole pixels. */
  @property({ attribute: false }) region: Box | undefined;
  /** What the question in front is about; absent: all of it. */
  @property({ attribute: false }) subject: Box | undefined;
  @property({ attribute: false }) scale: Scale | undefined;
  @property({ attribute: false }) acts!: ToolActs;

  @state() private tool: ToolName = 'select';
  @state() pane: Size = { width: 0, height: 0 };
  @query('canvas') private readonly canvas!: HTMLCanvasElement;

  private ink: Ink | undefined;
  private readonly pointing = new Pointing(this);
  private readonly toolkit: Record<Exclude<ToolName, 'select'>, Tool> = {
    region: new RegionTool(this),
    measure: new MeasureTool(this),
    color: new ColorTool(this),
  };
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
    this.addEventListener('keydown', this.onToolKey);
    this.themed.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
    this.themed.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('keydown', this.onToolKey);
    this.themed.disconnect();
    this.resized.disconnect();
    cancelAnimationFrame(this.frame);
  }

  protected override firstUpdated(): void {
    this.resized.observe(this.canvas);
    // Not in the template: the browser takes a wheel listener for passive there, and would scroll or zoom the page.
    this.canvas.parentElement!.addEventListener('wheel', this.pointing.wheel, { passive: false });
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('bitmap')) for (const tool of Object.values(this.toolkit)) tool.reset();
  }

  protected override updated(_changed: PropertyValues): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.paint());
  }

  /** As little panning as brings `item` into view. */
  reveal({ box }: Item): void {
    this.show(box);
  }

  show(box: Box): void {
    const { view } = this;
    if (!view || !this.bitmap) return;
    const moved = reveal(view, box, this.bitmap, this.pane);
    if (moved !== view) this.move(moved); // else a fitted picture stays fitted
  }

  /** Brings `item` near. */
  zoomTo(item: Item): void {
    if (this.bitmap) this.move(zoomTo(item.box, this.bitmap, this.pane));
  }

  get picture(): Size | undefined {
    return this.bitmap;
  }

  get view(): Viewport | undefined {
    if (!this.bitmap || this.pane.width === 0) return undefined;
    return this.viewport ? held(this.viewport, this.bitmap, this.pane) : fitted(this.bitmap, this.pane);
  }

  private move(view: Viewport | undefined): void {
    this.viewport = view;
    this.dispatchEvent(new ViewEvent(view));
  }

  zoom(factor: number, at: Point = { x: this.pane.width / 2, y: this.pane.height / 2 }): void {
    if (this.view && this.bitmap) this.move(zoomAt(this.view, factor, at, this.bitmap, this.pane));
  }

  pan(dx: number, dy: number): void {
    if (this.view && this.bitmap) this.move(panBy(this.view, dx, dy, this.bitmap, this.pane));
  }

  /** One pixel of the picture is one pixel of the screen. */
  private actualSize(): void {
    if (this.bitmap) this.move(centred(1 / devicePixelRatio, this.bitmap, this.pane));
  }

  private onKey(event: KeyboardEvent): void {
    if (isSelectAll(event)) {
      event.preventDefault();
      event.stopPropagation(); // else VS Code selects the page's text
      this.select(this.items);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.chosen?.key(event)) {
      event.preventDefault();
      return;
    }
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
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  /** Keys that work wherever the focus is in the picture's pane. */
  private readonly onToolKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    const tool = toolOfKey(event);
    if (tool) this.choose(tool);
    else if (event.key !== 'Escape') return;
    else if (!this.chosen) this.select([]);
    else if (!this.chosen.key(event)) this.choose('select');
    event.preventDefault();
  };

  private choose(tool: ToolName): void {
    this.tool = tool;
    this.chosen?.reset();
    this.canvas.focus();
  }

  get chosen(): Tool | undefined {
    return this.tool === 'select' ? undefined : this.toolkit[this.tool];
  }

  itemAt(at: Point): Item | undefined {
    return this.view && hit(this.items, at, SLACK / this.view.scale);
  }

  hover(item: Item | undefined): void {
    if (item !== this.hovered) this.dispatchEvent(new ItemEvent('item-hover', item));
  }

  select(items: readonly Item[]): void {
    this.dispatchEvent(new SelectEvent(items));
  }

  private paint(): void {
    const { canvas, bitmap, smaller, view, pane } = this;
    const context = canvas.getContext('2d');
    if (!context) return;
    const ratio = devicePixelRatio;
    const [width, height] = [Math.round(pane.width * ratio), Math.round(pane.height * ratio)];
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    context.clearRect(0, 0, width, height);
    if (!bitmap || !view) return;
    this.ink ??= readInk(this);
    draw(context, { levels: [bitmap, ...smaller], view, ...this.boxes, ink: this.ink }, pane, ratio);
    const brush = new Brush(context, view, pane, this.ink, ratio);
    for (const part of [this.subject, this.tool === 'region' ? undefined : this.region]) {
      if (part) brush.frame(part, true);
    }
    this.chosen?.paint(brush);
  }

  /**
   * The boxes that are drawn: none over colours, and no ground of their own where a tool frames what is selected. They would
   * hide the page over the picture, and differ from it.
   */
  private get boxes(): Pick<Scene, 'items' | 'hovered' | 'selected'> {
    const { tool, items, hovered, selected, sheet } = this;
    if (tool === 'color' || sheet?.mode === 'difference') return { items: [], selected: [] };
    const shown = sheet === undefined || sheet.mode === 'beside' ? items : [];
    return { items: shown, hovered, selected: tool === 'measure' ? [] : selected };
  }

  protected override render() {
    const { pointing } = this;
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
        <vscode-toolbar-button label=${l10n.t('Actual size, 1:1')} title=${l10n.t('Actual size, one pixel to one (1)')}
          @click=${() => this.actualSize()}>1:1</vscode-toolbar-button>
        <span class="gap"></span>
        ${
          this.saveAs
            ? html`<vscode-toolbar-button icon="save-as" title=${l10n.t('Save this picture in a file of your own')}
                @click=${this.saveAs}>${l10n.t('Save As…')}</vscode-toolbar-button>`
            : nothing
        }
        ${this.tools}
        ${toolButtons(this.tool, (tool) => this.choose(tool))}
      </div>
      <div class="stage ${this.sheet?.mode ?? ''}">
        <canvas tabindex="0" role="application" class=${pointing.isPanning ? 'panning' : this.hovered ? 'pointing' : ''}
          .style=${this.chosen && !pointing.isPanning ? `cursor:${this.chosen.cursor(this.pointed)}` : ''}
          aria-label=${
            count === 1
              ? l10n.t('{0}, 1 box. Arrow keys pan, plus and minus zoom, 0 fits, 1 is actual size.', this.name)
              : l10n.t(
                  '{0}, {1} boxes. Arrow keys pan, plus and minus zoom, 0 fits, 1 is actual size.',
                  this.name,
                  count,
                )
          }
          @keydown=${this.onKey} @pointerdown=${pointing.down} @pointermove=${pointing.move}
          @pointerup=${pointing.up} @pointercancel=${pointing.up} @pointerleave=${pointing.leave}></canvas>
        ${this.sheet && this.bitmap ? this.page(this.sheet, this.bitmap) : nothing}
        ${this.chosen ? nothing : this.tag()}
      </div>
      ${this.strip()}
    `;
  }

  /** Zoomed and moved with the picture, and by the same means. */
  private page(sheet: NonNullable<PictureView['sheet']>, { width, height }: Size) {
    const { down, move, up, leave } = this.pointing;
    return html`<div class="beside-picture" @pointerdown=${down} @pointermove=${move} @pointerup=${up}
      @pointercancel=${up} @pointerleave=${leave}>${pagePreview(sheet.html, sheet, this.view, { width, height })}</div>`;
  }

  /** What the tool has to say and to offer. */
  private strip() {
    const said = this.chosen ? this.chosen.strip() : this.region ? regionStrip(this.region, this) : nothing;
    return said === nothing
      ? nothing
      : html`<div class="strip"><div role="group" aria-label=${l10n.t('Tool')}>${said}</div></div>`;
  }

  /** Where the pointer is, in pixels of the picture. */
  private get pointed(): Point | undefined {
    const { at } = this.pointing;
    return this.view && at && toPicture(this.view, at);
  }

  /** What the box under the pointer is. */
  private tag() {
    const { hovered, view, pane } = this;
    if (!hovered || !view || !this.pointing.at) return nothing;
    const { x, y, height } = toPane(view, hovered.box);
    const left = Math.max(4, Math.min(x, pane.width - TAG.width));
    const top = y >= TAG.height + 4 ? y - TAG.height : Math.min(y + height + 4, pane.height - TAG.height);
    return html`<div class="tag" .style=${`left:${left}px;top:${top}px`}>
      ${hovered.label ? html`<span>${hovered.label}</span>` : nothing}<em>${hovered.note}</em>
    </div>`;
  }
}
