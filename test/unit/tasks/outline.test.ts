import { expect, test } from 'vitest';
import { bottom, right } from '../../../src/image/box.ts';
import type { Screen } from '../../../src/screen/element.ts';
import { outline } from '../../../src/tasks/outline.ts';
import { Component } from '../../../src/tasks/task.ts';
import { BARE_DASHBOARD, boxed, CHINESE_FORM, DASHBOARD, el, LOGIN, scaled, screen, text } from './screens.ts';

const all = (part: Component): Component[] => [part, ...part.children.flatMap(all)];
const find = (root: Component, name: string): Component => {
  const found = all(root).find((part) => part.name === name);
  if (!found) throw new Error(`no ${name} among ${all(root).map((part) => part.name)}`);
  return found;
};
/** The names of a tree in one line: `Form(Field(Text TextInput) Button)`. */
const names = (part: Component): string =>
  part.name + (part.children.length ? `(${part.children.map(names).join(' ')})` : '');

test('a login page is a form of named fields', () => {
  const root = outline(LOGIN);
  expect(root).toMatchObject({ name: 'Page', role: 'document', text: 'Welcome back' });
  expect(find(root, 'LoginForm').role).toBe('form');
  expect(names(find(root, 'EmailField'))).toBe('EmailField(Text TextInput(Text))');
  expect(names(find(root, 'PasswordField'))).toBe('PasswordField(Text PasswordInput)');
  expect(find(root, 'EmailField').layout).toEqual({ type: 'column', gap: 6, align: 'start' });
  expect(find(root, 'RememberMeField').layout?.type).toBe('row');
});

test('a sign-up page is told from a login page', () => {
  const sketches = LOGIN.elements.map((e) => (e.text === 'Sign in' ? { ...e, text: 'Create account' } : e));
  const root = outline(
    screen([
      ...sketches.filter((e) => !e.text?.includes('continue')),
      text(552, 530, 'Name'),
      el('textbox', [552, 550, 336, 34]),
    ]),
  );
  expect(names(root)).toContain('SignUpForm(');
});

test.each([
  ['with boxes', DASHBOARD],
  ['without a single box', BARE_DASHBOARD],
])('a dashboard has its bars and its table, %s', (_, input) => {
  const root = outline(input);
  expect(root.children.map((part) => [part.name, part.role])).toEqual([
    ['SideBar', 'navigation'],
    ['Body', 'group'],
  ]);
  const [sideBar, body] = root.children as [Component, Component];
  expect(body.children.map((part) => part.name)).toEqual(['NavBar', 'Main']);
  const links = find(sideBar, 'NavList').children;
  expect(links.map((link) => [link.name, link.text])).toEqual(
    ['Dashboard', 'Orders', 'Products', 'Customers', 'Reports', 'Settings'].map((name) => ['NavLink', name]),
  );
  const table = find(body, 'Table');
  expect(table.children.map((row) => row.name)).toEqual([
    'TableHeader',
    'TableRow',
    'TableRow',
    'TableRow',
    'TableRow',
  ]);
  expect(table.children.map((row) => row.children.map((cell) => cell.text))).toEqual([
    ['Order', 'Customer', 'Date', 'Total'],
    ['#1001', 'Ann Lee', '2024-05-01', '$120.00'],
    ['#1002', 'Bo Chen', '2024-05-02', '$75.50'],
    ['#1003', 'Cy Young', '2024-05-02', '$310.00'],
    ['#1004', 'Di Ruiz', '2024-05-03', '$42.90'],
  ]);
});

test('cards of one kind are a list, and a card with a heading has its name', () => {
  const root = outline(DASHBOARD);
  const cards = find(root, 'StatCardList');
  expect(cards).toMatchObject({ role: 'list', layout: { type: 'row', gap: 24, align: 'stretch' } });
  expect(cards.children.map((card) => [card.name, card.text])).toEqual([
    ['StatCard', 'Revenue'],
    ['StatCard', 'Orders'],
    ['StatCard', 'Customers'],
  ]);
  expect(find(root, 'RecentOrdersCard')).toMatchObject({ role: 'region', text: 'Recent Orders' });
});

