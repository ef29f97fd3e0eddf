import { area, type Box, bottom, coverage, iou, right } from '../image/box.ts';
import { faintShapes } from './faint.ts';
import { colorDistance, type Rgb, type Segmentation } from './segments.ts';

/** Smaller things are ink, pixels. */
const MIN_SIDE = 7;
/** A side of a rounded rectangle or a circle runs along its box for at least this share of its length. */
const MIN_FLUSH = 0.28;
/** How far a side may wander and still run along the box, pixels. */
const SLACK = 1;
/**
 * The paper inside a thin ring is a circle with bumps: up to this size, pixels, it fills so much less of its box. Letters do
 * too: only what has a border is taken.
 */
const RING = { max: 20, filled: 0.62, flush: 0.8 };

/** A rectangle, rounded rectangle or circle that is painted as one: a fill, a border, or both. */
export interface Shape {
  box: Box;
  kind: 'rectangle' | 'circle';
  /** Colour of its inside. */
  fill: Rgb;
  /** Colour where it begins: of its border, or its fill again. */
  edge: Rgb;
  /** Whether a line of another colour than its inside runs around it. */
  bordered: boolean;
  /** Segments that it is made of: border, inside. */
  parts: number[];
  /** The share of its box that its largest segment fills, 0..1. */
  plain: number;
  /** Lines from corner to corner divide its inside: how a picture is drawn in a wireframe. */
  crossed?: boolean;
}

export interface Shapes {
  shapes: Shape[];
  /** For each segment 1 when its outline runs along its box on all four sides: a shape, or a page with shapes on it. */
  straight: Uint8Array;
  /** By hand, where ink outside of all shapes is handwriting and no icon. */
  drawn?: boolean;
}

/** Finds all shapes by the outline of every segment: does it run along its own bounding box on all four sides? */
export function findShapes(segmentation: Segmentation): Shapes {
  const { width, height } = segmentation;
  const straight = new Uint8Array(segmentation.count);
  const candidates: number[] = [];
  for (let s = 0; s < segmentation.count; s++) {
    if (segmentation.area[s] < 2 * MIN_SIDE) continue;
    const box = segmentation.box(s);
    if (Math.min(box.width, box.height) >= MIN_SIDE && segmentation.area[s] >= box.width + box.height)
      candidates.push(s);
  }
  const outlines = outlinesOf(segmentation, candidates);
  const shapes: Shape[] = [];
  const rings = new Set<number>();
  for (const s of candidates) {
    const outline = outlines.get(s) as Outline;
    const box = segmentation.box(s);
    const pixels = segmentation.area[s];
    const flush = flushness(outline, box);
    if (Math.min(...flush) < MIN_FLUSH) continue;
    straight[s] = 1;
    if (box.width >= 0.98 * width && box.height >= 0.98 * height) continue;
    const filled = silhouette(outline) / area(box);
    const round = Math.abs(box.width - box.height) <= 2 && filled > 0.72 && filled < 0.88;
    const square = Math.abs(box.width - box.height) <= 2;
    const ring =
      !round &&
      square &&
      box.width <= RING.max &&
      filled > RING.filled &&
      filled < 0.8 &&
      Math.max(...flush) < RING.flush;
    if (!round && !ring && filled < (square ? 0.86 : 0.8)) continue;
    const thin = pixels < 0.3 * area(box);
    if (thin && pixels > 4 * 2 * (box.width + box.height)) continue;
    if (ring) rings.add(s);
    shapes.push({
      box,
      kind: round || ring ? 'circle' : 'rectangle',
      fill: segmentation.color(s),
      edge: segmentation.color(s),
      bordered: thin,
      parts: [s],
      plain: pixels / area(box),
    });
  }
  const single = withoutDoubles(shapes, segmentation);
  const bordered = single.map((shape) => (shape.bordered ? shape : withBorder(shape, segmentation)));
  const real = bordered.filter((shape) => shape.bordered || !rings.has(shape.parts[0]));
  const seen = real.map((shape) => withEdge(shape, segmentation));
  return { straight, shapes: [...seen, ...faintShapes(segmentation, seen)] };
}

