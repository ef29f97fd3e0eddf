import { expect, test } from 'vitest';
import type { Element } from '../../../src/screen/element.ts';
import { mergeElements } from '../../../src/tasks/elements/merge.ts';
import { el, screen } from './screens.ts';

const parsed = screen([
  el('container', [0, 0, 400, 200]),
  el('text', [20, 20, 80, 16], 'Email'),
  el('textbox', [20, 40, 200, 32]),
  el('container', [20, 90, 16, 16]),
  el('text', [44, 90, 100, 16], 'Remember me'),
  el('button', [20, 130, 90, 36], 'Sign in'),
]).elements.map((element): Element => ({ ...element, confidence: 0.8, ...(element.id !== 'e1' && { parent: 'e1' }) }));
const idOf = (text: string) => parsed.find((element) => element.text === text)!.id;
const box = { id: parsed.find(({ role }) => role === 'textbox')!.id, tick: parsed.find((e) => e.box.width === 16)!.id };
const find = (elements: readonly Element[], id: string) => elements.find((element) => element.id === id);

test('the model says what it is and what it is called, the parser where it is and what is written on it', () => {
  const merged = mergeElements(parsed, [
    { id: box.id, role: 'textbox', name: 'Email', state: { disabled: false } },
    { id: box.tick, role: 'checkbox', name: 'Remember me', state: { checked: true, expanded: true } },
    { id: idOf('Sign in'), role: 'button', name: 'sign  in', text: 'Sgn in' },
  ]);
  expect(find(merged, box.id)).toMatchObject({ name: 'Email', source: 'both', state: { disabled: false } });
  // A state that a checkbox can't have is left out.
  expect(find(merged, box.tick)).toEqual({
    id: box.tick,
    role: 'checkbox',
    name: 'Remember me',
    box: { x: 20, y: 90, width: 16, height: 16 },
    interactive: true,
    confidence: 0.6,
    source: 'both',
    state: { checked: true },
    parent: parsed[0]!.id,
  });
  const button = find(merged, idOf('Sign in'))!;
  expect(button).toMatchObject({ text: 'Sign in', source: 'both' });
  expect(button.name).toBeUndefined();
  expect(button.confidence).toBeGreaterThan(0.8);
});

test('what the model left out stays, and says who saw it', () => {
  expect(mergeElements(parsed, [])).toEqual(parsed);
  const merged = mergeElements(parsed, [{ id: idOf('Sign in'), role: 'button' }]);
  expect(merged.map(({ id }) => id)).toEqual(parsed.map(({ id }) => id));
  expect(merged.filter(({ source }) => source === 'parser')).toHaveLength(parsed.length - 1);
});

test('a box of the model lands on the one that the parser found there', () => {
  const merged = mergeElements(parsed, [
    { box: { x: 14, y: 125, width: 104, height: 46 }, role: 'button', name: 'Submit' },
    // Far off, but with the same words.
    { box: { x: 30, y: 96, width: 120, height: 16 }, role: 'link', text: 'remember  Me' },
  ]);
  expect(merged).toHaveLength(parsed.length);
  const [before, button] = [parsed, merged].map((list) => find(list, idOf('Sign in'))!);
  expect(button).toMatchObject({ box: before!.box, name: 'Submit', source: 'both' });
  expect(find(merged, idOf('Remember me'))).toMatchObject({ role: 'link', text: 'Remember me' });
});

test('what only the model saw is added in its place, once, and marked', () => {
  const extra = { box: { x: 300, y: 20, width: 24, height: 24 }, role: 'icon', name: 'Close' } as const;
  const merged = mergeElements(parsed, [extra, { ...extra, box: { ...extra.box, x: 302 } }]);
  expect(merged).toHaveLength(parsed.length + 1);
  const at = merged.findIndex(({ id }) => id === 'm1');
  expect(merged[at]).toMatchObject({ ...extra, source: 'model', parent: parsed[0]!.id });
  expect(merged[at - 1]!.text).toBe('Email');
});

test('a parent is believed only where it lies around its child', () => {
  const parent = (wished: string) =>
    find(mergeElements(parsed, [{ id: idOf('Sign in'), role: 'button', parent: wished }]), idOf('Sign in'))!.parent;
  expect(parent(parsed[0]!.id)).toBe(parsed[0]!.id);
  expect(parent(box.id)).toBe(parsed[0]!.id);
  expect(parent('e999')).toBe(parsed[0]!.id);
  expect(parent(idOf('Sign in'))).toBe(parsed[0]!.id);
});

test('an id that is named twice counts once, and one that does not exist not at all', () => {
  const merged = mergeElements(parsed, [
    { id: idOf('Sign in'), role: 'link' },
    { id: idOf('Sign in'), role: 'tab' },
    { id: 'e999', role: 'button', name: 'Ghost' },
  ]);
  expect(merged).toHaveLength(parsed.length);
  expect(find(merged, idOf('Sign in'))!.role).toBe('link');
  expect(merged.some(({ name }) => name === 'Ghost')).toBe(false);
});
