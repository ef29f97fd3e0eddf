import { type Box, bottom, right } from '../image/box.ts';
import type { Segmentation } from './segments.ts';

/** Fainter than this against what lies around it is shadow or noise (0..255, largest channel). */
const FAINT = 24;
/** Pieces of one icon stand no farther apart than this, pixels at 1x. */
const REACH = 2;

/** A patch of ink that is no text: an icon, a picture, a part of a chart. */
export interface Blob {
  box: Box;
  /** Inked pixels. */
  ink: number;
  /** Different segments in it: 1 for a flat glyph without smoothing, thousands for a photo. */
  pieces: number;
}

/**
 * Ink outside of text, joined over small gaps. `paper[segment]` tells what is background (pages, panels, fills), `text`
 * where lines have been read; `scale` is device pixels per CSS pixel, about.
 */
export function findBlobs(segmentation: Segmentation, paper: Uint8Array, text: readonly Box[], scale: number): Blob[] {
  const { width, height, labels } = segmentation;
  const mask = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    let around = -1;
    for (let x = 0, i = y * width; x < width; x++, i++) {
      const label = labels[i];
      if (paper[label]) around = label;
      else if (around < 0 || segmentation.distance(label, around) >= FAINT) mask[i] = 1;
    }
  }
  for (const box of text) {
    const x1 = Math.min(width, Math.ceil(right(box)) + 1);
    const y1 = Math.min(height, Math.ceil(bottom(box)) + 1);
    for (let y = Math.max(0, Math.floor(box.y) - 1); y < y1; y++) {
      mask.fill(0, y * width + Math.max(0, Math.floor(box.x) - 1), y * width + x1);
    }
  }
  const reach = Math.max(1, Math.round(REACH * scale));
  const blobs: Blob[] = [];
  const stack: number[] = [];
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] !== 1) continue;
    let [x0, y0, x1, y1, ink] = [width, height, 0, 0, 0];
    const pieces = new Set<number>();
    mask[start] = 2;
    stack.push(start);
    while (stack.length > 0) {
      const i = stack.pop() as number;
      const x = i % width;
      const y = (i - x) / width;
      x0 = Math.min(x0, x);
      x1 = Math.max(x1, x);
      y0 = Math.min(y0, y);
      y1 = Math.max(y1, y);
      ink++;
      pieces.add(labels[i]);
      for (let v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v++) {
        for (let u = Math.max(0, x - reach); u <= Math.min(width - 1, x + reach); u++) {
          if (mask[v * width + u] !== 1) continue;
          mask[v * width + u] = 2;
          stack.push(v * width + u);
        }
      }
    }
    blobs.push({ box: { x: x0, y: y0, width: x1 - x0 + 1, height: y1 - y0 + 1 }, ink, pieces: pieces.size });
  }
  return blobs;
}
