import { createHash } from 'node:crypto';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { type Box, bottom, right } from '../image/box.ts';
import type { Pixels } from '../image/picture.ts';
import { connectedAreas } from './connected.ts';

/** The net halves its input five times. */
const STEP = 32;
/**
 * Read in tiles, so that memory does not grow with the picture. Pixels: half of a screen, and of one that is larger as many
 * lines, since the net weighs a line against the others that it sees.
 */
const TILE = { width: 1600, height: 512 };
const LARGE = { pixels: 1600 * 1024, height: 1024 };
/** Tiles remembered across calls: of the next screenshot only what has changed is looked at. */
const CACHE_SIZE = 12;
/** How far a tile sees into its neighbours and around its ink, in pixels: more than the net's reach around a line. */
const MARGIN = STEP;
/** Pixels that differ less from their neighbours (largest channel, 0..255) are no letters. */
const FAINT = 6;
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
  /** Probabilities, 0..255, of what a tile answers for, by all that it sees. */
  private readonly cache = new Map<string, Uint8Array>();

  constructor(private readonly session: InferenceSession) {}

  /** Lines in no particular order; `onTile` hears how many of all tiles are done. */
  async detect(
    pixels: Pixels,
    options: { signal?: AbortSignal | undefined; onTile?: (done: number, total: number) => void } = {},
  ): Promise<DetectedLine[]> {
    const { width, height } = pixels;
    const map = new Uint8Array(width * height);
    const tiles = tilesOf(pixels);
    for (const [i, tile] of tiles.entries()) {
      options.signal?.throwIfAborted();
      const key = keyOf(pixels, tile);
      const part = this.cache.get(key) ?? (await this.detectTile(pixels, tile));
      this.remember(key, part);
      const { column, row } = tile;
      const across = column.keepTo - column.keepFrom;
      for (let y = row.keepFrom, from = 0; y < row.keepTo; y++, from += across) {
        map.set(part.subarray(from, from + across), y * width + column.keepFrom);
      }
      options.onTile?.(i + 1, tiles.length);
    }
    return linesOf(map, width, height);
  }

  /** The oldest is forgotten first; what is met again is new. */
  private remember(key: string, part: Uint8Array): void {
    this.cache.delete(key);
    this.cache.set(key, part);
    if (this.cache.size > CACHE_SIZE) this.cache.delete(this.cache.keys().next().value as string);
  }

  private async detectTile(pixels: Pixels, { column, row }: Tile): Promise<Uint8Array> {
    const w = Math.ceil((column.to - column.from) / STEP) * STEP;
    const h = Math.ceil((row.to - row.from) / STEP) * STEP;
    const data = new Float32Array(3 * w * h);
    for (let y = row.from; y < row.to; y++) {
      let p = (y * pixels.width + column.from) * 3;
      let q = (y - row.from) * w;
      for (let x = column.from; x < column.to; x++, p += 3, q++) {
        data[q] = NORMALIZED[0][pixels.rgb[p + 2]];
        data[w * h + q] = NORMALIZED[1][pixels.rgb[p + 1]];
        data[2 * w * h + q] = NORMALIZED[2][pixels.rgb[p]];
      }
    }
    const input = new Tensor('float32', data, [1, 3, h, w]);
    const output = (await this.session.run({ [this.session.inputNames[0]]: input }))[this.session.outputNames[0]];
    const probability = output.data as Float32Array;
    // A channel for each pixel of 4 x 4, in the order that models/parser/fold.mjs gives them.
    const plane = (w * h) / 16;
    const part = new Uint8Array((row.keepTo - row.keepFrom) * (column.keepTo - column.keepFrom));
    for (let y = row.keepFrom, i = 0; y < row.keepTo; y++) {
      const v = y - row.from;
      const channelsOfRow = ((v & 2) << 2) | ((v & 1) << 1);
      const start = (v >> 2) * (w >> 2);
      for (let x = column.keepFrom; x < column.keepTo; x++, i++) {
        const u = x - column.from;
        const channel = channelsOfRow | ((u & 2) << 1) | (u & 1);
        part[i] = 255 * probability[channel * plane + start + (u >> 2)];
      }
    }
    output.dispose();
    return part;
  }
}

