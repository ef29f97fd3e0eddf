import { area, type Box, bottom, overlap, right, union } from '../image/box.ts';
import type { TextLine } from './element.ts';
import { cutAtColumns, type InkLine, inkLines } from './ink.ts';
import { lineBox } from './line-box.ts';
import type { Segmentation } from './segments.ts';
import type { DetectedLine } from './text-detector.ts';
import type { ReadText } from './text-reader.ts';

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
    for (const piece of cutAfterReading(withCase(wordsOf(ink, texts[i], crops[i]), ink), ink.em)) {
      const text = tidy(textOf(piece, emOf(piece, ink.em)));
      const enough = [...text].length === 1 ? MIN_LONE_CONFIDENCE : MIN_CONFIDENCE;
      if (text === '' || MARK.test(text) || texts[i].confidence < enough) continue;
      const clusters = piece.map(({ box }) => box);
      const tight = { em: ink.em, clusters, box: union(clusters) };
      lines.push({ text, ...lineBox(tight, text), ink: tight.box, confidence: texts[i].confidence });
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
  const em = box.height / 1.29;
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

/** A cluster of ink and what was read of it. */
interface Word {
  box: Box;
  text: string;
}

/** Gives every character to the cluster that it stands on or next to. */
function wordsOf(ink: InkLine, read: ReadText, crop: Box): Word[] {
  const words = ink.clusters.map((box) => ({ box, text: '' }));
  [...read.text].forEach((letter, i) => {
    const x = crop.x + read.positions[i] * crop.width;
    const distance = ({ box }: Word) => Math.max(box.x - x, x - right(box), 0);
    const nearest = words.reduce((best, word) => (distance(word) < distance(best) ? word : best));
    nearest.text += letter;
  });
  return words;
}

/** Capitals that differ from their small letters only in size. */
const SAME_SHAPE = /^[cosvwxz]/iu;
/** A first letter that rises above the baseline by more ems is a capital, by less a small one. Between: as it was read. */
const CAPITAL = { from: 0.64, below: 0.54 };
/** The first row of ink is half a blend, pixels. */
const SMOOTHING = 0.4;

/** A crop shows no other line to compare with: whether a word begins with s or S is told by how high its ink begins. */
function withCase(words: Word[], { top, em: guess }: InkLine): Word[] {
  const clusters = words.map(({ box }) => box);
  const { box, em } = lineBox({ box: union(clusters), em: guess, clusters }, textOf(words));
  const baseline = box.y + 0.96 * em;
  return words.map((word) => {
    if (!top || !SAME_SHAPE.test(word.text)) return word;
    let high = baseline;
    for (let x = word.box.x; x < word.box.x + 0.3 * em; x++) high = Math.min(high, top(x) ?? baseline);
    const rise = (baseline - high - SMOOTHING) / em;
    const [first, rest] = [word.text.slice(0, 1), word.text.slice(1)];
    if (rise > CAPITAL.from) return { ...word, text: first.toUpperCase() + rest };
    return rise < CAPITAL.below && !/^\p{Lu}/u.test(rest) ? { ...word, text: first.toLowerCase() + rest } : word;
  });
}

/** What the words say together. The reader drops some of the spaces between words: a gap as wide as one is one. */
function textOf(words: readonly Word[], em = Infinity): string {
  const gaps = words.slice(1).map(({ box }, i) => box.x - right(words[i].box));
  const space = isMonospaced(words, em) ? Infinity : Math.max(WORD_SPACE * em, spaceOf(gaps, words));
  let result = '';
  words.forEach(({ text }, i) => {
    const between = `${[...result].at(-1) ?? ''}${[...text][0] ?? ''}`;
    const isWord = /^[\p{L}\p{Pe},;:!?%&][\p{L}\p{N}]$|^\p{N}\p{L}$/u.test(between) && !CJK.test(between);
    if (i > 0 && gaps[i - 1] >= space && isWord) result += ' ';
    result += text;
  });
  return result.replace(/\s+/g, ' ');
}

/** From which width on a gap of a line is a word space: the gaps of letters that are set apart are all alike. */
function spaceOf(gaps: readonly number[], words: readonly Word[]): number {
  const low = Math.min(...gaps);
  const high = Math.max(...gaps);
  if (high >= 1.7 * low) return Math.sqrt(low * high);
  const letters = words.reduce((sum, { text }) => sum + [...text].length, 0);
  return gaps.length >= 0.4 * letters ? Infinity : low;
}

const CJK = /[\u{2E80}-\u{9FFF}]/u;
/** Wider than a word space, in ems: another line begins. Code, where every space is as wide, is left alone. */
const COLUMN_GAP = 0.62;
/** The narrowest word space, in ems. */
const WORD_SPACE = 0.21;
/** Chinese is written without spaces: a gap this wide, in ems, is no accident. */
const CJK_GAP = 0.42;
/**
 * What stands between the parts of a breadcrumb or a row of links, and how far from them at least, in ems.
 * It may go unread, but in Chinese what goes unread is half of a wide bracket.
 */
const DIVIDER = /^[>›»/／|·]?$/;
const DIVIDER_GAP = 0.3;

/** What only the text tells: where icons stand beside a line, and where one line is really several. */
function cutAfterReading(words: Word[], guess: number): Word[][] {
  const em = emOf(words, guess);
  const gapAfter = (i: number) =>
    i < 0 || i + 1 >= words.length ? Infinity : words[i + 1].box.x - right(words[i].box);
  const isDivider = (i: number) =>
    i > 0 &&
    i < words.length - 1 &&
    words[i].box.width < 0.45 * em &&
    DIVIDER.test(words[i].text.trim()) &&
    (words[i].text.trim() !== '' || !CJK.test(words[i - 1].text + words[i + 1].text)) &&
    Math.min(gapAfter(i - 1), gapAfter(i)) >= DIVIDER_GAP * em;
  const isChinese = (i: number) =>
    CJK.test(words[i - 1].text.trim().at(-1) ?? '') && CJK.test(words[i].text.trim()[0] ?? '');
  const columnGap = isMonospaced(words, em) ? Infinity : COLUMN_GAP * em;
  // Full-width punctuation is half a blank.
  const blank = (i: number) =>
    i > 0 &&
    (/[，。：；！？、）】》」』]$|[\u{2E80}-\u{9FFF}][:;,)]$/u.test(words[i - 1].text.trim()) ||
      /^[（【《「『]|^\([\u{2E80}-\u{9FFF}]/u.test(words[i].text.trim()))
      ? 0.6 * em
      : 0;
  const pieces: Word[][] = [[]];
  words.forEach((word, i) => {
    const gap = gapAfter(i - 1) - blank(i);
    const cut = gap >= columnGap || isDivider(i) || isDivider(i - 1) || (gap >= CJK_GAP * em && i > 0 && isChinese(i));
    if (i > 0 && cut) pieces.push([]);
    pieces[pieces.length - 1].push(word);
  });
  return pieces.map((piece) => withoutIcons(piece, em)).filter((piece) => piece.length > 0);
}

/** The font size that the words' ink shows, pixels. */
function emOf(words: readonly Word[], guess: number): number {
  const clusters = words.map(({ box }) => box);
  return Math.min(1.15 * guess, lineBox({ box: union(clusters), em: guess, clusters }, textOf(words)).em);
}

/** A character of code is this wide, in ems, and so is every space. */
const MONOSPACE = 0.6;

/** Whether every character is equally wide, as in code. */
function isMonospaced(words: readonly Word[], em: number): boolean {
  const runs: { letters: number; from: number; to: number }[] = [];
  for (const { box, text } of words) {
    const last = runs[runs.length - 1];
    const letters = [...text.trim()].length;
    if (last && box.x - last.to < 0.35 * em) {
      last.letters += letters;
      last.to = right(box);
    } else runs.push({ letters, from: box.x, to: right(box) });
  }
  const pitches = runs.filter(({ letters }) => letters >= 3).map((run) => (run.to - run.from + 0.1 * em) / run.letters);
  const isSpaced = runs.slice(1).every((run, i) => run.from - runs[i].to > 0.85 * MONOSPACE * em);
  if (pitches.length === 0 || runs.length < 2 || !isSpaced) return false;
  const mean = pitches.reduce((sum, pitch) => sum + pitch) / pitches.length;
  const keeps = pitches.every((pitch) => Math.abs(pitch / mean - 1) < 0.06);
  const whole = (runs[runs.length - 1].to - runs[0].from) / mean;
  const letters = runs.reduce((sum, run) => sum + run.letters, runs.length - 1);
  return keeps && Math.abs(whole - letters) < 0.5 + 0.02 * letters && Math.abs(mean / em - MONOSPACE) < 0.1;
}

/** Marks that are drawn, not typed, when they stand at a line's end. */
const MARK = /^[口囗回田●○◎☆★√□■◇◆▲▼△▽→←↑↓✓✔✕⊙©®˅∨﹀•]+$/u;
/** Icons stand at least this far from their text, in ems. */
const ICON_GAP = 0.17;

/** A line without the icons at its ends. */
function withoutIcons(words: readonly Word[], em: number): Word[] {
  let rest = [...words];
  for (const end of ['first', 'last'] as const) {
    while (rest.length > 1) {
      const others = end === 'first' ? rest.slice(1) : rest.slice(0, -1);
      const [first, second] =
        end === 'first' ? [rest[0], others[0]] : [others[others.length - 1], rest[rest.length - 1]];
      const mark = end === 'first' ? first : second;
      if (second.box.x - right(first.box) < ICON_GAP * em || !isIcon(mark, others, em)) break;
      rest = others;
    }
  }
  return rest;
}

/**
 * An icon beside a line is read as some letter, or not at all. It is told from a word by what was read (nothing, a mark,
 * a lone Chinese character beside Latin text) or by its shape: it does not stand on the line as letters do.
 */
function isIcon(mark: Word, others: readonly Word[], em: number): boolean {
  const text = mark.text.trim();
  const rest = textOf(others);
  if (text === '' || MARK.test(text)) return true;
  if ([...text].length > 2) return false;
  if (CJK.test(text) && !CJK.test(rest)) return true;
  // Too wide, too thin or too high for what was read, or the star of a required field.
  if (/^[()（）/\\|]$/.test(text)) {
    const { width, height } = mark.box;
    if (width > 0.6 * em || width < 0.08 * em || height > 1.3 * em) return true;
  }
  if (/^[*＊]$/.test(text) && others[0].box.x > mark.box.x) return true;
  if (CJK.test(rest)) return !CJK.test(text) && mark.box.height > 1.15 * em;
  const clusters = others.map(({ box }) => box);
  const line = lineBox({ box: union(clusters), em, clusters }, rest);
  const baseline = line.box.y + 0.96 * line.em;
  const below = bottom(mark.box) - baseline;
  const above = baseline - mark.box.y;
  const { width, height } = mark.box;
  if (/[\p{L}\p{N}]/u.test(text)) {
    const small = height < 0.45 * line.em && /^[vVxXoO]$/.test(text);
    const square = width > 0.65 * line.em && width < 1.5 * height && height < 1.5 * width;
    const descends = /[gjpqyQ]/.test(text);
    return small || (square && (above > 0.84 * line.em || (!descends && below > 0.12 * line.em)));
  }
  const raised = below < -0.12 * line.em && height < 0.45 * line.em;
  return above > 0.95 * line.em || (raised && /^[.,_]+$/.test(text));
}

/** Spelling that the reader gets wrong in one way only. */
function tidy(text: string): string {
  return text
    .trim()
    .replace(/([^.])\.\.$/u, '$1...')
    .replace(/(\w)\(@(?=\w)/gu, '$1@')
    .replace(/(?<=\d[.,]?)o(?!\p{L})/gu, '0');
}
