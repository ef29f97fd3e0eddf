import type { Box } from '../image/box.ts';

/** Which pixels hang together: those that share a side, or all that are at most so many pixels away. */
type Reach = 'sides' | number;

/**
 * The connected areas of a mask (1: inside), in reading order of their first pixels: bounding box and number of pixels.
 * The mask is used up. `onPixel` hears of every pixel of an area before the area is given.
 */
export function* connectedAreas(
  mask: Uint8Array,
  width: number,
  height: number,
  reach: Reach,
  onPixel: (index: number) => void = () => undefined,
): Generator<{ box: Box; count: number }> {
  const steps = stepsOf(reach);
  const stack: number[] = [];
  for (let start = mask.indexOf(1); start >= 0; start = mask.indexOf(1, start + 1)) {
    let [x0, y0, x1, y1, count] = [width, height, 0, 0, 0];
    mask[start] = 0;
    stack.push(start);
    while (stack.length > 0) {
      const i = stack.pop() as number;
      const x = i % width;
      const y = (i - x) / width;
      x0 = Math.min(x0, x);
      x1 = Math.max(x1, x);
      y0 = Math.min(y0, y);
      y1 = Math.max(y1, y);
      count++;
      onPixel(i);
      for (let k = 0; k < steps.length; k += 2) {
        const u = x + steps[k];
        const v = y + steps[k + 1];
        if (u < 0 || v < 0 || u >= width || v >= height || mask[v * width + u] === 0) continue;
        mask[v * width + u] = 0;
        stack.push(v * width + u);
      }
    }
    yield { box: { x: x0, y: y0, width: x1 - x0 + 1, height: y1 - y0 + 1 }, count };
  }
}

/** Pairs of dx and dy. */
function stepsOf(reach: Reach): Int32Array {
  if (reach === 'sides') return Int32Array.of(-1, 0, 1, 0, 0, -1, 0, 1);
  const line = Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach);
  return Int32Array.from(line.flatMap((dy) => line.flatMap((dx) => [dx, dy])));
}
