import { type Box, right, union } from '../image/box.ts';
import type { InkLine } from './ink.ts';
import { lineBox } from './line-box.ts';
import type { ReadText } from './text-reader.ts';

export const CJK = /[\u{2E80}-\u{9FFF}]/u;
/** The narrowest word space, in ems. */
const WORD_SPACE = 0.21;

/** A cluster of ink and what was read of it. */
export interface Word {
  box: Box;
  text: string;
  /** Where each of its characters stands about, pixels. */
  at?: number[];
}

/** Gives every character of a crop to the cluster that it stands on or next to. */
export function wordsOf(ink: InkLine, read: ReadText, crop: Box): Word[] {
  const words = ink.clusters.map((box) => ({ box, text: '', at: [] as number[] }));
  [...read.text].forEach((letter, i) => {
    const x = crop.x + read.positions[i] * crop.width;
    const distance = ({ box }: Word) => Math.max(box.x - x, x - right(box), 0);
    const nearest = words.reduce((best, word) => (distance(word) < distance(best) ? word : best));
    nearest.text += letter;
    for (let i = 0; i < letter.length; i++) nearest.at.push(x);
  });
  return withCase(words, ink);
}

/** Where the words' line stands, as its font would have it. */
export function placeOf(words: readonly Word[], guess: number, loose = false): ReturnType<typeof lineBox> {
  const clusters = words.map(({ box }) => box);
  return lineBox({ box: union(clusters), em: guess, clusters, loose }, textOf(words));
}

/** Capitals that differ from their small letters only in size. */
const SAME_SHAPE = /^[cosvwxz]/iu;
/** A first letter that rises above the baseline by more ems is a capital, by less a small one. Between: as it was read. */
const CAPITAL = { from: 0.64, below: 0.54 };
/** The first row of ink is half a blend, pixels. */
const SMOOTHING = 0.4;

/** A crop shows no other line to compare with: whether a word begins with s or S is told by how high its ink begins. */
function withCase(words: Word[], { top, em: guess }: InkLine): Word[] {
  const { baseline, em } = placeOf(words, guess);
  if (!top) return words;
  const riseOf = (from: number, to: number): number => {
    let high = baseline;
    for (let x = from; x < to; x++) high = Math.min(high, top(x) ?? baseline);
    return (baseline - high - SMOOTHING) / em;
  };
  return words.map((seen) => {
    // A capital in the middle of a word that is as low as its neighbours.
    const text = seen.text.replace(/(?<=\p{Ll})[COSVWXZ](?=\p{Ll}|$)/gu, (letter, i: number) => {
      const x = seen.at?.[i];
      return x !== undefined && riseOf(Math.round(x - 0.2 * em), x + 0.2 * em) < CAPITAL.below
        ? letter.toLowerCase()
        : letter;
    });
    const word = { ...seen, text };
    if (!SAME_SHAPE.test(word.text)) return word;
    const rise = riseOf(word.box.x, word.box.x + 0.3 * em);
    const [first, rest] = [word.text.slice(0, 1), word.text.slice(1)];
    if (rise > CAPITAL.from) return { ...word, text: first.toUpperCase() + rest };
    return rise < CAPITAL.below && !/^\p{Lu}/u.test(rest) ? { ...word, text: first.toLowerCase() + rest } : word;
  });
}

/** What the words say together. The reader drops some of the spaces between words: a gap as wide as one is one. */
export function textOf(words: readonly Word[], em = Infinity): string {
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

/** The font size that the words' ink shows, pixels. */
export function emOf(words: readonly Word[], guess: number): number {
  return Math.min(1.15 * guess, placeOf(words, guess).em);
}

/** A character of code is this wide, in ems, and so is every space. */
const MONOSPACE = 0.6;

/** Whether every character is equally wide, as in code. */
export function isMonospaced(words: readonly Word[], em: number): boolean {
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

/**
 * A small L that is a capital I: among capitals, or at the beginning of a word that no language begins like that. "Al" may
 * be a name.
 */
const LOWER_L =
  /(?<=\p{Lu}\p{Lu})l(?!\p{Ll})|(?<=\bU)l\b|(?<=\b\p{Lu}?)l(?=\p{Lu}{2})|\bl(?=[mnst]\p{Ll}{2}|con|[fnt]\b|'(?:m|d|ve|ll)\b)|(?<!\d )(?:\bl|(?<=^|")\|)(?= \p{Ll}{2})/gu;

/** Spelling that the reader gets wrong in one way only. */
export function tidy(text: string): string {
  return text
    .trim()
    .replace(/([^.])\.\.$/u, '$1...')
    .replace(/(\w)\(@(?=\w)/gu, '$1@')
    .replace(/(?<![\p{L}\p{N}])@(?= ?(?:19|20)\d\d(?!\d))/gu, '©')
    .replace(LOWER_L, 'I')
    .replace(/(?<=\p{Lu}{2})0(?=\p{Lu})|(?<=\b\p{Lu}{3})0\b/gu, 'O')
    .replace(/(?<=\d[.,]?)o(?!\p{L})/gu, '0');
}
