import { createHash } from 'node:crypto';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { Box } from '../image/box.ts';
import type { Pixels } from '../image/picture.ts';

/** The net's input height, pixels. */
const HEIGHT = 48;
/** A crop is never squeezed below this, pixels: the net needs some width for a single character. */
const MIN_WIDTH = 48;
/** Grey after a crop, pixels: the net reads a last character worse that ends where the picture does. */
const PADDING = 8;
/** Crops remembered across calls. */
const CACHE_SIZE = 5000;

/** A channel as the net wants it, -1..1. */
const NORMALIZED = Float32Array.from({ length: 256 }, (_, value) => value / 127.5 - 1);

export interface ReadText {
  text: string;
  /** Mean probability of its characters, 0..1. */
  confidence: number;
  /** Where each character stands: its centre in the crop, 0..1 from left to right. */
  positions: number[];
}

/** Reads crops of single lines with PP-OCR's recogniser (SVTR-LCNet with CTC). Equal crops are read once. */
export class TextReader {
  private readonly cache = new Map<string, ReadText>();

  /** `alphabet`: the net's characters; index 0 of its output is CTC's blank, the last one a space. */
  constructor(
    private readonly session: InferenceSession,
    private readonly alphabet: readonly string[],
  ) {}

  /**
   * One answer a box, in the order of `boxes`. Every crop is read by itself: the same crop gives the same text whatever is read
   * besides, and a batch would be no faster.
   */
  async read(
    pixels: Pixels,
    boxes: readonly Box[],
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<ReadText[]> {
    const texts: ReadText[] = [];
    for (const box of boxes) {
      options.signal?.throwIfAborted();
      const crop = cropLine(pixels, box);
      const key = createHash('sha1').update(crop.rgb).update(String(crop.width)).digest('base64');
      const text = this.cache.get(key) ?? (await this.readCrop(crop));
      this.remember(key, text);
      texts.push(text);
    }
    return texts;
  }

  /** The oldest is forgotten first; what is met again is new. */
  private remember(key: string, text: ReadText): void {
    this.cache.delete(key);
    this.cache.set(key, text);
    if (this.cache.size > CACHE_SIZE) this.cache.delete(this.cache.keys().next().value as string);
  }

  private async readCrop({ rgb, width }: Crop): Promise<ReadText> {
    const padded = width + PADDING;
    const plane = HEIGHT * padded;
    const data = new Float32Array(3 * plane);
    for (let y = 0, p = 0; y < HEIGHT; y++) {
      for (let q = y * padded; q < y * padded + width; q++, p += 3) {
        data[q] = NORMALIZED[rgb[p + 2]];
        data[q + plane] = NORMALIZED[rgb[p + 1]];
        data[q + 2 * plane] = NORMALIZED[rgb[p]];
      }
    }
    const input = new Tensor('float32', data, [1, 3, HEIGHT, padded]);
    // The likeliest character of each step (models/parser/fold.mjs).
    const { values, indices } = await this.session.run({ [this.session.inputNames[0]]: input });
    const text = this.decode(
      indices.data as BigInt64Array,
      values.data as Float32Array,
      (indices.dims[1] * width) / padded,
    );
    values.dispose();
    indices.dispose();
    return text;
  }

  /** CTC's best path: the likeliest class of each step, repetitions and blanks dropped. */
  private decode(classes: BigInt64Array, scores: Float32Array, steps: number): ReadText {
    const characters: string[] = [];
    const positions: number[] = [];
    let sum = 0;
    let previous = 0;
    for (let step = 0; step < scores.length && step < steps; step++) {
      const best = Number(classes[step]);
      if (best !== 0 && best !== previous) {
        characters.push(this.alphabet[best - 1] ?? ' ');
        positions.push((step + 0.5) / steps);
        sum += scores[step];
      }
      previous = best;
    }
    return {
      text: characters.join(''),
      confidence: characters.length === 0 ? 0 : sum / characters.length,
      positions,
    };
  }
}

/** RGB rows of a line, scaled to the net's height. */
interface Crop {
  width: number;
  rgb: Uint8Array;
}

/** Cuts `box` out and scales it to the net's height: bilinear upwards, area mean downwards; first along x, then along y. */
function cropLine(pixels: Pixels, box: Box): Crop {
  const width = Math.max(MIN_WIDTH, Math.round((box.width * HEIGHT) / box.height));
  const columns = taps(box.x, box.width, width, pixels.width);
  const rows = taps(box.y, box.height, HEIGHT, pixels.height);
  const first = rows.sources.reduce((a, b) => Math.min(a, b));
  const last = rows.sources.reduce((a, b) => Math.max(a, b));
  const stride = width * 3;
  const scaled = new Float32Array((last - first + 1) * stride);
  const { rgb: from } = pixels;
  const { each, sources, weights } = columns;
  for (let y = first, q = 0; y <= last; y++) {
    const start = y * pixels.width;
    for (let x = 0, t = 0; x < width; x++, q += 3) {
      for (let k = 0; k < each; k++, t++) {
        const weight = weights[t];
        if (weight === 0) continue;
        const p = (start + sources[t]) * 3;
        scaled[q] += weight * from[p];
        scaled[q + 1] += weight * from[p + 1];
        scaled[q + 2] += weight * from[p + 2];
      }
    }
  }
  const rgb = new Uint8Array(HEIGHT * stride);
  const sums = new Float32Array(stride);
  for (let y = 0; y < HEIGHT; y++) {
    sums.fill(0.5);
    for (let t = y * rows.each; t < (y + 1) * rows.each; t++) {
      const weight = rows.weights[t];
      if (weight === 0) continue;
      for (let x = 0, p = (rows.sources[t] - first) * stride; x < stride; x++, p++) sums[x] += weight * scaled[p];
    }
    rgb.set(sums, y * stride);
  }
  return { width, rgb };
}

/** Which pixels each target pixel is made of, and their weights (sum 1), along one axis: `each` of them a pixel, some of weight 0. */
interface Taps {
  each: number;
  sources: Int32Array;
  weights: Float32Array;
}

function taps(start: number, length: number, target: number, limit: number): Taps {
  const step = length / target;
  const reach = Math.max(1, step);
  const each = Math.floor(2 * reach) + 1;
  const sources = new Int32Array(target * each);
  const weights = new Float32Array(target * each);
  for (let i = 0; i < target; i++) {
    const center = start + (i + 0.5) * step - 0.5;
    const from = Math.ceil(center - reach);
    let sum = 0;
    for (let k = 0; k < each; k++) {
      const weight = Math.max(0, 1 - Math.abs(from + k - center) / reach);
      sources[i * each + k] = Math.min(limit - 1, Math.max(0, from + k));
      weights[i * each + k] = weight;
      sum += weight;
    }
    for (let k = 0; k < each; k++) weights[i * each + k] /= sum;
  }
  return { each, sources, weights };
}
