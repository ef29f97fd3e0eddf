import { area, type Box, center, iou, middle, overlap } from '../image/box.ts';
import { KINDS } from './candidates.ts';

/** What is asked of the neighbours: classes that are hard to tell apart count together. */
const GROUPS = [
  ['none'],
  ['text'],
  ['link'],
  ['button'],
  ['textbox', 'combobox'],
  ['checkbox', 'radio', 'switch'],
  ['tab'],
  ['menuitem'],
  ['icon'],
  ['container'],
];
const MANY = GROUPS.length;
const LINK = 2;
const SHAPE = KINDS.indexOf('shape');
/** Boxes that share more than this (IoU) may be rivals: one of them is the thing. */
const RIVAL = 0.3;
/** Things in one row or column are off by so many CSS pixels at most, and of heights that differ by this share. */
const ALIGNED = { off: 2.5, height: 0.15 };
/** Letters of one look: their size differs by less than this share, each of their colours' measures by less than this. */
const LOOK = { size: 0.08, color: 16 };
const LOOKS = ['inkLuma', 'inkSat', 'inkBlue', 'fillLuma', 'fillSat'];
/** What is more than so many times as large as a thing says little about it. */
const AROUND = 14;

/**
 * What a first verdict on all candidates of a screen tells about each of them: what stands in its row and column, what looks
 * like it, what shares its parent, what it holds, what holds it, and what would take its place. `rows`: their numbers, by
 * `names`; `first`: how likely each class is, in the order of `classes`. One row of numbers a candidate.
 */
export function contextOf(
  rows: readonly Float32Array[],
  names: readonly string[],
  first: readonly Float32Array[],
  classes: readonly string[],
): Float32Array[] {
  const column = Object.fromEntries(names.map((name, i) => [name, i]));
  const things = rows.map((row, i) => thingOf((name) => row[column[name]], first[i], classes));
  return things.map((thing) => {
    const [inRow, inColumn, alike, siblings, held]: Thing[][] = [[], [], [], [], []];
    const around: Thing[] = [];
    let rival: Thing | undefined;
    let rivals = 0;
    for (const other of things) {
      if (other === thing) continue;
      const shared = overlap(thing, other);
      if (shared > 0) {
        if (shared > 0.9 * other.area && other.area < thing.area) held.push(other);
        else if (shared > 0.9 * thing.area && other.area < AROUND * thing.area) around.push(other);
        if (shared > RIVAL * (thing.area + other.area - shared)) {
          rivals++;
          if (!rival || other.element > rival.element) rival = other;
        }
        continue;
      }
      if (other.kind !== thing.kind) continue;
      const isSized = Math.abs(other.height - thing.height) < Math.max(2, ALIGNED.height * thing.height);
      if (isSized && Math.abs(other.cy - thing.cy) < ALIGNED.off) inRow.push(other);
      if (isSized && Math.min(Math.abs(other.x - thing.x), Math.abs(other.cx - thing.cx)) < ALIGNED.off)
        inColumn.push(other);
      if (looksLike(thing, other)) alike.push(other);
      if (other.parent === thing.parent) siblings.push(other);
    }
    const nearest = (others: readonly Thing[], axis: 'cx' | 'cy', side: -1 | 1) =>
      others.reduce<Thing | undefined>((best, other) => {
        const gap = side * (other[axis] - thing[axis]);
        return gap > 0 && (!best || gap < side * (best[axis] - thing[axis])) ? other : best;
      }, undefined);
    const beside = [
      nearest(inRow, 'cx', -1),
      nearest(inRow, 'cx', 1),
      nearest(inColumn, 'cy', -1),
      nearest(inColumn, 'cy', 1),
    ];
    return Float32Array.from([
      ...thing.all,
      ...[inRow, inColumn, alike, siblings].flatMap((others) => [others.length, ...meanOf(others)]),
      ...[held, around].flatMap((others) => [others.length, ...mostOf(others)]),
      ...beside.flatMap((other) => (other ? [other.element, other.groups[LINK]] : [-1, -1])),
      rivals,
      rival ? rival.kind : -1,
      rival ? rival.element : -1,
      rival ? rival.area / thing.area : -1,
      rival ? iou(thing, rival) : -1,
      ...(rival ? rival.groups : NOBODY),
    ]);
  });
}

interface Thing extends Box {
  kind: number;
  cx: number;
  cy: number;
  area: number;
  /** Of letters their size, else how high it is. */
  size: number;
  colors: number[];
  parent: string;
  all: Float32Array;
  groups: Float32Array;
  /** That it is an element at all. */
  element: number;
}

const NOBODY = new Float32Array(MANY).fill(-1);

function thingOf(of: (name: string) => number, all: Float32Array, classes: readonly string[]): Thing {
  const [kind, em] = [of('kind'), of('lineEm')];
  const box: Box = { x: of('x'), y: of('y'), width: of('w'), height: of('h') };
  const groups = Float32Array.from(GROUPS, (group) => group.reduce((sum, name) => sum + all[classes.indexOf(name)], 0));
  return {
    kind,
    ...box,
    cx: center(box),
    cy: middle(box),
    area: area(box),
    size: em > 0 && kind !== SHAPE ? em : box.height,
    colors: LOOKS.map(of),
    parent: ['pw', 'ph', 'py'].map(of).join() + Math.round(box.x - of('pl')),
    all,
    groups,
    element: 1 - groups[0] - groups[MANY - 1],
  };
}

const looksLike = (a: Thing, b: Thing): boolean =>
  Math.abs(a.size - b.size) < LOOK.size * a.size && a.colors.every((v, i) => Math.abs(v - b.colors[i]) < LOOK.color);

function meanOf(things: readonly Thing[]): Float32Array {
  if (things.length === 0) return NOBODY;
  return NOBODY.map((_, g) => things.reduce((sum, { groups }) => sum + groups[g], 0) / things.length);
}

function mostOf(things: readonly Thing[]): Float32Array {
  if (things.length === 0) return NOBODY;
  return NOBODY.map((_, g) => Math.max(...things.map(({ groups }) => groups[g])));
}
