import { area, type Box, bottom, coverage, iou, right } from '../image/box.ts';
import type { Blob } from './blobs.ts';
import type { Shape } from './shapes.ts';
import type { Draft, Sight } from './sight.ts';

/** Larger ink is a picture, smaller is dust; CSS pixels. */
export const ICON = { min: 6, max: 64 };
/** Up to this side an icon's box is taken for a square, CSS pixels. */
const ICON_SIDE = 24;
/** A check box or a radio button has sides between these, CSS pixels. */
export const MARK = { min: 9, max: 26 };

/** A small shape is a control of its own, or a detail of an icon: then the icon's ink reaches farther. */
export function standsAlone({ box }: Shape, { blobs, lines, scale }: Sight): boolean {
  if (Math.max(box.width, box.height) > MARK.max * scale || lines.some((line) => coverage(line.ink, box) > 0.9))
    return true;
  return blobs.some((blob) => iou(blob.box, box) > 0.7);
}

/** Leaves out what is only the rim of a shape, a separator, or dust. */
export function isDrawn({ box, ink }: Blob, { shapes, scale, lines }: Sight): boolean {
  const [short, long] = [Math.min(box.width, box.height) / scale, Math.max(box.width, box.height) / scale];
  if (long < ICON.min || short < 2 || (long > 20 && long > 4 * short)) return false;
  if (ink < 8 * scale * scale) return false;
  if (shapes.some((shape) => iou(shape.box, box) > 0.75)) return false;
  if (shapes.some((shape) => isCornerOf(shape.box, box, scale))) return false;
  const hollow = ink < 0.12 * area(box);
  if (hollow && long > 40) return false;
  return !lines.some((line) => coverage(box, line.box) > 0.6 && box.height < line.box.height);
}

/** The blended pixels of a round corner. */
function isCornerOf(shape: Box, box: Box, scale: number): boolean {
  if (Math.max(box.width, box.height) > 16 * scale || shape.width < 20 * scale || shape.height < 16 * scale)
    return false;
  const near = 1.5 * scale;
  const touches = (x: number, y: number) =>
    x >= box.x - near && x <= right(box) + near && y >= box.y - near && y <= bottom(box) + near;
  return [shape.x, right(shape)].some((x) => touches(x, shape.y) || touches(x, bottom(shape)));
}

/** A pill with a round knob at one of its ends. */
export function switchOf({ box }: Blob, { shapes, scale }: Sight): Draft | undefined {
  const ratio = box.width / box.height;
  if (box.height < 10 * scale || box.height > 34 * scale || ratio < 1.45 || ratio > 2.6) return undefined;
  const knob = shapes.find(
    (shape) =>
      shape.kind === 'circle' &&
      coverage(shape.box, box) > 0.9 &&
      shape.box.height > 0.5 * box.height &&
      Math.min(shape.box.x - box.x, right(box) - right(shape.box)) < 0.25 * box.height,
  );
  if (!knob) return undefined;
  const checked = knob.box.x + knob.box.width / 2 > box.x + box.width / 2;
  return { role: 'switch', box, confidence: 0.8, state: { checked } };
}

/** Icons are drawn on a square, mostly: the box is widened to one. */
export function iconOf({ box, ink }: Blob, { scale }: Sight): Draft | undefined {
  const long = Math.max(box.width, box.height);
  const short = Math.min(box.width, box.height);
  if (long > ICON.max * scale || short > 40 * scale) {
    if (short < ICON.max * 0.4 * scale) return undefined;
    return { role: 'image', box, confidence: ink > 0.5 * area(box) ? 0.6 : 0.4 };
  }
  const side = Math.min(long, ICON_SIDE * scale);
  const width = Math.max(box.width, side);
  const height = Math.max(box.height, side);
  const square = {
    x: box.x - (width - box.width) / 2,
    y: box.y - (height - box.height) / 2,
    width,
    height,
  };
  return { role: 'icon', box: square, confidence: 0.6 };
}
