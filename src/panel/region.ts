import { type Box, bottom, right } from '../image/box.ts';
import type { Point, Size } from './viewport.ts';

// A region is a box of whole pixels of the picture, one pixel at least.

/** What a press on a region takes: an edge of each axis that moves (-1: left or top), or all of it. */
export type Grip = { x: -1 | 0 | 1; y: -1 | 0 | 1 };

/** The region from the pixel under `a` to the pixel under `b`, both in it. */
export function between(a: Point, b: Point, picture: Size): Box {
  const along = (from: number, to: number, length: number) => {
    const pixel = (at: number) => Math.min(Math.max(Math.floor(at), 0), length - 1);
    const [low, high] = [Math.min(pixel(from), pixel(to)), Math.max(pixel(from), pixel(to))];
    return [low, high - low + 1] as const;
  };
  const [x, width] = along(a.x, b.x, picture.width);
  const [y, height] = along(a.y, b.y, picture.height);
  return { x, y, width, height };
}

/** What of `region` is at `point`; edges are `slack` wide on both sides. Undefined: nothing. */
export function gripAt(region: Box, { x, y }: Point, slack: number): Grip | undefined {
  const along = (at: number, low: number, high: number): -1 | 0 | 1 | undefined => {
    if (at < low - slack || at > high + slack) return undefined;
    // The inside of a small region stays wide enough to be taken.
    const edge = Math.min(slack, (high - low) / 4);
    return at <= low + edge ? -1 : at >= high - edge ? 1 : 0;
  };
  const [gripX, gripY] = [along(x, region.x, right(region)), along(y, region.y, bottom(region))];
  return gripX === undefined || gripY === undefined ? undefined : { x: gripX, y: gripY };
}

/** `region` with what `grip` took moved by whole pixels; it stays in the picture, and an edge stops before the other. */
export function dragged(region: Box, grip: Grip, dx: number, dy: number, picture: Size): Box {
  const isWhole = grip.x === 0 && grip.y === 0;
  const along = (start: number, length: number, by: number, edge: -1 | 0 | 1, room: number) => {
    if (isWhole) return [Math.min(Math.max(start + by, 0), room - length), length] as const;
    if (edge === 0) return [start, length] as const;
    if (edge === 1) return [start, Math.min(Math.max(length + by, 1), room - start)] as const;
    const moved = Math.min(Math.max(start + by, 0), start + length - 1);
    return [moved, start + length - moved] as const;
  };
  const [x, width] = along(region.x, region.width, Math.round(dx), grip.x, picture.width);
  const [y, height] = along(region.y, region.height, Math.round(dy), grip.y, picture.height);
  return { x, y, width, height };
}

/** All of it. */
export const WHOLE: Grip = { x: 0, y: 0 };
/** Its lower right corner. */
export const CORNER: Grip = { x: 1, y: 1 };

/** How the pointer shows what it would take. */
export function gripCursor({ x, y }: Grip): string {
  if (x === 0 && y === 0) return 'move';
  if (x === 0) return 'ns-resize';
  if (y === 0) return 'ew-resize';
  return x === y ? 'nwse-resize' : 'nesw-resize';
}
