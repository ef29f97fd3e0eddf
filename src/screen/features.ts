import { area, type Box, bottom, center, coverage, middle, overlap, right, union } from '../image/box.ts';
import type { Candidate } from './candidates.ts';
import { KINDS } from './candidates.ts';
import { colorDistance, luma, type Rgb, saturation } from './segments.ts';
import type { Shape } from './shapes.ts';
import { bodySize, type Sight } from './sight.ts';
import type { ScreenLine } from './text.ts';

/** Numbers by name, in the same order for all candidates. */
type Row = Readonly<Record<string, number>>;

/** Distances beyond this say no more, CSS pixels. */
const FAR = 200;
/** A small thing is looked at in a grid of so many cells a side. */
const GRID = 6;
const GRID_SIDE = 56;
const GRID_NAMES = Array.from({ length: GRID * GRID }, (_, i) => `g${i}`);
const NONE = -1;

const WHITE: Rgb = [255, 255, 255];

/** What is known of a screen before any of its candidates is looked at. */
class Scene {
  readonly bodyEm: number;
  readonly bodyInk: Rgb;
  private readonly inks: Map<ScreenLine, Rgb>;
  /** How many lines have nearly this colour. */
  private readonly shares = new Map<ScreenLine, number>();
  private readonly parents = new Map<Box, Shape | undefined>();
  private readonly contents = new Map<Shape, Row>();
  private readonly characters = new Map<string, Row>();
  readonly lineInks: readonly Box[];
  readonly blobBoxes: readonly Box[];
  readonly shapeBoxes: readonly Box[];
  readonly marks: readonly Box[];
  readonly small: readonly Box[];

  constructor(readonly sight: Sight) {
    const { lines } = sight;
    const { shapes, blobs, scale } = sight;
    this.lineInks = lines.map(({ ink }) => ink);
    this.blobBoxes = blobs.map(({ box }) => box);
    this.shapeBoxes = shapes.map(({ box }) => box);
    this.marks = this.blobBoxes.filter((box) => Math.max(box.width, box.height) > 5 * scale);
    this.small = this.shapeBoxes.filter((box) => box.height < 70 * scale && box.width < 500 * scale);
    this.bodyEm = bodySize(lines) ?? 14 * scale;
    this.inks = new Map(lines.map((line) => [line, sight.inkOf(line)]));
    let best = 0;
    this.bodyInk = [0, 0, 0];
    for (const [line, ink] of this.inks) {
      let alike = 0;
      for (const other of this.inks.values()) if (colorDistance(ink, other) < 28) alike++;
      this.shares.set(line, alike / lines.length);
      if (alike > best) [best, this.bodyInk] = [alike, ink];
    }
  }

  private readonly known = { bold: new Map<ScreenLine, number>(), underlined: new Map<ScreenLine, number>() };

  /** What is true of a line whichever candidates it is a part of: its pixels are looked at once. */
  once(line: ScreenLine, what: 'bold' | 'underlined', look: () => number): number {
    const known = this.known[what].get(line) ?? look();
    this.known[what].set(line, known);
    return known;
  }

  charactersOf(text: string): Row {
    const known = this.characters.get(text) ?? charactersOf(text);
    this.characters.set(text, known);
    return known;
  }

  shareOf(line: ScreenLine): number {
    return this.shares.get(line) ?? 0;
  }

  /** The colour of a line's letters, or of a part of one. */
  inkOf(line: ScreenLine): Rgb {
    return this.inks.get(line) ?? this.sight.inkOf(line);
  }

  /** The smallest shape around a box. */
  parentOf(box: Box): Shape | undefined {
    if (this.parents.has(box)) return this.parents.get(box);
    let best: Shape | undefined;
    for (const shape of this.sight.shapes) {
      if (area(shape.box) <= 1.1 * area(box) || coverage(box, shape.box) < 0.94) continue;
      if (!best || area(shape.box) < area(best.box)) best = shape;
    }
    this.parents.set(box, best);
    return best;
  }

