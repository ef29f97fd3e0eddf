import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import type { Element, ElementState } from '../../../src/screen/element.ts';
import { ScreenParser } from '../../../src/screen/parse.ts';
import { pixelsOf, screenOf, weights } from './screens.ts';

const parser = new ScreenParser(weights);
afterAll(() => parser.dispose());

const folder = new URL('../../bench/states/', import.meta.url);
interface Control {
  role: string;
  box: [number, number, number, number];
  state: ElementState;
}
const controlsOf = (name: string): Control[] =>
  JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')).controls;

const isAt = ({ box }: Element, [x, y, r, b]: Control['box']) => {
  const [middle, center] = [box.y + box.height / 2, box.x + box.width / 2];
  return center > x && center < r && middle > y && middle < b && box.width < 1.6 * (r - x);
};

const elementsOf = async (name: string): Promise<Element[]> =>
  (await screenOf(parser, await pixelsOf(readFileSync(new URL(`${name}.png`, folder))))).elements;

const textsThatAre = (state: keyof ElementState, elements: readonly Element[]) =>
  elements.filter((element) => element.state?.[state]).map(({ text }) => text);

test.each(['beer-1@1x', 'quasar-2@1x', 'shoelace-1@1x'])('boxes and radios are ticked or not: %s', async (name) => {
  const elements = await elementsOf(name);
  const ticks = elements.filter(({ role }) => role === 'checkbox' || role === 'radio');
  const told = controlsOf(name).flatMap(({ role, box, state }) => {
    const tick = role === 'checkbox' || role === 'radio' ? ticks.find((element) => isAt(element, box)) : undefined;
    return tick ? [{ is: state.checked, said: tick.state?.checked }] : [];
  });
  expect(told.filter(({ is, said }) => is !== said)).toEqual([]);
  expect(new Set(told.map(({ said }) => said))).toEqual(new Set([true, false]));
});

test.each([
  ['beer-2@1x', 'History'],
  ['carbon-1@1x', 'History'],
  ['carbon-2@2x', 'Overview'],
])('the tab that is selected, and no other: %s', async (name, selected) => {
  expect(textsThatAre('selected', await elementsOf(name))).toEqual([selected]);
});

test('buttons that are disabled', async () => {
  const disabled = textsThatAre('disabled', await elementsOf('fluent-1@1x'));
  expect(disabled).toEqual(expect.arrayContaining(['Cancel', 'Delete']));
  for (const enabled of ['Save', 'Export', 'Next']) expect(disabled).not.toContain(enabled);
});

test('the field that has the focus', async () => {
  expect(textsThatAre('focused', await elementsOf('quasar-2@1x'))).toEqual(['anna@example.org']);
});
