import { type Box, bottom, right, union } from '../image/box.ts';
import type { Word } from './words.ts';

/** Cells of one row may be as close as words, in ems. */
const MIN_GAP = 0.14;
/** Digits of one number may be set as far apart: between two of them it takes this, in ems. */
const DIGIT_GAP = 0.4;
/**
 * A column has this many rows, none farther from the next than this, in ems; its cells begin within so many pixels,
 * with so many different words.
 */
const COLUMN = { rows: 5, apart: 3.2, slack: 1, kinds: 3 };

interface Row {
  words: Word[];
  em: number;
  box: Box;
}

/**
 * Cuts lines where a table has its columns with no more than a word space between them: a word that begins at the same place
 * in row after row, whatever stands before it. In a list of "Option 1", "Option 2" the same word stands before it, in one of
 * "2 days ago", "3 days ago" the same word begins there.
 */
export function cutAtTable<T extends { words: Word[]; em: number }>(lines: readonly T[]): T[] {
  const rows = lines.map(({ words, em }): Row => ({ words, em, box: union(words.map(({ box }) => box)) }));
  return lines.flatMap((line, at) => {
    const parts: Word[][] = [[]];
    line.words.forEach((word, i) => {
      if (i > 0 && isColumn(rows[at], i, rows)) parts.push([]);
      parts[parts.length - 1].push(word);
    });
    return parts.length === 1 ? [line] : parts.map((words) => ({ ...line, words }));
  });
}

function isColumn(row: Row, i: number, rows: readonly Row[]): boolean {
  if (!isCellStart(row, i)) return false;
  const { x } = row.words[i].box;
  const near = rows
    .filter(({ box, em }) => box.x < x - COLUMN.slack && right(box) > x && Math.abs(em - row.em) < 0.3 * row.em)
    .sort((a, b) => a.box.y - b.box.y);
  const aligned = near.map((other) => {
    const j = other.words.findIndex(({ box }) => Math.abs(box.x - x) <= COLUMN.slack);
    if (j <= 0 || !isCellStart(other, j)) return undefined;
    const [before, after] = [other.words.slice(0, j), other.words.slice(j, j + 1)];
    return { before: plain(before), after: plain(after) };
  });
  const own = near.indexOf(row);
  let [first, last] = [own, own];
  const follows = (k: number) => near[k].box.y - bottom(near[k - 1].box) < COLUMN.apart * row.em;
  while (first > 0 && aligned[first - 1] !== undefined && follows(first)) first--;
  while (last + 1 < near.length && aligned[last + 1] !== undefined && follows(last + 1)) last++;
  const column = aligned.slice(first, last + 1);
  const different = (side: 'before' | 'after') => new Set(column.map((each) => each?.[side])).size;
  return different('before') >= Math.max(COLUMN.rows, 0.5 * column.length) && different('after') >= COLUMN.kinds;
}

const plain = (words: readonly Word[]): string =>
  words
    .map(({ text }) => text)
    .join('')
    .replace(/[^\p{L}\p{N}]/gu, '');

function isCellStart({ words, em }: Row, i: number): boolean {
  const isNumber = /[\d.,/:$€£¥]$/.test(words[i - 1].text.trim()) && /^[\d.,/:]/.test(words[i].text.trim());
  const least = (isNumber ? DIGIT_GAP : MIN_GAP) * em;
  return words[i].box.x - right(words[i - 1].box) >= Math.max(2, least);
}
