import { type Box, bottom, center, middle, right } from '../image/box.ts';
import type { Role } from './element.ts';
import { colorDistance, luma, type Rgb, saturation } from './segments.ts';
import type { Draft, Sight } from './sight.ts';

/** Roles that stand in one row or column with each other; others have no state that can be seen. */
const FAMILIES: readonly (readonly Role[])[] = [
  ['tab', 'menuitem', 'link', 'button'],
  ['checkbox', 'radio', 'switch'],
  ['textbox', 'combobox'],
];
const ROLES = FAMILIES.flat();
const NONE = -1;
/** What says no more beyond this, CSS pixels. */
const FAR = 200;
/** A side is looked at in so many places. */
const POINTS = 16;
/** A tick is looked at in a grid of so many cells a side. */
const GRID = 6;
const NO_GRID = Object.fromEntries(
  Array.from({ length: GRID * GRID }, (_, i) => i).flatMap((i) => [
    [`far${i}`, NONE],
    [`sat${i}`, NONE],
  ]),
);
/** Colours nearer than this are one. */
const ALIKE = 24;
const NO_COLOR: Rgb = [0, 0, 0];

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** A line of pixels along a side, by how much it differs from what lies on both sides of it. */
interface Rule {
  strength: number;
  sat: number;
  /** From the side outwards, CSS pixels. */
  at: number;
}

/** How an element looks. */
interface Look {
  box: Box;
  family: number;
  /** The commonest colour on it, that around it, and that of what is written on it. */
  paper: Rgb;
  outside: Rgb;
  ink: Rgb;
  contrast: number;
  /** The share of it that is inked: more in bold type. */
  inked: number;
  /** Under it, left of it, above it. */
  rules: { below: Rule; left: Rule; above: Rule };
  /** What goes all the way around. */
  ring: { strength: number; sat: number; width: number };
}

/** Numbers for each element that may have a state, with its index: of itself, and of it beside its like. */
export function stateFeatures(
  sight: Sight,
  drafts: readonly Pick<Draft, 'role' | 'box'>[],
): { names: string[]; rows: { index: number; row: Float32Array }[] } {
  let names: string[] = [];
  const looks = drafts.flatMap(({ role, box }, index) => {
    const family = FAMILIES.findIndex((roles) => roles.includes(role));
    return family < 0 ? [] : [{ index, role, look: lookOf(box, family, sight) }];
  });
  const all = looks.map(({ look }) => look);
  const rows = looks.map(({ index, role, look }) => {
    const parts = [
      { role: ROLES.indexOf(role) },
      ownOf(look, sight),
      besideOf(look, all, sight.scale),
      arrowsOf(look, sight),
      gridOf(look, sight),
    ];
    if (names.length === 0) names = parts.flatMap((part) => Object.keys(part));
    return { index, row: Float32Array.from(parts.flatMap((part) => Object.values(part))) };
  });
  return { names, rows };
}

function lookOf(box: Box, family: number, sight: Sight): Look {
  const { at, scale } = sight;
  const inside = samples(box, at);
  const paper = commonest(inside);
  const outside = commonest(colorsAround(box, 4 * scale, at));
  let far = 0;
  for (const color of inside) far = Math.max(far, colorDistance(color, paper));
  const ink = average(inside.filter((color) => colorDistance(color, paper) > 0.7 * far));
  const contrast = colorDistance(ink, paper);
  let inked = 0;
  for (const color of inside) if (colorDistance(color, paper) > 0.5 * contrast) inked++;
  inked /= Math.max(1, inside.length);
  const sides = { below: side(box, 'below'), left: side(box, 'left'), above: side(box, 'above') };
  const rule = (points: Side) => strongest(points, paper, outside, sight);
  const rules = { below: rule(sides.below), left: rule(sides.left), above: rule(sides.above) };
  return { box, family, paper, outside, ink, contrast, inked, rules, ring: ringOf(box, outside, sight) };
}

