import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import { contrast, hexOf, notations, type Rgba } from '../image/color.ts';
import type { Brush } from './brush.ts';
import { ratioWords, verdictWords } from './contrast-words.ts';
import { middle } from './gaps.ts';
import { arrowSteps } from './keys.ts';
import { PixelCache } from './pixel-cache.ts';
import type { Tool, ToolView } from './tool.ts';
import { inMiddle, type Point } from './viewport.ts';

/** The loupe shows this many pixels of the picture a side, each this large in CSS pixels. */
const SHOWN = 11;
const ZOOM = 10;
/** How far the loupe keeps from the pixel that it shows, CSS pixels. */
const AWAY = 24;
const FAST = 10;

/** Shows the colour of the pixel under the pointer, or where the arrow keys have gone, as the file has it. */
export class ColorTool implements Tool {
  /** The pixel in question, whole numbers. */
  private pixel: Point | undefined;
  /** The one chosen last; colours are held against it. Its own comes as soon as it is here. */
  private picked: { at: Point; color?: Rgba | undefined } | undefined;
  private readonly pixels: PixelCache;

  constructor(private readonly on: ToolView) {
    this.pixels = new PixelCache(
      (box) => on.acts.pixels(box),
      () => {
        this.want();
        on.requestUpdate();
      },
    );
  }

  cursor(): string {
    return 'crosshair';
  }

  /** Picks. */
  down(at: Point): boolean {
    this.look(at);
    this.pick();
    return true;
  }

  move(at: Point | undefined): void {
    if (at) this.look(at);
  }

  up(): void {}

  cancel(): void {}

  key(event: KeyboardEvent): boolean {
    const by = arrowSteps(event.key, event.shiftKey || event.repeat ? FAST : 1);
    if (event.key === 'Enter') {
      if (this.pixel) this.pick();
      else this.look(this.start());
    } else if (by) {
      const { x, y } = this.pixel ?? this.start();
      this.look({ x: x + by[0], y: y + by[1] });
      if (this.pixel) this.on.show({ ...this.pixel, width: 1, height: 1 });
    } else if (event.key === 'Escape' && this.picked) {
      this.picked = undefined;
      this.on.requestUpdate();
    } else return false;
    return true;
  }

  paint(brush: Brush): void {
    const { pixel } = this;
    if (!pixel) return;
    const { context, ratio, pane } = brush;
    const at = brush.at({ x: pixel.x + 0.5, y: pixel.y + 0.5 });
    const side = SHOWN * ZOOM * ratio;
    const away = AWAY * ratio;
    const left = at.x + away + side < pane.width * ratio ? at.x + away : at.x - away - side;
    const top = at.y + away + side < pane.height * ratio ? at.y + away : at.y - away - side;
    const reach = (SHOWN - 1) / 2;
    context.save();
    context.beginPath();
    context.roundRect(left, top, side, side, 6 * ratio);
    context.fillStyle = brush.ink.paper;
    context.fill();
    context.clip();
    for (let row = 0; row < SHOWN; row++) {
      for (let column = 0; column < SHOWN; column++) {
        const rgba = this.pixels.at(pixel.x + column - reach, pixel.y + row - reach);
        if (!rgba) continue;
        const [x, y, size] = [left + column * ZOOM * ratio, top + row * ZOOM * ratio, ZOOM * ratio];
        if (rgba[3] < 255) checkers(context, x, y, size);
        context.fillStyle = `rgb(${rgba[0]} ${rgba[1]} ${rgba[2]} / ${rgba[3] / 255})`;
        context.fillRect(x, y, size, size);
      }
    }
    context.restore();
    const cell = { x: left + reach * ZOOM * ratio, y: top + reach * ZOOM * ratio };
    brush.strokeOn(edges(left, top, side));
    brush.strokeOn(edges(cell.x, cell.y, ZOOM * ratio));
    const rgba = this.pixels.at(pixel.x, pixel.y);
    if (rgba) brush.labelOn(notations(rgba).hex, { x: left + side / 2, y: top + side + 14 * ratio });
  }

