import type { PictureInfo } from '../../../src/image/picture.ts';
import { type Element, isInteractive, type Role, type Screen } from '../../../src/screen/element.ts';

/** Hand-made screens, as the parser would see them: boxes in pixels, words as lines of their own. */

type Rect = readonly [x: number, y: number, width: number, height: number];
type Sketch = Omit<Element, 'id'>;

export function el(role: Role, [x, y, width, height]: Rect, text?: string): Sketch {
  const box = { x, y, width, height };
  return { role, box, interactive: isInteractive(role), confidence: 1, source: 'parser', ...(text && { text }) };
}

/** A line of text, about 8 pixels a character. */
export const text = (x: number, y: number, words: string, role: Role = 'text', height = 18): Sketch =>
  el(role, [x, y, Math.round(words.length * height * 0.45), height], words);

/** A box with words in its middle: two elements. */
export const boxed = (role: Role, [x, y, width, height]: Rect, words: string): Sketch[] => [
  el(role, [x, y, width, height], words),
  el('text', [x + 12, y + (height - 18) / 2, Math.min(width - 16, words.length * 8), 18], words),
];

export function screen(sketches: readonly Sketch[], size = { width: 1440, height: 900 }): Screen {
  const ordered = [...sketches].sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x);
  const elements = ordered.map((sketch, i) => ({ id: `e${i + 1}`, ...sketch }));
  const lines = elements
    .filter((e) => (e.role === 'text' || e.role === 'heading') && e.text)
    .map((e) => ({ text: e.text!, box: e.box, confidence: 1 }));
  return { ...size, elements, lines, background: '#ffffff', theme: 'light', guiLikelihood: 0.9 };
}

/** The same screen on a display with `factor` pixels for each of the first. */
export function scaled(original: Screen, factor: number): Screen {
  const scale = <T extends { box: Element['box'] }>(thing: T): T => {
    const { x, y, width, height } = thing.box;
    return { ...thing, box: { x: x * factor, y: y * factor, width: width * factor, height: height * factor } };
  };
  return {
    ...original,
    width: original.width * factor,
    height: original.height * factor,
    elements: original.elements.map(scale),
    lines: original.lines.map(scale),
  };
}

export const PICTURE: PictureInfo = {
  name: 'shot.png',
  format: 'png',
  width: 1440,
  height: 900,
  frames: 1,
  bytes: 1000,
  sha256: '0'.repeat(64),
};

export const LOGIN = screen([
  el('container', [520, 170, 400, 420]),
  text(552, 200, 'Welcome back', 'heading', 28),
  text(552, 236, 'Sign in to continue to your dashboard.'),
  text(552, 280, 'Email'),
  ...boxed('textbox', [552, 304, 336, 36], 'you@company.com'),
  text(552, 356, 'Password'),
  el('textbox', [552, 380, 336, 36]),
  el('checkbox', [552, 434, 16, 16]),
  text(576, 433, 'Remember me'),
  text(770, 433, 'Forgot password?', 'link'),
  ...boxed('button', [552, 470, 336, 40], 'Sign in'),
]);

const NAV = ['Dashboard', 'Orders', 'Products', 'Customers', 'Reports', 'Settings'];
const STATS = [
  ['Revenue', '$12,628'],
  ['Orders', '1,204'],
  ['Customers', '873'],
] as const;
const ORDERS = [
  ['#1001', 'Ann Lee', '2024-05-01', '$120.00'],
  ['#1002', 'Bo Chen', '2024-05-02', '$75.50'],
  ['#1003', 'Cy Young', '2024-05-02', '$310.00'],
  ['#1004', 'Di Ruiz', '2024-05-03', '$42.90'],
];
const COLUMNS = [290, 520, 800, 1150];

/** A side bar, a bar at the top, three cards of figures and a table. */
export const DASHBOARD = screen([
  el('container', [0, 0, 240, 900]),
  el('icon', [24, 20, 28, 28]),
  text(64, 24, 'Acme', 'heading', 24),
  ...NAV.flatMap((name, i) => [el('icon', [24, 90 + i * 44, 18, 18]), text(56, 90 + i * 44, name, 'link')]),
  el('container', [240, 0, 1200, 60]),
  text(270, 20, 'Home', 'link'),
  text(340, 20, 'Docs', 'link'),
  text(410, 20, 'Support', 'link'),
  ...boxed('textbox', [1000, 12, 240, 36], 'Search orders'),
  el('button', [1380, 18, 24, 24]),
  ...STATS.flatMap(([label, value], i) => {
    const x = 264 + i * 392;
    return [
      el('container', [x, 84, 368, 100]),
      text(x + 20, 104, label),
      text(x + 20, 130, value, 'heading', 30),
      el('icon', [x + 310, 116, 36, 36]),
    ];
  }),
  el('container', [264, 208, 1152, 330]),
  text(290, 228, 'Recent Orders', 'heading', 24),
  ...['Order', 'Customer', 'Date', 'Total'].map((name, c) => text(COLUMNS[c]!, 280, name)),
  ...ORDERS.flatMap((row, r) => row.map((cell, c) => text(COLUMNS[c]!, 326 + r * 46, cell))),
]);

/** The same without a single box around things: the parser may miss all of them. */
export const BARE_DASHBOARD: Screen = {
  ...DASHBOARD,
  elements: DASHBOARD.elements.filter((e) => e.role !== 'container'),
};

/** Labels at the left, a title in Chinese. */
export const CHINESE_FORM = screen([
  el('container', [200, 80, 1000, 420]),
  text(230, 100, '注册信息', 'heading', 26),
  el('text', [230, 158, 56, 18], '姓名：'),
  ...boxed('textbox', [300, 150, 360, 34], '王小明'),
  el('text', [230, 212, 56, 18], '电话：'),
  ...boxed('textbox', [300, 204, 360, 34], '请输入手机号'),
  el('text', [230, 266, 56, 18], '学院：'),
  ...boxed('combobox', [300, 258, 360, 34], '计算机学院'),
  ...boxed('button', [300, 320, 96, 36], '提交'),
  ...boxed('button', [412, 320, 96, 36], '重置'),
]);