function samples(box: Box, at: Sight['at']): Rgb[] {
  const [columns, rows] = [Math.min(48, Math.ceil(box.width)), Math.min(24, Math.ceil(box.height))];
  const colors: Rgb[] = [];
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const color = at(
        Math.floor(box.x + ((i + 0.5) / columns) * box.width),
        Math.floor(box.y + ((j + 0.5) / rows) * box.height),
      );
      if (color) colors.push(color);
    }
  }
  return colors;
}

function commonest(colors: readonly Rgb[]): Rgb {
  const bins = new Map<number, Rgb[]>();
  for (const color of colors) {
    const key = ((color[0] >> 4) << 8) | ((color[1] >> 4) << 4) | (color[2] >> 4);
    const bin = bins.get(key);
    if (bin) bin.push(color);
    else bins.set(key, [color]);
  }
  let best: Rgb[] = [];
  for (const bin of bins.values()) if (bin.length > best.length) best = bin;
  return average(best);
}

function average(colors: readonly Rgb[]): Rgb {
  if (colors.length === 0) return NO_COLOR;
  let [red, green, blue] = [0, 0, 0];
  for (const color of colors) {
    red += color[0];
    green += color[1];
    blue += color[2];
  }
  return [red / colors.length, green / colors.length, blue / colors.length];
}

/** The colours on a frame that lies this far around a box. */
function colorsAround(box: Box, distance: number, at: Sight['at']): Rgb[] {
  const [x0, y0] = [box.x - distance, box.y - distance];
  const [x1, y1] = [right(box) + distance - 1, bottom(box) + distance - 1];
  const colors: Rgb[] = [];
  const add = (x: number, y: number) => {
    const color = at(Math.round(x), Math.round(y));
    if (color) colors.push(color);
  };
  for (let i = 0; i < POINTS; i++) {
    const t = (i + 0.5) / POINTS;
    add(x0 + t * (x1 - x0), y0);
    add(x0 + t * (x1 - x0), y1);
    add(x0, y0 + t * (y1 - y0));
    add(x1, y0 + t * (y1 - y0));
  }
  return colors;
}

/** The point at `t` (0..1) along a side, `out` pixels outside of the box. */
type Side = (t: number, out: number) => [number, number];

function side(box: Box, which: 'below' | 'left' | 'above'): Side {
  if (which === 'left') return (t, out) => [box.x - out, box.y + t * box.height];
  if (which === 'above') return (t, out) => [box.x + t * box.width, box.y - out];
  return (t, out) => [box.x + t * box.width, bottom(box) - 1 + out];
}

/** The line along a side, up to 14 CSS pixels from it, that differs most from what it lies on. */
function strongest(side: Side, paper: Rgb, outside: Rgb, { at, scale }: Sight): Rule {
  const best: Rule = { strength: 0, sat: 0, at: NONE };
  for (let out = -3; out <= 14; out++) {
    let [strength, sat, seen] = [0, 0, 0];
    for (let i = 0; i < POINTS; i++) {
      const [x, y] = side((i + 0.5) / POINTS, out * scale);
      const color = at(Math.round(x), Math.round(y));
      if (!color) continue;
      strength += Math.min(colorDistance(color, paper), colorDistance(color, outside));
      sat += saturation(color);
      seen++;
    }
    if (seen < 12) continue;
    strength /= seen;
    if (strength > best.strength) Object.assign(best, { strength, sat: sat / seen, at: out });
  }
  return best;
}

function ringOf(box: Box, outside: Rgb, { at, scale }: Sight): Look['ring'] {
  const ring = { strength: 0, sat: 0, width: 0 };
  for (let out = -3; out <= 4; out++) {
    const colors = colorsAround(box, out * scale, at);
    const distances = colors.map((color) => colorDistance(color, outside)).sort((a, b) => a - b);
    // Nearly all of the way: corners are round.
    const strength = distances[Math.floor(distances.length / 8)] ?? 0;
    if (strength > ALIKE) ring.width++;
    if (strength > ring.strength) Object.assign(ring, { strength, sat: mean(colors.map(saturation)) });
  }
  return ring;
}

