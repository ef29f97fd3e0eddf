import { type Box, right } from '../image/box.ts';
import type { InkLine } from './ink.ts';
import { colorDistance, type Rgb } from './segments.ts';
import { placeOf, textOf, tidy, type Word } from './words.ts';

/** Words of one colour differ by less than this (0..255, largest channel): smoothing makes thin letters paler. */
const OTHER_COLOR = 64;
/** Or by less than this, where the hue is another one: the cosine between what both add to the paper. */
const OTHER_HUE = { distance: 36, cosine: 0.93 };
/** Another colour begins at a space, in ems: a letter that stands apart from its word may be paler. */
const SPACE = 0.17;
/** An underline is a row of ink from end to end, but for the tails of letters, below one that is not; under less than this, in ems, it may be feet of letters. */
const UNDERLINE = { row: 0.86, above: 0.3, width: 1.3 };

/** Words of a line that are alike, and unlike those beside them: a link in a sentence. */
export interface LinePart {
  text: string;
  /** As high as its line, pixels. */
  box: Box;
  color: Rgb;
  underlined: boolean;
}

/** The parts of a line that differ by colour or underline; a line that is all alike is one part. */
export function partsOf(words: readonly Word[], { em, colorOf, paper, isInked }: InkLine): LinePart[] {
  if (!colorOf || !paper) return [];
  const seen = words.map((word) => ({
    word,
    color: colorOf(word.box),
    underlined: isInked !== undefined && word.box.width > UNDERLINE.width * em && isUnderlined(word.box, isInked),
  }));
  const runs: (typeof seen)[] = [];
  for (const here of seen) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    // Underlines of neighbouring links end between them; the line under one link runs on.
    const gap = last ? here.word.box.x - right(last.word.box) : 0;
    const isSame =
      run &&
      (gap < SPACE * em ||
        (!run[0].underlined && !here.underlined && isAlike(strongest(run, paper), here.color, paper)));
    if (isSame || (run && isPunctuation(here.word.text))) run.push(here);
    else runs.push([here]);
  }
  const { box: whole } = placeOf(words, em);
  return runs.map((run) => {
    const own = run.map(({ word }) => word);
    const x = Math.min(...own.map(({ box }) => box.x));
    const width = Math.max(...own.map(({ box }) => right(box))) - x;
    return {
      text: tidy(textOf(own, em)),
      box: { ...whole, x, width },
      color: strongest(run, paper),
      underlined: run[0].underlined,
    };
  });
}

/**
 * Links side by side, each with an underline of its own, are lines of their own; under one link the line runs on. Two digits may
 * both stand on their feet: it takes three, or two words.
 */
export function cutBetweenLinks(words: Word[], { em, isInked }: InkLine): Word[][] {
  const enough = words.length > 2 || (words.length === 2 && words.every(({ box }) => box.width > UNDERLINE.width * em));
  const areLinks = enough && isInked !== undefined && words.every(({ box }) => isUnderlined(box, isInked));
  return areLinks ? words.map((word) => [word]) : [words];
}

const isPunctuation = (text: string): boolean => /^[\p{P}\s]*$/u.test(text);

const strongest = (run: readonly { color: Rgb }[], paper: Rgb): Rgb =>
  run.reduce((a, b) => (colorDistance(b.color, paper) > colorDistance(a.color, paper) ? b : a)).color;

function isAlike(a: Rgb, b: Rgb, paper: Rgb): boolean {
  const distance = colorDistance(a, b);
  if (distance > OTHER_COLOR) return false;
  const [u, v] = [a, b].map((color) => color.map((value, c) => value - paper[c]));
  const dot = u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
  const cosine = dot / (Math.hypot(...u) * Math.hypot(...v) || 1);
  return distance < OTHER_HUE.distance || cosine > OTHER_HUE.cosine;
}

function isUnderlined(box: Box, isInked: (x: number, y: number) => boolean): boolean {
  const share = (y: number) => {
    let count = 0;
    for (let x = box.x; x < right(box); x++) if (isInked(x, y)) count++;
    return count / box.width;
  };
  for (let y = box.y + Math.floor(0.6 * box.height); y < box.y + box.height; y++) {
    if (share(y) >= UNDERLINE.row) return share(y - 1) < UNDERLINE.above;
  }
  return false;
}