  /** How much lies in a shape; many candidates have the same one around them. */
  contentsOf(parent: Shape): Row {
    const known = this.contents.get(parent);
    if (known) return known;
    const { lines, shapes, blobs } = this.sight;
    const inside = (other: Box) => coverage(other, parent.box) > 0.9;
    const contents = {
      pLines: lines.filter((line) => inside(line.ink)).length,
      pShapes: shapes.filter((shape) => shape !== parent && inside(shape.box)).length,
      pBlobs: blobs.filter((blob) => inside(blob.box)).length,
    };
    this.contents.set(parent, contents);
    return contents;
  }
}

const NO_CONTENTS: Row = { pLines: NONE, pShapes: NONE, pBlobs: NONE };

/** One row of numbers a candidate. All lengths in CSS pixels or ems, so that the scale does not matter. */
export function featuresOf(sight: Sight, candidates: readonly Candidate[]): { names: string[]; rows: Float32Array[] } {
  const scene = new Scene(sight);
  let names: string[] = [];
  const rows = candidates.map((candidate) => {
    const parts = partsOf(candidate, scene);
    if (names.length === 0) names = [...parts.flatMap((part) => Object.keys(part)), ...GRID_NAMES];
    const row = new Float32Array(names.length);
    let i = 0;
    for (const part of parts) for (const value of Object.values(part)) row[i++] = value;
    row.set(gridOf(candidate.box, sight), i);
    return row;
  });
  return { names, rows };
}

function partsOf(candidate: Candidate, scene: Scene): Row[] {
  const { sight } = scene;
  const parent = scene.parentOf(candidate.box);
  return [
    { kind: KINDS.indexOf(candidate.kind) },
    placeOf(candidate.box, sight, scene.bodyEm),
    paintOf(candidate, parent, sight),
    parentOf(candidate.box, parent, scene),
    contentsOf(candidate, scene),
    scene.charactersOf(candidate.line?.text ?? ''),
    wordsOf(candidate, scene),
    neighboursOf(candidate, scene),
    pixelsOf(candidate.box, sight),
  ];
}

function placeOf(box: Box, { width, height, scale, lines }: Sight, bodyEm: number): Row {
  return {
    w: box.width / scale,
    h: box.height / scale,
    hem: box.height / bodyEm,
    wem: box.width / bodyEm,
    aspect: box.width / box.height,
    x: box.x / scale,
    y: box.y / scale,
    cx: center(box) / width,
    cy: middle(box) / height,
    toRight: (width - right(box)) / scale,
    toBottom: (height - bottom(box)) / scale,
    ofWidth: box.width / width,
    ofHeight: box.height / height,
    pageWidth: width / scale,
    pageLines: lines.length,
    em: bodyEm / scale,
    scale,
  };
}

/** How a shape is painted, or what a candidate without one stands on. */
function paintOf({ box, shape }: Candidate, parent: Shape | undefined, { background, at }: Sight): Row {
  const outside = parent?.fill ?? background;
  const fill = shape?.fill ?? outside;
  const edge = shape?.edge ?? fill;
  const below = at(Math.round(center(box)), Math.round(bottom(box)) + 2) ?? outside;
  return {
    bordered: shape ? Number(shape.bordered) : NONE,
    circle: shape ? Number(shape.kind === 'circle') : NONE,
    plain: shape?.plain ?? NONE,
    crossed: Number(shape?.crossed ?? false),
    fillLuma: luma(fill),
    fillSat: saturation(fill),
    edgeSat: saturation(edge),
    edgeLuma: luma(edge),
    fillOut: colorDistance(fill, outside),
    edgeOut: colorDistance(edge, outside),
    edgeFill: colorDistance(edge, fill),
    belowOut: colorDistance(below, fill),
    fillPage: colorDistance(fill, background),
    pageLuma: luma(background),
    outLuma: luma(outside),
    outSat: saturation(outside),
    outPage: colorDistance(outside, background),
  };
}

