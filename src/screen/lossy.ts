import type { Pixels } from '../image/picture.ts';

/** JPEG's blocks, pixels. */
const BLOCK = 8;
/** Colours of the picture that differ by less in each channel are one. */
const ALIKE = 5;
/** A block has a colour when this share of its pixels has it. */
const COMMON = 0.35;
/** How far compression moves a colour: in brightness, and in its differences to it, which are stored coarser. 0..255 */
const NOISE = { luma: 8, chroma: 18 };
/** Blocks with a pixel this much darker or lighter than their paper have ink. 0..255 */
const INK = 60;
/**
 * More of the paper around ink is not quite the paper's colour: of rendered pages at most 0.31 was, of the same as JPEG or WebP of
 * quality 85 at least 0.58. One of `sample` blocks will do to tell.
 */
const LOSSY = { share: 0.45, sample: 7 };

/**
 * A picture that was stored as JPEG (or the like) with its flat colours flat again: what is nearly one of the colours that prevail
 * around it becomes that. Others as they are: their paper has one colour up to the edge of the ink.
 */
export function withoutLoss(pixels: Pixels): Pixels {
  const blocks = new Blocks(pixels);
  return blocks.isLossy() ? blocks.flattened() : pixels;
}

class Blocks {
  private readonly across: number;
  private readonly down: number;
  /** For each block the index of a pixel (times 3) with its commonest colour, -1 where none is common. */
  private readonly commons: Int32Array;
  /** The pixels (times 3) of one block. */
  private readonly block = new Int32Array(BLOCK * BLOCK);

  constructor(private readonly pixels: Pixels) {
    this.across = Math.ceil(pixels.width / BLOCK);
    this.down = Math.ceil(pixels.height / BLOCK);
    this.commons = new Int32Array(this.across * this.down);
  }

  isLossy(): boolean {
    const { rgb } = this.pixels;
    let [near, all] = [0, 0];
    for (let b = 0; b < this.commons.length; b += LOSSY.sample) {
      const common = this.commonOf(b);
      if (common < 0) continue;
      let [ink, off, paper] = [false, 0, 0];
      this.each(b, (p) => {
        const away = distance(rgb, p, common);
        if (away > INK) ink = true;
        else if (away < 2 * ALIKE) paper++;
        if (away > 0 && away < 2 * ALIKE) off++;
      });
      if (!ink) continue;
      near += off;
      all += paper;
    }
    return near > LOSSY.share * all;
  }

  flattened(): Pixels {
    const { width, height, rgb } = this.pixels;
    for (let b = 0; b < this.commons.length; b++) this.commons[b] = this.commonOf(b);
    const palette = this.palette();
    const flat = new Uint8Array(rgb);
    for (let b = 0; b < this.commons.length; b++) {
      const near = this.around(b, palette);
      this.each(b, (p) => {
        let least = 1;
        for (const q of near) {
          const away = deviation(rgb, p, q);
          if (away >= least) continue;
          least = away;
          for (let c = 0; c < 3; c++) flat[p + c] = rgb[q + c];
        }
      });
    }
    return { width, height, rgb: flat };
  }

  /** Gives each of the blocks' colours the commonest one that is like it. */
  private palette(): Map<number, number> {
    const { rgb } = this.pixels;
    const counts = new Map<number, { p: number; count: number }>();
    for (const p of this.commons) {
      if (p < 0) continue;
      const key = (rgb[p] << 16) | (rgb[p + 1] << 8) | rgb[p + 2];
      const entry = counts.get(key) ?? { p, count: 0 };
      entry.count++;
      counts.set(key, entry);
    }
    const chosen: number[] = [];
    const palette = new Map<number, number>();
    for (const [key, { p }] of [...counts].sort((a, b) => b[1].count - a[1].count)) {
      const like = chosen.find((q) => distance(rgb, p, q) < ALIKE);
      if (like === undefined) chosen.push(p);
      palette.set(key, like ?? p);
    }
    return palette;
  }

  /** The colours that prevail in and around a block. */
  private around(b: number, palette: ReadonlyMap<number, number>): number[] {
    const { rgb } = this.pixels;
    const [x, y] = [b % this.across, Math.floor(b / this.across)];
    const near = new Set<number>();
    for (let v = Math.max(0, y - 1); v <= Math.min(this.down - 1, y + 1); v++) {
      for (let u = Math.max(0, x - 1); u <= Math.min(this.across - 1, x + 1); u++) {
        const p = this.commons[v * this.across + u];
        if (p >= 0) near.add(palette.get((rgb[p] << 16) | (rgb[p + 1] << 8) | rgb[p + 2]) as number);
      }
    }
    return [...near];
  }

  private commonOf(b: number): number {
    const { rgb } = this.pixels;
    const all = this.block;
    let size = 0;
    this.each(b, (p) => {
      all[size++] = p;
    });
    let best = -1;
    let most = COMMON * size;
    for (let i = 0; i < size; i += 3) {
      // It would be as common.
      if (best >= 0 && distance(rgb, all[i], best) === 0) continue;
      let count = 0;
      for (let j = 0; j < size; j++) if (distance(rgb, all[i], all[j]) < 3) count++;
      if (count > most) [best, most] = [all[i], count];
      // Blank blocks, which most are: no colour is commoner.
      if (most === size) break;
    }
    return best;
  }

  private each(b: number, visit: (p: number) => void): void {
    const { width, height } = this.pixels;
    const [left, top] = [BLOCK * (b % this.across), BLOCK * Math.floor(b / this.across)];
    for (let y = top; y < Math.min(height, top + BLOCK); y++) {
      for (let x = left; x < Math.min(width, left + BLOCK); x++) visit(3 * (y * width + x));
    }
  }
}

/** The largest difference of any channel. */
function distance(rgb: Uint8Array, p: number, q: number): number {
  return Math.max(Math.abs(rgb[p] - rgb[q]), Math.abs(rgb[p + 1] - rgb[q + 1]), Math.abs(rgb[p + 2] - rgb[q + 2]));
}

/** In units of what compression may do. */
function deviation(rgb: Uint8Array, p: number, q: number): number {
  const [red, green, blue] = [rgb[p] - rgb[q], rgb[p + 1] - rgb[q + 1], rgb[p + 2] - rgb[q + 2]];
  const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
  return Math.max(Math.abs(luma) / NOISE.luma, Math.max(Math.abs(blue - luma), Math.abs(red - luma)) / NOISE.chroma);
}
