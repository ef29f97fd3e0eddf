import { readFile } from 'node:fs/promises';
import { InferenceSession } from 'onnxruntime-node';
import { area, type Box, coverage, union } from '../image/box.ts';
import type { Pixels } from '../image/picture.ts';
import { assemble } from './assemble.ts';
import { type Blob, findBlobs } from './blobs.ts';
import type { Screen, ScreenEvent } from './element.ts';
import { colorDistance, luma, type Rgb, type Segmentation, segment } from './segments.ts';
import { findShapes, type Shapes } from './shapes.ts';
import { findLines, findLoneText, type ScreenLine } from './text.ts';
import { TextDetector } from './text-detector.ts';
import { TextReader } from './text-reader.ts';

export interface ScreenParserOptions {
  signal?: AbortSignal;
}

/**
 * The built-in screen parser: pixels in, elements out, without a model and without a network. Text lines come from
 * PP-OCRv4 on onnxruntime, everything else from the picture's flat colours (README.md of this folder tells how).
 */
export class ScreenParser {
  private nets: Promise<{ detector: TextDetector; reader: TextReader; sessions: InferenceSession[] }> | undefined;

  /** `weights`: the folder with the nets and their alphabet. Nothing is loaded before the first parse. */
  constructor(private readonly weights: URL) {}

  /** Phases, then a partial screen of regions, then the whole. Throws the signal's AbortError between any two steps. */
  async *parse(pixels: Pixels, { signal }: ScreenParserOptions = {}): AsyncGenerator<ScreenEvent> {
    yield { type: 'phase', phase: 'regions' };
    signal?.throwIfAborted();
    this.nets ??= this.load();
    this.nets.catch(() => undefined);
    const segmentation = segment(pixels);
    const shapes = findShapes(segmentation);
    yield { type: 'partial', screen: look(segmentation, shapes, []) };

    yield { type: 'phase', phase: 'find-text' };
    signal?.throwIfAborted();
    const { detector, reader } = await this.nets;
    const detected = await detector.detect(pixels, { signal });

    yield { type: 'phase', phase: 'read-text' };
    const read = (boxes: readonly Box[]) => reader.read(pixels, boxes, { signal });
    const lines = await findLines(segmentation, detected, read);
    lines.push(...(await findLoneText(loneInk(segmentation, shapes, lines), read)));
    signal?.throwIfAborted();
    yield { type: 'done', screen: look(segmentation, shapes, lines) };
  }

  /** Frees the nets' memory; the next parse loads them again. */
  async dispose(): Promise<void> {
    const nets = await this.nets?.catch(() => undefined);
    this.nets = undefined;
    await Promise.all(nets?.sessions.map((session) => session.release()) ?? []);
  }

  private async load() {
    const open = async (name: string) =>
      InferenceSession.create(await readFile(new URL(name, this.weights)), {
        // The arena keeps the peak of every shape ever seen: twice the memory for a tenth of the time.
        enableCpuMemArena: false,
        enableMemPattern: false,
        graphOptimizationLevel: 'all',
        logSeverityLevel: 3,
      });
    const [detection, recognition, keys] = await Promise.all([
      open('ch_PP-OCRv4_det_infer.onnx'),
      open('ch_PP-OCRv4_rec_infer.onnx'),
      readFile(new URL('ppocr_keys_v1.txt', this.weights), 'utf8'),
    ]);
    const alphabet = [...keys.replace(/\r?\n$/, '').split(/\r?\n/), ' '];
    return {
      detector: new TextDetector(detection),
      reader: new TextReader(recognition, alphabet),
      sessions: [detection, recognition],
    };
  }
}

/** A page, a panel: what lies behind ink. CSS pixels; `share` of the picture makes paper of any outline. */
const PAPER = { box: 5000, area: 800, share: 0.04 };

/** A small shape without text is ink: a checkbox, a dot, a detail of an icon. CSS pixels. */
const MARK = 26;

/** Ink that may be a character or two in the middle of a small shape of its own: what shape, how large. CSS pixels. */
const LONE = { shape: 48, minHeight: 5, maxHeight: 24 };

