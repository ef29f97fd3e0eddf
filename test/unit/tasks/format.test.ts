import { expect, test } from 'vitest';
import { describe } from '../../../src/tasks/describe.ts';
import { elements } from '../../../src/tasks/elements.ts';
import { format } from '../../../src/tasks/format.ts';
import { outline } from '../../../src/tasks/outline.ts';
import { ElementsResult, OutlineResult } from '../../../src/tasks/task.ts';
import { boxed, el, LOGIN, PICTURE, screen, text } from './screens.ts';

const small = screen([
  text(20.4, 10, 'Name'),
  el('textbox', [20, 34, 200, 30]),
  ...boxed('button', [20, 80, 90, 32], 'a|b\n=c'),
]);
const list = elements(PICTURE, small);
const tree: OutlineResult = { task: 'outline', picture: PICTURE, root: outline(LOGIN) };

test('JSON reads back as the same result', () => {
  expect(ElementsResult.parse(JSON.parse(format(list, 'json')))).toEqual(list);
  expect(OutlineResult.parse(JSON.parse(format(tree, 'json')))).toEqual(tree);
});

test('inputs are named by their labels in the list', () => {
  expect(list.elements.find((e) => e.role === 'textbox')?.name).toBe('Name');
});

test('a table of elements in Markdown, whatever they say', () => {
  expect(format(list, 'md')).toBe(
    [
      '| id | role | text | x | y | width | height |',
      '| --- | --- | --- | ---: | ---: | ---: | ---: |',
      '| e1 | text | Name | 20 | 10 | 32 | 18 |',
      '| e2 | textbox | Name | 20 | 34 | 200 | 30 |',
      '| e3 | button | a\\|b =c | 20 | 80 | 90 | 32 |',
      '| e4 | text | a\\|b =c | 32 | 87 | 48 | 18 |',
      '',
    ].join('\n'),
  );
});

test('a table says which elements are doubtful', () => {
  const [name, field, ...rest] = list.elements;
  const doubtful = { ...list, elements: [name!, { ...field!, confidence: 0.31 }, ...rest] };
  const rows = format(doubtful, 'md').split('\n');
  expect(rows.filter((row) => row.includes('unsure'))).toEqual([
    '| e2 | textbox (unsure) | Name | 20 | 34 | 200 | 30 |',
  ]);
});

test('a tree of components in Markdown; a button and its text are one line', () => {
  const lines = format(tree, 'md').split('\n');
  expect(lines[0]).toBe('- **Page** (document) "Welcome back"');
  expect(lines[1]).toMatch(/^ {2}- \*\*LoginForm\*\* \(form; column, gap \d+, \w+\) "Welcome back"$/);
  expect(lines.filter((line) => line.includes('"Sign in"'))).toEqual(['    - **Button** (button) "Sign in"']);
});

test('CSV has a line for each, and no formula', () => {
  const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', 'plain, "quoted"'];
  const rows = format(elements(PICTURE, screen(formulas.map((words, i) => text(20, 20 + i * 40, words)))), 'csv')
    .trimEnd()
    .split('\n');
  expect(rows[0]).toBe('id,role,name,text,x,y,width,height,confidence,parent');
  expect(rows.slice(1).map((row) => row.replace(/,20,.*$/, ''))).toEqual([
    "e1,text,,'=1+1",
    "e2,text,,'+1",
    "e3,text,,'-1",
    "e4,text,,'@SUM(A1)",
    'e5,text,,"plain, ""quoted"""',
  ]);
  expect(format(tree, 'csv')).toContain('\n1,LoginForm,form,Welcome back,column,');
});

test('nothing found is still a table', () => {
  expect(format(elements(PICTURE, screen([])), 'csv')).toBe('id,role,name,text,x,y,width,height,confidence,parent\n');
});

test('a description is its own Markdown, and has no CSV', () => {
  const told = describe(PICTURE, LOGIN);
  expect(format(told, 'md')).toBe(`${told.text}\n`);
  expect(() => format(told, 'csv')).toThrow(expect.objectContaining({ kind: 'bad-usage' }));
});
