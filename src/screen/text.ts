import { area, type Box, grown, middle, overlap, right, union } from '../image/box.ts';
import type { TextLine } from './element.ts';
import { BOX_PER_EM, cutAtColumns, type InkLine, inkLines, inkLinesByContrast } from './ink.ts';
import { amidCode } from './line-code.ts';
import { cutAtTable } from './line-columns.ts';
import { cutAfterReading } from './line-cuts.ts';
import { MARK, withoutIcons } from './line-icons.ts';
import { cutBetweenLinks, type LinePart, partsOf } from './line-parts.ts';
import { cutAtShapes } from './line-shapes.ts';
import type { Segmentation } from './segments.ts';
import type { Shape } from './shapes.ts';
import type { DetectedLine } from './text-detector.ts';
import type { ReadText } from './text-reader.ts';
import { CJK, emOf, placeOf, textOf, tidy, type Word, wordsOf } from './words.ts';

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
  /** What differs in it by colour or underline, left to right; absent where that is not known. */
  parts?: LinePart[];
}

/** Words of one line and how surely they were read. */
interface Piece {
  words: Word[];
  /** Font size guessed from the detector's box, pixels. */
  em: number;
  loose: InkLine['loose'];
  confidence: number;
  ink: InkLine;
  /** It is code for the lines around it: no icon stands in it, and its spaces are as the reader says. */
  isCode: boolean;
}

/** Reads crops of the picture: one answer a box. */
export type Read = (boxes: readonly Box[]) => Promise<ReadText[]>;

/** Hears of the lines so far whenever there may be more; `progress`: which share of all crops is read, 0..1. */
export type OnLines = (lines: () => ScreenLine[], progress: number) => void;

/** From detected boxes to lines: cut at shapes, tightened, cut into columns, read, freed of the icons beside them. */
export async function findLines(
  segmentation: Segmentation,
  detected: readonly DetectedLine[],
  shapes: readonly Shape[],
  read: Read,
  onLines?: OnLines,
): Promise<ScreenLine[]> {
  const inks = detected.flatMap(({ box }) => {
    const parts = cutAtShapes(box, shapes, segmentation);
    return parts.flatMap((part) => {
      const lines = inkLines(part.box, segmentation, part);
      if (lines.length > 0) return lines;
      // A box of a character or two may be too tight: its ink reaches out of it.
      const wider = inkLines(grown(part.box, 0.3 * part.box.height), segmentation, part);
      if (wider.length > 0) return wider;
      const contrasting = inkLinesByContrast(part.box, segmentation);
      return contrasting.length > 0 || parts.length > 1 ? contrasting : [withoutInk(part.box)];
    });
  });
  return withoutStrays(await readLines(cutAtColumns(withoutDoubles(inks)), read, onLines));
}

/** A hand leaves this much between the words of a line, in ems. */
const HAND_SPACE = 1;

/** A hand's words are as far apart as columns of print: those of one row are one line. */
export function joinedByHand(lines: readonly ScreenLine[]): ScreenLine[] {
  const joined: ScreenLine[] = [];
  for (const line of [...lines].sort((a, b) => a.ink.x - b.ink.x)) {
    const before = joined.find(({ ink, em }) => {
      const gap = line.ink.x - right(ink);
      const size = Math.min(em, line.em);
      return gap > -0.5 * size && gap < HAND_SPACE * size && Math.abs(middle(ink) - middle(line.ink)) < 0.5 * size;
    });
    if (before) {
      before.text = `${before.text} ${line.text}`;
      before.box = union([before.box, line.box]);
      before.ink = union([before.ink, line.ink]);
      before.confidence = Math.min(before.confidence, line.confidence);
      delete before.parts;
    } else joined.push({ ...line });
  }
  return joined.sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x);
}

/** A lone Chinese character on a screen in another script is an icon that looks like one. */
function withoutStrays(lines: ScreenLine[]): ScreenLine[] {
  const words = lines.filter(({ text }) => [...text].length > 1);
  const isChinese = words.filter(({ text }) => CJK.test(text)).length > 0.1 * words.length;
  return isChinese ? lines : lines.filter(({ text }) => [...text].length > 1 || !CJK.test(text));
}

