import { expect, test } from 'vitest';
import { contextOf } from '../../../src/screen/context.ts';

const NAMES = 'kind x y w h lineEm inkLuma inkSat inkBlue fillLuma fillSat pw ph py pl'.split(' ');
const CLASSES = 'none text link button textbox combobox checkbox radio switch tab menuitem icon container'.split(' ');

/** A line of black 14 px type on white, 40x17, on no panel. */
function lineAt(x: number, y: number, more: Record<string, number> = {}): Float32Array {
  const row = { kind: 0, x, y, w: 40, h: 17, lineEm: 14, inkLuma: 20, fillLuma: 255, pw: -1, ph: -1, py: -1, pl: -1 };
  return Float32Array.from(NAMES, (name) => ({ ...row, ...more })[name] ?? 0);
}
const verdict = (said: Record<string, number>) => Float32Array.from(CLASSES, (name) => said[name] ?? 0);
const LINK = verdict({ link: 0.9, text: 0.1 });
const TEXT = verdict({ link: 0.1, text: 0.9 });

/** What the first of these is told when the first verdict on the last is one, and then another. */
function toldOf(rows: Float32Array[], one = TEXT, other = LINK): [number[], number[]] {
  const first = rows.map(() => TEXT);
  const told = (last: Float32Array) => [...contextOf(rows, NAMES, [...first.slice(1), last], CLASSES)[0]!];
  return [told(one), told(other)];
}

test('what stands in the same row is heard of', () => {
  const [before, after] = toldOf([lineAt(20, 20), lineAt(80, 20), lineAt(140, 20)]);
  expect(after).not.toEqual(before);
});

test('what stands in the same column is heard of', () => {
  const [before, after] = toldOf([lineAt(20, 20), lineAt(20, 60), lineAt(20, 100)]);
  expect(after).not.toEqual(before);
});

test('what holds it, and what would take its place, is heard of', () => {
  const around = lineAt(18, 15, { kind: 3, w: 50, h: 26 });
  const [before, after] = toldOf([lineAt(20, 20), around], verdict({ none: 1 }), verdict({ button: 1 }));
  expect(after).not.toEqual(before);
});

test('of what stands elsewhere, on something else, and looks otherwise nothing is heard', () => {
  const other = lineAt(233, 140, { lineEm: 24, h: 30, inkLuma: 120, pw: 90, ph: 60, py: 130, pl: 10 });
  const [before, after] = toldOf([lineAt(20, 20), other]);
  expect(after).toEqual(before);
});

test('what is told does not depend on the order of the others', () => {
  const rows = [lineAt(20, 20), lineAt(80, 20), lineAt(20, 60), lineAt(18, 15, { kind: 3, w: 50, h: 26 })];
  const first = [TEXT, LINK, TEXT, verdict({ button: 0.7, none: 0.3 })];
  const told = contextOf(rows, NAMES, first, CLASSES)[0]!;
  const turned = contextOf([...rows].reverse(), NAMES, [...first].reverse(), CLASSES).at(-1)!;
  for (const [i, value] of told.entries()) expect(turned[i]).toBeCloseTo(value, 5);
});
