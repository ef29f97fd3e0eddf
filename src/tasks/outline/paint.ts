import type { Picture } from '../../image/picture.ts';
import type { Paint, PaintedArea } from '../../screen/paint.ts';
import type { Component, OutlineResult, TaskOptions } from '../task.ts';

/** Colours that differ by no more are meant as one: words are blurred at their edges, fills hardly. */
const ONE_COLOR = { color: 26, background: 5 };

const WORDS = new Set(['text', 'heading', 'paragraph', 'link', 'tab', 'menuitem']);

/** The same outline with the paint of its parts, as the picture shows it. Throws what the worker throws. */
export async function painted(
  result: OutlineResult,
  picture: Picture,
  { worker, background, signal }: TaskOptions,
): Promise<OutlineResult> {
  const parts = allOf(result.root);
  const areas = parts.map(areaOf);
  const paints = await worker.paint(picture, areas, {
    ...(background && { background }),
    ...(signal && { signal }),
  });
  const snapped = withPalette(paints);
  const byPart = new Map(parts.map((part, i) => [part, snapped[i]!]));
  const withPaint = (part: Component): Component => {
    const paint = byPart.get(part)!;
    const children = part.children.map(withPaint);
    return { ...part, ...(Object.keys(paint).length > 0 && { paint }), children };
  };
  return { ...result, root: withPaint(result.root) };
}

const allOf = (part: Component): Component[] => [part, ...part.children.flatMap(allOf)];

function areaOf({ role, box, children }: Component): PaintedArea {
  const kind = children.length === 0 && WORDS.has(role) ? 'words' : role === 'img' ? 'graphic' : 'box';
  return { box, kind, holes: children.map((child) => child.box) };
}

/** With few colours: each is replaced by the commonest that can't be told from it. */
function withPalette(paints: readonly Paint[]): Paint[] {
  const inks = palette(
    paints.flatMap(({ color }) => color ?? []),
    ONE_COLOR.color,
  );
  const fills = palette(
    paints.flatMap(({ background, border }) => [background, border?.color].flatMap((color) => color ?? [])),
    ONE_COLOR.background,
  );
  return paints.map(({ color, background, border, ...rest }) => ({
    ...(background && { background: fills(background) }),
    ...(color && { color: inks(color) }),
    ...rest,
    ...(border && { border: { ...border, color: fills(border.color) } }),
  }));
}

function palette(colors: readonly string[], reach: number): (color: string) => string {
  const counts = new Map<string, number>();
  for (const color of colors) counts.set(color, (counts.get(color) ?? 0) + 1);
  const kept: string[] = [];
  const ordered = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const nearest = new Map<string, string>();
  for (const [color] of ordered) {
    const known = kept.find((other) => apart(color, other) <= reach);
    nearest.set(color, known ?? color);
    if (!known) kept.push(color);
  }
  return (color) => nearest.get(color)!;
}

/** The largest difference of a channel between two colours `#rrggbb`. */
export function apart(a: string, b: string): number {
  const channel = (color: string, c: number) => Number.parseInt(color.slice(1 + 2 * c, 3 + 2 * c), 16);
  return Math.max(...[0, 1, 2].map((c) => Math.abs(channel(a, c) - channel(b, c))));
}
