import { describe, expect, it } from 'vitest';
import { fromElements, fromOutline, type Item } from '../../../src/panel/items.ts';
import { range, rematch, together, toggled } from '../../../src/panel/selection.ts';
import { box, element, ids, login } from './screens.ts';

const [e1, e2, e3, e4, e5] = login as [Item, Item, Item, Item, Item];

describe('a selection while results grow', () => {
  const grown = fromElements([
    element('e1', 'text', box(20, 20, 100, 24), 'new first'),
    element('e2', 'button', box(21, 199, 358, 42), 'Sign in'),
    element('e3', 'link', box(20, 260, 120, 16), 'Sign up'),
  ]);

  it('stays on its boxes when ids shift, in its own order', () => {
    expect(ids(rematch(grown, [e5, e3]))).toEqual(['e3', 'e2']);
  });

  it('takes the one with the same id among equal boxes', () => {
    const at = box(0, 0, 400, 300);
    const leaf = { role: 'main', box: at, children: [] };
    const same = fromOutline({ ...leaf, name: 'Screen', children: [{ ...leaf, name: 'Page' }] });
    expect(rematch(same, [{ id: '0.0', box: at }])[0]?.label).toBe('Page');
    expect(rematch(same, [{ id: '0', box: at }])[0]?.label).toBe('Screen');
    expect(rematch(same, [{ box: at }])[0]?.label).toBe('Screen');
  });

  it('is gone when nothing covers most of its ground', () => {
    expect(rematch(login, [{ id: 'e3', box: box(20, 200, 100, 40) }])).toEqual([]);
    expect(rematch(login, [])).toEqual([]);
  });

  it('has nothing twice where two things became one', () => {
    expect(ids(rematch(grown, [e3, { box: box(22, 200, 358, 40) }, e5]))).toEqual(['e2', 'e3']);
  });
});

describe('selecting several', () => {
  it('adds one as the primary, and takes it away', () => {
    expect(ids(toggled([e2], e5))).toEqual(['e2', 'e5']);
    expect(ids(toggled([e2, e5], e2))).toEqual(['e5']);
  });

  it('reaches from the anchor to the row in either direction, which becomes the primary', () => {
    expect(ids(range(login, e2, e4))).toEqual(['e2', 'e3', 'e4']);
    expect(ids(range(login, e4, e2))).toEqual(['e4', 'e3', 'e2']);
    expect(ids(range(login, undefined, e4))).toEqual(['e4']);
    expect(ids(range([e2, e4], e1, e4))).toEqual(['e4']);
  });

  it('joins what is selected with more, each once', () => {
    expect(ids(together([e1, e3], [e3, e4]))).toEqual(['e1', 'e3', 'e4']);
  });
});