  strip() {
    const { pixel, picked } = this;
    const here = pixel && this.pixels.at(pixel.x, pixel.y);
    if (picked) picked.color ??= this.pixels.at(picked.at.x, picked.at.y);
    if (!pixel) {
      return html`<span class="hint">${l10n.t('Point at a pixel, or press Enter and move by the arrow keys. A click or Enter holds its color against others.')}</span>`;
    }
    return html`
      <span class="what">${l10n.t('x {0}, y {1}', pixel.x, pixel.y)}</span>
      ${here ? this.color(here) : html`<span class="what">…</span>`}
      ${here && picked?.color ? held(here, picked.color) : nothing}
    `;
  }

  reset(): void {
    this.pixel = undefined;
    this.picked = undefined;
    this.pixels.clear();
  }

  private color(rgba: Rgba) {
    const { hex, rgb, hsl, oklch } = notations(rgba);
    return html`
      <span class="swatch" .style=${`--color:${hex}`} aria-hidden="true"></span>
      <span class="visually-hidden" role="status">${hex}</span>
      ${[hex, rgb, hsl, oklch].map(
        (text) =>
          html`<button class="copied" title=${l10n.t('Copy {0}', text)} @click=${() => this.on.acts.copy(text, text)}>${text}</button>`,
      )}
      ${rgba[3] < 255 ? html`<span class="what">${l10n.t('{0} % opaque', Math.round((rgba[3] / 255) * 100))}</span>` : nothing}
    `;
  }

  private pick(): void {
    this.picked = this.pixel && { at: this.pixel };
    this.on.requestUpdate();
  }

  /** The middle of what is selected, else of what is in view. */
  private start(): Point {
    const { selected, view, pane } = this.on;
    const item = selected.at(-1);
    if (item) return middle(item.box);
    return view ? inMiddle(view, pane) : { x: 0, y: 0 };
  }

  private look({ x, y }: Point): void {
    const { picture } = this.on;
    if (!picture) return;
    const within = (at: number, length: number) => Math.min(Math.max(Math.floor(at), 0), length - 1);
    this.pixel = { x: within(x, picture.width), y: within(y, picture.height) };
    this.want();
    this.on.requestUpdate();
  }

  /** Sends for what the loupe shows: up to four blocks, its own first. */
  private want(): void {
    const { pixel } = this;
    const { picture } = this.on;
    if (!pixel || !picture) return;
    const reach = (SHOWN - 1) / 2;
    const corner = (across: number, down: number) => ({ x: pixel.x + across * reach, y: pixel.y + down * reach });
    this.pixels.want([pixel, corner(-1, -1), corner(1, -1), corner(-1, 1), corner(1, 1)], picture);
  }
}

/** The contrast of two colours, where both are opaque: of others nobody knows what they stand on. */
function held([red, green, blue, alpha]: Rgba, picked: Rgba) {
  if (alpha < 255 || picked[3] < 255) return nothing;
  const before = hexOf(picked[0], picked[1], picked[2]);
  const ratio = contrast(hexOf(red, green, blue), before);
  return html`<span class="what"><span class="swatch" .style=${`--color:${before}`} aria-hidden="true"></span>
    ${l10n.t('Against {0}: {1}', before, ratioWords(ratio))} ${verdictWords(ratio)}</span>`;
}

/** What shows through: a fixed pattern, as everywhere. */
function checkers(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  const half = size / 2;
  context.fillStyle = '#ffffff';
  context.fillRect(x, y, size, size);
  context.fillStyle = '#c0c0c0';
  context.fillRect(x, y, half, half);
  context.fillRect(x + half, y + half, half, half);
}

const edges = (left: number, top: number, side: number) => {
  const corner = (across: number, down: number) => ({ x: left + across * side, y: top + down * side });
  return [
    [corner(0, 0), corner(1, 0)],
    [corner(1, 0), corner(1, 1)],
    [corner(1, 1), corner(0, 1)],
    [corner(0, 1), corner(0, 0)],
  ] as const;
};
