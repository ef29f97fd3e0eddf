import type { Box } from './box.ts';
import type { Pixels } from './picture.ts';

export type Color = readonly [red: number, green: number, blue: number];

/** Drawing straight into decoded pixels; whatever lies outside is cut off. */
export class Canvas {
  constructor(readonly pixels: Pixels) {}

  /** Lays `color` over one pixel; `opacity` 0..1. */
  blend(x: number, y: number, color: Color, opacity: number): void {
    const { width, height, rgb } = this.pixels;
    if (x < 0 || y < 0 || x >= width || y >= height || opacity <= 0) return;
    const at = (y * width + x) * 3;
    for (let i = 0; i < 3; i++) rgb[at + i] = rgb[at + i]! + (color[i]! - rgb[at + i]!) * opacity + 0.5;
  }

  /** Fills whole pixels. */
  fillRect(box: Box, color: Color, opacity = 1): void {
    const { width, height } = this.pixels;
    for (let y = Math.max(0, box.y); y < Math.min(height, box.y + box.height); y++) {
      for (let x = Math.max(0, box.x); x < Math.min(width, box.x + box.width); x++) this.blend(x, y, color, opacity);
    }
  }

  /** Fills a rectangle with smooth round corners of `radius`. */
  fillRoundRect(box: Box, radius: number, color: Color): void {
    const [halfWidth, halfHeight] = [box.width / 2, box.height / 2];
    for (let y = 0; y < box.height; y++) {
      for (let x = 0; x < box.width; x++) {
        // Signed distance to the edge, iquilezles.org/articles/distfunctions2d.
        const dx = Math.max(0, Math.abs(x + 0.5 - halfWidth) - halfWidth + radius);
        const dy = Math.max(0, Math.abs(y + 0.5 - halfHeight) - halfHeight + radius);
        this.blend(box.x + x, box.y + y, color, Math.min(1, radius + 0.5 - Math.hypot(dx, dy)));
      }
    }
  }
}
