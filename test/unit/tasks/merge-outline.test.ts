import { expect, test } from 'vitest';
import { coverage } from '../../../src/image/box.ts';
import { mergeOutline, type NamedComponent } from '../../../src/tasks/outline/merge.ts';
import { outline } from '../../../src/tasks/outline.ts';
import type { Component } from '../../../src/tasks/task.ts';
import { LOGIN } from './screens.ts';

const plain = outline(LOGIN);
const { elements } = LOGIN;
const idOf = (words: string, role?: string) =>
  elements.find((element) => element.text === words && (!role || element.role === role))!.id;
const merge = (named: NamedComponent) => mergeOutline(named, plain, elements);
const all = (part: Component): Component[] => [part, ...part.children.flatMap(all)];
const idsOf = (part: Component) => all(part).flatMap(({ elementId }) => elementId ?? []);

const HEADER: NamedComponent = {
  name: 'welcome header',
  role: 'banner',
  elements: [idOf('Welcome back'), idOf('Sign in to continue to your dashboard.')],
  children: [],
};
const FORM: NamedComponent = {
  name: 'LoginCard',
  role: 'form',
  layout: 'column',
  elements: [],
  children: [
    HEADER,
    { name: 'Submit', role: 'button', elements: [idOf('Sign in', 'text')], children: [] },
    {
      name: 'Fields',
      elements: elements.filter(({ role }) => ['textbox', 'checkbox', 'link'].includes(role)).map(({ id }) => id),
      children: [
        {
          name: 'Labels',
          elements: ['Email', 'Password', 'Remember me', 'you@company.com'].map((words) => idOf(words)),
          children: [],
        },
      ],
    },
  ],
};

test('names are the model’s, boxes are the parser’s', () => {
  const root = merge({ name: 'SignInPage', role: 'main', elements: [], children: [FORM] });
  expect(root).toMatchObject({ name: 'SignInPage', box: plain.box, text: 'Welcome back' });
  const card = root.children.find(({ name }) => name === 'LoginCard')!;
  // The card's border lies around all of it, and around nothing else.
  expect(card.box).toEqual(elements.find(({ role }) => role === 'container')!.box);
  const header = all(root).find(({ name }) => name === 'WelcomeHeader')!;
  expect(header).toMatchObject({ role: 'banner', box: { x: 552, y: 200 }, layout: { type: 'column', gap: 8 } });
});

test('what lies on a button is the button', () => {
  const root = merge({ name: 'Page', elements: [], children: [FORM] });
  const submit = all(root).find(({ name }) => name === 'Submit')!;
  expect(submit.box).toEqual(elements.find(({ role }) => role === 'button')!.box);
});

test('every element is in the tree once, whatever the model left out or said twice', () => {
  const expected = idsOf(plain).sort();
  const atoms = expected.filter((id) => elements.find((element) => element.id === id)!.role !== 'container');
  const twice = { name: 'Again', elements: elements.map(({ id }) => id), children: [] };
  for (const children of [[], [HEADER], [HEADER, HEADER], [FORM, twice]]) {
    const root = merge({ name: 'Page', elements: ['e999'], children });
    expect(idsOf(root).sort()).toEqual(atoms);
    for (const part of all(root))
      for (const child of part.children) expect(coverage(child.box, part.box), child.name).toBeGreaterThan(0.9);
  }
});

test('a model that names nothing leaves a flat page, never an empty one', () => {
  const root = merge({ name: '', elements: [], children: [] });
  expect(root).toMatchObject({ name: 'Page', role: 'document' });
  expect(root.children.length).toBeGreaterThan(5);
});

test('names that can not be code are replaced', () => {
  const root = merge({ name: '登录页', elements: [], children: [{ ...HEADER, name: '<script>' }] });
  expect(root.name).toBe('Page');
  expect(all(root).map(({ name }) => name)).toContain('Script');
});
