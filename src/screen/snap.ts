import { type Box, bottom, right } from '../image/box.ts';
import type { Element, Role } from './element.ts';

/** A box that is about right, as a model gives it, and what else is said of the thing in it. */
export interface Guess {
  box: Box;
  role?: Role | undefined;
  text?: string | undefined;
}

export interface Snapped {
  /** What is meant, where that can be told. */
  element?: Element | undefined;
  /** The guess where it is better left alone; else what guess and element say together, pixels. */
  box: Box;
}

/** Left, top, right, bottom. */
type Edges = readonly [number, number, number, number];
const SIDES = [0, 1, 2, 3] as const;

/**
 * How far the edges of the parser's boxes are off themselves (standard deviation), as shares of their shorter side: sideways,
 * and up and down, where lines are as high as their font says and icons have an invisible frame. At least `min` pixels; what is
 * longer than `most` is no less sharp.
 */
const ERROR = { text: [0.04, 0.11], mark: [0.2, 0.2], control: [0.02, 0.02], min: 0.4, most: 48 } as const;
/** What is expected of a guess's edges (standard deviation, pixels) before any are seen, and how many guesses that is worth. */
const NOISE = { expected: 6, worth: 4, rounds: 3 };
/** What a guess may mean that the parser has not seen: how likely that is, and how far from it, pixels. */
const UNSEEN = { share: 0.01, within: 40 };
/** How likely it must be that an element is the one that is meant. */
const MEANT = 0.85;
/** How sure a gain must be, in standard deviations of it. */
const SURE = 1.2;
/** What agreement and disagreement make of the odds that an element is meant. */
const ODDS = { sameText: 20, otherText: 0.2, sameRole: 3, container: 0.05 };

/**
 * Places boxes on the parser's. Each edge of a guess is where an element's edge is, give or take the error of either; how far
 * guesses are off is told from all of them together, so give all that one model says of one picture. An element is chosen by
 * Bayes' rule among those that are near and what the parser may have missed; the box becomes the mean of what both say, weighted by
 * their precision, but only where that is surely nearer to the truth than the guess.
 *
 * @returns one for each guess, in their order; elements may be meant by several
 */
export function snap(guesses: readonly Guess[], elements: readonly Element[]): Snapped[] {
  const targets = elements.map(targetOf);
  let noise = NOISE.expected;
  for (let round = 0; round < NOISE.rounds; round++) noise = noiseOf(guesses, targets, noise);
  return guesses.map((guess) => {
    const target = meantBy(guess, targets, noise);
    return target ? { element: target.element, box: placed(guess.box, target, noise) } : { box: guess.box };
  });
}

interface Target {
  element: Element;
  edges: Edges;
  /** Standard deviations of the edges, pixels. */
  errors: Edges;
  words: string;
}

function targetOf(element: Element): Target {
  const { box, role, text } = element;
  const size = Math.min(box.width, box.height, ERROR.most);
  const [x, y] = ERROR[kindOf(role)].map((share) => Math.max(ERROR.min, share * size)) as [number, number];
  return { element, edges: edgesOf(box), errors: [x, y, x, y], words: tidy(text) };
}

function kindOf(role: Role): 'text' | 'mark' | 'control' {
  if (role === 'text' || role === 'heading' || role === 'link') return 'text';
  return role === 'icon' || role === 'checkbox' || role === 'radio' || role === 'switch' ? 'mark' : 'control';
}

/** How far the edges of all guesses are off those that they mean (standard deviation by the median), pixels. */
function noiseOf(guesses: readonly Guess[], targets: readonly Target[], before: number): number {
  const squares = Array.from({ length: NOISE.worth }, () => NOISE.expected ** 2);
  for (const guess of guesses) {
    const target = meantBy(guess, targets, before);
    if (!target) continue;
    const edges = edgesOf(guess.box);
    const sum = SIDES.reduce<number>((s, i) => s + (edges[i] - target.edges[i]) ** 2 - target.errors[i] ** 2, 0);
    squares.push(Math.max(0, sum) / 4);
  }
  // The median of a mean of four squares (chi-squared with 4 degrees of freedom) is 0.84 of their expectation.
  const median = squares.sort((a, b) => a - b)[squares.length >> 1]!;
  return Math.max(1, Math.sqrt(median / 0.84));
}

/** The element that a guess most likely means, if that is likely enough. */
function meantBy({ box, role, text }: Guess, targets: readonly Target[], noise: number): Target | undefined {
  const edges = edgesOf(box);
  const words = tidy(text);
  let best: Target | undefined;
  let most = 0;
  let all = UNSEEN.share;
  for (const target of targets) {
    let odds = oddsOf(edges, target, noise);
    if (odds === 0) continue;
    if (words && target.words) odds *= words === target.words ? ODDS.sameText : ODDS.otherText;
    if (role === target.element.role) odds *= ODDS.sameRole;
    else if (role === 'container' || target.element.role === 'container') odds *= ODDS.container;
    all += odds;
    if (odds > most) [best, most] = [target, odds];
  }
  return most >= MEANT * all ? best : undefined;
}

/** How much likelier these edges are if the target is meant than if it is any other thing near. */
function oddsOf(edges: Edges, { edges: own, errors }: Target, noise: number): number {
  const spread = UNSEEN.within + 3 * noise;
  let log = 0;
  for (const i of SIDES) {
    const variance = noise ** 2 + errors[i] ** 2;
    const distance = edges[i] - own[i];
    if (distance ** 2 > 25 * variance) return 0;
    log += Math.log(spread / Math.sqrt(2 * Math.PI * variance)) - distance ** 2 / (2 * variance);
  }
  return Math.exp(log);
}

/** The mean of guess and target, if its error is surely the lesser one: weighted as it takes from the overlap with the truth. */
function placed(box: Box, { edges: own, errors }: Target, noise: number): Box {
  const edges = edgesOf(box);
  let gain = 0;
  let variance = 0;
  const mean = SIDES.map((i) => {
    const trust = noise ** 2 / (noise ** 2 + errors[i] ** 2);
    const at = edges[i] + trust * (own[i] - edges[i]);
    const left = trust * errors[i] ** 2;
    const moved = Math.abs(at - edges[i]);
    const weight = 1 / (i % 2 === 0 ? box.width : box.height);
    // The truth is normal around `at`: the mean distance of it to the guess, less that to `at`.
    gain += weight * (Math.sqrt(moved ** 2 + (2 / Math.PI) * left) - Math.sqrt((2 / Math.PI) * left));
    variance += weight ** 2 * Math.min(moved ** 2, (2 - 2 / Math.PI) * left);
    return at;
  }) as [number, number, number, number];
  return gain > SURE * Math.sqrt(variance) ? boxOf(mean) : box;
}

const edgesOf = (box: Box): Edges => [box.x, box.y, right(box), bottom(box)];
const boxOf = ([x, y, r, b]: Edges): Box => ({ x, y, width: r - x, height: b - y });
const tidy = (text: string | undefined): string => (text ?? '').replace(/\s+/g, '').toLowerCase();
