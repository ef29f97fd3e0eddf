import { type Box, bottom, right } from '../image/box.ts';
import type { Viewport } from '../protocol.ts';

/** Width and height: of a pane in CSS pixels, or of a picture in its own pixels. */
export interface Size {
  width: number;
  height: number;
}
export interface Point {
  x: number;
  y: number;
}

/** Space around a fitted picture, and what stays visible of one that is pushed aside; CSS pixels. */
const MARGIN = 16;
const KEPT = 48;
/** A picture pixel is never larger than this many CSS pixels. */
const MAX_SCALE = 32;

/** The whole picture in the middle of the pane; a small one in its own size. */
export function fitted(picture: Size, pane: Size): Viewport {
  const room = { width: Math.max(1, pane.width - 2 * MARGIN), height: Math.max(1, pane.height - 2 * MARGIN) };
  return centred(Math.min(1, room.width / picture.width, room.height / picture.height), picture, pane);
}

/** `scale` around the middle of the pane. */
export function centred(scale: number, picture: Size, pane: Size): Viewport {
  return { scale, x: (pane.width - picture.width * scale) / 2, y: (pane.height - picture.height * scale) / 2 };
}

/** Zooms by `factor`; the picture's point under `at` (pane) stays there. */
export function zoomAt(view: Viewport, factor: number, at: Point, picture: Size, pane: Size): Viewport {
  const least = Math.min(0.1, fitted(picture, pane).scale);
  const scale = Math.min(MAX_SCALE, Math.max(least, view.scale * factor));
  const ratio = scale / view.scale;
  return held({ scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio }, picture, pane);
}

/** Moves the picture by CSS pixels. */
export function panBy(view: Viewport, dx: number, dy: number, picture: Size, pane: Size): Viewport {
  return held({ ...view, x: view.x + dx, y: view.y + dy }, picture, pane);
}

/** As little panning as brings all of `box` into view; a box larger than the pane is centred. */
export function reveal(view: Viewport, box: Box, picture: Size, pane: Size): Viewport {
  const shown = toPane(view, box);
  const dx = nudge(shown.x, right(shown), pane.width);
  const dy = nudge(shown.y, bottom(shown), pane.height);
  return dx === 0 && dy === 0 ? view : panBy(view, dx, dy, picture, pane);
}

function nudge(from: number, to: number, length: number): number {
  const [low, high] = [MARGIN, length - MARGIN];
  if (to - from > high - low) return to < low || from > high ? (low + high - from - to) / 2 : 0;
  return Math.max(0, low - from) + Math.min(0, high - to);
}

/** A view that makes `box` fill about half of the pane, in its middle. */
export function zoomTo(box: Box, picture: Size, pane: Size): Viewport {
  const wanted = Math.min(pane.width / 2 / Math.max(1, box.width), pane.height / 2 / Math.max(1, box.height));
  const scale = Math.min(4, Math.max(wanted, fitted(picture, pane).scale));
  const [middleX, middleY] = [box.x + box.width / 2, box.y + box.height / 2];
  return held({ scale, x: pane.width / 2 - middleX * scale, y: pane.height / 2 - middleY * scale }, picture, pane);
}

/** The picture's point under `point`, CSS pixels of the pane. */
export function toPicture(view: Viewport, point: Point): Point {
  return { x: (point.x - view.x) / view.scale, y: (point.y - view.y) / view.scale };
}

/** Where `box` of the picture lies, CSS pixels of the pane. */
export function toPane({ scale, x, y }: Viewport, box: Box): Box {
  return { x: x + box.x * scale, y: y + box.y * scale, width: box.width * scale, height: box.height * scale };
}

/** The picture's point in the middle of the pane. */
export const inMiddle = (view: Viewport, pane: Size): Point =>
  toPicture(view, { x: pane.width / 2, y: pane.height / 2 });

/** The middle half of what the pane shows of the picture, each way. */
export function middleHalf(view: Viewport, pane: Size): Box {
  const { x, y } = toPicture(view, { x: pane.width / 4, y: pane.height / 4 });
  return { x, y, width: pane.width / 2 / view.scale, height: pane.height / 2 / view.scale };
}

/** Keeps a part of the picture in the pane. */
export function held(view: Viewport, picture: Size, pane: Size): Viewport {
  const hold = (at: number, length: number, room: number) => {
    const kept = Math.min(KEPT, length, room);
    return Math.min(room - kept, Math.max(kept - length, at));
  };
  return {
    ...view,
    x: hold(view.x, picture.width * view.scale, pane.width),
    y: hold(view.y, picture.height * view.scale, pane.height),
  };
}