/** Reads lines whose ink is known; leaves out what turns out to be no text. */
export async function readLines(
  inks: readonly InkLine[],
  read: Read,
  onLines: OnLines = () => undefined,
): Promise<ScreenLine[]> {
  const crops = inks.map(({ box, em }) => {
    // In whole pixels: the same word elsewhere is the same crop.
    const above = Math.max(1, Math.round(MARGIN.y * em));
    const height = box.height + 2 * above;
    // A single character is not stretched.
    const side = Math.max(1, Math.round(Math.max(MARGIN.x * em, (height - box.width) / 2)));
    return { x: box.x - side, y: box.y - above, width: box.width + 2 * side, height };
  });
  const seen: Seen[] = [];
  const known = new Map<Piece, ScreenLine[]>();
  const linesOf = (piece: Piece): ScreenLine[] => {
    const lines = known.get(piece) ?? lineOf(piece);
    known.set(piece, lines);
    return lines;
  };
  for (const [i, ink] of inks.entries()) {
    const [answer] = await read([crops[i]]);
    const words = wordsOf(ink, answer, crops[i]);
    seen.push({ words, em: ink.em, pieces: piecesOf(words, ink, answer.confidence) });
    onLines(() => seen.flatMap(({ pieces }) => pieces.flatMap(linesOf)), (i + 1) / inks.length);
  }
  const code = amidCode(seen);
  const pieces = seen.flatMap((line) => {
    if (!code.has(line) || line.pieces.length === 0) return line.pieces;
    return [{ ...line.pieces[0], words: line.words, isCode: true }];
  });
  return cutAtTable(pieces).flatMap(linesOf);
}

/** A line that has been read, and what it is cut into. */
interface Seen {
  words: Word[];
  /** Font size guessed from the detector's box, pixels. */
  em: number;
  pieces: Piece[];
}

function piecesOf(read: Word[], ink: InkLine, confidence: number): Piece[] {
  const { em, loose, colorOf } = ink;
  const parts = cutAfterReading(read, em, colorOf).flatMap((words) => cutBetweenLinks(words, ink));
  return parts.map((words) => ({ words, em, loose, confidence, ink, isCode: false }));
}

/** Nothing where a piece turns out to be no text. */
function lineOf({ words, em: guess, loose, confidence, ink, isCode }: Piece): ScreenLine[] {
  const piece = isCode ? words : withoutIcons(words, guess);
  const text = tidy(textOf(piece, isCode ? Infinity : emOf(piece, guess)));
  const enough = [...text].length === 1 ? MIN_LONE_CONFIDENCE : MIN_CONFIDENCE;
  if (text === '' || MARK.test(text) || confidence < enough) return [];
  const { box, em } = placeOf(piece, guess, loose);
  const parts = partsOf(piece, ink);
  const around = union(piece.map((word) => word.box));
  return [{ text, box, em, ink: around, confidence, ...(parts.length > 0 && { parts }) }];
}

/**
 * A character or two in a small shape: a page number, initials, a counter. The detector overlooks them. What looks like a
 * closing cross, an arrow or a ring is one.
 */
const LONE_TEXT = /^(?![xXvVoO+]$)[\p{L}\p{N}?!%+&#$@€£¥]{1,3}$/u;
/** A digit is surer than a letter: icons look like letters. */
const MIN_LONE_BLOB_CONFIDENCE = { digit: 0.85, letter: 0.93 };

/** Reads ink that fills a small shape and may be a character; what reads badly stays an icon. */
export async function findLoneText(
  ink: readonly Box[],
  found: readonly ScreenLine[],
  read: Read,
): Promise<ScreenLine[]> {
  const seen = await readLines(
    ink.map((box) => ({ box, em: box.height / 0.72, clusters: [box] })),
    read,
  );
  const known = new Set(withoutStrays([...found, ...seen]));
  const lines = seen
    .filter((line) => known.has(line))
    .map((line) => ({ ...line, text: line.text.replace(/^[lI|]$/, '1') }));
  return lines.filter(({ text, confidence }) => {
    const enough = MIN_LONE_BLOB_CONFIDENCE[/^\d+$/.test(text) ? 'digit' : 'letter'];
    return LONE_TEXT.test(text) && confidence >= enough;
  });
}

/** A line on a photo or a texture: nothing but the detector's box is known. */
function withoutInk(box: Box): InkLine {
  const em = box.height / BOX_PER_EM;
  const ink = { x: box.x + 0.1 * em, y: box.y + 0.15 * em, width: box.width - 0.2 * em, height: box.height - 0.3 * em };
  return { box: ink, em, clusters: [ink], loose: true };
}

/** The detector may see one line twice; the longer sight stays. */
function withoutDoubles(lines: readonly InkLine[]): InkLine[] {
  const kept: InkLine[] = [];
  for (const line of [...lines].sort((a, b) => area(b.box) - area(a.box))) {
    if (!kept.some((other) => overlap(line.box, other.box) > 0.5 * area(line.box))) kept.push(line);
  }
  return kept.sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x);
}
