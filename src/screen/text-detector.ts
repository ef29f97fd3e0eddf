import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { type Box, bottom, right } from '../image/box.ts';
import type { Pixels } from '../image/picture.ts';
import { connectedAreas } from './connected.ts';

/** Larger pictures are read in tiles, so that memory does not grow with the picture. Pixels, multiples of 32. */
const TILE = { width: 1600, height: 1024 };
/** How far neighbouring tiles see into each other, in pixels: more than the net's reach around a line. */
const TILE_OVERLAP = 64;
/** A pixel is text from this probability on (DB's own default). */
const PIXEL_THRESHOLD = 0.3;
/** A line needs this mean probability. */
const LINE_THRESHOLD = 0.5;
/** The net predicts shrunken lines; this undoes it. Smaller than DB's 1.5: screens set lines closer than photos. */
const UNCLIP = 1.4;

/** ImageNet's mean and deviation, in the BGR order that PaddleOCR feeds. */
const MEAN = [0.485, 0.456, 0.406];
const DEVIATION = [0.229, 0.224, 0.225];
const NORMALIZED = MEAN.map((mean, c) => Float32Array.from({ length: 256 }, (_, v) => (v / 255 - mean) / DEVIATION[c]));

export interface DetectedLine {
  box: Box;
  /** Mean probability, 0..1. */
  score: number;
}

/**
 * Finds lines of text with PP-OCR's detector (Liao et al., "Real-time Scene Text Detection with Differentiable
 * Binarization", 2020), axis-aligned, at the picture's own resolution.
 */
export class TextDetector {
  constructor(private readonly session: InferenceSession) {}

  /** Lines in no particular order; `onTile` hears how many of all tiles are done. */
  async detect(
    pixels: Pixels,
    options: { signal?: AbortSignal | undefined; onTile?: (done: number, total: number) => void } = {},
  ): Promise<DetectedLine[]> {
    const { width, height } = pixels;
    const map = new Uint8Array(width * height);
    const columns = cuts(width, TILE.width);
    const rows = cuts(height, TILE.height);
    const total = columns.length * rows.length;
    let done = 0;
    for (const row of rows) {
      for (const column of columns) {
        options.signal?.throwIfAborted();
        await this.detectTile(pixels, column, row, map);
        options.onTile?.(++done, total);
      }
    }
    return linesOf(map, width, height);
  }

  private async detectTile(pixels: Pixels, column: Cut, row: Cut, map: Uint8Array): Promise<void> {
    const w = Math.ceil((column.to - column.from) / 32) * 32;
    const h = Math.ceil((row.to - row.from) / 32) * 32;
    const data = new Float32Array(3 * w * h);
    for (let y = row.from; y < row.to; y++) {
      for (let x = column.from; x < column.to; x++) {
        const p = (y * pixels.width + x) * 3;
        const q = (y - row.from) * w + x - column.from;
        data[q] = NORMALIZED[0][pixels.rgb[p + 2]];
        data[w * h + q] = NORMALIZED[1][pixels.rgb[p + 1]];
        data[2 * w * h + q] = NORMALIZED[2][pixels.rgb[p]];
      }
    }
    const input = new Tensor('float32', data, [1, 3, h, w]);
    const output = (await this.session.run({ [this.session.inputNames[0]]: input }))[this.session.outputNames[0]];
    const probability = output.data as Float32Array;
    for (let y = row.keepFrom; y < row.keepTo; y++) {
      for (let x = column.keepFrom; x < column.keepTo; x++) {
        map[y * pixels.width + x] = 255 * probability[(y - row.from) * w + x - column.from];
      }
    }
    output.dispose();
  }
}

/** One tile along one axis: it sees [from, to) and answers for [keepFrom, keepTo). */
interface Cut {
  from: number;
  to: number;
  keepFrom: number;
  keepTo: number;
}

/** Cuts `length` into equal tiles of at most `most`, with overlap. */
export function cuts(length: number, most: number): Cut[] {
  const count = length <= most ? 1 : Math.ceil((length - TILE_OVERLAP) / (most - TILE_OVERLAP));
  const edge = (i: number) => Math.round((i * length) / count);
  return Array.from({ length: count }, (_, i) => ({
    from: Math.max(0, edge(i) - TILE_OVERLAP / 2),
    to: Math.min(length, edge(i + 1) + TILE_OVERLAP / 2),
    keepFrom: edge(i),
    keepTo: edge(i + 1),
  }));
}

/** The connected areas of a probability map (0..255) as boxes, grown back to the size of the line. */
function linesOf(map: Uint8Array, width: number, height: number): DetectedLine[] {
  const threshold = 255 * PIXEL_THRESHOLD;
  const mask = map.map((probability) => (probability >= threshold ? 1 : 0));
  const lines: DetectedLine[] = [];
  let sum = 0;
  const add = (index: number) => {
    sum += map[index];
  };
  for (const { box: core, count } of connectedAreas(mask, width, height, 'sides', add)) {
    const score = sum / count / 255;
    sum = 0;
    const { width: w, height: h } = core;
    if (w < 3 || h < 3 || score < LINE_THRESHOLD) continue;
    const grow = (w * h * UNCLIP) / (2 * (w + h));
    const left = Math.max(0, core.x - grow);
    const top = Math.max(0, core.y - grow);
    const box = {
      x: left,
      y: top,
      width: Math.min(width, right(core) + grow) - left,
      height: Math.min(height, bottom(core) + grow) - top,
    };
    lines.push({ box, score });
  }
  return lines;
}
