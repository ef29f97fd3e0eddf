import * as l10n from '@vscode/l10n';
import { html } from 'lit';
import { type Box, bottom, right, union, wholePixels } from '../image/box.ts';
import type { Brush } from './brush.ts';
import { arrowSteps } from './keys.ts';
import { between, CORNER, dragged, type Grip, gripAt, gripCursor, WHOLE } from './region.ts';
import type { Tool, ToolView } from './tool.ts';
import { middleHalf, type Point } from './viewport.ts';

/** How near the pointer must come to an edge, CSS pixels. */
const REACH = 6;
/** A key that is held goes faster, pixels. */
const FAST = 8;

/** `120 × 80 at 10, 20`: size and place of a region in words. */
export const regionWords = ({ x, y, width, height }: Box): string =>
  l10n.t('{0} × {1} px at {2}, {3}', width, height, x, y);

/** Marks a part of the picture: drawn with the pointer, taken from an element, moved and resized by pointer or keys. */
export class RegionTool implements Tool {
  /** A press: where it began, and what it takes of the region that there was. */
  private pressed: { from: Point; before: Box | undefined; grip: Grip | undefined } | undefined;

  constructor(private readonly on: ToolView) {}

  cursor(at: Point | undefined): string {
    const grip = this.pressed ? this.pressed.grip : at && this.gripAt(at);
    return grip ? gripCursor(grip) : 'crosshair';
  }

  down(at: Point): boolean {
    this.pressed = { from: at, before: this.on.region, grip: this.gripAt(at) };
    return true;
  }

  move(at: Point | undefined): void {
    const { pressed } = this;
    const { picture, acts } = this.on;
    if (!at || !pressed || !picture) return;
    const { from, before, grip } = pressed;
    acts.mark(
      before && grip ? dragged(before, grip, at.x - from.x, at.y - from.y, picture) : between(from, at, picture),
    );
  }

  /** A click takes the element under it; beside all elements it lets go. */
  up(at: Point, click: boolean): void {
    const { pressed } = this;
    this.pressed = undefined;
    if (!click || !pressed) return;
    const { picture, acts } = this.on;
    const item = this.on.itemAt(at);
    const none = pressed.grip ? pressed.before : undefined;
    acts.mark(item && picture ? wholePixels(item.box, picture) : none);
  }

  cancel(): void {
    if (this.pressed) this.on.acts.mark(this.pressed.before);
    this.pressed = undefined;
  }

  key(event: KeyboardEvent): boolean {
    const { region, picture, acts } = this.on;
    if (event.key === 'Escape') return this.escape();
    if (!picture) return false;
    if (event.key === 'Enter') {
      if (region) acts.ask(region);
      else this.take(this.suggested());
      return true;
    }
    const by = arrowSteps(event.key, event.repeat ? FAST : 1);
    if (!by || !region) return false;
    this.take(dragged(region, event.shiftKey ? CORNER : WHOLE, ...by, picture));
    return true;
  }

  paint(brush: Brush): void {
    const { region } = this.on;
    if (!region) return;
    brush.shade(region);
    brush.frame(region, true);
    brush.handles(region);
    const size = `${region.width} × ${region.height}`;
    const isBelow = brush.at({ x: 0, y: bottom(region) }).y + 24 * brush.ratio < brush.pane.height * brush.ratio;
    brush.label(
      size,
      { x: (region.x + right(region)) / 2, y: isBelow ? bottom(region) : region.y },
      0,
      isBelow ? 16 : -16,
    );
  }

  strip() {
    const { region } = this.on;
    return region
      ? regionStrip(region, this.on)
      : html`<span class="hint">${l10n.t('Drag a rectangle, or click an element. Enter takes the selected element.')}</span>`;
  }

  reset(): void {
    this.pressed = undefined;
  }

  private escape(): boolean {
    if (this.pressed) this.cancel();
    else if (this.on.region) this.on.acts.mark(undefined);
    else return false;
    return true;
  }

  private take(region: Box | undefined): void {
    this.on.acts.mark(region);
    if (region) this.on.show(region);
  }

  /** What is selected, else the middle of what is in view. */
  private suggested(): Box | undefined {
    const { selected, picture, view, pane } = this.on;
    if (!picture || !view) return undefined;
    if (selected.length > 0) return wholePixels(union(selected.map(({ box }) => box)), picture);
    return wholePixels(middleHalf(view, pane), picture);
  }

  private gripAt(at: Point): Grip | undefined {
    const { region, view } = this.on;
    return region && view && gripAt(region, at, REACH / view.scale);
  }
}

/** What can be done with a region; the same whichever tool is chosen. */
export function regionStrip(region: Box, { acts }: ToolView) {
  return html`
    <span class="what" role="status">${l10n.t('Region: {0}', regionWords(region))}</span>
    <span class="acts">
      ${partActs(region, acts)}
      <button @click=${() => acts.listWithin(region)}><i class="codicon codicon-list-filter" aria-hidden="true"></i>${l10n.t('List elements here')}</button>
      <button title=${l10n.t('Clear the region (Escape)')} aria-label=${l10n.t('Clear the region')} @click=${() => acts.mark(undefined)}><i class="codicon codicon-close" aria-hidden="true"></i></button>
    </span>
  `;
}

/** What can be done with any part of the picture. */
export const partActs = (box: Box, acts: Pick<ToolView['acts'], 'ask' | 'copyCrop' | 'saveCrop'>) => html`
  <button @click=${() => acts.ask(box)}><i class="codicon codicon-comment-discussion" aria-hidden="true"></i>${l10n.t('Ask about this')}</button>
  <button title=${l10n.t('Copy this part as a picture')} @click=${() => acts.copyCrop(box)}><i class="codicon codicon-copy" aria-hidden="true"></i>${l10n.t('Copy crop')}</button>
  <button title=${l10n.t('Save this part as a PNG')} @click=${() => acts.saveCrop(box)}><i class="codicon codicon-save-as" aria-hidden="true"></i>${l10n.t('Save crop…')}</button>
`;
