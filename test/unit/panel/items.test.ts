import { describe, expect, it } from 'vitest';
import {
  around,
  asTree,
  countRoles,
  filtered,
  fromElements,
  fromOutline,
  hit,
  matching,
  unfolded,
} from '../../../src/panel/items.ts';
import type { Element } from '../../../src/screen/element.ts';
import type { Component } from '../../../src/tasks/task.ts';
import { box, element, ids, login } from './screens.ts';

const tree: Component = {
  name: 'Screen',
  role: 'main',
  box: box(0, 0, 400, 300),
  children: [
    { name: 'NavBar', role: 'navigation', box: box(0, 0, 400, 40), children: [] },
    {
      name: 'LoginForm',
      role: 'form',
      box: box(0, 40, 400, 260),
      children: [{ name: 'Button', role: 'button', box: box(20, 200, 360, 40), text: 'Sign in', children: [] }],
    },
  ],
};

describe('pointing at the picture', () => {
  it('takes the smallest box around the point', () => {
    expect(hit(login, { x: 40, y: 220 })?.id).toBe('e4');
    expect(hit(login, { x: 300, y: 220 })?.id).toBe('e3');
    expect(hit(login, { x: 300, y: 100 })?.id).toBe('e1');
  });

  it('finds nothing outside of all boxes', () => {
    expect(hit(login, { x: 500, y: 10 })).toBeUndefined();
  });

  it('forgives a pointer just beside a thin box', () => {
    const line = fromElements([element('e1', 'slider', box(10, 10, 100, 1))]);
    expect(hit(line, { x: 50, y: 12.5 })).toBeUndefined();
    expect(hit(line, { x: 50, y: 12.5 }, 2)?.id).toBe('e1');
  });

  it('takes the inner one of two components of the same size', () => {
    const same = fromOutline({ ...tree, children: [{ ...tree, name: 'Page', children: [] }] });
    expect(hit(same, { x: 5, y: 5 })?.label).toBe('Page');
  });
});

describe('the filter', () => {
  it('lets all through when it is empty', () => {
    expect(filtered(login, { roles: [], text: '  ' })).toEqual(login);
  });

  it('finds text anywhere in it, in any case', () => {
    expect(ids(filtered(login, { roles: [], text: 'SIGN' }))).toEqual(['e3', 'e5']);
  });

  it('shows each of several roles', () => {
    expect(ids(filtered(login, { roles: ['icon', 'link'], text: '' }))).toEqual(['e4', 'e5']);
  });

  it('asks for role and text together', () => {
    expect(ids(filtered(login, { roles: ['button'], text: 'sign' }))).toEqual(['e3']);
    expect(filtered(login, { roles: ['icon'], text: 'sign' })).toEqual([]);
  });

  it('keeps what is around a match in an outline', () => {
    const shown = filtered(fromOutline(tree), { roles: [], text: 'sign in' });
    expect(shown.map(({ label }) => label)).toEqual(['Screen', 'LoginForm', 'Button']);
  });
});

describe('the outline as rows', () => {
  it('puts children right after their parent, one level deeper', () => {
    expect(fromOutline(tree).map(({ label, depth, parent }) => [label, depth, parent])).toEqual([
      ['Screen', 0, true],
      ['NavBar', 1, false],
      ['LoginForm', 1, true],
      ['Button', 2, false],
    ]);
  });
});

describe('the count of roles', () => {
  it('starts with the commonest', () => {
    const twice = fromElements([
      element('e1', 'text', box(0, 0, 1, 1)),
      element('e2', 'button', box(0, 0, 1, 1)),
      element('e3', 'button', box(0, 0, 1, 1)),
    ]);
    expect(countRoles(twice)).toEqual([
      ['button', 2],
      ['text', 1],
    ]);
  });
});

describe('elements as a tree', () => {
  const within = (item: Element, parent: string): Element => ({ ...item, parent });
  const dialog = element('e1', 'container', box(0, 0, 400, 300));
  const button = within(element('e2', 'button', box(20, 200, 360, 40), 'Sign in'), 'e1');
  const label = within(element('e4', 'text', box(180, 210, 40, 16), 'Sign in'), 'e2');
  const link = within(element('e3', 'link', box(20, 260, 120, 16), 'Sign up'), 'e1');
  const footer = element('e5', 'text', box(0, 320, 100, 16), 'Footer');
  const items = asTree(fromElements([dialog, button, link, label, footer]));

  it('puts each right after what it lies in, one level deeper', () => {
    expect(items.map(({ id, depth, above, parent }) => [id, depth, above, parent])).toEqual([
      ['e1', 0, undefined, true],
      ['e2', 1, 'e1', true],
      ['e4', 2, 'e2', false],
      ['e3', 1, 'e1', false],
      ['e5', 0, undefined, false],
    ]);
  });

  it('loses nothing whose parent is not there, is itself, or lies in it', () => {
    const strays = [within(footer, 'e9'), within(dialog, 'e1'), within(button, 'e4'), within(label, 'e2')];
    expect(ids(asTree(fromElements(strays)))).toEqual(['e5', 'e1', 'e2', 'e4']);
  });

  it('hides what is in a folded one, at any depth', () => {
    expect(ids(unfolded(items, new Set(['e2'])))).toEqual(['e1', 'e2', 'e3', 'e5']);
    expect(ids(unfolded(items, new Set(['e1', 'e2'])))).toEqual(['e1', 'e5']);
    expect(unfolded(items, new Set())).toBe(items);
  });

  it('keeps what is around a match when it is filtered, and knows what that is', () => {
    const filter = { roles: [], text: 'sign up' };
    expect(ids(filtered(items, filter))).toEqual(['e1', 'e3']);
    expect(ids(matching(items, filter))).toEqual(['e3']);
    const byId = new Map(items.map((item) => [item.id, item]));
    expect([...around(byId, byId.get('e4')!)].map(({ id }) => id)).toEqual(['e2', 'e1']);
  });
});
