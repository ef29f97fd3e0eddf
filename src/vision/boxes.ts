import { type Box, bottom, right } from '../image/box.ts';
import type { FittedImage } from '../image/fitted.ts';
import type { ModelFamily } from '../model-family.ts';

/**
 * How a family writes a box. Four numbers, in steps from the top-left corner of the image:
 * - Qwen3-VL: x1, y1, x2, y2, each 0..1000 of the image's width or height (its cookbooks)
 * - Qwen2.5-VL: x1, y1, x2, y2 in pixels of the image as its processor resized it, to multiples of 28
 * - Gemma: y1, x1, y2, x2, each 0..1000
 * - others: as Qwen3-VL, which is what a prompt asks for
 */
interface Convention {
  yFirst: boolean;
  /** How many steps there are along `pixels` of the sent image. */
  steps(pixels: number): number;
}

const thousand = (): number => 1000;
const CONVENTIONS: Record<ModelFamily, Convention> = {
  'qwen3-vl': { yFirst: false, steps: thousand },
  'qwen2.5-vl': { yFirst: false, steps: (pixels) => Math.max(28, Math.round(pixels / 28) * 28) },
  gemma: { yFirst: true, steps: thousand },
  other: { yFirst: false, steps: thousand },
};

/** The family of a model of which nothing is known but its name: `Qwen3-VL-2B-Instruct-Q4_K_M.gguf`. */
export function familyOf(name: string): ModelFamily {
  if (/qwen[-_. ]?3[-_. ]?vl/i.test(name)) return 'qwen3-vl';
  if (/qwen[-_. ]?2[-_. ]?5[-_. ]?vl/i.test(name)) return 'qwen2.5-vl';
  if (/(?<!pali|code|data)gemma/i.test(name)) return 'gemma';
  return 'other';
}

/** Pixels a side of what one visual token shows, for `FitOptions.patch`. */
export function patchOf(family: ModelFamily): number {
  // Patches of 16 merged 2 by 2; 14 merged 2 by 2; Gemma 4: 16 pooled 3 by 3.
  return { 'qwen3-vl': 32, 'qwen2.5-vl': 28, gemma: 48, other: 32 }[family];
}

/** What a prompt says about the boxes that it wants. */
export function scaleOf(family: ModelFamily, image: FittedImage): { order: string; width: number; height: number } {
  const { yFirst, steps } = CONVENTIONS[family];
  return {
    order: yFirst ? 'y1, x1, y2, x2' : 'x1, y1, x2, y2',
    width: steps(image.width),
    height: steps(image.height),
  };
}

/**
 * A box of a model's answer in pixels of the original picture. Corners may be in any order; what lies outside the image is
 * cut off. Undefined: not four finite numbers, or nothing of it is inside the image.
 */
export function toBox(family: ModelFamily, numbers: unknown, image: FittedImage): Box | undefined {
  if (!Array.isArray(numbers) || numbers.length !== 4 || !numbers.every(Number.isFinite)) return undefined;
  const { yFirst, steps } = CONVENTIONS[family];
  const [a, b, c, d] = numbers as [number, number, number, number];
  const [x1, y1, x2, y2] = yFirst ? [b, a, d, c] : [a, b, c, d];
  const { region } = image;
  const along = (first: number, second: number, count: number, start: number, length: number) => {
    const at = (step: number) => (Math.min(Math.max(step, 0), count) * length) / count;
    const [from, to] = [at(Math.min(first, second)), at(Math.max(first, second))];
    return [start + from, to - from] as const;
  };
  const [x, width] = along(x1, x2, steps(image.width), region.x, region.width);
  const [y, height] = along(y1, y2, steps(image.height), region.y, region.height);
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}

/**
 * A box of the original picture as the family would write it: integers. Undefined: nothing of it is inside the image.
 * `toBox` gives it back with each edge less than one step away: `region.width / steps` pixels of the original, which is one
 * pixel of the original for every 1000 pixels of its width (Qwen2.5-VL: one pixel of the sent image).
 */
export function fromBox(
  family: ModelFamily,
  box: Box,
  image: FittedImage,
): [number, number, number, number] | undefined {
  const { yFirst, steps } = CONVENTIONS[family];
  const { region } = image;
  const along = (start: number, end: number, count: number, from: number, length: number) => {
    const at = (value: number) => (Math.min(Math.max(value - from, 0), length) / length) * count;
    const [first, last] = [at(start), at(end)];
    if (!(last > first)) return undefined;
    const [low, high] = [Math.round(first), Math.round(last)];
    // A box thinner than a step still has a step of its own.
    return low < high ? ([low, high] as const) : ([Math.floor(first), Math.floor(first) + 1] as const);
  };
  const xs = along(box.x, right(box), steps(image.width), region.x, region.width);
  const ys = along(box.y, bottom(box), steps(image.height), region.y, region.height);
  if (!xs || !ys) return undefined;
  return yFirst ? [ys[0], xs[0], ys[1], xs[1]] : [xs[0], ys[0], xs[1], ys[1]];
}
