import * as l10n from '@vscode/l10n';
import { html } from 'lit';
import { type Box, bottom, right } from '../image/box.ts';
import type { Brush } from './brush.ts';
import { gaps, middle, snapped } from './gaps.ts';
import type { Item } from './items.ts';
import { arrowSteps } from './keys.ts';
import { scaleSwitch } from './scale-switch.ts';
import { toggled } from './selection.ts';
import { number, pixels, type Tool, type ToolView } from './tool.ts';
import { inMiddle, type Point } from './viewport.ts';

/** How near an edge draws the end of a line to itself, CSS pixels. */
const REACH = 6;
const FAST = 8;

/**
 * Measures: the gaps between two elements (the two selected last, or the selected one and the one under the pointer), or
 * from a point to another, drawn with the pointer or set by keys; ends keep to the edges of elements.
 */
export class MeasureTool implements Tool {
  private line: { from: Point; to: Point } | undefined;
  /** Where a press began, before it is known to be a line. */
  private pressed: Point | undefined;
  /** Where the keys have moved the cross; Enter sets an end there. */
  private cross: Point | undefined;
  private isOpen = false;

  constructor(private readonly on: ToolView) {}

  cursor(): string {
    return 'crosshair';
  }

  down(at: Point): boolean {
    this.pressed = this.snap(at);
    return true;
  }

  move(at: Point | undefined, event?: PointerEvent): void {
    if (!at || !this.pressed) return;
    this.isOpen = false;
    this.cross = undefined;
    this.line = { from: this.pressed, to: this.end(this.pressed, this.snap(at), event?.shiftKey ?? false) };
    this.on.requestUpdate();
  }

  /** Clicks choose the two elements; with Ctrl, Cmd or Shift they add to what is selected, as ever. */
  up(at: Point, click: boolean, event: PointerEvent): void {
    this.pressed = undefined;
    if (!click) return;
    this.line = undefined;
    const { selected } = this.on;
    const item = this.on.itemAt(at);
    const adds = event.ctrlKey || event.metaKey || event.shiftKey;
    if (!item) this.on.select(adds ? selected : []);
    else if (adds) this.on.select(toggled(selected, item));
    else this.on.select(selected.length === 1 && selected[0]!.id !== item.id ? [...selected, item] : [item]);
    this.on.requestUpdate();
  }

  cancel(): void {
    this.pressed = undefined;
    this.line = undefined;
    this.on.requestUpdate();
  }

  key(event: KeyboardEvent): boolean {
    const { picture, selected, view, pane } = this.on;
    if (event.key === 'Escape') {
      if (!this.line && !this.cross) return false;
      this.reset();
      this.on.requestUpdate();
      return true;
    }
    if (!picture || !view) return false;
    const by = arrowSteps(event.key, event.repeat ? FAST : 1);
    const primary = selected.at(-1);
    const start = (): Point => {
      const { x, y } = primary?.box ?? inMiddle(view, pane);
      return { x: Math.round(x), y: Math.round(y) };
    };
    if (event.key === 'Enter') {
      this.cross ??= start();
      // The first sets where the line begins, the second where it ends.
      this.isOpen = !this.isOpen;
      if (this.isOpen) this.line = { from: this.cross, to: this.cross };
    } else if (by) {
      const { x, y } = this.cross ?? start();
      const [dx, dy] = this.cross ? by : [0, 0];
      this.cross = {
        x: Math.min(Math.max(x + dx, 0), picture.width),
        y: Math.min(Math.max(y + dy, 0), picture.height),
      };
      if (this.isOpen && this.line) this.line = { ...this.line, to: this.cross };
      this.on.show({ ...this.cross, width: 1, height: 1 });
    } else return false;
    this.on.requestUpdate();
    return true;
  }

  paint(brush: Brush): void {
    const { scale } = this.on;
    if (this.cross) cross(brush, this.cross);
    const [pair, item] = [this.pair(), this.on.selected.at(-1)];
    if (this.line) paintLine(brush, this.line, this.words(this.line));
    else if (pair) paintGaps(brush, pair, (length) => pixels(length, scale));
    else if (item) paintSize(brush, edgesOf(item));
  }

  strip() {
    const { scale, acts } = this.on;
    return html`<span class="what" role="status">${this.said()}</span>${scaleSwitch(scale, (to) => acts.setScale(to))}`;
  }

  reset(): void {
    this.line = undefined;
    this.cross = undefined;
    this.pressed = undefined;
    this.isOpen = false;
  }

  private said(): string {
    const { selected, scale } = this.on;
    if (this.line) {
      const { from, to } = this.line;
      const [dx, dy] = [Math.abs(to.x - from.x), Math.abs(to.y - from.y)];
      return l10n.t(
        '{0} across, {1} down, {2} straight',
        pixels(dx, scale),
        pixels(dy, scale),
        pixels(Math.hypot(dx, dy), scale),
      );
    }
    if (this.cross) return l10n.t('x {0}, y {1}. Enter begins a line here.', this.cross.x, this.cross.y);
    const pair = this.pair();
    if (pair) return pairWords(pair, (length) => pixels(length, scale));
    const item = selected.at(-1);
    if (!item) return l10n.t('Select two elements, or drag from one point to another.');
    const size = sizeWords(item);
    return l10n.t('{0}. Point at another element, or click it.', size);
  }

