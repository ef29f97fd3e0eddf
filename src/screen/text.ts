import { area, type Box, overlap, union } from '../image/box.ts';
import type { TextLine } from './element.ts';
import { BOX_PER_EM, cutAtColumns, type InkLine, inkLines } from './ink.ts';
import { cutAfterReading } from './line-cuts.ts';
import { MARK, withoutIcons } from './line-icons.ts';
import type { Segmentation } from './segments.ts';
import type { DetectedLine } from './text-detector.ts';
import type { ReadText } from './text-reader.ts';
import { CJK, emOf, placeOf, textOf, tidy, wordsOf } from './words.ts';

/** A line below this confidence is no text but an icon or a texture that was taken for some. */
const MIN_CONFIDENCE = 0.55;
/** A lone character must be surer: every icon looks like some letter. */
const MIN_LONE_CONFIDENCE = 0.8;
/** What the reader wants to see around the ink, in ems. */
const MARGIN = { x: 0.12, y: 0.15 };

/** A line of text with what its ink tells of the font. */
export interface ScreenLine extends TextLine {
  /** Tight around the ink, pixels. */
  ink: Box;
  /** Font size, pixels. */
  em: number;
}

/** Reads crops of the picture: one answer a box. */
export type Read = (boxes: readonly Box[]) => Promise<ReadText[]>;

/** From detected boxes to lines: tightened, cut into columns, read, freed of the icons beside them. */
export async function findLines(
  segmentation: Segmentation,
  detected: readonly DetectedLine[],
  read: Read,
): Promise<ScreenLine[]> {
  const inks = detected.flatMap(({ box }) => {
    const lines = inkLines(box, segmentation);
    return lines.length > 0 ? lines : [withoutInk(box)];
  });
  return withoutStrays(await readLines(cutAtColumns(withoutDoubles(inks)), read));
}

/** A lone Chinese character on a screen in another script is an icon that looks like one. */
function withoutStrays(lines: ScreenLine[]): ScreenLine[] {
  const words = lines.filter(({ text }) => [...text].length > 1);
  const isChinese = words.filter(({ text }) => CJK.test(text)).length > 0.1 * words.length;
  return isChinese ? lines : lines.filter(({ text }) => [...text].length > 1 || !CJK.test(text));
}

/** Reads lines whose ink is known; leaves out what turns out to be no text. */
export async function readLines(inks: readonly InkLine[], read: Read): Promise<ScreenLine[]> {
  const crops = inks.map(({ box, em }) => ({
    x: box.x - MARGIN.x * em,
    y: box.y - MARGIN.y * em,
    width: box.width + 2 * MARGIN.x * em,
    height: box.height + 2 * MARGIN.y * em,
  }));
  const texts = await read(crops);
  const lines: ScreenLine[] = [];
  inks.forEach((ink, i) => {
    for (const part of cutAfterReading(wordsOf(ink, texts[i], crops[i]), ink.em)) {
      const piece = withoutIcons(part, ink.em);
      const text = tidy(textOf(piece, emOf(piece, ink.em)));
      const enough = [...text].length === 1 ? MIN_LONE_CONFIDENCE : MIN_CONFIDENCE;
      if (text === '' || MARK.test(text) || texts[i].confidence < enough) continue;
      const { box, em } = placeOf(piece, ink.em);
      lines.push({ text, box, em, ink: union(piece.map((word) => word.box)), confidence: texts[i].confidence });
    }
  });
  return lines;
}

/** A character or two in a small shape: a page number, initials, a counter. The detector overlooks them. */
const LONE_TEXT = /^[\p{L}\p{N}?!%+&]{1,3}$/u;
const MIN_LONE_BLOB_CONFIDENCE = 0.9;

/** Reads ink that fills a small shape and may be a character; what reads badly stays an icon. */
export async function findLoneText(ink: readonly Box[], read: Read): Promise<ScreenLine[]> {
  const lines = await readLines(
    ink.map((box) => ({ box, em: box.height / 0.72, clusters: [box] })),
    read,
  );
  return lines.filter(({ text, confidence }) => LONE_TEXT.test(text) && confidence >= MIN_LONE_BLOB_CONFIDENCE);
}

/** A line on a photo or a texture: nothing but the detector's box is known. */
function withoutInk(box: Box): InkLine {
  const em = box.height / BOX_PER_EM;
  const ink = { x: box.x + 0.1 * em, y: box.y + 0.15 * em, width: box.width - 0.2 * em, height: box.height - 0.3 * em };
  return { box: ink, em, clusters: [ink] };
}

/** The detector may see one line twice; the longer sight stays. */
function withoutDoubles(lines: readonly InkLine[]): InkLine[] {
  const kept: InkLine[] = [];
  for (const line of [...lines].sort((a, b) => area(b.box) - area(a.box))) {
    if (!kept.some((other) => overlap(line.box, other.box) > 0.5 * area(line.box))) kept.push(line);
  }
  return kept.sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x);
}
