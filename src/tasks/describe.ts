import * as l10n from '@vscode/l10n';
import type { PictureInfo } from '../image/picture.ts';
import type { Element, Role, Screen } from '../screen/element.ts';
import { sentences } from '../sentences.ts';
import { isInput, withLabels } from './labels.ts';
import { quote } from './markdown.ts';
import { lineHeight } from './outline/node.ts';
import { isName } from './outline/view.ts';
import { PASSWORD, SEARCH } from './outline/words.ts';
import { outline } from './outline.ts';
import { distinct, enumerate, plural } from './phrases.ts';
import type { Component, DescribeResult } from './task.ts';

/** Below this likelihood a picture is called a photo or a drawing. */
const INTERFACE = 0.5;

/** What can be told of a picture from the parse alone, in plain sentences. */
export function describe(picture: PictureInfo, screen: Screen): DescribeResult {
  const isInterface = screen.guiLikelihood >= INTERFACE;
  const paragraphs = isInterface ? interfaceText(screen) : pictureText(screen);
  return { task: 'describe', picture, isInterface, text: paragraphs.filter(Boolean).join('\n\n') };
}

function pictureText({ width, height, lines }: Screen): string[] {
  const read = enumerate(lines.map((line) => quote(line.text)));
  return [
    l10n.t(
      'This picture of {0} × {1} pixels looks like a photo or a drawing rather than a screen. Describing photos needs a vision model.',
      width,
      height,
    ),
    read ? l10n.t('The text in it reads {0}.', read) : l10n.t('No text was found in it.'),
  ];
}

function interfaceText(screen: Screen): string[] {
  const elements = withLabels(screen.elements, lineHeight(screen.elements));
  const root = outline(screen);
  const bars = findAll(root, isBar);
  const inBars = new Set(
    bars
      .flatMap(linksOf)
      .flatMap(everyPart)
      .map((part) => part.elementId),
  );
  const content = elements.filter((element) => !inBars.has(element.id));
  const parts = enumerate(merge(partsOf(root)));
  return [
    sentences(
      screenText(screen),
      root.text && l10n.t('The largest heading is {0}.', quote(root.text)),
      elements.length === 0 && l10n.t('No text and no control was found in it.'),
    ),
    sentences(
      bars.length > 0 && l10n.t('It has {0}.', enumerate(bars.map((bar) => barText(bar, screen)))),
      parts && l10n.t('The content holds {0}.', parts),
    ),
    sentences(inputsText(elements), buttonsText(content), linksText(content)),
    sentences(headingsText(content, root.text), wordsText(elements), graphicsText(elements)),
  ];
}

function screenText({ width, height, theme, background }: Screen): string {
  return theme === 'dark'
    ? l10n.t(
        'This is a screenshot of a user interface, {0} × {1} pixels, in a dark theme on {2}.',
        width,
        height,
        background,
      )
    : l10n.t(
        'This is a screenshot of a user interface, {0} × {1} pixels, in a light theme on {2}.',
        width,
        height,
        background,
      );
}

/** `part` and those below it that match, but not what lies within a match. */
function findAll(part: Component, matches: (part: Component) => boolean): Component[] {
  return matches(part) ? [part] : part.children.flatMap((child) => findAll(child, matches));
}

const everyPart = (part: Component): Component[] => [part, ...part.children.flatMap(everyPart)];

/** The name of a component without the number that tells it from a sibling. */
const kindOf = (part: Component): string => part.name.replace(/\d+$/, '');

const BARS: Record<string, string> = {
  NavBar: l10n.t('a navigation bar'),
  MenuBar: l10n.t('a menu bar'),
  Header: l10n.t('a header'),
  SideBar: l10n.t('a sidebar'),
  SidePanel: l10n.t('a side panel'),
  Footer: l10n.t('a footer'),
  StatusBar: l10n.t('a status bar'),
};

const isBar = (part: Component): boolean =>
  kindOf(part) in BARS && (kindOf(part) !== 'Header' || part.role === 'banner');

