import type { PictureInfo } from '../image/picture.ts';
import type { Element, Role, Screen } from '../screen/element.ts';
import { count, distinct, enumerate } from './english.ts';
import { isInput, withLabels } from './labels.ts';
import { quote } from './markdown.ts';
import { lineHeight } from './outline/node.ts';
import { isName } from './outline/view.ts';
import { PASSWORD, SEARCH } from './outline/words.ts';
import { outline } from './outline.ts';
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
    `This picture of ${width} × ${height} pixels looks like a photo or a drawing rather than a screen. ` +
      "Describing photos needs a vision model, which this version of Glimpse can't run yet.",
    read ? `The text in it reads ${read}.` : 'No text was found in it.',
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
      `This is a screenshot of a user interface, ${screen.width} × ${screen.height} pixels, in a ${screen.theme} theme on ${screen.background}.`,
      root.text && `The largest heading is ${quote(root.text)}.`,
      elements.length === 0 && 'No text and no control was found in it.',
    ),
    sentences(
      bars.length > 0 && `It has ${enumerate(bars.map((bar) => barText(bar, screen)))}.`,
      parts && `The content holds ${parts}.`,
    ),
    sentences(inputsText(elements), controlsText(content, 'button'), controlsText(content, 'link')),
    sentences(headingsText(content, root.text), wordsText(elements), graphicsText(elements)),
  ];
}

const sentences = (...parts: (string | false | undefined)[]): string => parts.filter(Boolean).join(' ');

/** `part` and those below it that match, but not what lies within a match. */
function findAll(part: Component, matches: (part: Component) => boolean): Component[] {
  return matches(part) ? [part] : part.children.flatMap((child) => findAll(child, matches));
}

const everyPart = (part: Component): Component[] => [part, ...part.children.flatMap(everyPart)];

/** The name of a component without the number that tells it from a sibling. */
const kindOf = (part: Component): string => part.name.replace(/\d+$/, '');

const BARS: Record<string, string> = {
  NavBar: 'a navigation bar',
  MenuBar: 'a menu bar',
  Header: 'a header',
  SideBar: 'a sidebar',
  SidePanel: 'a side panel',
  Footer: 'a footer',
  StatusBar: 'a status bar',
};

const isBar = (part: Component): boolean =>
  kindOf(part) in BARS && (kindOf(part) !== 'Header' || part.role === 'banner');

const linksOf = (bar: Component): Component[] =>
  findAll(bar, (part) => kindOf(part) === 'NavLink' || ['link', 'menuitem', 'tab'].includes(part.role));

function barText(bar: Component, screen: Screen): string {
  const { x, y, width, height } = bar.box;
  const isUpright = height > width;
  const place = isUpright
    ? x + width / 2 < screen.width / 2
      ? 'on the left'
      : 'on the right'
    : y + height / 2 < screen.height / 2
      ? 'at the top'
      : 'at the bottom';
  const links = findAll(bar, (part) => kindOf(part) === 'NavLink' || ['link', 'menuitem', 'tab'].includes(part.role));
  const named = links.flatMap((link) => link.text ?? []).map((text) => quote(text));
  const texts = findAll(bar, (part) => part.children.length === 0).flatMap((part) => part.text ?? []);
  const what =
    links.length > 0
      ? ` with ${count(links.length, 'link')}${named.length ? ` (${enumerate(named)})` : ''}`
      : texts.length > 0
        ? ` that reads ${enumerate(texts.map((text) => quote(text)))}`
        : '';
  return `${BARS[kindOf(bar)]} ${place}${what}`;
}

/** What is worth a mention by itself, from the outside in; a card with what it holds. */
function partsOf(part: Component): string[] {
  if (isBar(part)) return [];
  const own = partText(part);
  if (own && !isCard(part)) return [own];
  return [...(own ? [own] : []), ...part.children.flatMap(partsOf)];
}

const isCard = (part: Component): boolean => kindOf(part).endsWith('Card');

function partText(part: Component): string | undefined {
  const titled = part.text ? ` ${quote(part.text, 60)}` : '';
  const n = part.children.length;
  const named = (parts: readonly Component[]) =>
    enumerate(parts.flatMap((p) => p.text ?? []).map((text) => quote(text, 40)));
  switch (part.role) {
    case 'form':
      return kindOf(part) === 'LoginForm'
        ? 'a login form'
        : kindOf(part) === 'SignUpForm'
          ? 'a sign-up form'
          : `a form${titled}`;
    case 'search':
      return kindOf(part) === 'FilterBar' ? 'a row of filters' : 'a search form';
    case 'dialog':
      return `a dialog${titled}`;
    case 'table': {
      const [head] = part.children;
      const isNamed = head?.name === 'TableHeader';
      const columns = isNamed && named(head.children.flatMap((cell) => findAll(cell, (c) => isName(c.text ?? ''))));
      return `a table of ${count(n - (isNamed ? 1 : 0), 'row')}${columns ? ` (columns ${columns})` : ''}`;
    }
    case 'tablist':
      return `${count(n, 'tab')}${named(part.children) ? ` (${named(part.children)})` : ''}`;
    case 'navigation':
      return kindOf(part) === 'Breadcrumb'
        ? 'a breadcrumb'
        : kindOf(part) === 'Pagination'
          ? 'page numbers'
          : undefined;
    case 'list': {
      const noun = ITEMS[part.children[0]?.name ?? ''] ?? 'item';
      return `a list of ${count(n, noun)}${named(part.children) ? ` (${named(part.children)})` : ''}`;
    }
    case 'progressbar':
      return 'a progress bar';
    default:
      if (kindOf(part) === 'Chart') return 'a chart';
      return isCard(part) && titled ? `a card titled${titled}` : undefined;
  }
}

