import { createHash } from 'node:crypto';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { Box } from '../image/box.ts';
import type { Pixels } from '../image/picture.ts';

/** The net's input height, pixels. */
const HEIGHT = 48;
/** Crops that are read together are padded to one width; beyond this sum of widths a batch is closed. */
const BATCH_WIDTH = 2400;
/** A crop is never squeezed below this, pixels: the net needs some width for a single character. */
const MIN_WIDTH = 48;
/** Crops remembered across calls. */
const CACHE_SIZE = 5000;

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

  /** One answer a box, in the order of `boxes`; `onRead` hears after every batch which share is done, 0..1. */
  async read(
    pixels: Pixels,
    boxes: readonly Box[],
    options: {
      signal?: AbortSignal | undefined;
      onRead?: (progress: number) => void;
    } = {},
  ): Promise<ReadText[]> {
    const results = new Map<number, ReadText>();
    const waiting = new Map<string, { crop: Crop; indexes: number[] }>();
    boxes.forEach((box, index) => {
      const crop = cropLine(pixels, box);
      const key = createHash('sha1').update(crop.rgb).update(String(crop.width)).digest('base64');
      const known = this.cache.get(key);
      if (known) results.set(index, known);
      else if (waiting.has(key)) waiting.get(key)?.indexes.push(index);
      else waiting.set(key, { crop, indexes: [index] });
    });
    for (const batch of batches([...waiting])) {
      options.signal?.throwIfAborted();
      const texts = await this.readBatch(batch.map(([, { crop }]) => crop));
      batch.forEach(([key, { indexes }], i) => {
        this.remember(key, texts[i]);
        for (const index of indexes) results.set(index, texts[i]);
      });
      options.onRead?.(results.size / boxes.length);
    }
    return boxes.map((_, index) => results.get(index) as ReadText);
  }

  private remember(key: string, text: ReadText): void {
    this.cache.set(key, text);
    if (this.cache.size > CACHE_SIZE) this.cache.delete(this.cache.keys().next().value as string);
  }

  private async readBatch(crops: readonly Crop[]): Promise<ReadText[]> {
    const width = Math.max(...crops.map((crop) => crop.width));
    const plane = HEIGHT * width;
    const data = new Float32Array(crops.length * 3 * plane);
    crops.forEach((crop, n) => {
      for (let y = 0; y < HEIGHT; y++) {
        for (let x = 0; x < crop.width; x++) {
          const p = (y * crop.width + x) * 3;
          const q = n * 3 * plane + y * width + x;
          data[q] = crop.rgb[p + 2] / 127.5 - 1;
          data[q + plane] = crop.rgb[p + 1] / 127.5 - 1;
          data[q + 2 * plane] = crop.rgb[p] / 127.5 - 1;
        }
      }
    });
    const input = new Tensor('float32', data, [crops.length, 3, HEIGHT, width]);
    const output = (await this.session.run({ [this.session.inputNames[0]]: input }))[this.session.outputNames[0]];
    const [, steps, classes] = output.dims;
    const scores = output.data as Float32Array;
    const texts = crops.map((crop, n) =>
      this.decode(
        scores.subarray(n * steps * classes, (n + 1) * steps * classes),
        classes,
        (steps * crop.width) / width,
      ),
    );
    output.dispose();
    return texts;
  }

  /** CTC's best path: the likeliest class of each step, repetitions and blanks dropped. */
  private decode(scores: Float32Array, classes: number, steps: number): ReadText {
    const characters: string[] = [];
    const positions: number[] = [];
    let sum = 0;
    let previous = 0;
    for (let step = 0; step < Math.min(Math.ceil(steps), scores.length / classes); step++) {
      let best = 0;
      for (let c = 1, base = step * classes; c < classes; c++) if (scores[base + c] > scores[base + best]) best = c;
      if (best !== 0 && best !== previous) {
        characters.push(this.alphabet[best - 1] ?? ' ');
        positions.push((step + 0.5) / steps);
        sum += scores[step * classes + best];
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

type Waiting = [key: string, work: { crop: Crop; indexes: number[] }];

/** Crops of like width together: padding is work for nothing. The widest come first: memory peaks early. */
function batches(waiting: Waiting[]): Waiting[][] {
  const sorted = waiting.sort((a, b) => b[1].crop.width - a[1].crop.width);
  const result: Waiting[][] = [];
  let batch: Waiting[] = [];
  for (const item of sorted) {
    if (batch.length > 0 && (batch.length + 1) * batch[0][1].crop.width > BATCH_WIDTH) {
      result.push(batch);
      batch = [];
    }
    batch.push(item);
  }
  if (batch.length > 0) result.push(batch);
  return result;
}

/** Cuts `box` out and scales it to the net's height: bilinear upwards, area mean downwards. */
function cropLine(pixels: Pixels, box: Box): Crop {
  const scale = HEIGHT / box.height;
  const width = Math.max(MIN_WIDTH, Math.round(box.width * scale));
  const rgb = new Uint8Array(width * HEIGHT * 3);
  const columns = taps(box.x, box.width, width, pixels.width);
  const rows = taps(box.y, box.height, HEIGHT, pixels.height);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < width; x++) {
      let [red, green, blue] = [0, 0, 0];
      for (const [sy, wy] of rows[y]) {
        for (const [sx, wx] of columns[x]) {
          const p = (sy * pixels.width + sx) * 3;
          const weight = wy * wx;
          red += weight * pixels.rgb[p];
          green += weight * pixels.rgb[p + 1];
          blue += weight * pixels.rgb[p + 2];
        }
      }
      const q = (y * width + x) * 3;
      rgb[q] = red + 0.5;
      rgb[q + 1] = green + 0.5;
      rgb[q + 2] = blue + 0.5;
    }
  }
  return { width, rgb };
}

/** For each target pixel the source pixels that it is made of and their weights (sum 1), along one axis. */
function taps(start: number, length: number, target: number, limit: number): [source: number, weight: number][][] {
  const step = length / target;
  const reach = Math.max(1, step);
  return Array.from({ length: target }, (_, i) => {
    const center = start + (i + 0.5) * step - 0.5;
    const result: [number, number][] = [];
    let sum = 0;
    for (let s = Math.ceil(center - reach); s <= Math.floor(center + reach); s++) {
      const weight = 1 - Math.abs(s - center) / reach;
      if (weight <= 0) continue;
      result.push([Math.min(limit - 1, Math.max(0, s)), weight]);
      sum += weight;
    }
    return result.map(([s, weight]) => [s, weight / sum]);
  });
}
