import type { Canvas, Color } from './canvas.ts';

// Numbers are drawn as strokes: a bare machine or a container has no font.

type Point = readonly [x: number, y: number];
type Stroke = readonly Point[];

/** Points on an ellipse; degrees clockwise from the right, as y goes down. */
function arc(x: number, y: number, rx: number, ry: number, from: number, to: number): Point[] {
  const steps = Math.ceil(Math.abs(to - from) / 15);
  return Array.from({ length: steps + 1 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / steps) * Math.PI) / 180;
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
  });
}

/** The digits in a cell of width 1, drawn by the middle of their strokes. */
const CELL_HEIGHT = 1.6;
// biome-ignore format: one digit a line
const DIGITS: readonly (readonly Stroke[])[] = [
  [arc(0.5, 0.8, 0.5, 0.8, 0, 360)],
  [[[0.1, 0.35], [0.6, 0], [0.6, 1.6]]],
  [[...arc(0.5, 0.48, 0.48, 0.48, -170, 35), [0, 1.6], [1, 1.6]]],
  [[...arc(0.46, 0.4, 0.44, 0.4, -150, 90), ...arc(0.46, 1.18, 0.52, 0.42, -90, 150)]],
  [[[0.75, 1.6], [0.75, 0], [0, 1.12], [1, 1.12]]],
  [[[0.92, 0], [0.14, 0], [0.08, 0.72], ...arc(0.47, 1.08, 0.52, 0.52, -135, 145)]],
  [arc(0.5, 1.1, 0.48, 0.5, 0, 360), [[0.8, 0], ...arc(0.9, 1.1, 0.88, 0.9, -120, -180)]],
  [[[0, 0], [1, 0], [0.35, 1.6]]],
  [arc(0.5, 0.4, 0.42, 0.4, 0, 360), arc(0.5, 1.19, 0.5, 0.41, 0, 360)],
  [arc(0.5, 0.5, 0.48, 0.5, 0, 360), [[0.2, 1.6], ...arc(0.1, 0.5, 0.88, 0.9, 60, 0)]],
];

/** The width in pixels of a number whose digits are `height` pixels high. */
export function numberWidth(value: number, height: number): number {
  const { digitWidth, gap } = metrics(height);
  const count = String(value).length;
  return Math.ceil(count * digitWidth + (count - 1) * gap);
}

/** Draws a whole number with its top-left corner at `x`, `y`; `height` in pixels. */
export function drawNumber(canvas: Canvas, value: number, x: number, y: number, height: number, color: Color): void {
  const { digitWidth, gap, stroke } = metrics(height);
  [...String(value)].forEach((digit, i) => {
    drawDigit(canvas, DIGITS[Number(digit)]!, x + i * (digitWidth + gap), y, digitWidth, height, stroke, color);
  });
}

function metrics(height: number): { digitWidth: number; gap: number; stroke: number } {
  const stroke = Math.max(1.1, height * 0.15);
  return { digitWidth: (height - stroke) / CELL_HEIGHT + stroke, gap: height * 0.14, stroke };
}

function drawDigit(
  canvas: Canvas,
  strokes: readonly Stroke[],
  left: number,
  top: number,
  width: number,
  height: number,
  stroke: number,
  color: Color,
): void {
  const unit = width - stroke;
  const place = ([x, y]: Point): Point => [left + stroke / 2 + x * unit, top + stroke / 2 + y * unit];
  const lines = strokes.map((points) => points.map(place));
  for (let y = Math.floor(top); y < top + height; y++) {
    for (let x = Math.floor(left); x < left + width; x++) {
      let distance = Infinity;
      for (const points of lines) {
        for (let i = 1; i < points.length; i++) {
          distance = Math.min(distance, distanceToLine(x + 0.5, y + 0.5, points[i - 1]!, points[i]!));
        }
      }
      canvas.blend(x, y, color, Math.min(1, stroke / 2 + 0.5 - distance));
    }
  }
}

function distanceToLine(x: number, y: number, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}
