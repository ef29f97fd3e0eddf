import { type Box, bottom, overlap, right } from '../image/box.ts';
import type { Viewport } from '../protocol.ts';
import type { Ink } from './draw.ts';
import { type Point, type Size, toPane } from './viewport.ts';

/** Height and padding of a label, CSS pixels. */
const LABEL = { height: 20, padding: 6 };

/**
 * Draws what tools mark on the picture. Positions are in pixels of the picture, widths in CSS pixels. Every line lies on a
 * halo, and words on a ground of their own: both show on any picture.
 */
export class Brush {
  readonly #ratio: number;
  readonly #view: Viewport;
  /** Where labels lie, device pixels. */
  readonly #labels: Box[] = [];

  constructor(
    readonly context: CanvasRenderingContext2D,
    view: Viewport,
    readonly pane: Size,
    readonly ink: Ink,
    ratio: number,
  ) {
    this.#ratio = ratio;
    // As the picture is drawn: its corner on a whole device pixel.
    this.#view = { scale: view.scale * ratio, x: Math.round(view.x * ratio), y: Math.round(view.y * ratio) };
  }

  /** Device pixels of a CSS pixel. */
  get ratio(): number {
    return this.#ratio;
  }

  /** A point of the picture on the canvas, whole device pixels. */
  at({ x, y }: Point): Point {
    const { scale, x: left, y: top } = this.#view;
    return { x: Math.round(left + x * scale), y: Math.round(top + y * scale) };
  }

  box(box: Box): Box {
    const shown = toPane(this.#view, box);
    const [x, y] = [Math.round(shown.x), Math.round(shown.y)];
    return { x, y, width: Math.round(right(shown)) - x, height: Math.round(bottom(shown)) - y };
  }

  line(from: Point, to: Point, dashed = false): void {
    const [a, b] = [this.at(from), this.at(to)];
    this.#stroke(() => {
      this.context.moveTo(a.x, a.y);
      this.context.lineTo(b.x, b.y);
    }, dashed);
  }

  /** A line with a small bar at each end, straight across it. */
  span(from: Point, to: Point): void {
    const [a, b] = [this.at(from), this.at(to)];
    const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    const bar = 4 * this.#ratio;
    const [acrossX, acrossY] = [((b.y - a.y) / length) * bar, ((a.x - b.x) / length) * bar];
    this.#stroke(() => {
      this.context.moveTo(a.x, a.y);
      this.context.lineTo(b.x, b.y);
      for (const { x, y } of [a, b]) {
        this.context.moveTo(x - acrossX, y - acrossY);
        this.context.lineTo(x + acrossX, y + acrossY);
      }
    });
  }

  /** Lines between places on the canvas, device pixels. */
  strokeOn(lines: readonly (readonly [Point, Point])[]): void {
    this.#stroke(() => {
      for (const [from, to] of lines) {
        this.context.moveTo(from.x, from.y);
        this.context.lineTo(to.x, to.y);
      }
    });
  }

  frame(box: Box, dashed = false): void {
    const { x, y, width, height } = this.box(box);
    this.#stroke(() => this.context.rect(x, y, width, height), dashed);
  }

  /** Small squares at the corners and, where there is room, on the sides. */
  handles(box: Box): void {
    const { x, y, width, height } = this.box(box);
    const size = 7 * this.#ratio;
    const parts = (length: number) => (length < 4 * size ? [0, 1] : [0, 0.5, 1]);
    for (const across of parts(width)) {
      for (const down of parts(height)) {
        if (across === 0.5 && down === 0.5) continue;
        const [left, top] = [x + width * across - size / 2, y + height * down - size / 2];
        this.context.fillStyle = this.ink.paper;
        this.context.fillRect(left, top, size, size);
        this.context.strokeStyle = this.ink.selected;
        this.context.lineWidth = this.#ratio;
        this.context.strokeRect(left, top, size, size);
      }
    }
  }

  /** Makes all but `box` paler. */
  shade(box: Box): void {
    const { x, y, width, height } = this.box(box);
    const { context } = this;
    const path = new Path2D();
    path.rect(0, 0, context.canvas.width, context.canvas.height);
    path.rect(x, y, width, height);
    context.globalAlpha = 0.5;
    context.fillStyle = this.ink.paper;
    context.fill(path, 'evenodd');
    context.globalAlpha = 1;
  }

  /** Words whose middle lies at `at`, or beside it by `dx`, `dy` CSS pixels; never outside of the pane or on other words. */
  label(words: string, at: Point, dx = 0, dy = 0): void {
    const { x, y } = this.at(at);
    this.labelOn(words, { x: x + dx * this.#ratio, y: y + dy * this.#ratio });
  }

  /** The same with a place on the canvas, device pixels. */
  labelOn(words: string, { x, y }: Point): void {
    const { context, ink } = this;
    const ratio = this.#ratio;
    context.font = `${12 * ratio}px ${ink.font}`;
    const width = Math.ceil(context.measureText(words).width) + 2 * LABEL.padding * ratio;
    const height = LABEL.height * ratio;
    const left = Math.max(0, Math.min(Math.round(x - width / 2), this.pane.width * ratio - width));
    const wanted = Math.max(0, Math.min(Math.round(y - height / 2), this.pane.height * ratio - height));
    const top = this.#freeTop({ x: left, y: wanted, width, height });
    this.#labels.push({ x: left, y: top, width, height });
    context.beginPath();
    context.roundRect(left, top, width, height, 3 * ratio);
    context.fillStyle = ink.paper;
    context.fill();
    context.strokeStyle = ink.selected;
    context.lineWidth = ratio;
    context.stroke();
    context.fillStyle = ink.words;
    context.textBaseline = 'middle';
    context.textAlign = 'left';
    context.fillText(words, left + LABEL.padding * ratio, top + height / 2 + ratio / 2);
  }

  /** How far down a label moves to lie below those that are in its place; it stays where there is no room for that. */
  #freeTop(label: Box): number {
    const hit = this.#labels.find((other) => overlap(other, label) > 0);
    if (!hit) return label.y;
    const y = bottom(hit) + this.#ratio;
    const end = this.pane.height * this.#ratio - label.height;
    return y > end ? Math.min(label.y, end) : this.#freeTop({ ...label, y });
  }

  #stroke(path: () => void, dashed = false): void {
    const { context, ink } = this;
    const width = Math.max(1, Math.round(1.5 * this.#ratio * ink.line));
    const halves: [string, number][] = [
      [ink.paper, width + 2 * this.#ratio],
      [ink.selected, width],
    ];
    for (const [colour, lineWidth] of halves) {
      context.beginPath();
      path();
      context.strokeStyle = colour;
      context.lineWidth = lineWidth;
      // The halo is whole: dashes show on it whatever the picture is like.
      context.setLineDash(dashed && colour === ink.selected ? [5 * this.#ratio, 4 * this.#ratio] : []);
      context.stroke();
    }
    context.setLineDash([]);
  }
}
