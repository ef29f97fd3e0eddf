import { expect, test } from 'vitest';
import { elements } from '../../../src/tasks/elements.ts';
import { format } from '../../../src/tasks/format.ts';
import { type LocatorFormat, locators } from '../../../src/tasks/locators.ts';
import { outline } from '../../../src/tasks/outline.ts';
import { boxed, el, LOGIN, PICTURE, screen, text } from './screens.ts';

type Sketch = ReturnType<typeof el>;

const of = (sketches: readonly Sketch[], as: LocatorFormat = 'playwright', ids?: string[]) =>
  locators(elements(PICTURE, screen(sketches)), as, ids);

/** A control, and what stands on it, as the parser nests them. */
const on = (control: Sketch, ...parts: Sketch[]): (Sketch & { id?: string })[] => {
  const id = `${control.role}-${control.box.x}-${control.box.y}`;
  return [{ ...control, id }, ...parts.map((part) => ({ ...part, parent: id }))];
};
const button = (x: number, y: number, words: string) =>
  on(...(boxed('button', [x, y, 90, 32], words) as [Sketch, Sketch]));

test('what is doubtful says so behind its locator', () => {
  const sketches = [text(20, 60, 'Orders'), { ...text(20, 240, 'Forgot your password?', 'link'), confidence: 0.31 }];
  expect(of(sketches)).toEqual([
    "page.getByText('Orders')",
    "page.getByRole('link', { name: 'Forgot your password?' }) // unsure",
  ]);
});

test('each kind is found as a user would name it, and what stands on a control as that control', () => {
  const sketches = [
    text(20, 10, 'Your account', 'heading', 30),
    text(400, 12, '$12,480', 'heading', 28),
    text(20, 60, 'E-mail address'),
    el('textbox', [20, 84, 300, 32]),
    ...on(el('textbox', [400, 84, 300, 32], 'Search orders'), text(412, 90, 'Search orders')),
    el('checkbox', [20, 140, 16, 16]),
    text(42, 139, 'Stay signed in'),
    ...button(20, 180, 'Sign in'),
    text(20, 240, 'Forgot your password?', 'link'),
    el('container', [0, 300, 1440, 500]),
    el('icon', [20, 320, 16, 16]),
    { ...el('image', [20, 360, 200, 100]), name: 'Sales by month' },
  ];
  expect(of(sketches)).toEqual([
    "page.getByRole('heading', { name: 'Your account' })",
    "page.getByText('$12,480')",
    "page.getByText('E-mail address')",
    "page.getByLabel('E-mail address')",
    "page.getByPlaceholder('Search orders')",
    "page.getByText('Stay signed in')",
    "page.getByRole('checkbox', { name: 'Stay signed in' })",
    "page.getByRole('button', { name: 'Sign in' })",
    "page.getByRole('link', { name: 'Forgot your password?' })",
    "page.getByRole('img', { name: 'Sales by month' })",
  ]);
  expect(of(sketches, 'testing-library')).toEqual([
    "screen.getByRole('heading', { name: 'Your account' })",
    "screen.getByText('$12,480')",
    "screen.getByText('E-mail address')",
    "screen.getByLabelText('E-mail address')",
    "screen.getByPlaceholderText('Search orders')",
    "screen.getByText('Stay signed in')",
    "screen.getByRole('checkbox', { name: 'Stay signed in' })",
    "screen.getByRole('button', { name: 'Sign in' })",
    "screen.getByRole('link', { name: 'Forgot your password?' })",
    "screen.getByRole('img', { name: 'Sales by month' })",
  ]);
});

test('a name that is a part of another must be the whole', () => {
  const sketches = [
    ...button(20, 20, 'Order'),
    ...button(20, 80, 'Ship order'),
    text(20, 140, 'Total'),
    text(20, 200, 'Total paid'),
  ];
  expect(of(sketches)).toEqual([
    "page.getByRole('button', { name: 'Order', exact: true })",
    "page.getByRole('button', { name: 'Ship order' })",
    "page.getByText('Total', { exact: true })",
    "page.getByText('Total paid')",
  ]);
  expect(of(sketches, 'testing-library')[0]).toBe("screen.getByRole('button', { name: 'Order' })");
});

