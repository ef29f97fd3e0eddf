import { type Element, isUnsure, type Role } from '../screen/element.ts';
import { isInput } from './labels.ts';
import { outline } from './outline.ts';
import type { Component, ElementsResult } from './task.ts';

/** How a test finds an element: https://playwright.dev/docs/locators, https://testing-library.com/docs/queries/about */
export const LOCATOR_FORMATS = ['playwright', 'testing-library'] as const;
export type LocatorFormat = (typeof LOCATOR_FORMATS)[number];

/** Whether a format says how a test finds elements. */
export const isLocatorFormat = (format: string): format is LocatorFormat =>
  (LOCATOR_FORMATS as readonly string[]).includes(format);

/** Longer names are cut where a part of them is enough. */
const LONG = 80;

/** What is asked for: all that have `role`, or all whose label, placeholder or text is `name`; `part`: or holds it, in any case. */
type Query = { name?: string; part?: boolean } & (
  | { by: 'role'; role: string }
  | { by: 'label' | 'placeholder' | 'text' }
);

/** By what an element can be found: its ARIA role and its accessible name, and what else is known of it. */
interface Known {
  element: Element;
  role?: string | undefined;
  name?: string | undefined;
  label?: string | undefined;
  placeholder?: string | undefined;
  text?: string | undefined;
}

/** A row of a table, and a text that no other row has. */
interface Row {
  key: string;
  ids: ReadonlySet<string>;
}

/**
 * An expression for each element, in reading order, that finds it and no other: by role and accessible name, by label, by
 * placeholder or by text; within its row of a table, or as the k-th of its kind, where nothing else tells it apart. What
 * stands on a control is found as that control. Containers, and pictures without a name, can't be found and are left out.
 * A comment behind an expression says that its element is doubtful.
 *
 * @param ids only of these elements
 */
export function locators(result: ElementsResult, format: LocatorFormat, ids?: readonly string[]): string[] {
  const byId = new Map(result.elements.map((element) => [element.id, element]));
  const owners = new Map(result.elements.map((element) => [element.id, ownerOf(element, byId)]));
  const { elements, picture } = result;
  const components = [...within(outline({ elements, width: picture.width, height: picture.height }))];
  const roles = new Map(components.map(({ elementId, role }) => [elementId, role]));
  const all = elements
    .filter((element) => owners.get(element.id) === element)
    .map((element) => known(element, roles.get(element.id)));
  const rows = rowsOf(components, all);
  const wanted = new Set((ids ?? [...byId.keys()]).map((id) => owners.get(id)));
  return all
    .filter(({ element }) => wanted.has(element))
    .flatMap((one) => {
      const queries = queriesOf(one, format);
      if (queries.length === 0) return [];
      const expression = WRITE[format](unique(one, queries, all, rows));
      return isUnsure(one.element) ? `${expression} // unsure` : expression;
    });
}

/** The control that an element is a part of, or the element itself. Only a field may hold another control. */
function ownerOf(element: Element, byId: ReadonlyMap<string, Element>): Element {
  let owner = element;
  const seen = new Set<Element>();
  for (let at: Element | undefined = element; at && !seen.has(at); at = byId.get(at.parent ?? '')) {
    seen.add(at);
    if (at.interactive && !(owner.interactive && ENTRY.has(at.role))) owner = at;
  }
  return owner;
}

const ENTRY: ReadonlySet<Role> = new Set<Role>(['textbox', 'combobox', 'slider']);

/** @param outlined its role in the outline, which tells the entries of a navigation from those of a menu */
function known(element: Element, outlined: string | undefined): Known {
  const [text, name] = [tidy(element.text), tidy(element.name)];
  switch (element.role) {
    case 'container':
      return { element };
    case 'text':
      return { element, text };
    case 'heading':
      // A large number is a figure more often than a heading.
      return /\p{L}/u.test(text ?? '') ? { element, role: 'heading', name: text, text } : { element, text };
    case 'icon':
    case 'image':
      return { element, role: 'img', name };
    case 'textbox':
      return { element, role: 'textbox', name: name ?? text, label: name, placeholder: text };
    case 'menuitem':
      return { element, role: outlined === 'link' ? 'link' : 'menuitem', name: text ?? name, text };
    case 'combobox':
    case 'slider':
      return { element, role: element.role, name, label: name, text };
    default:
      // What is written on a button is what it is called; a box to tick is called by what stands beside it.
      return isInput(element)
        ? { element, role: element.role, name: name ?? text, label: name }
        : { element, role: element.role, name: text ?? name, text };
  }
}

/** As browsers compare names: without line breaks and spaces around. */
const tidy = (text: string | undefined): string | undefined => text?.replace(/\s+/g, ' ').trim() || undefined;

