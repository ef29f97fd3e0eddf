import { type Box, bottom, right } from '../image/box.ts';
import { BOX_PER_EM, FAINT } from './ink.ts';
import { colorDistance, type Segmentation } from './segments.ts';
import type { Shape } from './shapes.ts';

/** A check box or a radio button beside its label has sides between these, in ems of the label. */
const MARK = { min: 0.6, max: 1.7 };
/** It stands this far from its label, in ems; the frame of a Chinese character or a round letter has neighbours. */
const CLEARANCE = 0.18;
/** Paper is higher than this, in ems, and a letter is not. */
const PAPER = 1.1;
/** What is as high as this, in ems, has room for a line of its own: a badge, a key, a button. */
const MIN_HEIGHT = 0.9;
/** Unless it is higher than the detected box by this factor it is wider than any letter, as a share of its height. */
const LETTER = { height: 1.15, width: 1.6, contrast: 40 };
/** A piece that is narrower than this, in ems, is what the detector's box has too much. */
const MIN_PIECE = 0.3;

/** A part of a detected line, and how far its ink may reach, in pixels: no farther than the shape beside it. */
export interface LinePiece {
  box: Box;
  from: number;
  to: number;
}

/**
 * Cuts a detected line where a shape begins or ends in it: the detector sees a check box and its label, a title and the badge
 * behind it, neighbouring buttons, as one line. What is left of a check box is nothing.
 */
export function cutAtShapes(detected: Box, shapes: readonly Shape[], segmentation: Segmentation): LinePiece[] {
  const em = detected.height / BOX_PER_EM;
  const middle = detected.y + detected.height / 2;
  let pieces: LinePiece[] = [{ box: detected, from: -Infinity, to: Infinity }];
  for (const shape of shapes) {
    const { box } = shape;
    if (shape.crossed || box.y > middle || bottom(box) < middle) continue;
    if (right(box) <= detected.x || box.x >= right(detected)) continue;
    const isMark = isMarkSized(box, em);
    const isCut = isMark
      ? standsClear(box, em, segmentation) && !isLetter(box, detected, segmentation)
      : isHigh(box, em) && isNoLetter(box, detected);
    if (!isCut) continue;
    pieces = pieces.flatMap((piece) => {
      const parts = [
        between(piece, -Infinity, box.x),
        ...(isMark ? [] : [between(piece, box.x, right(box))]),
        between(piece, right(box), Infinity),
      ];
      return parts.filter((part) => part.box.width > MIN_PIECE * em);
    });
  }
  return pieces;
}

/** What a piece has between two edges of a shape. */
function between({ box, from, to }: LinePiece, left: number, far: number): LinePiece {
  const x = Math.max(box.x, left);
  return {
    box: { ...box, x, width: Math.min(right(box), far) - x },
    from: Math.max(from, left),
    to: Math.min(to, far),
  };
}

const isHigh = ({ width, height }: Box, em: number): boolean => height >= MIN_HEIGHT * em && width >= MIN_PIECE * em;

const isNoLetter = ({ width, height }: Box, detected: Box): boolean =>
  height > LETTER.height * detected.height || width > LETTER.width * height;

function isMarkSized({ width, height }: Box, em: number): boolean {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  return short >= MARK.min * em && long <= MARK.max * em && long - short <= Math.max(2, 0.15 * long);
}

/** An O is a ring too, a D nearly a box: of the colour of its neighbours, and no higher than they are. */
function isLetter(box: Box, detected: Box, segmentation: Segmentation): boolean {
  const paper = segmentation.at(Math.round(box.x) - 2, Math.round(box.y + box.height / 2));
  if (paper === undefined) return false;
  const behind = segmentation.color(paper);
  let [own, others] = [behind, behind];
  let [top, low] = [Infinity, -Infinity];
  for (let y = Math.round(detected.y); y < bottom(detected); y++) {
    for (let x = Math.round(detected.x); x < right(detected); x++) {
      const label = segmentation.at(x, y);
      if (label === undefined || segmentation.distance(label, paper) <= FAINT) continue;
      const color = segmentation.color(label);
      if (x >= box.x - 1 && x <= right(box)) {
        if (colorDistance(color, behind) > colorDistance(own, behind)) own = color;
      } else if (segmentation.box(label).height <= detected.height) {
        [top, low] = [Math.min(top, y), Math.max(low, y + 1)];
        if (colorDistance(color, behind) > colorDistance(others, behind)) others = color;
      }
    }
  }
  return colorDistance(own, others) < LETTER.contrast && box.y >= top - 1 && bottom(box) <= low + 1;
}

/** Whether there is nothing but paper to the left and to the right of a box; the stroke of a letter is none. */
function standsClear(box: Box, em: number, segmentation: Segmentation): boolean {
  const reach = CLEARANCE * em;
  const isPlain = (from: number) => {
    const paper = segmentation.at(Math.round(from), Math.round(box.y + box.height / 2));
    if (paper === undefined) return true;
    if (segmentation.box(paper).height < PAPER * em) return false;
    for (let y = Math.round(box.y); y < bottom(box); y++) {
      for (let x = Math.round(from); x < from + reach; x++) {
        const label = segmentation.at(x, y);
        if (label !== undefined && label !== paper && segmentation.distance(label, paper) >= FAINT) return false;
      }
    }
    return true;
  };
  return isPlain(box.x - 1 - reach) && isPlain(right(box) + 1);
}