/** Where text may stand that the detector overlooked: a page number, initials, a counter. */
export function loneInk(segmentation: Segmentation, shapes: Shapes, lines: readonly ScreenLine[]): Box[] {
  const scale = scaleOf(lines);
  const blobs = blobsOf(segmentation, shapes, lines, scale, { insideMarks: true });
  return shapes.shapes.flatMap(({ box }) => {
    if (Math.max(box.width, box.height) > LONE.shape * scale) return [];
    const within = blobs.filter((blob) => coverage(blob.box, box) === 1 && blob.box.width < 0.8 * box.width);
    if (within.length === 0 || within.length > 3) return [];
    const ink = union(within.map((blob) => blob.box));
    const centered = Math.abs(2 * ink.x + ink.width - 2 * box.x - box.width) < 0.3 * box.width;
    const sized = ink.height >= LONE.minHeight * scale && ink.height <= LONE.maxHeight * scale;
    return centered && sized && ink.height < 0.8 * box.height ? [ink] : [];
  });
}

/** Ink that is no text, on what is paper: pages, panels, fills. */
function blobsOf(
  segmentation: Segmentation,
  { shapes, straight }: Shapes,
  lines: readonly ScreenLine[],
  scale: number,
  options: { insideMarks: boolean },
): Blob[] {
  const { width, height, segments } = segmentation;
  const paper = new Uint8Array(segments.length);
  segments.forEach((s, i) => {
    const large = area(s.box) > PAPER.box * scale ** 2 && s.area > PAPER.area * scale ** 2;
    if (large && (straight[i] || s.area > PAPER.share * width * height)) paper[i] = 1;
  });
  for (const { parts, box } of shapes) {
    const isMark = Math.max(box.width, box.height) <= MARK * scale;
    if (!isMark || options.insideMarks || lines.some(({ ink }) => coverage(ink, box) > 0.9))
      for (const part of parts) paper[part] = 1;
  }
  const text = lines.map(({ ink }) => ink);
  return findBlobs(segmentation, paper, text, scale);
}

/** Everything that pixels and lines tell so far. */
export function look(segmentation: Segmentation, shapes: Shapes, lines: readonly ScreenLine[]): Screen {
  const { width, height, segments } = segmentation;
  const scale = scaleOf(lines);
  const flat = segments.reduce((sum, s) => sum + (s.area > 64 ? s.area : 0), 0);
  const background = segments.reduce((most, s) => (s.area > most.area ? s : most));
  const elements = assemble({
    width,
    height,
    lines,
    shapes: shapes.shapes,
    blobs: blobsOf(segmentation, shapes, lines, scale, { insideMarks: false }),
    inkOf: (line) => inkColor(line, segmentation),
    background: background.color,
    scale,
  });
  return {
    width,
    height,
    elements,
    lines: lines.map(({ text, box, confidence }) => ({ text, box, confidence })),
    background: hex(background.color),
    theme: luma(background.color) < 128 ? 'dark' : 'light',
    guiLikelihood: Math.min(1, flat / (0.7 * width * height)),
  };
}

/** Body text is about 14 CSS pixels: what it measures tells the screen's scale. 1 to 4, in halves. */
function scaleOf(lines: readonly ScreenLine[]): number {
  if (lines.length === 0) return 1;
  const sizes = lines.map(({ em }) => em).sort((a, b) => a - b);
  const median = sizes[Math.floor(sizes.length / 2)];
  return Math.min(4, Math.max(1, Math.round((2 * median) / 14) / 2));
}

/** The colour in a line's ink that differs most from what it stands on. */
function inkColor({ ink }: ScreenLine, { width, labels, segments }: Segmentation): Rgb {
  const counts = new Map<number, number>();
  for (let y = Math.round(ink.y); y < ink.y + ink.height; y++) {
    for (let x = Math.round(ink.x); x < ink.x + ink.width; x++) {
      const label = labels[y * width + x];
      counts.set(label, (counts.get(label) ?? 0) + 1);
    }
  }
  const byCount = [...counts].sort((a, b) => b[1] - a[1]);
  const paper = segments[byCount[0][0]].color;
  let best: Rgb = paper;
  let most = -1;
  for (const [label, count] of byCount.slice(1)) {
    const weight = colorDistance(segments[label].color, paper) * Math.min(count, 12);
    if (coverage(segments[label].box, ink) > 0.5 && weight > most) {
      most = weight;
      best = segments[label].color;
    }
  }
  return best;
}

const hex = (color: Rgb): string =>
  `#${color.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;
