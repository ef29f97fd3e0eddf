import { expect, test } from 'vitest';
import type { Screen } from '../../../src/screen/element.ts';
import { describe } from '../../../src/tasks/describe.ts';
import { DescribeResult } from '../../../src/tasks/task.ts';
import { CHINESE_FORM, DASHBOARD, el, LOGIN, PICTURE, screen, text } from './screens.ts';

const told = (input: Screen): string => describe(PICTURE, input).text;

test('a login page in plain sentences', () => {
  const result = DescribeResult.parse(describe(PICTURE, LOGIN));
  expect(result).toMatchObject({ task: 'describe', isInterface: true, picture: { name: 'shot.png' } });
  expect(result.text.split('\n\n')).toEqual([
    'This is a screenshot of a user interface, 1440 × 900 pixels, in a light theme on #ffffff. The largest heading is "Welcome back".',
    'The content holds a login form.',
    'There are 3 inputs: text field "Email" (showing "you\\@company\\.com"), password field "Password" and checkbox "Remember me". There is 1 button: "Sign in". There is 1 link: "Forgot password?".',
    'It also says "Sign in to continue to your dashboard.".',
  ]);
});

test('a dashboard: its bars, cards and table', () => {
  const said = told(DASHBOARD);
  expect(said).toContain(
    'a sidebar on the left with 6 links ("Dashboard", "Orders", "Products", "Customers", "Reports" and "Settings")',
  );
  expect(said).toContain('a navigation bar at the top with 3 links ("Home", "Docs" and "Support")');
  expect(said).toContain('a list of 3 cards ("Revenue", "Orders" and "Customers")');
  expect(said).toContain('a table of 4 rows (columns "Order", "Customer", "Date" and "Total")');
});

test('Chinese is quoted as it is', () => {
  const said = told(CHINESE_FORM);
  expect(said).toContain('The largest heading is "注册信息".');
  expect(said).toContain('text field "姓名" (showing "王小明")');
  expect(said).toContain('drop-down list "学院" (showing "计算机学院")');
  expect(said).toContain('There are 2 buttons: "提交" and "重置".');
});

test('states, buttons without text, many of a kind', () => {
  const many = screen([
    { ...el('checkbox', [40, 40, 16, 16]), state: { checked: true } },
    text(64, 40, 'Weekly digest'),
    ...Array.from({ length: 12 }, (_, i) =>
      el('button', [40 + (i % 4) * 130, 100 + Math.floor(i / 4) * 90, 60, 30], `B${i}`),
    ),
    el('button', [700, 500, 30, 30]),
  ]);
  const said = told(many);
  expect(said).toContain('There is 1 input: checkbox "Weekly digest" (checked).');
  expect(said).toContain(
    'There are 13 buttons: "B0", "B1", "B2", "B3", "B4", "B5", "B6", "B7" and 4 more, and 1 without text.',
  );
});

test('a dark theme and its background', () => {
  expect(told({ ...LOGIN, theme: 'dark', background: '#1e1e1e' })).toContain('in a dark theme on #1e1e1e');
});

test('a photo is called one, and its text is read', () => {
  const photo = { ...screen([text(300, 300, 'STOP', 'text', 60)]), guiLikelihood: 0.2 };
  const result = describe(PICTURE, photo);
  expect(result.isInterface).toBe(false);
  expect(result.text).toBe(
    'This picture of 1440 × 900 pixels looks like a photo or a drawing rather than a screen. Describing photos needs a vision model.\n\n' +
      'The text in it reads "STOP".',
  );
  expect(told({ ...screen([]), guiLikelihood: 0 })).toContain('No text was found in it.');
});

test('an empty screen says so', () => {
  expect(told(screen([]))).toContain('No text and no control was found in it.');
});

test('text of the picture stays text', () => {
  const hostile =
    '<img src=x> [click](command:evil) # **b** `c` https://evil.example www.evil.example a@b.example ![i](j)';
  for (const input of [
    screen([
      text(40, 40, hostile, 'heading', 30),
      text(40, 100, hostile),
      el('button', [40, 200, 90, 30], '[x](y)\n# z'),
    ]),
    { ...screen([text(40, 40, hostile)]), guiLikelihood: 0 },
  ]) {
    const said = told(input);
    expect(said.replace(/\\[\p{P}\p{S}]/gu, '')).not.toMatch(/[<>[\]*`#_](?!f{6})|:\/\/|www\.|@/);
    expect(said).not.toMatch(/^\s*[#>-]/m);
  }
});