function parentOf(box: Box, parent: Shape | undefined, scene: Scene): Row {
  const { scale } = scene.sight;
  const far = (value: number) => Math.min(FAR, value / scale);
  const grand = parent && scene.parentOf(parent.box);
  return {
    pw: parent ? parent.box.width / scale : NONE,
    ph: parent ? parent.box.height / scale : NONE,
    pl: parent ? far(box.x - parent.box.x) : NONE,
    pr: parent ? far(right(parent.box) - right(box)) : NONE,
    pt: parent ? far(box.y - parent.box.y) : NONE,
    pb: parent ? far(bottom(parent.box) - bottom(box)) : NONE,
    pshare: parent ? area(box) / area(parent.box) : NONE,
    pborder: parent ? Number(parent.bordered) : NONE,
    pcircle: parent ? Number(parent.kind === 'circle') : NONE,
    pplain: parent?.plain ?? NONE,
    ...(parent ? scene.contentsOf(parent) : NO_CONTENTS),
    gw: grand ? grand.box.width / scale : NONE,
    gh: grand ? grand.box.height / scale : NONE,
    gt: grand ? far(box.y - grand.box.y) : NONE,
    gl: grand ? far(box.x - grand.box.x) : NONE,
    py: parent ? parent.box.y / scale : NONE,
  };
}

/** What lies in a box: how much, and where. */
function contentsOf({ box, line }: Candidate, { sight }: Scene): Row {
  const { scale, lines, shapes, blobs } = sight;
  const [far, low, most] = [right(box), bottom(box), 0.95 * area(box)];
  // Most lie elsewhere, which the corner tells.
  const within = (other: Box) => other.x < far && other.y < low && area(other) < most && coverage(other, box) > 0.9;
  const inLines = lines.filter(({ ink }) => within(ink));
  const inBlobs = blobs.filter((blob) => within(blob.box));
  const inShapes = shapes.filter((shape) => within(shape.box));
  const parts = [...inLines.map(({ ink }) => ink), ...inBlobs.map((blob) => blob.box), ...inShapes.map((s) => s.box)];
  const all = parts.length > 0 ? union(parts) : undefined;
  const textEnd = Math.max(box.x, ...inLines.map(({ ink }) => right(ink)));
  const textStart = inLines.length > 0 ? Math.min(...inLines.map(({ ink }) => ink.x)) : NONE;
  const marks = [...inBlobs.map((blob) => blob.box), ...inShapes.map((s) => s.box)];
  const last = marks.reduce<Box | undefined>((a, b) => (a && right(a) >= right(b) ? a : b), undefined);
  const first = marks.reduce<Box | undefined>((a, b) => (a && a.x <= b.x ? a : b), undefined);
  const rows = new Set(inLines.map(({ box: b }) => Math.round(middle(b) / (0.7 * (line?.em ?? 14))))).size;
  const textWidth = inLines.reduce((sum, { ink }) => sum + ink.width, 0);
  return {
    nLines: inLines.length,
    nBlobs: inBlobs.length,
    nShapes: inShapes.length,
    rows,
    left: all ? (all.x - box.x) / scale : NONE,
    rightSpace: all ? (right(box) - right(all)) / scale : NONE,
    topSpace: all ? (all.y - box.y) / scale : NONE,
    lowSpace: all ? (bottom(box) - bottom(all)) / scale : NONE,
    offCenter: all ? Math.abs(center(all) - center(box)) / scale : NONE,
    textLeft: inLines.length > 0 ? (textStart - box.x) / scale : NONE,
    textRight: inLines.length > 0 ? (right(box) - textEnd) / scale : NONE,
    textOff: inLines.length > 0 ? Math.abs((textStart + textEnd) / 2 - center(box)) / scale : NONE,
    textFill: textWidth / box.width,
    lastW: last ? last.width / scale : NONE,
    lastH: last ? last.height / scale : NONE,
    lastRight: last ? (right(box) - right(last)) / scale : NONE,
    lastGap: last ? Math.max(-20, Math.min(FAR, (last.x - textEnd) / scale)) : NONE,
    firstW: first ? first.width / scale : NONE,
    firstH: first ? first.height / scale : NONE,
    firstLeft: first ? (first.x - box.x) / scale : NONE,
    inkShare: inBlobs.reduce((sum, blob) => sum + blob.ink, 0) / area(box),
    maxEm: Math.max(0, ...inLines.map(({ em }) => em)) / scale,
  };
}

