import { describe, expect, it } from 'vitest';
import {
  centred,
  fitted,
  held,
  inMiddle,
  middleHalf,
  panBy,
  reveal,
  toPane,
  toPicture,
  zoomAt,
  zoomTo,
} from '../../../src/panel/viewport.ts';

const picture = { width: 1440, height: 900 };
const pane = { width: 600, height: 800 };

describe('a fitted picture', () => {
  it('is wholly visible, in the middle', () => {
    const view = fitted(picture, pane);
    const shown = toPane(view, { x: 0, y: 0, ...picture });
    expect(shown.x).toBeGreaterThan(0);
    expect(shown.x + shown.width).toBeLessThan(pane.width);
    expect(shown.x).toBeCloseTo(pane.width - shown.x - shown.width);
    expect(shown.y).toBeCloseTo(pane.height - shown.y - shown.height);
  });

  it('is not blown up when it is small', () => {
    expect(fitted({ width: 16, height: 16 }, pane)).toEqual({ scale: 1, x: 292, y: 392 });
  });

  it('has a size even in a pane that has none', () => {
    expect(fitted(picture, { width: 0, height: 0 }).scale).toBeGreaterThan(0);
  });
});

describe('zooming', () => {
  it('keeps the point under the pointer where it is', () => {
    const at = { x: 321, y: 432 };
    const before = fitted(picture, pane);
    const after = zoomAt(before, 3, at, picture, pane);
    expect(after.scale).toBeCloseTo(before.scale * 3);
    expect(toPicture(after, at).x).toBeCloseTo(toPicture(before, at).x);
    expect(toPicture(after, at).y).toBeCloseTo(toPicture(before, at).y);
  });

  it('ends at both ends', () => {
    let view = fitted(picture, pane);
    for (let i = 0; i < 100; i++) view = zoomAt(view, 2, { x: 300, y: 400 }, picture, pane);
    expect(view.scale).toBe(32);
    for (let i = 0; i < 100; i++) view = zoomAt(view, 0.5, { x: 300, y: 400 }, picture, pane);
    expect(view.scale).toBe(0.1);
  });

  it('lets a huge picture be zoomed out until it fits', () => {
    const huge = { width: 20_000, height: 5_000 };
    const view = zoomAt(centred(1, huge, pane), 1e-6, { x: 300, y: 400 }, huge, pane);
    expect(view.scale).toBeCloseTo(fitted(huge, pane).scale);
  });

  it('brings a small box near, in the middle of the pane', () => {
    const box = { x: 1200, y: 700, width: 80, height: 20 };
    const view = zoomTo(box, picture, pane);
    const shown = toPane(view, box);
    expect(shown.width).toBeGreaterThan(200);
    expect(shown.x + shown.width / 2).toBeCloseTo(pane.width / 2);
    expect(shown.y + shown.height / 2).toBeCloseTo(pane.height / 2);
  });
});

describe('panning', () => {
  it('never loses the picture', () => {
    for (const [dx, dy] of [
      [1e6, 1e6],
      [-1e6, -1e6],
    ] as const) {
      const shown = toPane(panBy(centred(1, picture, pane), dx, dy, picture, pane), { x: 0, y: 0, ...picture });
      expect(Math.min(shown.x + shown.width, pane.width) - Math.max(shown.x, 0)).toBeGreaterThan(0);
      expect(Math.min(shown.y + shown.height, pane.height) - Math.max(shown.y, 0)).toBeGreaterThan(0);
    }
  });

  it('keeps a 1 x 1 picture in view', () => {
    const { x, y } = held({ scale: 1, x: -50, y: 900 }, { width: 1, height: 1 }, pane);
    expect([x, y]).toEqual([0, pane.height - 1]);
  });
});

describe('revealing a box', () => {
  const close = centred(1, picture, pane);

  it('does not move a view that shows it already', () => {
    expect(reveal(close, { x: 700, y: 400, width: 40, height: 20 }, picture, pane)).toBe(close);
  });

  it('brings it in with the same zoom', () => {
    const box = { x: 1300, y: 850, width: 60, height: 30 };
    const view = reveal(close, box, picture, pane);
    const shown = toPane(view, box);
    expect(view.scale).toBe(close.scale);
    expect(shown.x).toBeGreaterThanOrEqual(0);
    expect(shown.x + shown.width).toBeLessThanOrEqual(pane.width);
    expect(shown.y + shown.height).toBeLessThanOrEqual(pane.height);
  });

  it('shows the middle of a box that is larger than the pane and out of sight', () => {
    const away = panBy(close, -900, 0, picture, pane);
    const box = { x: 0, y: 100, width: 700, height: 20 };
    const shown = toPane(reveal(away, box, picture, pane), box);
    expect(shown.x + shown.width / 2).toBeCloseTo(pane.width / 2);
  });
});

describe('what the pane shows', () => {
  const view = { scale: 2, x: -100, y: 40 };

  it('has a middle', () => {
    expect(inMiddle(view, pane)).toEqual({ x: 200, y: 180 });
  });

  it('has a middle half around it', () => {
    expect(middleHalf(view, pane)).toEqual({ x: 125, y: 80, width: 150, height: 200 });
  });
});
