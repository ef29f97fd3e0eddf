import type { Component } from '../task.ts';

/** Advance widths of Helvetica's letters in 1/1000 em, from space to tilde (Adobe's metrics, which most screen fonts are near). */
const WIDTHS = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];
/** Bold letters are so much wider. */
const BOLD = 1.06;
/** The height of a line in ems, as fonts have it. */
const LINE = 1.25;

/** The width of a line of words in ems: Latin letters as Helvetica has them, Chinese ones as wide as they are high. */
function emsOf(words: string): number {
  let width = 0;
  for (const letter of words) {
    const code = letter.codePointAt(0)!;
    width += WIDTHS[code - 32] ?? (code >= 0x2e80 ? 1000 : 556);
  }
  return width / 1000;
}

/** The size of a line of words in pixels, by its width where there is enough of it, else by its height. */
function sizeOf({ text = '', box, paint }: Component): number {
  const byHeight = box.height / LINE;
  const ems = emsOf(text.trim()) * (paint?.bold ? BOLD : 1);
  if (ems < 1.5) return byHeight;
  return Math.min(1.05 * byHeight, Math.max(0.8 * byHeight, box.width / ems));
}

const WORDS = new Set(['text', 'heading', 'paragraph', 'link']);
const linesOf = (part: Component): Component[] =>
  part.children.length === 0 && WORDS.has(part.role) ? [part] : part.children.flatMap(linesOf);

/** The sizes of type on a page. */
export interface TypeSizes {
  /** Of most words, in whole pixels; undefined where there are none. */
  usual: number | undefined;
  /** The height of a line, in ems. */
  lineHeight: number;
  /** Of a line of words, in whole pixels. */
  of(part: Component): number;
}

/** Few sizes, since a page has few: what is a pixel off a commoner one is meant to be it. */
export function typeSizes(root: Component): TypeSizes {
  const lines = linesOf(root);
  const counts = new Map<number, number>();
  for (const line of lines) {
    const size = Math.round(sizeOf(line));
    counts.set(size, (counts.get(size) ?? 0) + 1);
  }
  const ordered = [...counts].sort(([a, n], [b, m]) => m - n || a - b).map(([size]) => size);
  const kept: number[] = [];
  const nearest = new Map<number, number>();
  for (const size of ordered) {
    const known = kept.find((other) => Math.abs(other - size) <= Math.max(1, 0.06 * other));
    nearest.set(size, known ?? size);
    if (known === undefined) kept.push(size);
  }
  const of = (part: Component): number => {
    const size = Math.round(sizeOf(part));
    return nearest.get(size) ?? size;
  };
  const heights = lines.map((line) => line.box.height / of(line)).sort((a, b) => a - b);
  const lineHeight = Math.round((heights[heights.length >> 1] ?? 1.2) * 20) / 20;
  return { usual: kept[0], lineHeight: Math.min(1.6, Math.max(1.1, lineHeight)), of };
}
