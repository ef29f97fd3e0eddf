import { type Box, bottom, right } from '../image/box.ts';
import { connectedAreas } from './connected.ts';
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
    for (let x = 0, i = y * width; x < width; ) {
      const label = labels[i];
      const start = i;
      while (x < width && labels[i] === label) {
        x++;
        i++;
      }
      if (paper[label]) around = label;
      else if (around < 0 || segmentation.distance(label, around) >= FAINT) mask.fill(1, start, i);
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
  return Array.from(connectedAreas(mask, width, height, reach), ({ box, count }) => ({ box, ink: count }));
}
