import type { Box } from '../image/box.ts';
import type { InkLine } from './ink.ts';

const ASCENDING = /[\p{Lu}\p{Nd}bdfhklt\u{C0}-\u{17F}()[\]{}|/\\$&@#%!?]/u;
const DOTTED = /[ij;:]/;
const DESCENDING = /[gjpqy,;()[\]{}|@$Q]/;
const CJK = /[\u{2E80}-\u{9FFF}\u{AC00}-\u{D7AF}\u{F900}-\u{FAFF}\u{FF00}-\u{FFEF}]/u;

/** Typical Latin type in ems above the baseline: capitals 0.72, x-height 0.53; below it: descenders 0.21. */
const CAP = 0.72;
const DOT = 0.7;
const X_HEIGHT = 0.53;
const DESCENT = 0.21;
/** Smoothing adds this to the height of the ink, pixels. */
const FRINGE = 0.8;
/** CJK glyphs fill their em nearly, and sit around its middle. */
const CJK_INK = 0.93;
/** A line's box as a browser's caret shows it: this high in ems, its middle this far above the baseline. */
export const LINE_HEIGHT = 1.2;
const MIDDLE = 0.36;

/** Where a line of text stands, as its font would have it: the letters it is made of tell what its ink leaves out. */
export function lineBox(ink: InkLine, text: string): { box: Box; em: number; baseline: number } {
  const { x, y, width, height } = ink.box;
  let em: number;
  let middle: number;
  if (ink.loose) {
    em = ink.em;
    middle = y + height / 2;
  } else if (CJK.test(text)) {
    em = height / CJK_INK;
    middle = y + height / 2;
  } else {
    const above = ASCENDING.test(text) ? CAP : DOTTED.test(text) ? DOT : /[\p{L}\p{N}]/u.test(text) ? X_HEIGHT : 0;
    const below = DESCENDING.test(text) ? DESCENT : 0;
    // Dots, dashes and quotes alone say nothing of the font.
    em = above === 0 ? ink.em : (height - FRINGE) / (above + below);
    middle = above === 0 ? y + height / 2 : y + height - (below + MIDDLE) * em;
  }
  const side = 0.04 * em;
  return {
    em,
    baseline: middle + MIDDLE * em,
    box: { x: x - side, y: middle - (LINE_HEIGHT * em) / 2, width: width + 2 * side, height: LINE_HEIGHT * em },
  };
}