/** What may find the element, the simplest first; nothing for what nobody can ask for. */
function queriesOf({ element, role, name, label, placeholder, text }: Known, format: LocatorFormat): Query[] {
  if (role === 'img' && !name) return [];
  // Also fields that are no textbox to ARIA: of passwords, numbers, dates.
  if (ENTRY.has(element.role)) {
    if (label) return named({ by: 'label' }, label, format);
    if (placeholder) return named({ by: 'placeholder' }, placeholder, format);
    return [{ by: 'role', role: role! }];
  }
  if (role) return name ? named({ by: 'role', role }, name, format) : [{ by: 'role', role }];
  return text ? named({ by: 'text' }, text, format) : [];
}

/** Playwright takes a part of a name unless told otherwise; Testing Library the whole, and by role nothing else. */
function named(query: Query, name: string, format: LocatorFormat): Query[] {
  const whole = { ...query, name };
  const part = { ...query, name: start(name), part: true };
  const isWhole = format === 'testing-library' && (query.by === 'role' || part.name === name);
  return isWhole ? [whole] : [part, whole];
}

/** A long name up to the end of a word, where it has words. */
function start(name: string): string {
  const characters = [...name];
  if (characters.length <= LONG) return name;
  return characters
    .slice(0, LONG)
    .join('')
    .replace(/\s+\S{0,20}$/, '');
}

/** A query, and where to ask it; `index`: which of those that it finds, from 0. */
interface Locator {
  query: Query;
  row?: string;
  index?: number;
}

function unique(one: Known, queries: readonly Query[], all: readonly Known[], rows: readonly Row[]): Locator {
  const row = rows.find(({ ids }) => ids.has(one.element.id));
  const inRow = row && all.filter(({ element }) => row.ids.has(element.id));
  for (const query of queries) if (found(query, all).length === 1) return { query };
  for (const query of inRow ? queries : []) if (found(query, inRow!).length === 1) return { query, row: row!.key };
  const query = queries.at(-1)!;
  const index = found(query, inRow ?? all).indexOf(one);
  return { query, index, ...(row && { row: row.key }) };
}

function found(query: Query, among: readonly Known[]): Known[] {
  return among.filter((one) => {
    if (query.by === 'role' && one.role !== query.role) return false;
    if (query.name === undefined) return true;
    const own = query.by === 'role' ? one.name : one[query.by];
    return query.part ? own?.toLowerCase().includes(query.name.toLowerCase()) : own === query.name;
  });
}

/** The rows of the tables among the components of a screen, those that a text tells apart. */
function rowsOf(components: readonly Component[], all: readonly Known[]): Row[] {
  const rows = components
    .filter(({ role }) => role === 'row')
    .map((row) => new Set([...within(row)].flatMap(({ elementId }) => elementId ?? [])));
  const texts = rows.map((ids) => all.filter(({ element }) => ids.has(element.id)).flatMap(({ text }) => text ?? []));
  const names = texts.map((row) => row.join(' ').toLowerCase());
  return rows.flatMap((ids, i) => {
    const key = texts[i]!.find((text) => names.every((name, j) => j === i || !name.includes(text.toLowerCase())));
    return key ? [{ key, ids }] : [];
  });
}

/** A component, and all in it. */
function* within(component: Component): Generator<Component> {
  yield component;
  for (const child of component.children) yield* within(child);
}

const WRITE: Record<LocatorFormat, (locator: Locator) => string> = {
  playwright({ query, row, index }) {
    const scope = row === undefined ? 'page' : `page.getByRole('row', { name: ${literal(row)} })`;
    const exact = query.name !== undefined && !query.part && 'exact: true';
    const nth = index === undefined ? '' : `.nth(${index})`;
    return `${scope}.getBy${PLAYWRIGHT[query.by]}(${args(query, exact)})${nth}`;
  },
  'testing-library'({ query, row, index }) {
    // A string is a whole name here, and the name of a row is everything in it.
    const name = row !== undefined && `{ name: (name) => name.includes(${literal(row)}) }`;
    const scope = name ? `within(screen.getByRole('row', ${name}))` : 'screen';
    const nth = index === undefined ? '' : `[${index}]`;
    return `${scope}.get${nth && 'All'}By${TESTING_LIBRARY[query.by]}(${args(query, query.part && 'exact: false')})${nth}`;
  },
};

const PLAYWRIGHT = { role: 'Role', label: 'Label', placeholder: 'Placeholder', text: 'Text' };
const TESTING_LIBRARY = { role: 'Role', label: 'LabelText', placeholder: 'PlaceholderText', text: 'Text' };

function args(query: Query, exact: string | false | undefined): string {
  const first = query.by === 'role' ? query.role : query.name!;
  const options = [query.by === 'role' && query.name !== undefined && `name: ${literal(query.name)}`, exact].filter(
    Boolean,
  );
  return options.length > 0 ? `${literal(first)}, { ${options.join(', ')} }` : literal(first);
}

/** A string of JavaScript: what is invisible, or turns the direction of writing, is written as its number. */
const literal = (text: string): string =>
  `'${text
    .replace(/[\\']/g, '\\$&')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (mark) => `\\u{${mark.codePointAt(0)!.toString(16)}}`)}'`;
