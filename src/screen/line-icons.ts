import { type Box, bottom, right } from '../image/box.ts';
import { colorDistance, type Rgb } from './segments.ts';
import { CJK, emOf, placeOf, textOf, type Word } from './words.ts';

/** Marks that are drawn, not typed, when they stand at a line's end. */
export const MARK = /^[口囗回田●○◎☆★√□■◇◆▲▼△▽→←↑↓✓✔✕⊙©®˅∨﹀•^\u{2460}-\u{24FF}]+$/u;
/** Icons stand at least this far from their text, in ems. */
const ICON_GAP = 0.17;
/** And this far where it was read as a letter: some letters of a word are set apart. In ems. */
const LETTER_GAP = 0.24;
/** An icon between two words is about this wide, in ems, and of a colour that differs this much (0..255, largest channel). */
const BETWEEN = { min: 0.55, max: 2, height: 0.3, contrast: 48 };
/** No digit or letter but these is wider, in ems. */
const BROAD = { letters: /[MWmwQOG@%&]/, width: 0.78, digit: 0.68 };

/** A line without the icons at its ends. `guess`: font size, pixels. */
export function withoutIcons(words: readonly Word[], guess: number): Word[] {
  let rest = [...words];
  for (const end of ['first', 'last'] as const) {
    while (rest.length > 1) {
      const others = end === 'first' ? rest.slice(1) : rest.slice(0, -1);
      const [first, second] =
        end === 'first' ? [rest[0], others[0]] : [others[others.length - 1], rest[rest.length - 1]];
      const mark = end === 'first' ? first : second;
      // An icon is higher than its text, and would make the font look larger.
      const em = emOf(others, guess);
      const gap = /[\p{L}\p{N}]/u.test(mark.text) && !CJK.test(mark.text) ? LETTER_GAP : ICON_GAP;
      if (second.box.x - right(first.box) < gap * em || !isIcon(mark, others, em)) break;
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
  // What closes nothing, or opens nothing, is the arrow of a menu or of a breadcrumb.
  const isFirst = others[0].box.x > mark.box.x;
  if (isFirst ? /^[)）]$/.test(text) : /^[(（]$/.test(text)) return true;
  if (!isFirst && /^[-+]$/.test(text) && mark.box.x - right(others[others.length - 1].box) > 0.3 * em) return true;
  // Too wide, too thin or too high for what was read, or the star of a required field.
  if (/^[()（）/\\|]$/.test(text)) {
    const { width, height } = mark.box;
    if (width > 0.6 * em || width < 0.08 * em || height > 1.3 * em) return true;
  }
  if (/^[*＊]$/.test(text) && isFirst) return true;
  if (CJK.test(rest)) return !CJK.test(text) && mark.box.height > 1.15 * em;
  const line = placeOf(others, em);
  const below = bottom(mark.box) - line.baseline;
  const above = line.baseline - mark.box.y;
  const { width, height } = mark.box;
  if (/[\p{L}\p{N}]/u.test(text)) {
    const small = height < 0.45 * line.em && /^[vVxXoO]$/.test(text);
    const square = width > 0.65 * line.em && width < 1.5 * height && height < 1.5 * width;
    const descends = /[gjpqyQ]/.test(text);
    const broad = [...text].length === 1 && !BROAD.letters.test(text) && !CJK.test(text);
    if (broad && width > (/\d/.test(text) ? BROAD.digit : BROAD.width) * line.em) return true;
    return small || (square && (above > 0.84 * line.em || (!descends && below > 0.12 * line.em)));
  }
  const raised = below < -0.12 * line.em && height < 0.45 * line.em;
  return above > 0.95 * line.em || (raised && /^[.,_]+$/.test(text));
}

/**
 * Whether a word is an icon in the middle of a line: nothing that could be read, or a lone character of another colour than
 * both of its neighbours. A Chinese line has blanks in it that go unread.
 */
export function isIconBetween(words: readonly Word[], i: number, em: number, colorOf?: (box: Box) => Rgb): boolean {
  const [before, word, after] = [words[i - 1], words[i], words[i + 1]];
  if (!before || !word || !after) return false;
  // Letters that are set apart.
  if (Math.max([...before.text.trim()].length, [...after.text.trim()].length) < 2) return false;
  const { box } = word;
  if (box.width < BETWEEN.min * em || box.width > BETWEEN.max * em || box.height < BETWEEN.height * em) return false;
  if (Math.min(box.x - right(before.box), after.box.x - right(box)) < ICON_GAP * em) return false;
  const text = word.text.trim();
  if ((text === '' && !CJK.test(before.text + after.text)) || (text !== '' && MARK.test(text))) return true;
  if ([...text].length > 1 || !colorOf) return false;
  const color = colorOf(box);
  return [before, after].every((other) => colorDistance(color, colorOf(other.box)) > BETWEEN.contrast);
}
