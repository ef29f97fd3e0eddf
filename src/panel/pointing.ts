import type { Item } from './items.ts';
import { Pinch } from './pinch.ts';
import { toggled } from './selection.ts';
import type { Tool, ToolView } from './tool.ts';
import { type Point, toPicture } from './viewport.ts';

/** A press that moves less than this is a click, CSS pixels. */
const CLICK = 4;

/** What the pointer works on. */
export interface PointedView
  extends Pick<ToolView, 'view' | 'hovered' | 'selected' | 'itemAt' | 'select' | 'requestUpdate'> {
  /** Undefined: presses select and pan. */
  readonly chosen: Tool | undefined;
  hover(item: Item | undefined): void;
  /** @param at what stays where it is, CSS pixels of the pane */
  zoom(factor: number, at: Point): void;
  pan(dx: number, dy: number): void;
}

/** The pointer on the picture: which presses and moves are the tool's, and which pan, zoom, hover or select. */
export class Pointing {
  #at: Point | undefined;
  /** `pans`: not the tool's, but moves the picture. */
  #pressed: { at: Point; moved: boolean; pans: boolean } | undefined;
  #isPanning = false;
  readonly #pinch = new Pinch();

  constructor(private readonly view: PointedView) {}

  /** Where it is, CSS pixels of the pane; undefined: elsewhere. */
  get at(): Point | undefined {
    return this.#at;
  }

  /** Whether the picture is being dragged. */
  get isPanning(): boolean {
    return this.#isPanning;
  }

  readonly down = (event: PointerEvent): void => {
    if (event.button !== 0 && event.button !== 1) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    const { chosen, view } = this.view;
    const at = { x: event.offsetX, y: event.offsetY };
    this.#pinch.down(event.pointerId, at);
    if (this.#pinch.isOn) {
      chosen?.cancel();
      this.#pressed = undefined;
      return;
    }
    const isTools = event.button === 0 && view && chosen?.down(toPicture(view, at), event);
    this.#pressed = { at, moved: false, pans: !isTools };
  };

  readonly move = (event: PointerEvent): void => {
    const at = { x: event.offsetX, y: event.offsetY };
    const pinched = this.#pinch.move(event.pointerId, at);
    if (pinched) {
      this.view.zoom(pinched.factor, pinched.at);
      this.view.pan(pinched.dx, pinched.dy);
      return;
    }
    const { view, chosen } = this.view;
    const pressed = this.#pressed;
    if (pressed && !pressed.moved && Math.hypot(at.x - pressed.at.x, at.y - pressed.at.y) < CLICK) return;
    if (!pressed?.pans) {
      this.#at = at;
      this.view.requestUpdate();
      this.view.hover(pressed || !view ? undefined : this.view.itemAt(toPicture(view, at)));
      if (view) chosen?.move(toPicture(view, at), event);
    }
    if (!pressed) return;
    this.#pressed = { ...pressed, at, moved: true };
    if (!pressed.pans) return;
    this.#pans(true);
    this.view.hover(undefined);
    this.view.pan(at.x - pressed.at.x, at.y - pressed.at.y);
  };

  readonly up = (event: PointerEvent): void => {
    this.#pinch.up(event.pointerId);
    const { view, chosen } = this.view;
    const pressed = this.#pressed;
    this.#pressed = undefined;
    this.#pans(false);
    if (!pressed || !view) return;
    const at = toPicture(view, { x: event.offsetX, y: event.offsetY });
    if (!pressed.pans) chosen?.up(at, !pressed.moved, event);
    else if (!pressed.moved && !chosen) this.#click(at, event);
  };

  readonly leave = (): void => {
    this.#at = undefined;
    this.view.requestUpdate();
    this.view.hover(undefined);
    this.view.chosen?.move(undefined);
  };

  readonly wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 16 : event.deltaY;
    // A pinch arrives as a wheel with Ctrl and small steps.
    this.view.zoom(Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.002)), { x: event.offsetX, y: event.offsetY });
  };

  /** A click selects one box, or lets go beside all; with Ctrl, Cmd or Shift it adds a box or takes it away. */
  #click(at: Point, { ctrlKey, metaKey, shiftKey }: PointerEvent): void {
    const item = this.view.itemAt(at);
    if (!(ctrlKey || metaKey || shiftKey)) this.view.select(item ? [item] : []);
    else if (item) this.view.select(toggled(this.view.selected, item));
  }

  #pans(isPanning: boolean): void {
    if (isPanning === this.#isPanning) return;
    this.#isPanning = isPanning;
    this.view.requestUpdate();
  }
}
