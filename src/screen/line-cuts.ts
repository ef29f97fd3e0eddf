import { type Box, right } from '../image/box.ts';
import { isIconBetween } from './line-icons.ts';
import type { Rgb } from './segments.ts';
import { CJK, emOf, isMonospaced, type Word } from './words.ts';

/** Wider than a word space, in ems: another line begins. Code, where every space is as wide, is left alone. */
const COLUMN_GAP = 0.62;
/** Chinese is written without spaces: a gap this wide, in ems, is no accident. */
const CJK_GAP = 0.42;
/**
 * What stands between the parts of a breadcrumb or a row of links, and how far from them at least, in ems.
 * It may go unread, but in Chinese what goes unread is half of a wide bracket.
 */
const DIVIDER = /^[>›»/／|·]?$/;
const DIVIDER_GAP = 0.3;

/** What only the text tells: where one line is really several, without the icons between them. `guess`: font size, pixels. */
export function cutAfterReading(words: Word[], guess: number, colorOf?: (box: Box) => Rgb): Word[][] {
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
    if (isIconBetween(words, i, em, colorOf)) {
      pieces.push([]);
      return;
    }
    const gap = gapAfter(i - 1) - blank(i);
    const cut = gap >= columnGap || isDivider(i) || isDivider(i - 1) || (gap >= CJK_GAP * em && i > 0 && isChinese(i));
    if (i > 0 && cut) pieces.push([]);
    pieces[pieces.length - 1].push(word);
  });
  return pieces.filter((piece) => piece.length > 0);
}