  /** The two elements to measure between. */
  private pair(): [Item, Item] | undefined {
    const { selected, hovered } = this.on;
    const [before, last] = selected.slice(-2);
    if (before && last) return [before, last];
    return before && hovered && hovered.id !== before.id ? [before, hovered] : undefined;
  }

  private words({ from, to }: { from: Point; to: Point }): string {
    return pixels(Math.hypot(to.x - from.x, to.y - from.y), this.on.scale);
  }

  private snap(at: Point): Point {
    const { items, view, picture } = this.on;
    if (!view || !picture) return at;
    const { x, y } = snapped(
      at,
      items.map(({ box }) => box),
      REACH / view.scale,
    );
    return { x: Math.min(Math.max(x, 0), picture.width), y: Math.min(Math.max(y, 0), picture.height) };
  }

  /** Straight along an axis where Shift is held. */
  private end(from: Point, to: Point, straight: boolean): Point {
    if (!straight) return to;
    return Math.abs(to.x - from.x) >= Math.abs(to.y - from.y) ? { x: to.x, y: from.y } : { x: from.x, y: to.y };
  }
}

const nameOf = ({ label, role }: Item): string => label ?? role;

/** In whole pixels, as details and rows say it: a text's box is an estimate, whose tenths tell nothing. */
const edgesOf = ({ box: { x, y, width, height } }: Item): Box => ({
  x: Math.round(x),
  y: Math.round(y),
  width: Math.round(width),
  height: Math.round(height),
});

const sizeWords = (item: Item): string => {
  const { width, height } = edgesOf(item);
  return l10n.t('{0}: {1} × {2} px', nameOf(item), width, height);
};

function pairWords([a, b]: [Item, Item], px: (length: number) => string): string {
  const { relation, horizontal, vertical, insets, centre } = gaps(edgesOf(a), edgesOf(b));
  const sizes = l10n.t('{0}; {1}', sizeWords(a), sizeWords(b));
  const apart = px(centre.distance);
  if (insets) {
    const { left, top, right, bottom } = insets;
    const sides = [left, top, right, bottom].map(px) as [string, string, string, string];
    return l10n.t('Inside: left {0}, top {1}, right {2}, bottom {3}. Middles {4} apart. {5}', ...sides, apart, sizes);
  }
  const along = (gap: number) => (gap >= 0 ? px(gap) : l10n.t('overlapping by {0}', px(-gap)));
  const parts = [along(horizontal), along(vertical), apart, sizes] as const;
  return relation === 'overlapping'
    ? l10n.t('Overlapping. Across {0}, down {1}. Middles {2} apart. {3}', ...parts)
    : l10n.t('Gap. Across {0}, down {1}. Middles {2} apart. {3}', ...parts);
}

function paintLine(brush: Brush, { from, to }: { from: Point; to: Point }, words: string): void {
  const isSlanted = from.x !== to.x && from.y !== to.y;
  if (isSlanted) {
    brush.line(from, { x: to.x, y: from.y }, true);
    brush.line({ x: to.x, y: from.y }, to, true);
  }
  brush.span(from, to);
  brush.label(words, { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }, 0, -16);
  if (!isSlanted) return;
  brush.label(number(Math.abs(to.x - from.x)), { x: (from.x + to.x) / 2, y: from.y }, 0, to.y > from.y ? -14 : 14);
  brush.label(number(Math.abs(to.y - from.y)), { x: to.x, y: (from.y + to.y) / 2 }, to.x > from.x ? 22 : -22);
}

function paintGaps(brush: Brush, pair: [Item, Item], px: (length: number) => string): void {
  const boxes = pair.map(edgesOf) as [Box, Box];
  const { spans } = gaps(...boxes);
  for (const box of boxes) brush.frame(box);
  for (const { axis, from, to } of spans) {
    const [across, along] = axis === 'x' ? (['y', 'x'] as const) : (['x', 'y'] as const);
    // From a box that lies beside the line to where the line begins.
    for (const [end, box] of [from, to].flatMap((end) => boxes.map((box) => [end, box] as const))) {
      const [low, high] = across === 'y' ? [box.y, bottom(box)] : [box.x, right(box)];
      const edges = along === 'x' ? [box.x, right(box)] : [box.y, bottom(box)];
      if (!edges.includes(end[along]) || (end[across] >= low && end[across] <= high)) continue;
      const near = end[across] < low ? low : high;
      brush.line(end, across === 'y' ? { x: end.x, y: near } : { x: near, y: end.y }, true);
    }
    brush.span(from, to);
  }
  for (const { axis, from, to, length } of spans) {
    const at = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
    brush.label(px(length), at, axis === 'x' ? 0 : 30, axis === 'x' ? -16 : 0);
  }
}

function paintSize(brush: Brush, box: Box): void {
  brush.frame(box);
  const { x, y } = middle(box);
  brush.label(number(box.width), { x, y: box.y }, 0, -14);
  brush.label(number(box.height), { x: right(box), y }, 22);
}

function cross(brush: Brush, { x, y }: Point): void {
  const { x: left, y: top } = brush.at({ x, y });
  const reach = 12 * brush.ratio;
  brush.strokeOn([
    [
      { x: left - reach, y: top },
      { x: left + reach, y: top },
    ],
    [
      { x: left, y: top - reach },
      { x: left, y: top + reach },
    ],
  ]);
}
