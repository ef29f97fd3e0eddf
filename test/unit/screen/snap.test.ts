import { afterAll, expect, test } from 'vitest';
import { type Box, iou } from '../../../src/image/box.ts';
import type { Element } from '../../../src/screen/element.ts';
import { ScreenParser } from '../../../src/screen/parse.ts';
import { snap } from '../../../src/screen/snap.ts';
import { disturbed, normal } from '../../fixtures/noise.ts';
import { el, screen } from '../tasks/screens.ts';
import { pictureOf, pixelsOf, screenOf, truthOf, weights } from './screens.ts';

const parser = new ScreenParser(weights);
afterAll(() => parser.dispose());

const { elements } = screen([
  el('container', [0, 0, 400, 300]),
  el('textbox', [20, 40, 200, 32]),
  el('button', [20, 130, 90, 36], 'Sign in'),
  el('text', [41, 139, 48, 18], 'Sign in'),
  el('text', [20, 200, 60, 16], 'Open'),
  el('text', [20, 218, 60, 16], 'Edit'),
]);
const named = (role: string, text?: string) =>
  elements.find((element) => element.role === role && element.text === text) as Element;
const at = (x: number, y: number, width: number, height: number): Box => ({ x, y, width, height });

test('a box about right becomes the one that is meant', () => {
  const guesses = [at(15, 126, 99, 46), at(44, 135, 49, 19), at(24, 35, 190, 40)].map((box) => ({ box }));
  const snapped = snap(guesses, elements);
  expect(snapped.map(({ element }) => element)).toEqual([
    named('button', 'Sign in'),
    named('text', 'Sign in'),
    named('textbox'),
  ]);
  expect(iou(snapped[0]!.box, named('button', 'Sign in').box)).toBeGreaterThan(0.95);
  expect(iou(snapped[2]!.box, named('textbox').box)).toBeGreaterThan(0.95);
});

test('a box of what the parser has not seen stays as it is', () => {
  const guesses = [at(300, 40, 60, 60), at(20, 120, 300, 120)].map((box) => ({ box }));
  expect(snap(guesses, elements)).toEqual(guesses);
});

test('between two that are as near, what is written on it tells', () => {
  const box = at(20, 209, 60, 16);
  expect(snap([{ box }], elements)).toEqual([{ box }]);
  expect(snap([{ box, text: 'edit' }], elements)[0]!.element).toBe(named('text', 'Edit'));
  expect(snap([{ box, text: 'Open' }], elements)[0]!.element).toBe(named('text', 'Open'));
});

test('how far a model is off is learnt from all its boxes', () => {
  const shifted = { box: at(28, 138, 90, 36) };
  const exact = elements.map(({ box }) => ({ box }));
  // Nobody who is right about all else is off by 8 pixels here: this must be something else.
  expect(snap([...exact, ...exact, shifted], elements).at(-1)).toEqual(shifted);
  expect(snap([shifted], elements)[0]!.element).toBe(named('button', 'Sign in'));
});

test('no guesses, no elements, boxes without an extent', () => {
  expect(snap([], elements)).toEqual([]);
  expect(snap([{ box: at(1, 2, 3, 4) }], [])).toEqual([{ box: at(1, 2, 3, 4) }]);
  expect(snap([{ box: at(20, 130, 0, 0) }], elements)).toEqual([{ box: at(20, 130, 0, 0) }]);
});

test.each([3, 6, 12])(
  'of boxes that are off by %d pixels next to none gets worse, and many become right',
  async (noise) => {
    const random = normal(noise);
    let [boxes, before, after, worse] = [0, 0, 0, 0];
    for (const name of ['orders', 'settings-zh']) {
      const found = await screenOf(parser, await pixelsOf(pictureOf(name)));
      const truths = Array.from({ length: 5 }, () => truthOf(name).map(({ box }) => box)).flat();
      const guesses = truths.map((box) => ({ box: disturbed(box, noise, random) }));
      const snapped = snap(guesses, found.elements);
      truths.forEach((truth, i) => {
        const [was, is] = [iou(guesses[i]!.box, truth), iou(snapped[i]!.box, truth)];
        boxes++;
        if (was >= 0.75) before++;
        if (is >= 0.75) after++;
        if (is < was) worse++;
      });
    }
    expect(worse / boxes).toBeLessThan(0.05);
    expect((after - before) / boxes).toBeGreaterThan(0.25);
  },
);
