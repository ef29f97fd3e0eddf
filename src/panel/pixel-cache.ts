import type { Box } from '../image/box.ts';
import type { Rgba } from '../image/color.ts';
import type { PixelBlock } from '../protocol.ts';
import type { Point, Size } from './viewport.ts';

/** Side of a block, pixels: what a pointer crosses in a moment. */
const SIDE = 128;
/** Four megabytes of them. */
const KEPT = 64;

/**
 * The picture's own pixels, fetched block by block from where the file is decoded: what the page shows may be scaled, laid
 * on the theme's background, or changed by the browser's colour management.
 */
export class PixelCache {
  #blocks = new Map<string, PixelBlock>();
  #isFetching = false;

  constructor(
    private readonly fetch: (box: Box) => Promise<PixelBlock>,
    private readonly onArrival: () => void,
  ) {}

  /** Channels of the pixel at `x`, `y`; undefined while it is not here. */
  at(x: number, y: number): Rgba | undefined {
    const block = this.#blocks.get(keyOf(x, y));
    if (!block) return undefined;
    const at = ((y % SIDE) * block.width + (x % SIDE)) * 4;
    const [red, green, blue, alpha] = block.rgba.subarray(at, at + 4);
    return alpha === undefined ? undefined : [red!, green!, blue!, alpha];
  }

  /** Sends for the first of these pixels that is in the picture and not here, one block at a time. */
  want(pixels: readonly Point[], { width, height }: Size): void {
    if (this.#isFetching) return;
    const missing = pixels.find(
      ({ x, y }) => x >= 0 && y >= 0 && x < width && y < height && !this.#blocks.has(keyOf(x, y)),
    );
    if (!missing) return;
    const { x, y } = missing;
    const [left, top] = [x - (x % SIDE), y - (y % SIDE)];
    void this.#fetch({ x: left, y: top, width: Math.min(SIDE, width - left), height: Math.min(SIDE, height - top) });
  }

  /** Of another picture. */
  clear(): void {
    this.#blocks = new Map();
  }

  async #fetch(box: Box): Promise<void> {
    const blocks = this.#blocks;
    this.#isFetching = true;
    try {
      const block = await this.fetch(box);
      const [oldest] = blocks.keys();
      if (blocks.size >= KEPT && oldest !== undefined) blocks.delete(oldest);
      blocks.set(keyOf(box.x, box.y), block);
    } catch (error) {
      // The extension has said why, in its log; the next move of the pointer tries again.
      this.#isFetching = false;
      return console.error('Glimpse: pixels of the picture did not come.', error);
    }
    this.#isFetching = false;
    this.onArrival();
  }
}

const keyOf = (x: number, y: number): string => `${Math.floor(x / SIDE)},${Math.floor(y / SIDE)}`;