const ITEMS: Record<string, string> = {
  Card: 'card',
  StatCard: 'card',
  Link: 'link',
  NavLink: 'link',
  Button: 'button',
};

/** Says the same only once: `3 charts`. */
function merge(phrases: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const phrase of phrases) counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
  return [...counts].map(([phrase, n]) => (n === 1 ? phrase : phrase.replace(/^an? (\S+( form| bar)?)/, `${n} $1s`)));
}

function inputsText(elements: readonly Element[]): string {
  const inputs = elements.filter(isInput);
  if (inputs.length === 0) return '';
  const named = inputs.filter((input) => input.name || input.text).map(inputText);
  const rest = inputs.length - named.length;
  const unnamed = rest > 0 ? count(rest, 'without a label', 'without a label') : '';
  const names = named.length
    ? `: ${enumerate(named)}${unnamed && `, and ${unnamed}`}`
    : ` ${unnamed.replace(/^\d+ /, '')}`;
  return `There ${inputs.length === 1 ? 'is' : 'are'} ${count(inputs.length, 'input')}${names}.`;
}

const INPUTS: Partial<Record<Role, string>> = {
  textbox: 'text field',
  combobox: 'drop-down list',
  checkbox: 'checkbox',
  radio: 'radio button',
  switch: 'switch',
  slider: 'slider',
};

function inputText({ role, name, text, state }: Element): string {
  const said = `${name ?? ''} ${text ?? ''}`;
  const secret = role === 'textbox' && PASSWORD.test(said) ? 'password field' : undefined;
  const search = role === 'textbox' && SEARCH.test(said) ? 'search field' : undefined;
  const notes = [
    name && text && `showing ${quote(text, 40)}`,
    state?.checked !== undefined && (state.checked ? 'checked' : 'not checked'),
    state?.disabled && 'disabled',
  ].filter(Boolean);
  return `${secret ?? search ?? INPUTS[role]} ${quote(name ?? text ?? '', 40)}${notes.length ? ` (${notes.join(', ')})` : ''}`;
}

function controlsText(elements: readonly Element[], role: 'button' | 'link'): string {
  const controls = elements.filter((element) => element.role === role);
  if (controls.length === 0) return '';
  const named = controls.flatMap((control) => control.name ?? control.text ?? []).map((name) => quote(name, 40));
  const rest = controls.length - named.length;
  const names = named.length
    ? `: ${enumerate(distinct(named))}${rest ? `, and ${rest} without text` : ''}`
    : ' without text';
  return `There ${controls.length === 1 ? 'is' : 'are'} ${count(controls.length, role)}${names}.`;
}

function headingsText(elements: readonly Element[], title: string | undefined): string {
  const headings = elements.filter(({ role, text }) => role === 'heading' && text && text !== title && isName(text));
  const names = enumerate(headings.map(({ text }) => quote(text!, 60)));
  return names && `${headings.length === 1 ? 'Another heading is' : 'Other headings are'} ${names}.`;
}

/** What is written in whole phrases; labels and cells are counted in their places. */
function wordsText(elements: readonly Element[]): string {
  const isPhrase = (text: string) =>
    text.split(/\s+/).length >= 4 || (text.match(/\p{Script=Han}/gu)?.length ?? 0) >= 8;
  const typed = new Set(elements.filter(isInput).map(({ text }) => text));
  const isSaid = ({ role, text }: Element) => role === 'text' && text && isPhrase(text) && !typed.has(text);
  const phrases = elements.filter(isSaid).map(({ text }) => quote(text!));
  return phrases.length ? `It also says ${enumerate(distinct(phrases))}.` : '';
}

function graphicsText(elements: readonly Element[]): string {
  const [icons, images] = (['icon', 'image'] as const).map(
    (role) => elements.filter((e) => e.role === role).length,
  ) as [number, number];
  const shown = enumerate([...(icons ? [count(icons, 'icon')] : []), ...(images ? [count(images, 'image')] : [])]);
  return shown && `There ${icons + images === 1 ? 'is' : 'are'} ${shown}.`;
}