/** For each row the first and last pixel of a segment, for each column too; relative to its box. */
export interface Outline {
  left: Int32Array;
  right: Int32Array;
  top: Int32Array;
  bottom: Int32Array;
}

/** The outlines of the segments that are `wanted`, by their numbers. */
export function outlinesOf(segmentation: Segmentation, wanted: readonly number[]): Map<number, Outline> {
  const { width, height, labels } = segmentation;
  const slot = new Int32Array(segmentation.count).fill(-1);
  const boxes = wanted.map((s) => segmentation.box(s));
  const outlines = wanted.map((s, i): Outline => {
    slot[s] = i;
    const box = boxes[i];
    return {
      left: new Int32Array(box.height).fill(box.width),
      right: new Int32Array(box.height).fill(-1),
      top: new Int32Array(box.width).fill(box.height),
      bottom: new Int32Array(box.width).fill(-1),
    };
  });
  for (let y = 0; y < height; y++) {
    const start = y * width;
    // Run by run: most pixels go on with the segment of the one before.
    for (let x = 0, end = 0; x < width; x = end) {
      const label = labels[start + x];
      end = x + 1;
      while (end < width && labels[start + end] === label) end++;
      if (slot[label] < 0) continue;
      const { left, right, top, bottom } = outlines[slot[label]];
      const box = boxes[slot[label]];
      const row = y - box.y;
      if (x - box.x < left[row]) left[row] = x - box.x;
      if (end - 1 - box.x > right[row]) right[row] = end - 1 - box.x;
      for (let column = x - box.x; column < end - box.x; column++) {
        if (row < top[column]) top[column] = row;
        bottom[column] = row;
      }
    }
  }
  return new Map(wanted.map((s, i) => [s, outlines[i]]));
}

/** The share of each side that runs along the box, give or take `slack` pixels: left, right, top, bottom; 0..1. */
export function flushness(outline: Outline, box: Box, slack = SLACK): number[] {
  const share = (side: Int32Array, at: number) => {
    let count = 0;
    for (const value of side) if (Math.abs(value - at) <= slack) count++;
    return count / side.length;
  };
  return [
    share(outline.left, 0),
    share(outline.right, box.width - 1),
    share(outline.top, 0),
    share(outline.bottom, box.height - 1),
  ];
}

/** Pixels within the outline, holes included: by rows and by columns, whichever is less. */
export function silhouette(outline: Outline): number {
  const sum = (from: Int32Array, to: Int32Array) => from.reduce((total, value, i) => total + to[i] - value + 1, 0);
  return Math.min(sum(outline.left, outline.right), sum(outline.top, outline.bottom));
}

/** A border and the fill inside it are one shape: the outer box with the inner fill. */
function withoutDoubles(shapes: Shape[], segmentation: Segmentation): Shape[] {
  const kept: Shape[] = [];
  for (const shape of shapes.sort((a, b) => area(b.box) - area(a.box))) {
    const outer = kept.find(({ box }) => {
      const margin = Math.max(box.width - shape.box.width, box.height - shape.box.height);
      const shared = iou(shape.box, box);
      return coverage(shape.box, box) > 0.98 && margin <= 12 && (shared > 0.8 || (shared > 0.55 && margin <= 8));
    });
    if (!outer) {
      kept.push(shape);
      continue;
    }
    outer.parts.push(...shape.parts);
    const inside = segmentation.area[shape.parts[0]] / area(outer.box);
    outer.plain = Math.max(outer.plain, inside);
    if (!shape.bordered && inside > 0.3) {
      outer.fill = shape.fill;
      outer.bordered = true;
    }
  }
  return kept;
}

/** A border is at most this thick, pixels; what lies beyond is outside. */
const MAX_BORDER = 3;
/** A border differs at least this much from both of its sides (0..255, largest channel). */
const BORDER_CONTRAST = 10;