/** One tile along one axis: it sees [from, to) and answers for [keepFrom, keepTo). */
interface Cut {
  from: number;
  to: number;
  keepFrom: number;
  keepTo: number;
}

interface Tile {
  column: Cut;
  row: Cut;
}

/** The same for tiles that look the same, wherever they are. */
function keyOf({ width, rgb }: Pixels, { column, row }: Tile): string {
  const hash = createHash('sha1').update([column, row].map(cutOf).join());
  for (let y = row.from; y < row.to; y++) {
    hash.update(rgb.subarray((y * width + column.from) * 3, (y * width + column.to) * 3));
  }
  return hash.digest('base64');
}

const cutOf = ({ from, to, keepFrom, keepTo }: Cut) => `${to - from} ${keepFrom - from} ${keepTo - from}`;

/** Tiles that cover all ink of a picture: what is blank is left out. */
function tilesOf(pixels: Pixels): Tile[] {
  const { width, height } = pixels;
  const columns = Math.ceil(width / STEP);
  const inked = inkedCells(pixels, columns);
  const most = width * height > LARGE.pixels ? LARGE.height : TILE.height;
  return edges(height, most).flatMap(([y0, y1]) =>
    edges(width, TILE.width).flatMap(([x0, x1]) => {
      let [left, top, right, bottom] = [x1, y1, x0, y0];
      for (let y = y0; y < y1; y += STEP) {
        for (let x = x0; x < x1; x += STEP) {
          if (inked[(y / STEP) * columns + x / STEP] === 0) continue;
          left = Math.min(left, x);
          right = Math.max(right, x + STEP);
          top = Math.min(top, y);
          bottom = Math.max(bottom, y + STEP);
        }
      }
      return right > left ? [{ column: cut(left, right, width), row: cut(top, bottom, height) }] : [];
    }),
  );
}

const cut = (from: number, to: number, limit: number): Cut => ({
  from: Math.max(0, from - MARGIN),
  to: Math.min(limit, to + MARGIN),
  keepFrom: from,
  keepTo: Math.min(limit, to),
});

/** Cuts `length` into equal parts, in whole steps, that are no longer than `most` with their margins. */
export function edges(length: number, most: number): [from: number, to: number][] {
  const steps = Math.ceil(length / STEP);
  const count = length <= most ? 1 : Math.ceil(length / (most - 2 * MARGIN));
  const edge = (i: number) => Math.min(length, Math.round((i * steps) / count) * STEP);
  return Array.from({ length: count }, (_, i) => [edge(i), edge(i + 1)]);
}

/** Which squares of `STEP` pixels hold any edge, in rows of `columns`. */
function inkedCells({ width, height, rgb }: Pixels, columns: number): Uint8Array {
  const inked = new Uint8Array(columns * Math.ceil(height / STEP));
  const differ = (p: number, q: number) =>
    Math.abs(rgb[p] - rgb[q]) > FAINT ||
    Math.abs(rgb[p + 1] - rgb[q + 1]) > FAINT ||
    Math.abs(rgb[p + 2] - rgb[q + 2]) > FAINT;
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / STEP) * columns;
    for (let column = 0; column < columns; column++) {
      if (inked[row + column]) continue;
      const x1 = Math.min(width, (column + 1) * STEP);
      for (let x = column * STEP, p = (y * width + x) * 3; x < x1; x++, p += 3) {
        if ((x > 0 && differ(p, p - 3)) || (y > 0 && differ(p, p - 3 * width))) {
          inked[row + column] = 1;
          break;
        }
      }
    }
  }
  return inked;
}

/** The connected areas of a probability map (0..255) as boxes, grown back to the size of the line. */
function linesOf(map: Uint8Array, width: number, height: number): DetectedLine[] {
  const threshold = 255 * PIXEL_THRESHOLD;
  const mask = new Uint8Array(map.length);
  for (let i = 0; i < map.length; i++) if (map[i] >= threshold) mask[i] = 1;
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
