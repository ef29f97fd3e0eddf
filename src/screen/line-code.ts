import { bottom, right, union } from '../image/box.ts';
import { emOf, isMonospaced, type Word } from './words.ts';

/**
 * A line among so many lines of code, about as large and no farther from them than this in ems, is one too, if it has no gap that is
 * wider than a space or two, in ems, and about as many characters as would fill it: `off`, and this share of them.
 */
const AMID = { lines: 3, size: 0.2, apart: 15, gap: 1.3, off: 1.5, share: 0.1 };

/** A line that has been read: its words, and the font size guessed from the detector's box, pixels. */
interface Line {
  words: readonly Word[];
  em: number;
}

/**
 * The lines that are code by those around them: of one that was not read well, a quote or a bracket being left out, it can't be
 * told whether its characters are all equally wide.
 */
export function amidCode<T extends Line>(lines: readonly T[]): Set<T> {
  const sized = lines.map((line) => {
    const { words } = line;
    const box = union(words.map((word) => word.box));
    return {
      line,
      words,
      box,
      em: emOf(words, line.em),
      count: words.reduce((sum, { text }) => sum + [...text].length, 0),
    };
  });
  const code = sized.filter(({ words, em }) => isMonospaced(words, em));
  const isCode = ({ words, box, em, count }: (typeof sized)[number]) => {
    if (words.some((word, i) => i > 0 && word.box.x - right(words[i - 1].box) > AMID.gap * em)) return false;
    const near = code.filter(
      (other) =>
        Math.abs(other.em - em) < AMID.size * em &&
        Math.max(box.y - bottom(other.box), other.box.y - bottom(box)) < AMID.apart * em &&
        box.x < right(other.box) &&
        other.box.x < right(box) &&
        Math.abs((box.width * other.count) / other.box.width - count) < AMID.off + AMID.share * count,
    );
    return near.length >= AMID.lines;
  };
  return new Set(sized.filter((one) => !code.includes(one) && isCode(one)).map(({ line }) => line));
}