function ownOf({ box, paper, outside, ink, contrast, inked, rules, ring }: Look, sight: Sight) {
  const { scale, background, width } = sight;
  return {
    w: box.width / scale,
    h: box.height / scale,
    cx: center(box) / width,
    pageLuma: luma(background),
    paperLuma: luma(paper),
    paperSat: saturation(paper),
    paperOut: colorDistance(paper, outside),
    paperPage: colorDistance(paper, background),
    outPage: colorDistance(outside, background),
    inkLuma: luma(ink),
    inkSat: saturation(ink),
    contrast,
    inked,
    below: rules.below.strength,
    belowSat: rules.below.sat,
    belowAt: rules.below.at,
    left: rules.left.strength,
    leftSat: rules.left.sat,
    leftAt: rules.left.at,
    above: rules.above.strength,
    aboveSat: rules.above.sat,
    ring: ring.strength,
    ringSat: ring.sat,
    ringWidth: ring.width,
  };
}

/** An element against those of its kind in its row or its column: the one that differs is the one that is chosen. */
function besideOf(look: Look, all: readonly Look[], scale: number) {
  const { box, family } = look;
  const alike = all.filter((other) => other !== look && other.family === family && sameHeight(other.box, box));
  const row = linked(
    box,
    alike.filter((other) => Math.abs(middle(other.box) - middle(box)) < 0.3 * box.height),
    (a, b) => Math.max(a.x, b.x) - Math.min(right(a), right(b)) < 80 * scale,
  );
  const column = linked(
    box,
    alike.filter(
      ({ box: other }) => Math.abs(other.x - box.x) < 6 * scale || Math.abs(center(other) - center(box)) < 6 * scale,
    ),
    (a, b) => Math.max(a.y, b.y) - Math.min(bottom(a), bottom(b)) < 64 * scale,
  );
  const others = row.length >= column.length ? row : column;
  const versus = (of: (look: Look) => number) =>
    others.length === 0 ? 0 : of(look) - median(others.map((other) => of(other)));
  // How far its colour is from the nearest of the others', and how far theirs are from each other.
  const apart = (of: (look: Look) => Rgb) => {
    const nearest = (one: Look, rest: readonly Look[]) =>
      Math.min(255, ...rest.map((other) => colorDistance(of(one), of(other))));
    if (others.length < 2) return [NONE, NONE];
    const spread = others.map((one) =>
      nearest(
        one,
        others.filter((other) => other !== one),
      ),
    );
    return [nearest(look, others), median(spread)];
  };
  const [inkApart, inkSpread] = apart(({ ink }) => ink);
  const [paperApart, paperSpread] = apart(({ paper }) => paper);
  const [outApart, outSpread] = apart(({ outside }) => outside);
  const next = alike.filter(({ box: other }) => other.y > middle(box) && Math.abs(other.x - box.x) < 6 * scale);
  const below = Math.min(FAR * scale, ...next.map(({ box: other }) => other.y - bottom(box))) / scale;
  return {
    inRow: row.length,
    inColumn: column.length,
    inkApart,
    inkSpread,
    paperApart,
    paperSpread,
    outApart,
    outSpread,
    vsContrast: versus(({ contrast }) => contrast),
    vsInkSat: versus(({ ink }) => saturation(ink)),
    vsInkLuma: versus(({ ink }) => luma(ink)),
    vsPaperLuma: versus(({ paper }) => luma(paper)),
    vsPaperSat: versus(({ paper }) => saturation(paper)),
    vsPaperOut: versus(({ paper, outside }) => colorDistance(paper, outside)),
    vsInked: versus(({ inked }) => inked),
    vsBelow: versus(({ rules }) => rules.below.strength),
    vsBelowSat: versus(({ rules }) => rules.below.sat),
    vsLeft: versus(({ rules }) => rules.left.strength),
    vsLeftSat: versus(({ rules }) => rules.left.sat),
    vsAbove: versus(({ rules }) => rules.above.strength),
    vsRing: versus(({ ring }) => ring.strength),
    vsRingSat: versus(({ ring }) => ring.sat),
    vsRingWidth: versus(({ ring }) => ring.width),
    vsHeight: versus((other) => other.box.height / scale),
    nextBelow: below,
  };
}