test('a wall of cards is a grid', () => {
  const cards = [0, 1, 2, 3, 4, 5].flatMap((i) => {
    const [x, y] = [40 + (i % 3) * 320, 40 + Math.floor(i / 3) * 240];
    return [
      el('container', [x, y, 300, 220]),
      el('image', [x + 10, y + 10, 280, 120]),
      text(x + 10, y + 142, `Chair ${'abcdef'[i]}`),
      ...boxed('button', [x + 10, y + 172, 90, 34], 'Buy'),
    ];
  });
  const list = find(outline(screen(cards, { width: 1020, height: 560 })), 'CardList');
  expect(list.layout).toEqual({ type: 'grid', gap: 20, columns: 3, align: 'stretch' });
  expect(new Set(list.children.map((card) => card.name))).toEqual(new Set(['Card']));
  expect(list.children).toHaveLength(6);
});

test('a heading that no identifier can hold stays as text', () => {
  const root = outline(CHINESE_FORM);
  const form = find(root, 'Form');
  expect(form).toMatchObject({ role: 'form', text: '注册信息' });
  expect(names(form)).toContain('Field(Text TextInput(Text))');
  for (const part of all(root)) expect(part.name).toMatch(/^[A-Z][A-Za-z0-9]*$/);
});

test('bars, tabs, crumbs and page numbers have their names', () => {
  const crumbs = screen([text(40, 40, 'Home', 'link'), text(84, 40, '/'), text(100, 40, 'Orders')]);
  expect(names(outline(crumbs))).toBe('Page(Breadcrumb(Link Text Text))');
  const tabs = screen(['All', 'Open', 'Done'].map((name, i) => text(40 + i * 80, 40, name, 'tab')));
  expect(names(outline(tabs))).toBe('Page(TabBar(Tab Tab Tab))');
  const pages = screen(['«', '1', '2', '3', '»'].map((name, i) => el('button', [40 + i * 40, 40, 32, 32], name)));
  expect(names(outline(pages))).toContain('Pagination(');
  const menu = screen([
    el('container', [0, 0, 1440, 30]),
    ...['File', 'Edit', 'View', 'Help'].map((name, i) => text(12 + i * 60, 6, name)),
    text(400, 400, 'A document.'),
    text(400, 440, 'Its second paragraph.'),
  ]);
  expect(outline(menu).children.map((part) => part.name)).toEqual(['MenuBar', 'Main']);
});

test('a header, a body and a footer of one width are one card', () => {
  const card = screen([
    el('container', [100, 100, 500, 44]),
    text(120, 112, 'Shipping', 'heading', 22),
    el('container', [100, 144, 500, 160]),
    text(120, 160, 'Street'),
    el('textbox', [120, 184, 460, 34]),
    text(120, 230, 'City'),
    el('textbox', [120, 254, 460, 34]),
    el('container', [100, 304, 500, 60]),
    ...boxed('button', [120, 316, 90, 36], 'Save'),
  ]);
  expect(names(outline(card))).toBe(
    'Page(ShippingForm(CardHeader(Heading) CardBody(StreetField(Text TextInput) CityField(Text TextInput)) CardFooter(Button(Text))))',
  );
});

test('a bar and all that is below it are no card', () => {
  const page = screen([
    el('container', [0, 0, 1440, 56]),
    text(30, 16, 'Campus services', 'heading', 24),
    el('container', [0, 56, 1440, 844]),
    text(60, 100, 'Your courses of this term'),
    text(60, 140, 'Open until May'),
  ]);
  expect(outline(page).children.map((part) => part.name)).toEqual(['Header', 'Main']);
});

