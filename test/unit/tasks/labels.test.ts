import { expect, test } from 'vitest';
import { withLabels } from '../../../src/tasks/labels.ts';
import { el, screen, text } from './screens.ts';

/** What each input is called, in reading order. */
const namesOf = (...sketches: ReturnType<typeof el>[]) =>
  withLabels(screen(sketches).elements, 18)
    .filter((e) => e.role !== 'text' && e.role !== 'button')
    .map((e) => e.name);

test('above, at the left, beside', () => {
  expect(namesOf(text(40, 20, 'Email'), el('textbox', [40, 42, 300, 34]))).toEqual(['Email']);
  expect(namesOf(text(40, 48, '* Phone:'), el('textbox', [120, 40, 300, 34]))).toEqual(['Phone']);
  expect(namesOf(text(40, 44, 'About'), el('textbox', [110, 40, 300, 120]))).toEqual(['About']);
  expect(namesOf(el('checkbox', [40, 40, 16, 16]), text(64, 39, 'Remember me'))).toEqual(['Remember me']);
  expect(namesOf(text(40, 40, 'Wi-Fi'), el('switch', [90, 38, 44, 22]))).toEqual(['Wi-Fi']);
});

test('columns of a form keep their own labels', () => {
  expect(
    namesOf(
      text(40, 20, 'First name'),
      text(400, 20, 'Last name'),
      el('textbox', [40, 44, 320, 34]),
      el('textbox', [400, 44, 320, 34]),
      text(40, 100, 'City'),
      text(400, 100, 'Country'),
      el('textbox', [40, 124, 320, 34]),
      el('combobox', [400, 124, 320, 34]),
    ),
  ).toEqual(['First name', 'Last name', 'City', 'Country']);
});

test('one text names one input, the nearest; what is far off names none', () => {
  expect(namesOf(text(40, 20, 'Search'), el('textbox', [40, 42, 300, 34]), el('textbox', [40, 80, 300, 34]))).toEqual([
    'Search',
    undefined,
  ]);
  expect(namesOf(text(40, 20, 'A title'), el('textbox', [40, 120, 300, 34]))).toEqual([undefined]);
  expect(namesOf(el('checkbox', [40, 40, 16, 16]), text(120, 39, 'SO-2024'))).toEqual([undefined]);
});

test('the text of a button names no field beside it', () => {
  const button = el('button', [40, 40, 80, 34], 'Go');
  expect(namesOf(button, text(96, 48, 'Go'), el('textbox', [124, 40, 300, 34]))).toEqual([undefined]);
});

test('a name that is known stays', () => {
  expect(namesOf(text(40, 20, 'Email'), { ...el('textbox', [40, 42, 300, 34]), name: 'E-mail address' })).toEqual([
    'E-mail address',
  ]);
});
