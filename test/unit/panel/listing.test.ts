import { describe, expect, it } from 'vitest';
import { Listing } from '../../../src/panel/listing.ts';
import type { Element } from '../../../src/screen/element.ts';
import type { Component, ElementsResult, OutlineResult } from '../../../src/tasks/task.ts';
import { box, element, ids, LOGIN, PICTURE } from './screens.ts';

const elementsOf = (elements: Element[]): ElementsResult => ({
  task: 'elements',
  picture: PICTURE,
  elements,
  lines: [],
  background: '#ffffff',
  theme: 'light',
});
const listed = elementsOf(LOGIN);
/** The same, all of it in the container, and the icon in the button. */
const nested = elementsOf(
  LOGIN.map((each) => ({ ...each, parent: each.id === 'e1' ? undefined : each.id === 'e4' ? 'e3' : 'e1' })),
);

const root: Component = {
  name: 'Screen',
  role: 'main',
  box: box(0, 0, 400, 300),
  children: [{ name: 'SignIn', role: 'button', box: box(20, 200, 360, 40), text: 'Sign in', children: [] }],
};
const outlined: OutlineResult = { task: 'outline', picture: PICTURE, root };

/** A listing that is derived anew with each change, as the page does. */
function listing(result: ElementsResult | OutlineResult, kept?: ConstructorParameters<typeof Listing>[0]) {
  const list: Listing = new Listing(kept, () => list.update(result.task, result));
  list.update(result.task, result);
  return list;
}

describe('what is listed', () => {
  it('is all of a result', () => {
    const list = listing(listed);
    expect(ids(list.shown)).toEqual(['e1', 'e2', 'e3', 'e4', 'e5']);
    expect(list.rows).toEqual(list.items);
    expect(list.taken).toBeUndefined();
  });

  it('is nothing of a task that lists nothing, or has no result yet', () => {
    const list = listing(listed);
    list.update('describe', undefined);
    expect(list.items).toEqual([]);
    list.update('elements', undefined);
    expect(list.rows).toEqual([]);
  });

  it('is narrowed by the filter, and so is what is copied', () => {
    const list = listing(listed);
    list.narrow({ roles: ['button', 'link'], text: '' });
    expect(ids(list.shown)).toEqual(['e3', 'e5']);
    expect(ids(list.taken!)).toEqual(['e3', 'e5']);
    expect(list.takenSelected).toBe(0);
  });

  it('keeps the roles of the elements while an outline is filtered', () => {
    const list = listing(listed);
    list.narrow({ roles: ['button'], text: '' });
    list.update('outline', outlined);
    expect(list.filter).toEqual({ roles: [], text: '' });
    expect(list.shown.map(({ label }) => label)).toEqual(['Screen', 'SignIn']);
    list.narrow({ roles: [], text: 'sign' });
    list.update('elements', listed);
    expect(list.filter).toEqual({ roles: ['button'], text: 'sign' });
    expect(ids(list.shown)).toEqual(['e3']);
  });

  it('has in a tree also what is around that which is shown', () => {
    const list = listing(nested);
    list.listAsTree(true);
    list.narrow({ roles: ['icon'], text: '' });
    expect(ids(list.shown)).toEqual(['e4']);
    expect(ids(list.rows)).toEqual(['e1', 'e3', 'e4']);
    expect([...list.context]).toEqual(['e1', 'e3']);
  });

  it('stays the same object when an update brings nothing new', () => {
    const list = listing(nested, { tree: true, selection: [box(20, 200, 360, 40)] });
    const { items, shown, rows, context, folded, selected } = list;
    list.update('elements', nested);
    for (const [before, now] of [
      [items, list.items],
      [shown, list.shown],
      [rows, list.rows],
      [context, list.context],
      [folded, list.folded],
      [selected, list.selected],
    ])
      expect(now).toBe(before);
  });
});

describe('folding', () => {
  it('hides what lies in a row, until it is unfolded', () => {
    const list = listing(nested, { tree: true });
    const button = list.items.find(({ id }) => id === 'e3')!;
    list.fold(button);
    expect(ids(list.rows)).toEqual(['e1', 'e2', 'e3', 'e5']);
    list.fold(button);
    expect(ids(list.rows)).toEqual(['e1', 'e2', 'e3', 'e4', 'e5']);
  });

  it('ends around what is selected', () => {
    const list = listing(nested, { tree: true });
    for (const id of ['e1', 'e3']) list.fold(list.items.find((item) => item.id === id)!);
    expect(ids(list.rows)).toEqual(['e1']);
    list.select([list.items.find(({ id }) => id === 'e4')!]);
    expect(ids(list.rows)).toEqual(['e1', 'e2', 'e3', 'e4', 'e5']);
  });
});

describe('selecting', () => {
  it('outlives another result of the same picture', () => {
    const list = listing(listed);
    list.select([list.items[2]!]);
    const grown = elementsOf([element('e9', 'button', box(20, 200, 360, 41), 'Sign in')]);
    list.update('elements', grown);
    expect(ids(list.selected)).toEqual(['e9']);
  });

  it('takes several elements that are selected, even where a filter is on', () => {
    const list = listing(listed);
    list.narrow({ roles: ['button', 'link', 'icon'], text: '' });
    list.select(list.shown.slice(0, 2));
    expect(ids(list.taken!)).toEqual(['e3', 'e4']);
    expect(list.takenSelected).toBe(2);
  });

  it('lets go of what the pointer was on, once that is gone', () => {
    const list = listing(listed);
    list.hover(list.items[1]);
    list.narrow({ roles: ['button'], text: '' });
    expect(list.hovered).toBeUndefined();
    list.narrow({ roles: [], text: '' });
    expect(list.hovered).toBeUndefined();
  });
});

describe('what is kept for the next page', () => {
  it('brings the same list back', () => {
    const before = listing(nested, { tree: true });
    before.fold(before.items.find(({ id }) => id === 'e3')!);
    before.select([before.items[1]!]);
    before.narrow({ roles: ['heading', 'button', 'icon'], text: '' });
    const after = listing(nested, before.kept);
    expect(ids(after.rows)).toEqual(ids(before.rows));
    expect(ids(after.selected)).toEqual(['e2']);
    expect([...after.folded]).toEqual(['e3']);
  });
});
