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
  const things = thingsOf(rows, names, first, classes);
  const { kind, x, cx, cy, height, area, parent, groups, element } = things;
  return first.map((all, i) => {
    const [inRow, inColumn, alike, siblings, held, around]: number[][] = [[], [], [], [], [], []];
    const margin = Math.max(2, ALIGNED.height * height[i]);
    let rival = -1;
    let rivals = 0;
    for (let j = 0; j < rows.length; j++) {
      if (j === i) continue;
      const shared = sharedBy(things, i, j);
      if (shared > 0) {
        if (shared > 0.9 * area[j] && area[j] < area[i]) held.push(j);
        else if (shared > 0.9 * area[i] && area[j] < AROUND * area[i]) around.push(j);
        if (shared > RIVAL * (area[i] + area[j] - shared)) {
          rivals++;
          if (rival < 0 || element[j] > element[rival]) rival = j;
        }
        continue;
      }
      if (kind[j] !== kind[i]) continue;
      const isSized = Math.abs(height[j] - height[i]) < margin;
      if (isSized && Math.abs(cy[j] - cy[i]) < ALIGNED.off) inRow.push(j);
      if (isSized && Math.min(Math.abs(x[j] - x[i]), Math.abs(cx[j] - cx[i])) < ALIGNED.off) inColumn.push(j);
      if (looksLike(things, i, j)) alike.push(j);
      if (parent[j] === parent[i]) siblings.push(j);
    }
    const nearest = (others: readonly number[], middles: Float64Array, side: -1 | 1) => {
      let best = -1;
      let least = Infinity;
      for (const other of others) {
        const gap = side * (middles[other] - middles[i]);
        if (gap > 0 && gap < least) [best, least] = [other, gap];
      }
      return best;
    };
    const beside = [nearest(inRow, cx, -1), nearest(inRow, cx, 1), nearest(inColumn, cy, -1), nearest(inColumn, cy, 1)];
    const row = new Float32Array(all.length + 6 * (1 + MANY) + 2 * beside.length + 5 + MANY);
    let at = 0;
    const add = (numbers: ArrayLike<number>) => {
      row.set(numbers, at);
      at += numbers.length;
    };
    add(all);
    for (const others of [inRow, inColumn, alike, siblings]) {
      row[at++] = others.length;
      add(meanOf(others, groups));
    }
    for (const others of [held, around]) {
      row[at++] = others.length;
      add(mostOf(others, groups));
    }
    for (const other of beside) add(other < 0 ? [-1, -1] : [element[other], groups[other][LINK]]);
    row[at++] = rivals;
    if (rival < 0) add([-1, -1, -1, -1]);
    else {
      const shared = sharedBy(things, i, rival);
      const iou = shared / (area[i] + area[rival] - shared);
      add([kind[rival], element[rival], area[rival] / area[i], iou]);
    }
    add(rival < 0 ? NOBODY : groups[rival]);
    return row;
  });
}

/** All candidates in flat arrays: each is compared with each. CSS pixels. */
interface Things {
  kind: Float64Array;
  x: Float64Array;
  y: Float64Array;
  right: Float64Array;
  bottom: Float64Array;
  cx: Float64Array;
  cy: Float64Array;
  height: Float64Array;
  area: Float64Array;
  /** Of letters their size, else how high it is. */
  size: Float64Array;
  /** `LOOKS` of each. */
  colors: Float64Array;
  /** A number for each parent. */
  parent: Int32Array;
  groups: Float32Array[];
  /** That it is an element at all. */
  element: Float64Array;
}

const NOBODY = new Float32Array(MANY).fill(-1);

function thingsOf(
  rows: readonly Float32Array[],
  names: readonly string[],
  first: readonly Float32Array[],
  classes: readonly string[],
): Things {
  const of = (name: string) => {
    const column = names.indexOf(name);
    return Float64Array.from(rows, (row) => row[column]);
  };
  const [kind, em, x, y, w, height] = ['kind', 'lineEm', 'x', 'y', 'w', 'h'].map(of);
  const looks = LOOKS.map(of);
  const [pw, ph, py, pl] = ['pw', 'ph', 'py', 'pl'].map(of);
  const parents = new Map<string, number>();
  const parent = Int32Array.from(rows, (_, i) => {
    const key = `${pw[i]},${ph[i]},${py[i]},${Math.round(x[i] - pl[i])}`;
    const known = parents.get(key) ?? parents.size;
    parents.set(key, known);
    return known;
  });
  const members = GROUPS.map((group) => group.map((name) => classes.indexOf(name)));
  const groups = first.map((all) =>
    Float32Array.from(members, (group) => group.reduce((sum, member) => sum + all[member], 0)),
  );
  return {
    kind,
    x,
    y,
    right: x.map((left, i) => left + w[i]),
    bottom: y.map((top, i) => top + height[i]),
    cx: x.map((left, i) => left + w[i] / 2),
    cy: y.map((top, i) => top + height[i] / 2),
    height,
    area: w.map((width, i) => width * height[i]),
    size: em.map((size, i) => (size > 0 && kind[i] !== SHAPE ? size : height[i])),
    colors: Float64Array.from({ length: LOOKS.length * rows.length }, (_, i) => {
      return looks[i % LOOKS.length][Math.floor(i / LOOKS.length)];
    }),
    parent,
    groups,
    element: Float64Array.from(groups, (group) => 1 - group[0] - group[MANY - 1]),
  };
}

/** The area that two of them share. */
function sharedBy({ x, y, right, bottom }: Things, i: number, j: number): number {
  const width = Math.min(right[i], right[j]) - Math.max(x[i], x[j]);
  if (width <= 0) return 0;
  const height = Math.min(bottom[i], bottom[j]) - Math.max(y[i], y[j]);
  return height > 0 ? width * height : 0;
}

function looksLike({ size, colors }: Things, i: number, j: number): boolean {
  if (!(Math.abs(size[i] - size[j]) < LOOK.size * size[i])) return false;
  for (let k = 0, [a, b] = [i * LOOKS.length, j * LOOKS.length]; k < LOOKS.length; k++, a++, b++) {
    if (!(Math.abs(colors[a] - colors[b]) < LOOK.color)) return false;
  }
  return true;
}

function meanOf(some: readonly number[], groups: readonly Float32Array[]): Float32Array {
  if (some.length === 0) return NOBODY;
  const sums = new Float64Array(MANY);
  for (const one of some) for (let g = 0; g < MANY; g++) sums[g] += groups[one][g];
  return new Float32Array(sums.map((sum) => sum / some.length));
}

function mostOf(some: readonly number[], groups: readonly Float32Array[]): Float32Array {
  if (some.length === 0) return NOBODY;
  const most = new Float32Array(MANY).fill(-Infinity);
  for (const one of some) for (let g = 0; g < MANY; g++) most[g] = Math.max(most[g], groups[one][g]);
  return most;
}