const share = (text: string, pattern: RegExp): number => (text.match(pattern)?.length ?? 0) / Math.max(1, text.length);

/** What is in a text, many candidates having the same. */
function charactersOf(text: string): Row {
  return {
    chars: [...text].length,
    words: text === '' ? 0 : text.split(/\s+/).length,
    digits: share(text, /\d/g),
    upper: share(text, /\p{Lu}/gu),
    startsUpper: Number(/^\p{Lu}/u.test(text)),
    cjk: share(text, /[\u{2E80}-\u{9FFF}]/gu),
    symbols: share(text, /[^\p{L}\p{N}\s]/gu),
    colon: Number(/[:：]$/.test(text)),
    star: Number(/[*＊]$/.test(text)),
    dots: Number(/(\.\.\.|…)$/.test(text)),
    stop: Number(/[.。!?]$/.test(text)),
    address: Number(/@|:\/\/|\.\w{2,3}$/.test(text)),
    slash: Number(/\//.test(text)),
  };
}

/** What the words look like, and a little of what they are: never which words. */
function wordsOf({ box, line, kind }: Candidate, scene: Scene): Row {
  const { sight } = scene;
  const ink = line ? scene.inkOf(line) : WHITE;
  const paper = line ? (sight.at(Math.round(line.box.x), Math.round(line.box.y)) ?? sight.background) : WHITE;
  const contrast = line ? colorDistance(ink, paper) : NONE;
  return {
    lineConf: line?.confidence ?? NONE,
    lineEm: line ? line.em / sight.scale : NONE,
    ofBody: line ? line.em / scene.bodyEm : NONE,
    inkLuma: luma(ink),
    inkSat: saturation(ink),
    inkBlue: ink[2] - ink[0],
    inkGreen: ink[1] - (ink[0] + ink[2]) / 2,
    inkBody: line ? colorDistance(ink, scene.bodyInk) : NONE,
    inkContrast: contrast,
    inkCommon: line ? scene.shareOf(line) : NONE,
    boldness: line && contrast > 0 ? scene.once(line, 'bold', () => strokes(line, ink, paper, sight)) : NONE,
    underlined:
      line && kind !== 'shape' ? scene.once(line, 'underlined', () => underline(line, paper, contrast, sight)) : NONE,
    ofLine: line ? area(line.box) / area(box) : NONE,
  };
}

/** How much of a line's ink box is inked: bold type has more. */
function strokes({ ink: box }: ScreenLine, ink: Rgb, paper: Rgb, { at }: Sight): number {
  const half = 0.5 * colorDistance(ink, paper);
  let [inked, all] = [0, 0];
  const step = Math.max(1, Math.floor(box.width / 80));
  for (let y = Math.round(box.y); y < bottom(box); y++) {
    for (let x = Math.round(box.x); x < right(box); x += step, all++) {
      const color = at(x, y);
      if (color && colorDistance(color, paper) > half) inked++;
    }
  }
  return inked / Math.max(1, all);
}

/** Whether a row at the foot of a line is inked from end to end. */
function underline({ box, ink, em }: ScreenLine, paper: Rgb, contrast: number, { at }: Sight): number {
  for (let y = Math.round(box.y + 0.6 * box.height); y < bottom(box) + 0.25 * em; y++) {
    let inked = 0;
    const steps = 40;
    for (let i = 0; i < steps; i++) {
      const color = at(Math.round(ink.x + ((i + 0.5) * ink.width) / steps), y);
      if (color && colorDistance(color, paper) > 0.35 * contrast) inked++;
    }
    if (inked > 0.92 * steps) return 1;
  }
  return 0;
}

/** What stands beside, above and below, and how often the like of it is repeated. */
function neighboursOf({ box, line, shape, blob, kind }: Candidate, scene: Scene): Row {
  const { sight } = scene;
  const { scale, lines, rules } = sight;
  const em = line?.em ?? 14 * scale;
  const far = (value: number) => Math.min(FAR, value / scale);
  const inRow = (other: Box) =>
    Math.abs(middle(other) - middle(box)) < 0.35 * Math.max(em, Math.min(box.height, other.height));
  const apart = (other: Box) => overlap(other, box) < 0.3 * Math.min(area(other), area(box));
  const sides = (boxes: readonly Box[]) => {
    let before: Box | undefined;
    let after: Box | undefined;
    let count = 0;
    for (const other of boxes) {
      if (!inRow(other) || !apart(other)) continue;
      count++;
      if (center(other) < center(box)) {
        if (!before || right(other) > right(before)) before = other;
      } else if (!after || other.x < after.x) after = other;
    }
    return {
      count,
      before: before ? far(box.x - right(before)) : FAR + 1,
      after: after ? far(after.x - right(box)) : FAR + 1,
      beforeW: before ? far(before.width) : NONE,
      afterW: after ? far(after.width) : NONE,
      beforeH: before ? far(before.height) : NONE,
    };
  };
  const [text, marks, frames] = [sides(scene.lineInks), sides(scene.marks), sides(scene.small)];

  // Lines that begin, or lie around, where this one does.
  let [column, above, below, same, sameGaps] = [0, FAR + 1, FAR + 1, 0, 0];
  let [aboveEm, belowEm] = [NONE, NONE];
  for (const other of lines) {
    if (other === line && kind !== 'shape') continue;
    if (coverage(other.ink, box) > 0.5) continue;
    const aligned =
      Math.abs(other.ink.x - (line && kind !== 'shape' ? line.ink.x : box.x)) < 3 * scale ||
      Math.abs(center(other.ink) - center(box)) < 2 * scale;
    if (!aligned) continue;
    if (Math.abs(other.em - em) < 0.15 * em) column++;
    const up = far(box.y - bottom(other.ink));
    const down = far(other.ink.y - bottom(box));
    if (up >= 0 && up < above) [above, aboveEm] = [up, other.em / em];
    if (down >= 0 && down < below) [below, belowEm] = [down, other.em / em];
  }
  const like: readonly Box[] = shape ? scene.shapeBoxes : blob ? scene.blobBoxes : [];
  let [likeRow, likeColumn, likeGap] = [0, 0, FAR + 1];
  for (const other of like) {
    if (other === shape?.box || other === blob?.box) continue;
    const near = Math.abs(other.height - box.height) <= 2 * scale;
    if (!near) continue;
    if (Math.abs(other.width - box.width) <= 2 * scale) same++;
    if (Math.abs(middle(other) - middle(box)) < 3 * scale) {
      likeRow++;
      likeGap = Math.min(likeGap, far(Math.max(other.x - right(box), box.x - right(other), 0)));
    }
    if (Math.abs(other.x - box.x) < 3 * scale && Math.abs(other.width - box.width) <= 3 * scale) {
      likeColumn++;
      const gap = Math.max(other.y - bottom(box), box.y - bottom(other), 0) / scale;
      if (gap < 3) sameGaps++;
    }
  }
  let [ruleGap, ruleWidth, ruleSat, ruleThick] = [FAR + 1, NONE, NONE, NONE];
  for (const rule of rules) {
    if (rule.height > rule.width) continue;
    const gap = (rule.y - bottom(box)) / scale;
    if (gap < -3 || gap > 26 || rule.x > center(box) || right(rule) < center(box) || gap >= ruleGap) continue;
    ruleGap = gap;
    ruleWidth = Math.min(20, rule.width / box.width);
    ruleThick = rule.height / scale;
    ruleSat = saturation(sight.at(Math.round(center(rule)), Math.round(middle(rule))) ?? WHITE);
  }
  return {
    lineRow: text.count,
    lineBefore: text.before,
    lineAfter: text.after,
    lineBeforeW: text.beforeW,
    lineAfterW: text.afterW,
    lineBeforeH: text.beforeH,
    blobRow: marks.count,
    blobBefore: marks.before,
    blobAfter: marks.after,
    blobBeforeW: marks.beforeW,
    blobAfterW: marks.afterW,
    blobBeforeH: marks.beforeH,
    shapeRow: frames.count,
    shapeBefore: frames.before,
    shapeAfter: frames.after,
    shapeBeforeW: frames.beforeW,
    shapeAfterW: frames.afterW,
    shapeBeforeH: frames.beforeH,
    column,
    above,
    below,
    aboveEm,
    belowEm,
    same,
    likeRow,
    likeColumn,
    likeGap,
    touching: sameGaps,
    ruleGap,
    ruleWidth,
    ruleSat,
    ruleThick,
  };
}

/** How often each colour occurs, to 16 steps a channel. Of one box at a time: filled with zeros before and after. */
const COLORS = new Int32Array(4096);

/** Colours and edges in a box. */
function pixelsOf(box: Box, { at }: Sight): Row {
  const step = Math.max(1, Math.sqrt(area(box) / 240));
  const seen: number[] = [];
  let [all, lumas, squares, edges, sats] = [0, 0, 0, 0, 0];
  for (let y = box.y + step / 2; y < bottom(box); y += step) {
    let previous: Rgb | undefined;
    for (let x = box.x + step / 2; x < right(box); x += step) {
      const color = at(Math.floor(x), Math.floor(y));
      if (!color) continue;
      const key = ((color[0] >> 4) << 8) | ((color[1] >> 4) << 4) | (color[2] >> 4);
      if (COLORS[key]++ === 0) seen.push(key);
      const light = luma(color);
      all++;
      lumas += light;
      squares += light * light;
      sats += saturation(color);
      if (previous && colorDistance(previous, color) > 24) edges++;
      previous = color;
    }
  }
  let [first, second] = [0, 0];
  for (const key of seen) {
    const count = COLORS[key];
    COLORS[key] = 0;
    if (count > first) [first, second] = [count, first];
    else if (count > second) second = count;
  }
  const mean = lumas / Math.max(1, all);
  return {
    colors: seen.length,
    common: first / Math.max(1, all),
    second: second / Math.max(1, all),
    deviation: Math.sqrt(Math.max(0, squares / Math.max(1, all) - mean * mean)),
    edges: edges / Math.max(1, all),
    sat: sats / Math.max(1, all),
  };
}

/** A small thing as a grid of contrasts to what lies around it, row by row. */
function gridOf(box: Box, { at, scale }: Sight): Float32Array {
  const grid = new Float32Array(GRID * GRID).fill(NONE);
  if (Math.max(box.width, box.height) > GRID_SIDE * scale) return grid;
  const outside = at(Math.round(box.x) - 2, Math.round(box.y) - 2) ?? WHITE;
  for (let cell = 0; cell < grid.length; cell++) {
    const [i, j] = [cell % GRID, Math.floor(cell / GRID)];
    let [sum, count] = [0, 0];
    for (let v = 0; v < 2; v++) {
      for (let u = 0; u < 2; u++) {
        const x = box.x + ((i + (u + 0.5) / 2) * box.width) / GRID;
        const y = box.y + ((j + (v + 0.5) / 2) * box.height) / GRID;
        const color = at(Math.floor(x), Math.floor(y));
        if (!color) continue;
        sum += colorDistance(color, outside);
        count++;
      }
    }
    if (count > 0) grid[cell] = sum / count;
  }
  return grid;
}
