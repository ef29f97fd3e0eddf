import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Box } from '../src/image/box.ts';
import { decodePixels, openPicture } from '../src/image/load.ts';
import type { Pixels } from '../src/image/picture.ts';
import { ScreenParser } from '../src/screen/parse.ts';
import type { DetectedLine, TextDetector } from '../src/screen/text-detector.ts';
import type { ReadText, TextReader } from '../src/screen/text-reader.ts';

interface Known {
  detected?: DetectedLine[];
  read: Record<string, ReadText>;
}

const keyOf = ({ x, y, width, height }: Box): string => [x, y, width, height].map(Math.round).join();

/** What the nets would say if they made no mistakes, by the truth of a page: costs nothing. */
function byTruth(file: string): { detected: DetectedLine[]; read: (box: Box) => ReadText } {
  const { texts } = JSON.parse(readFileSync(file.replace(/png$/, 'json'), 'utf8')) as {
    texts: { box: number[]; fontSize: number; words: { box: number[]; text: string }[] }[];
  };
  const words = texts.flatMap((line) => line.words).filter(({ text }) => !/[\uE000-\uF8FF]/.test(text));
  const detected = texts
    .filter((line) => line.words.some((word) => words.includes(word)))
    .map(({ box: [x0, y0, x1, y1], fontSize }) => {
      const [x, y, r, b] = [x0!, y0!, x1!, y1!];
      const height = 1.29 * Math.min(fontSize, (b - y) / 1.1);
      const box = { x: x - 0.2 * fontSize, y: (y + b) / 2 - height / 2, width: r - x + 0.4 * fontSize, height };
      return { box, score: 0.9 };
    });
  const read = (box: Box): ReadText => {
    const inside = words.filter(({ box: [x0, y0, x1, y1] }) => {
      const width = Math.min(x1!, box.x + box.width) - Math.max(x0!, box.x);
      const height = Math.min(y1!, box.y + box.height) - Math.max(y0!, box.y);
      return width > 0.5 * (x1! - x0!) && height > 0.45 * (y1! - y0!);
    });
    const letters: string[] = [];
    const positions: number[] = [];
    for (const {
      box: [x0, , x1],
      text,
    } of inside.sort((a, b) => a.box[0]! - b.box[0]!)) {
      [...text].forEach((letter, i, all) => {
        letters.push(letter);
        positions.push((x0! + ((i + 0.5) / all.length) * (x1! - x0!) - box.x) / box.width);
      });
    }
    return { text: letters.join(''), confidence: letters.length > 0 ? 0.97 : 0, positions };
  };
  return { detected, read };
}

/**
 * A parser that remembers in files what its nets have said of a picture: they take seconds, all else milliseconds, and
 * training looks at the same pictures again and again. Boxes that differ by less than a pixel count as the same.
 */
export class RememberingParser {
  private readonly parser: ScreenParser;
  private known: Known = { read: {} };

  private truth: ReturnType<typeof byTruth> | undefined;

  /** `byTruth`: where the nets have not been asked yet, the page's truth answers. */
  constructor(
    weights: URL,
    private readonly options: { byTruth: boolean },
    elementsOf?: ConstructorParameters<typeof ScreenParser>[1],
  ) {
    this.parser = new ScreenParser(weights, elementsOf);
  }

  /** Parses a picture file; what the nets say is kept in `<folder of the picture>/ocr`. */
  async parse(file: string) {
    const memory = path.join(path.dirname(file), 'ocr', `${path.basename(file, '.png')}.json`);
    this.known = existsSync(memory) ? JSON.parse(readFileSync(memory, 'utf8')) : { read: {} };
    this.truth = this.options.byTruth ? byTruth(file) : undefined;
    const before = this.size;
    await this.wrapNets();
    const picture = await openPicture(readFileSync(file), { name: file });
    for await (const event of this.parser.parse(await decodePixels(picture))) {
      if (event.type !== 'done') continue;
      if (this.size !== before) {
        mkdirSync(path.dirname(memory), { recursive: true });
        writeFileSync(`${memory}.${process.pid}`, JSON.stringify(this.known));
        renameSync(`${memory}.${process.pid}`, memory);
      }
      return event.screen;
    }
    throw new Error(`${file}: the parser ended without a result`);
  }

  private get size(): number {
    return Object.keys(this.known.read).length + (this.known.detected ? 1 : 0);
  }

  private wrapped = false;
  private async wrapNets(): Promise<void> {
    if (this.wrapped) return;
    this.wrapped = true;
    const { detector, reader } = await (
      this.parser as unknown as { load(): Promise<{ detector: TextDetector; reader: TextReader }> }
    ).load();
    const detect = detector.detect.bind(detector);
    const read = reader.read.bind(reader);
    detector.detect = async (pixels: Pixels, options) => {
      if (!this.known.detected && this.truth) return this.truth.detected;
      this.known.detected ??= await detect(pixels, options);
      return this.known.detected;
    };
    reader.read = async (pixels: Pixels, boxes, options) => {
      const { truth } = this;
      if (truth) return boxes.map((box) => this.known.read[keyOf(box)] ?? truth.read(box));
      const missing = boxes.filter((box) => !this.known.read[keyOf(box)]);
      if (missing.length > 0) {
        const texts = await read(pixels, missing, options);
        missing.forEach((box, i) => {
          const { text, confidence, positions } = texts[i]!;
          const places = positions.map((position) => Math.round(position * 1e4) / 1e4);
          this.known.read[keyOf(box)] = { text, confidence: Math.round(confidence * 1e3) / 1e3, positions: places };
        });
      }
      return boxes.map((box) => this.known.read[keyOf(box)]!);
    };
  }
}