const linksOf = (bar: Component): Component[] =>
  findAll(bar, (part) => kindOf(part) === 'NavLink' || ['link', 'menuitem', 'tab'].includes(part.role));

function barText(part: Component, screen: Screen): string {
  const bar = BARS[kindOf(part)] ?? '';
  const place = placeOf(part, screen);
  const named = linksOf(part).flatMap((link) => link.text ?? []);
  const n = linksOf(part).length;
  if (n > 0) {
    const links = plural(n, l10n.t('1 link'), l10n.t('{0} links', n));
    const names = enumerate(named.map((text) => quote(text)));
    return names
      ? l10n.t('{bar} {place} with {links} ({names})', { bar, place, links, names })
      : l10n.t('{bar} {place} with {links}', { bar, place, links });
  }
  const texts = findAll(part, (each) => each.children.length === 0).flatMap((each) => each.text ?? []);
  const said = enumerate(texts.map((text) => quote(text)));
  return said
    ? l10n.t('{bar} {place} that reads {said}', { bar, place, said })
    : l10n.t('{bar} {place}', { bar, place });
}

function placeOf({ box: { x, y, width, height } }: Component, screen: Screen): string {
  if (height > width) return x + width / 2 < screen.width / 2 ? l10n.t('on the left') : l10n.t('on the right');
  return y + height / 2 < screen.height / 2 ? l10n.t('at the top') : l10n.t('at the bottom');
}

/** The words for one of a kind, and for several alike. */
interface Phrase {
  one: string;
  many(n: number): string;
}

/** What is worth a mention by itself, from the outside in; a card with what it holds. */
function partsOf(part: Component): Phrase[] {
  if (isBar(part)) return [];
  const own = partText(part);
  if (own && !isCard(part)) return [own];
  return [...(own ? [own] : []), ...part.children.flatMap(partsOf)];
}

const isCard = (part: Component): boolean => kindOf(part).endsWith('Card');

function partText(part: Component): Phrase | undefined {
  const title = part.text && quote(part.text, 60);
  switch (part.role) {
    case 'form':
      return formText(part, title);
    case 'search':
      return kindOf(part) === 'FilterBar'
        ? { one: l10n.t('a row of filters'), many: (n) => l10n.t('{0} rows of filters', n) }
        : { one: l10n.t('a search form'), many: (n) => l10n.t('{0} search forms', n) };
    case 'dialog':
      return title
        ? { one: l10n.t('a dialog {0}', title), many: (n) => l10n.t('{0} dialogs {1}', n, title) }
        : { one: l10n.t('a dialog'), many: (n) => l10n.t('{0} dialogs', n) };
    case 'table':
      return tableText(part);
    case 'tablist':
      return together(tabsText(part));
    case 'navigation':
      if (kindOf(part) === 'Pagination') return together(l10n.t('page numbers'));
      return kindOf(part) === 'Breadcrumb'
        ? { one: l10n.t('a breadcrumb'), many: (n) => l10n.t('{0} breadcrumbs', n) }
        : undefined;
    case 'list':
      return listText(part);
    case 'progressbar':
      return { one: l10n.t('a progress bar'), many: (n) => l10n.t('{0} progress bars', n) };
    default:
      if (kindOf(part) === 'Chart') return { one: l10n.t('a chart'), many: (n) => l10n.t('{0} charts', n) };
      return isCard(part) && title
        ? { one: l10n.t('a card titled {0}', title), many: (n) => l10n.t('{0} cards titled {1}', n, title) }
        : undefined;
  }
}

/** What is many already. */
const together = (words: string): Phrase => ({ one: words, many: () => words });

const named = (parts: readonly Component[]): string =>
  enumerate(parts.flatMap((part) => part.text ?? []).map((text) => quote(text, 40)));