test('two of a name, and those without a name, are counted in reading order', () => {
  const sketches = [
    ...button(20, 20, 'Edit'),
    ...button(20, 80, 'Edit'),
    el('textbox', [20, 140, 200, 32]),
    el('textbox', [20, 200, 200, 32]),
  ];
  expect(of(sketches)).toEqual([
    "page.getByRole('button', { name: 'Edit', exact: true }).nth(0)",
    "page.getByRole('button', { name: 'Edit', exact: true }).nth(1)",
    "page.getByRole('textbox').nth(0)",
    "page.getByRole('textbox').nth(1)",
  ]);
  expect(of(sketches, 'testing-library').slice(1, 3)).toEqual([
    "screen.getAllByRole('button', { name: 'Edit' })[1]",
    "screen.getAllByRole('textbox')[0]",
  ]);
});

const PEOPLE = ['Amelia', 'Jonas', 'Priya', 'Tom'];
const TABLE = PEOPLE.flatMap((name, i) => [
  text(20, 100 + i * 50, name),
  text(220, 100 + i * 50, 'active'),
  text(420, 100 + i * 50, `${i + 1} Nov`),
  ...button(620, 93 + i * 50, 'Edit'),
]);

test('in a table the row tells them apart', () => {
  expect(of(TABLE).filter((line) => line.includes('Edit'))).toEqual(
    PEOPLE.map((name) => `page.getByRole('row', { name: '${name}' }).getByRole('button', { name: 'Edit' })`),
  );
  expect(of(TABLE)).toContain("page.getByRole('row', { name: 'Amelia' }).getByText('active')");
  expect(of(TABLE, 'testing-library')).toContain(
    "within(screen.getByRole('row', { name: (name) => name.includes('Jonas') })).getByRole('button', { name: 'Edit' })",
  );
});

test('a selection keeps what the rest of the screen asks for', () => {
  const all = elements(PICTURE, screen(TABLE));
  const second = all.elements.filter(({ role }) => role === 'button')[1]!;
  const words = all.elements.find(({ parent }) => parent === second.id)!;
  const line = "page.getByRole('row', { name: 'Jonas' }).getByRole('button', { name: 'Edit' })\n";
  expect(format(all, 'playwright', [second.id])).toBe(line);
  expect(format(all, 'playwright', [words.id, second.id])).toBe(line);
  expect(format(all, 'csv', [second.id]).split('\n')).toHaveLength(3);
});

test('whatever a picture says is one string on one line', () => {
  const nasty = [
    "It's",
    'a\\',
    "'); alert('x",
    '`$\u007bx}`',
    'a\nb\u2028c',
    'abc\u202edef',
    '保存修改',
    '👍🏽 ok',
    '\ud800',
  ];
  const lines = of(nasty.map((words, i) => el('button', [20, 20 + i * 60, 200, 32], words)));
  expect(lines).toHaveLength(nasty.length);
  const page = { getByRole: (_: string, { name }: { name: string }) => name };
  const names = lines.map((line) => new Function('page', `return ${line}`)(page));
  expect(names).toEqual(nasty.map((words) => words.replace(/\s+/g, ' ')));
  expect(lines[6]).toBe("page.getByRole('button', { name: '保存修改' })");
  for (const line of lines) expect(line).not.toMatch(/[\n\u2028\u202e]/);
});

test('a long text is cut at a word where a part is enough', () => {
  const long =
    'This sentence says more about the shipping of an order than anybody who writes a test would like to read';
  const cut = 'This sentence says more about the shipping of an order than anybody who writes';
  const sketches = [text(20, 20, long), el('button', [20, 80, 800, 32], `${long} twice`)];
  expect(of(sketches)[0]).toContain(cut);
  expect(of([sketches[0]!])).toEqual([`page.getByText('${cut}')`]);
  expect(of([sketches[0]!], 'testing-library')).toEqual([`screen.getByText('${cut}', { exact: false })`]);
  expect(of([sketches[1]!], 'testing-library')).toEqual([`screen.getByRole('button', { name: '${long} twice' })`]);
});

test('only elements have them', () => {
  const tree = { task: 'outline' as const, picture: PICTURE, root: outline(LOGIN) };
  expect(() => format(tree, 'playwright')).toThrow(expect.objectContaining({ kind: 'bad-usage' }));
  expect(format(elements(PICTURE, screen([])), 'testing-library')).toBe('');
});