/**
 * A border at a fraction of a pixel is blended differently on every side, so that no one segment runs around the shape:
 * it shows as a line between the fill and what lies outside. Grows the box over it.
 */
function withBorder(shape: Shape, segmentation: Segmentation): Shape {
  const { box, fill } = shape;
  const color = (x: number, y: number): Rgb | undefined => {
    const label = segmentation.at(x, y);
    return label === undefined ? undefined : segmentation.color(label);
  };
  const side = (at: (along: number, out: number) => Rgb | undefined): number => {
    let seen = 0;
    let thickness = 0;
    const samples = 9;
    for (let i = 0; i < samples; i++) {
      const along = 0.3 + (0.4 * i) / (samples - 1);
      const outside = at(along, MAX_BORDER + 1);
      if (!outside) continue;
      let thick = 0;
      let contrast = 0;
      for (let out = 1; out <= MAX_BORDER; out++) {
        const here = at(along, out) as Rgb;
        contrast = Math.max(contrast, Math.min(colorDistance(here, fill), colorDistance(here, outside)));
        if (colorDistance(here, outside) >= BORDER_CONTRAST) thick = out;
      }
      if (contrast < BORDER_CONTRAST) continue;
      seen++;
      thickness += thick;
    }
    return seen > samples / 2 ? Math.round(thickness / seen) : 0;
  };
  const x = (along: number) => Math.round(box.x + along * (box.width - 1));
  const y = (along: number) => Math.round(box.y + along * (box.height - 1));
  const left = side((along, out) => color(box.x - out, y(along)));
  const far = side((along, out) => color(right(box) - 1 + out, y(along)));
  const top = side((along, out) => color(x(along), box.y - out));
  const low = side((along, out) => color(x(along), bottom(box) - 1 + out));
  if ([left, far, top, low].filter((thickness) => thickness > 0).length < 3) return shape;
  return {
    ...shape,
    bordered: true,
    box: { x: box.x - left, y: box.y - top, width: box.width + left + far, height: box.height + top + low },
  };
}

/** Circles up to this size are told from rounded squares by their corners, pixels. */
const MAX_CIRCLE = 120;

/** Looks at the edge's colour, and into the corners: those of a circle are empty. */
function withEdge(shape: Shape, segmentation: Segmentation): Shape {
  const { box } = shape;
  const color = (x: number, y: number): Rgb | undefined => {
    const label = segmentation.at(Math.round(x), Math.round(y));
    return label === undefined ? undefined : segmentation.color(label);
  };
  const edge = color(box.x, box.y + box.height / 2) ?? shape.fill;
  const outside = color(box.x - 2, box.y - 2);
  if (!outside || Math.abs(box.width - box.height) > 2 || box.width > MAX_CIRCLE) return { ...shape, edge };
  // From each corner inwards along the diagonal: a circle's edge is met 0.29 radii in, a rounded square's at once.
  const depth = (fromX: number, fromY: number, stepX: number, stepY: number): number => {
    let at = 0;
    let most = -1;
    for (let k = 0; k < box.width / 4; k++) {
      const contrast = colorDistance(color(fromX + k * stepX, fromY + k * stepY) ?? outside, outside);
      // A thin edge may be blended over two pixels: the first that is clearly the edge, else the strongest.
      if (contrast > 0.6 * colorDistance(edge, outside)) return k;
      if (contrast <= most) continue;
      most = contrast;
      at = k;
    }
    return at;
  };
  const [x, y, farX, farY] = [box.x, box.y, right(box) - 1, bottom(box) - 1];
  const depths = [depth(x, y, 1, 1), depth(farX, y, -1, 1), depth(x, farY, 1, -1), depth(farX, farY, -1, -1)];
  const isRound = depths.filter((k) => k >= 0.1 * box.width).length >= 3;
  return { ...shape, edge, kind: isRound ? 'circle' : shape.kind };
}
