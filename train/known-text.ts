import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Box, bottom, right } from '../src/image/box.ts';
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

const moved = (box: Box, x: number, y: number): Box => ({ ...box, x: box.x + x, y: box.y + y });

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

  /** Where the picture that is looked at lies in its file. */
  private region: Box | undefined;

  /**
   * Parses a picture file, or a region of it (whole pixels), where what the nets have said of the file counts. What they say is
   * kept in `<folder of the picture>/ocr`.
   */
  async parse(file: string, region?: Box) {
    this.region = region;
    const memory = path.join(path.dirname(file), 'ocr', `${path.basename(file, '.png')}.json`);
    this.known = existsSync(memory) ? JSON.parse(readFileSync(memory, 'utf8')) : { read: {} };
    this.truth = this.options.byTruth ? byTruth(file) : undefined;
    const before = this.size;
    await this.wrapNets();
    const picture = await openPicture(readFileSync(file), { name: file });
    const pixels = await decodePixels(picture);
    for await (const event of this.parser.parse(region ? cropped(pixels, region) : pixels)) {
      if (event.type !== 'done') continue;
      if (this.size !== before && !region) {
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
      const said = this.known.detected ?? this.truth?.detected;
      if (said) return this.region ? within(said, this.region) : said;
      const detected = await detect(pixels, options);
      if (!this.region) this.known.detected = detected;
      return detected;
    };
    reader.read = async (pixels: Pixels, boxes, options) => {
      const { truth, known, region } = this;
      const places = boxes.map((box) => keyOf(moved(box, region?.x ?? 0, region?.y ?? 0)));
      if (truth) {
        return boxes.map((box, i) => known.read[places[i]!] ?? truth.read(moved(box, region?.x ?? 0, region?.y ?? 0)));
      }
      const missing = boxes.map((_, i) => i).filter((i) => !known.read[places[i]!]);
      if (missing.length > 0) {
        const texts = await read(
          pixels,
          missing.map((i) => boxes[i]!),
          options,
        );
        missing.forEach((i, k) => {
          const { text, confidence, positions } = texts[k]!;
          const at = positions.map((position) => Math.round(position * 1e4) / 1e4);
          known.read[places[i]!] = { text, confidence: Math.round(confidence * 1e3) / 1e3, positions: at };
        });
      }
      return places.map((place) => known.read[place]!);
    };
  }
}

/** Lines of which half or more is seen, as far as it is. */
function within(lines: readonly DetectedLine[], region: Box): DetectedLine[] {
  return lines.flatMap((line) => {
    const x = Math.max(line.box.x, region.x);
    const y = Math.max(line.box.y, region.y);
    const width = Math.min(right(line.box), right(region)) - x;
    const height = Math.min(bottom(line.box), bottom(region)) - y;
    if (width < 0.5 * line.box.width || height < 0.5 * line.box.height) return [];
    return [{ ...line, box: moved({ x, y, width, height }, -region.x, -region.y) }];
  });
}

function cropped({ width, rgb }: Pixels, region: Box): Pixels {
  const rows = Array.from({ length: region.height }, (_, y) => {
    const from = 3 * ((region.y + y) * width + region.x);
    return rgb.subarray(from, from + 3 * region.width);
  });
  return { width: region.width, height: region.height, rgb: new Uint8Array(Buffer.concat(rows)) };
}