function formText(part: Component, title: string | undefined): Phrase {
  if (kindOf(part) === 'LoginForm') return { one: l10n.t('a login form'), many: (n) => l10n.t('{0} login forms', n) };
  if (kindOf(part) === 'SignUpForm') {
    return { one: l10n.t('a sign-up form'), many: (n) => l10n.t('{0} sign-up forms', n) };
  }
  return title
    ? { one: l10n.t('a form {0}', title), many: (n) => l10n.t('{0} forms {1}', n, title) }
    : { one: l10n.t('a form'), many: (n) => l10n.t('{0} forms', n) };
}

function tableText({ children }: Component): Phrase {
  const [head] = children;
  const isNamed = head?.name === 'TableHeader';
  const columns = isNamed && named(head.children.flatMap((cell) => findAll(cell, ({ text }) => isName(text ?? ''))));
  const n = children.length - (isNamed ? 1 : 0);
  const rows = plural(n, l10n.t('1 row'), l10n.t('{0} rows', n));
  return columns
    ? {
        one: l10n.t('a table of {0} (columns {1})', rows, columns),
        many: (count) => l10n.t('{0} tables of {1} (columns {2})', count, rows, columns),
      }
    : { one: l10n.t('a table of {0}', rows), many: (count) => l10n.t('{0} tables of {1}', count, rows) };
}

function tabsText({ children }: Component): string {
  const tabs = plural(children.length, l10n.t('1 tab'), l10n.t('{0} tabs', children.length));
  const names = named(children);
  return names ? l10n.t('{0} ({1})', tabs, names) : tabs;
}

function listText({ children }: Component): Phrase {
  const n = children.length;
  const items = itemsText(children[0]?.name ?? '', n);
  const names = named(children);
  return names
    ? {
        one: l10n.t('a list of {0} ({1})', items, names),
        many: (count) => l10n.t('{0} lists of {1} ({2})', count, items, names),
      }
    : { one: l10n.t('a list of {0}', items), many: (count) => l10n.t('{0} lists of {1}', count, items) };
}

function itemsText(kind: string, n: number): string {
  switch (kind) {
    case 'Card':
    case 'StatCard':
      return plural(n, l10n.t('1 card'), l10n.t('{0} cards', n));
    case 'Link':
    case 'NavLink':
      return plural(n, l10n.t('1 link'), l10n.t('{0} links', n));
    case 'Button':
      return plural(n, l10n.t('1 button'), l10n.t('{0} buttons', n));
    default:
      return plural(n, l10n.t('1 item'), l10n.t('{0} items', n));
  }
}

/** Says the same only once: `3 charts`. */
function merge(phrases: readonly Phrase[]): string[] {
  const counts = new Map<string, { phrase: Phrase; n: number }>();
  for (const phrase of phrases) counts.set(phrase.one, { phrase, n: (counts.get(phrase.one)?.n ?? 0) + 1 });
  return [...counts.values()].map(({ phrase, n }) => (n === 1 ? phrase.one : phrase.many(n)));
}

function inputsText(elements: readonly Element[]): string {
  const inputs = elements.filter(isInput);
  const n = inputs.length;
  if (n === 0) return '';
  const known = inputs.filter((input) => input.name || input.text).map(inputText);
  const rest = n - known.length;
  if (known.length === 0) {
    return plural(n, l10n.t('There is 1 input without a label.'), l10n.t('There are {0} inputs without a label.', n));
  }
  const names = enumerate(known);
  if (rest > 0) return l10n.t('There are {0} inputs: {1}, and {2} without a label.', n, names, rest);
  return plural(n, l10n.t('There is 1 input: {0}.', names), l10n.t('There are {0} inputs: {1}.', n, names));
}

const INPUTS: Partial<Record<Role, string>> = {
  textbox: l10n.t('text field'),
  combobox: l10n.t('drop-down list'),
  checkbox: l10n.t('checkbox'),
  radio: l10n.t('radio button'),
  switch: l10n.t('switch'),
  slider: l10n.t('slider'),
};