/** Those that can be reached from a box by steps between neighbours. */
function linked(box: Box, looks: readonly Look[], isNext: (a: Box, b: Box) => boolean): Look[] {
  const reached: Look[] = [];
  let rest = looks;
  for (let from = [box]; from.length > 0; ) {
    const next = rest.filter((other) => from.some((one) => isNext(one, other.box)));
    rest = rest.filter((other) => !next.includes(other));
    reached.push(...next);
    from = next.map((other) => other.box);
  }
  return reached;
}

const sameHeight = (a: Box, b: Box): boolean => Math.max(a.height, b.height) < 1.35 * Math.min(a.height, b.height) + 2;

/** The marks at the ends of an element, and the one left of it: their sizes, and where they point. */
function arrowsOf({ box, paper, family }: Look, sight: Sight) {
  const seen = (from: number, step: 1 | -1) => (family === 0 ? arrowAt(box, from, step, paper, sight) : undefined);
  const named = (name: string, arrow: ReturnType<typeof arrowAt>) => ({
    [`${name}W`]: arrow?.width ?? NONE,
    [`${name}H`]: arrow?.height ?? NONE,
    [`${name}Down`]: arrow?.down ?? 0,
    [`${name}Right`]: arrow?.right ?? 0,
  });
  return {
    ...named('end', seen(right(box) - 1 - 2 * sight.scale, -1)),
    ...named('start', seen(box.x + 2 * sight.scale, 1)),
    ...named('before', seen(box.x - 1, -1)),
  };
}

/** The first thing that is inked from `from` on, up to 40 CSS pixels away; nothing where it is as wide as words. */
function arrowAt(box: Box, from: number, step: 1 | -1, paper: Rgb, { at, scale }: Sight) {
  const half = Math.min(box.height / 2 - 2 * scale, 16 * scale);
  const [y0, y1] = [Math.round(middle(box) - half), Math.round(middle(box) + half)];
  const points: { x: number; y: number }[] = [];
  let blank = 0;
  for (let i = 0; i < 40 * scale; i++) {
    const x = Math.round(from) + step * i;
    const before = points.length;
    for (let y = y0; y < y1; y++) {
      const color = at(x, y);
      if (color && colorDistance(color, paper) > 70) points.push({ x, y });
    }
    blank = points.length > before ? 0 : blank + 1;
    if (points.length > 0 && blank > 2 * scale) break;
  }
  if (points.length < 4) return undefined;
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left + 1, Math.max(...ys) - top + 1];
  if (width > 24 * scale || width < 3 || height < 3) return undefined;
  // How wide it is at its ends: it points to where it is narrow.
  const across = (end: 'x' | 'y', far: boolean) => {
    const [start, size, other] = end === 'y' ? [top, height, left + width / 2] : [left, width, top + height / 2];
    const part = points.filter((p) => (far ? p[end] >= start + (2 * size) / 3 : p[end] < start + size / 3));
    return mean(part.map((p) => Math.abs((end === 'y' ? p.x : p.y) + 0.5 - other)));
  };
  return {
    width: width / scale,
    height: height / scale,
    down: (across('y', false) - across('y', true)) / width,
    right: (across('x', false) - across('x', true)) / height,
  };
}

/** The cells of a tick: how far from what is around it, and how colourful. */
function gridOf({ box, outside, family }: Look, { at }: Sight): Record<string, number> {
  if (family !== 1) return NO_GRID;
  const cells: Record<string, number> = {};
  for (let i = 0; i < GRID * GRID; i++) {
    const [x, y] = [i % GRID, Math.floor(i / GRID)];
    const cell = {
      x: box.x + (x * box.width) / GRID,
      y: box.y + (y * box.height) / GRID,
      width: box.width / GRID,
      height: box.height / GRID,
    };
    const colors = samples(cell, at);
    cells[`far${i}`] = mean(colors.map((color) => colorDistance(color, outside)));
    cells[`sat${i}`] = mean(colors.map(saturation));
  }
  return cells;
}