test('scattered pieces are one drawing, with the words on it', () => {
  const bars = Array.from({ length: 12 }, (_, i) =>
    el('icon', [100 + i * 30, 150 + (i % 5) * 40, 14, 300 - (i % 5) * 40]),
  );
  const axis = ['Jan', 'Jun', 'Dec'].map((name, i) => text(100 + i * 150, 460, name));
  const root = outline(screen([text(100, 40, 'Sales', 'heading', 30), ...bars, ...axis]));
  const chart = find(root, 'Chart');
  expect(chart).toMatchObject({ role: 'img' });
  expect(chart.children).toHaveLength(15);
});

test('a box over the middle of the page is a dialog', () => {
  const root = outline(
    screen([
      ...DASHBOARD.elements.map(({ id: _, ...sketch }) => sketch),
      el('container', [470, 190, 500, 240]),
      text(490, 210, 'Delete order?', 'heading', 24),
      text(490, 250, 'This can not be undone.'),
      ...boxed('button', [490, 370, 100, 36], 'Delete'),
      ...boxed('button', [610, 370, 100, 36], 'Cancel'),
    ]),
  );
  expect(find(root, 'Modal')).toMatchObject({ role: 'dialog', text: 'Delete order?' });
});

test('a drawing of rings is no deeper than can be walked', () => {
  const rings = Array.from({ length: 1500 }, (_, i) =>
    el('container', [i * 0.2, i * 0.2, 900 - i * 0.4, 900 - i * 0.4]),
  );
  expect(all(outline(screen(rings)))).toHaveLength(1501);
});

test('the picture may be twice as large', () => {
  for (const input of [LOGIN, DASHBOARD, BARE_DASHBOARD, CHINESE_FORM]) {
    expect(names(outline(scaled(input, 2)))).toBe(names(outline(input)));
  }
});

test('nothing on the screen is an empty page', () => {
  expect(outline(screen([]))).toEqual({
    name: 'Page',
    role: 'document',
    box: { x: 0, y: 0, width: 1440, height: 900 },
    children: [],
  });
});

/** mulberry32: the same numbers on every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Boxes of all kinds thrown over each other, as no designer would. */
function clutter(seed: number, n: number): Screen {
  const next = random(seed);
  const roles = ['text', 'heading', 'link', 'button', 'textbox', 'checkbox', 'icon', 'image', 'container'] as const;
  return screen(
    Array.from({ length: n }, () => {
      const role = roles[Math.floor(next() * roles.length)]!;
      const size = role === 'container' || role === 'image' ? 600 : 120;
      const [width, height] = [8 + next() * size, 8 + (next() * size) / 3];
      const rect = [next() * (1440 - width), next() * (900 - height), width, height] as const;
      return el(role, rect, role === 'icon' || role === 'container' ? undefined : `word ${Math.floor(next() * 99)}`);
    }),
  );
}

const CLUTTER = [1, 2, 3, 4, 5].map((seed): [string, Screen] => [`clutter ${seed}`, clutter(seed, 120)]);

test.each<[string, Screen]>([
  ['login', LOGIN],
  ['dashboard', DASHBOARD],
  ['dashboard without boxes', BARE_DASHBOARD],
  ['Chinese form', CHINESE_FORM],
  ['500 things', clutter(6, 500)],
  ...CLUTTER,
])('%s: every element once, every box around its children, the same tree every time', (_, input) => {
  const root = outline(input);
  const ids = all(root).flatMap((part) => part.elementId ?? []);
  expect(ids.toSorted()).toEqual(input.elements.map((e) => e.id).toSorted());
  for (const { box, children } of all(root)) {
    for (const child of children) {
      expect(child.box.x).toBeGreaterThanOrEqual(box.x);
      expect(child.box.y).toBeGreaterThanOrEqual(box.y);
      expect(right(child.box)).toBeLessThanOrEqual(right(box) + 1e-6);
      expect(bottom(child.box)).toBeLessThanOrEqual(bottom(box) + 1e-6);
    }
  }
  expect(Component.parse(root)).toEqual(root);
  expect(outline(input)).toEqual(root);
});