function inputText({ role, name, text, state }: Element): string {
  const said = `${name ?? ''} ${text ?? ''}`;
  const secret = role === 'textbox' && PASSWORD.test(said) ? l10n.t('password field') : undefined;
  const search = role === 'textbox' && SEARCH.test(said) ? l10n.t('search field') : undefined;
  const notes = [
    name && text && l10n.t('showing {0}', quote(text, 40)),
    state?.checked !== undefined && (state.checked ? l10n.t('checked') : l10n.t('not checked')),
    state?.disabled && l10n.t('disabled'),
  ].filter(Boolean);
  const input = secret ?? search ?? INPUTS[role] ?? '';
  const called = quote(name ?? text ?? '', 40);
  if (notes.length === 0) return l10n.t('{input} {name}', { input, name: called });
  const facts = notes.join(l10n.t({ message: ', ', comment: 'between the parts of a list' }));
  return l10n.t('{input} {name} ({facts})', { input, name: called, facts });
}

function buttonsText(elements: readonly Element[]): string {
  const { n, names, rest } = controls(elements, 'button');
  if (n === 0) return '';
  if (rest === n) {
    return plural(n, l10n.t('There is 1 button without text.'), l10n.t('There are {0} buttons without text.', n));
  }
  if (rest > 0) return l10n.t('There are {0} buttons: {1}, and {2} without text.', n, names, rest);
  return plural(n, l10n.t('There is 1 button: {0}.', names), l10n.t('There are {0} buttons: {1}.', n, names));
}

function linksText(elements: readonly Element[]): string {
  const { n, names, rest } = controls(elements, 'link');
  if (n === 0) return '';
  if (rest === n) {
    return plural(n, l10n.t('There is 1 link without text.'), l10n.t('There are {0} links without text.', n));
  }
  if (rest > 0) return l10n.t('There are {0} links: {1}, and {2} without text.', n, names, rest);
  return plural(n, l10n.t('There is 1 link: {0}.', names), l10n.t('There are {0} links: {1}.', n, names));
}

/** Those of a role: how many, what they are called, and how many have no name. */
function controls(elements: readonly Element[], role: 'button' | 'link'): { n: number; names: string; rest: number } {
  const all = elements.filter((element) => element.role === role);
  const called = all.flatMap((control) => control.name ?? control.text ?? []).map((name) => quote(name, 40));
  return { n: all.length, names: enumerate(distinct(called)), rest: all.length - called.length };
}

function headingsText(elements: readonly Element[], title: string | undefined): string {
  const headings = elements.filter(({ role, text }) => role === 'heading' && text && text !== title && isName(text));
  const names = enumerate(headings.map(({ text }) => quote(text!, 60)));
  if (!names) return '';
  return plural(headings.length, l10n.t('Another heading is {0}.', names), l10n.t('Other headings are {0}.', names));
}

/** What is written in whole phrases; labels and cells are counted in their places. */
function wordsText(elements: readonly Element[]): string {
  const isPhrase = (text: string) =>
    text.split(/\s+/).length >= 4 || (text.match(/\p{Script=Han}/gu)?.length ?? 0) >= 8;
  const typed = new Set(elements.filter(isInput).map(({ text }) => text));
  const isSaid = ({ role, text }: Element) => role === 'text' && text && isPhrase(text) && !typed.has(text);
  const phrases = elements.filter(isSaid).map(({ text }) => quote(text!));
  return phrases.length ? l10n.t('It also says {0}.', enumerate(distinct(phrases))) : '';
}

function graphicsText(elements: readonly Element[]): string {
  const [icons, images] = (['icon', 'image'] as const).map(
    (role) => elements.filter((e) => e.role === role).length,
  ) as [number, number];
  const shown = enumerate([
    ...(icons ? [plural(icons, l10n.t('1 icon'), l10n.t('{0} icons', icons))] : []),
    ...(images ? [plural(images, l10n.t('1 image'), l10n.t('{0} images', images))] : []),
  ]);
  return shown && plural(icons + images, l10n.t('There is {0}.', shown), l10n.t('There are {0}.', shown));
}
