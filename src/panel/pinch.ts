import type { Point } from './viewport.ts';

/** What two fingers did since the last time: how much farther apart, around where, and how far that has moved. */
export interface PinchStep {
  factor: number;
  at: Point;
  dx: number;
  dy: number;
}

/** Two fingers on a touch screen; a touchpad's pinch is a wheel. */
export class Pinch {
  readonly #fingers = new Map<number, Point>();

  /** Whether two fingers are down: what one of them does then means nothing by itself. */
  get isOn(): boolean {
    return this.#fingers.size >= 2;
  }

  down(id: number, at: Point): void {
    this.#fingers.set(id, at);
  }

  up(id: number): void {
    this.#fingers.delete(id);
  }

  move(id: number, at: Point): PinchStep | undefined {
    if (!this.#fingers.has(id)) return undefined;
    const before = this.#span();
    this.#fingers.set(id, at);
    const after = this.#span();
    if (!before || !after) return undefined;
    return {
      factor: after.length / before.length,
      at: before.middle,
      dx: after.middle.x - before.middle.x,
      dy: after.middle.y - before.middle.y,
    };
  }

  #span(): { length: number; middle: Point } | undefined {
    const [a, b] = this.#fingers.values();
    if (!a || !b) return undefined;
    return {
      length: Math.max(1, Math.hypot(b.x - a.x, b.y - a.y)),
      middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 },
    };
  }
}
