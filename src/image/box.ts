import * as z from 'zod';

/** An axis-aligned rectangle: `x`, `y` its top-left corner; in pixels of the original image unless said otherwise. */
export const Box = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
export type Box = z.infer<typeof Box>;

/** Square pixels. */
export const area = (b: Box): number => b.width * b.height;
/** The edges after its last pixels. */
export const right = (b: Box): number => b.x + b.width;
export const bottom = (b: Box): number => b.y + b.height;

/** Where its middle is: `center` from left to right, `middle` from top to bottom. */
export const center = (b: Box): number => b.x + b.width / 2;
export const middle = (b: Box): number => b.y + b.height / 2;

/** The box with as much more on each of its four sides. */
export const grown = ({ x, y, width, height }: Box, by: number): Box => ({
  x: x - by,
  y: y - by,
  width: width + 2 * by,
  height: height + 2 * by,
});

/** The area that two boxes share, in square pixels. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(right(a), right(b)) - Math.max(a.x, b.x);
  const height = Math.min(bottom(a), bottom(b)) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

/** Intersection over union, 0..1. */
export function iou(a: Box, b: Box): number {
  const shared = overlap(a, b);
  return shared === 0 ? 0 : shared / (area(a) + area(b) - shared);
}

/** The share of `inner` that lies inside `outer`, 0..1. */
export function coverage(inner: Box, outer: Box): number {
  return area(inner) === 0 ? 0 : overlap(inner, outer) / area(inner);
}

/** The whole pixels of a picture that `box` touches; undefined where there are none. */
export function wholePixels(box: Box, picture: { width: number; height: number }): Box | undefined {
  if (!(box.width > 0 && box.height > 0)) return undefined;
  const x = Math.max(0, Math.floor(box.x));
  const y = Math.max(0, Math.floor(box.y));
  const width = Math.min(picture.width, Math.ceil(right(box))) - x;
  const height = Math.min(picture.height, Math.ceil(bottom(box))) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}

/** The smallest box around all of `boxes`; throws on an empty list. */
export function union(boxes: readonly Box[]): Box {
  if (boxes.length === 0) throw new RangeError('union of no boxes');
  let [x, y, r, b] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const box of boxes) {
    x = Math.min(x, box.x);
    y = Math.min(y, box.y);
    r = Math.max(r, right(box));
    b = Math.max(b, bottom(box));
  }
  return { x, y, width: r - x, height: b - y };
}
