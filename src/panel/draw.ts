import { type Box, bottom, right } from '../image/box.ts';
import type { Viewport } from '../protocol.ts';
import { HUES, type Hue, hueOf, isUnsure } from '../screen/element.ts';
import type { Item } from './items.ts';
import { levelFor, type Pyramid, qualityOf } from './pyramid.ts';
import { type Size, toPane } from './viewport.ts';

/** What the canvas takes from the theme; read again when the theme changes. */
export interface Ink {
  hues: Record<Hue, string>;
  /** Under every line, so that it shows on any picture. */
  halo: string;
  selected: string;
  /** The ground of words on the picture, and the words. */
  paper: string;
  words: string;
  font: string;
  /** CSS pixels of an ordinary line. */
  line: number;
}

/** The theme's colours and font, as the page's style sheet names them for `element`. */
export function readInk(element: HTMLElement): Ink {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim() || 'gray';
  return {
    hues: Object.fromEntries(HUES.map((hue) => [hue, colour(`hue-${hue}`)])) as Record<Hue, string>,
    halo: colour('halo'),
    selected: colour('selected-box'),
    paper: colour('mark-paper'),
    words: colour('mark-words'),
    font: style.fontFamily,
    line: Number(style.getPropertyValue('--box-line')) || 1,
  };
}

export interface Scene {
  /** The picture, and smaller copies of it. */
  levels: Pyramid;
  view: Viewport;
  items: readonly Item[];
  hovered?: Item | undefined;
  /** The primary one last. */
  selected: readonly Item[];
  ink: Ink;
}

/** Draws the picture and its boxes on a clean canvas. All lines lie on whole device pixels, at any zoom. */
export function draw(context: CanvasRenderingContext2D, scene: Scene, pane: Size, ratio: number): void {
  const { levels, view, items, hovered, selected, ink } = scene;
  const scale = view.scale * ratio;
  const [left, top] = [Math.round(view.x * ratio), Math.round(view.y * ratio)];
  context.imageSmoothingEnabled = scale < 2;
  const width = Math.round(levels[0].width * scale);
  const level = levelFor(levels, width);
  context.imageSmoothingQuality = qualityOf(level);
  context.drawImage(level, left, top, width, Math.round(levels[0].height * scale));

  const snapped = { scale, x: left, y: top };
  const visible = { x: 0, y: 0, width: pane.width * ratio, height: pane.height * ratio };
  // Thinner where the picture is small: lines must not hide what they frame.
  const line = Math.max(1, Math.round(ink.line * ratio * Math.min(1, view.scale)));
  const marked = new Set(selected);
  for (const item of items) {
    if (item === hovered || marked.has(item)) continue;
    const box = snap(toPane(snapped, item.box));
    if (!touches(box, visible)) continue;
    frame(context, box, ink.halo, line, -2 * line);
    // Dotted where it may be something else: not told by colour alone.
    context.setLineDash(item.element && isUnsure(item.element) ? [2 * line, 2 * line] : []);
    frame(context, box, ink.hues[hueOf(item.role)], line, -line);
    context.setLineDash([]);
  }
  const primary = selected.length > 1 ? selected.at(-1) : undefined;
  if (hovered && !marked.has(hovered)) mark(hovered, ink.hues[hueOf(hovered.role)], 2);
  for (const item of selected) mark(item, ink.selected, item === primary ? 3 : 2);

  function mark(item: Item, colour: string, lines: number): void {
    const box = snap(toPane(snapped, item.box));
    if (!touches(box, visible)) return;
    context.globalAlpha = 0.18;
    context.fillStyle = colour;
    context.fillRect(box.x, box.y, box.width, box.height);
    context.globalAlpha = 1;
    frame(context, box, ink.halo, line, -(lines + 1) * line);
    frame(context, box, colour, line * lines, -lines * line);
  }
}

function snap(box: Box): Box {
  const [x, y] = [Math.round(box.x), Math.round(box.y)];
  return { x, y, width: Math.max(2, Math.round(right(box)) - x), height: Math.max(2, Math.round(bottom(box)) - y) };
}

const touches = (a: Box, b: Box) => a.x <= right(b) && b.x <= right(a) && a.y <= bottom(b) && b.y <= bottom(a);

/** A rectangle's line of `width` device pixels, its outer edge `inset` inside the box (negative: around it). */
function frame(context: CanvasRenderingContext2D, box: Box, colour: string, width: number, inset: number): void {
  const by = inset + width / 2;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.strokeRect(box.x + by, box.y + by, box.width - 2 * by, box.height - 2 * by);
}
