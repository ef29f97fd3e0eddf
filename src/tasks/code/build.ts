import { pascalCase } from '../outline/words.ts';
import type { Component } from '../task.ts';
import { fontStyle, groupStyle, placeStyle, sizeStyle, textStyle } from './layout.ts';
import type { Child, Style, Tag } from './markup.ts';

/** What is around a component, as far as HTML forbids some things within others. */
interface Place {
  /** Only words and what stands among them: in a label, a link, a button, a heading. */
  readonly phrasing?: boolean;
  /** In a link or a button: no other control. */
  readonly inControl?: boolean;
  readonly inForm?: boolean;
  readonly inMain?: boolean;
  readonly inItem?: boolean;
  /** The words that are the title of the page. */
  readonly title: string | undefined;
}

const LANDMARKS: Readonly<Record<string, string>> = {
  navigation: 'nav',
  banner: 'header',
  contentinfo: 'footer',
  complementary: 'aside',
  region: 'section',
  article: 'article',
};
/** Roles without a tag of their own. */
const ROLES = new Set(['tablist', 'toolbar', 'menubar', 'menu', 'dialog', 'alert', 'note', 'status']);
const TYPED = new Set(['textbox', 'searchbox', 'spinbutton']);
const TOGGLES = new Set(['checkbox', 'radio', 'switch', 'slider']);
/** Inputs of a size of their own. */
const MARKS = new Set(['checkbox', 'radio', 'switch']);
const CHOICES = new Set(['combobox', 'listbox']);
const BUTTONS = new Set(['button', 'tab', 'menuitem']);

const isInput = ({ role }: Component): boolean => TYPED.has(role) || TOGGLES.has(role) || CHOICES.has(role);
const isWords = ({ role }: Component): boolean => role === 'text' || role === 'heading';

/** An empty picture, so that an image without a source is a box and not a broken one. */
const NO_PICTURE = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E";
/** In pixels: pictures that are smaller are icons. */
const ICON = 48;

/** The tags of a page, by the roles of its components; sizes and distances are those of the picture. */
export function buildPage(root: Component): Tag {
  const page: Component = { ...root, role: 'document' };
  const tag = build(page, page, { title: root.text }, {});
  return { ...tag, style: { ...tag.style, ...textStyle(root), 'min-height': '100vh' } };
}

/**
 * @param like has the sizes: the first of a list has them for all, so that they are alike
 * @param placed what the parent says of its place
 */
function build(part: Component, like: Component, place: Place, placed: Style): Tag {
  const { role, children } = part;
  const { phrasing, inControl } = place;
  const make: Make = (tag, inner, style = {}, attributes = {}, name = part.name) => {
    return { tag, name, attributes, style: { ...style, ...placed }, children: inner };
  };
  const inside = (more: Partial<Place> = {}) => contents(part, like, { ...place, ...more });
  const block = phrasing ? 'span' : 'div';

  if (role === 'heading') {
    return make(phrasing ? 'span' : headingTag(part, place), [wordsOf(part)], fontStyle(like));
  }
  if (role === 'text' || role === 'paragraph') return make(phrasing ? 'span' : 'p', [wordsOf(part)]);
  if (role === 'img') return graphic(part, like, place, make);
  if (role === 'link' || BUTTONS.has(role)) {
    const style = children.length > 1 ? flowOnly(groupStyle(like)) : {};
    const inner = inside({ phrasing: true, inControl: true });
    if (inControl) return make('span', inner, style);
    if (role === 'link') return make('a', inner, style, { href: '#' });
    return make('button', inner, style, { type: 'button', ...(role !== 'button' && { role }) });
  }
  if (isInput(part)) {
    // A mark on a link that looks like a control is none.
    if (inControl) return graphic(part, like, place, make);
    return input(part, make);
  }
  if (isField(part)) {
    return make('label', inside({ phrasing: true }), groupStyle(like));
  }
  if (role === 'separator' && children.length === 0 && !phrasing) return make('hr', []);
  if (role === 'list' && !phrasing) return make('ul', items(part, like, place), groupStyle(like));
  if (role === 'table' && !phrasing) return make('table', sections(part, place), { width: '100%' });
  if (phrasing) return make(block, inside(), groupStyle(like));
  if (role === 'form' || role === 'search') {
    const attributes: Tag['attributes'] = role === 'search' ? { role } : {};
    return make(place.inForm ? 'div' : 'form', inside({ inForm: true }), groupStyle(like), attributes);
  }
  if (role === 'main') return make(place.inMain ? 'div' : 'main', inside({ inMain: true }), groupStyle(like));
  return make(LANDMARKS[role] ?? block, inside(), groupStyle(like), ROLES.has(role) ? { role } : {});
}

type Make = (tag: string, inner: readonly Child[], style?: Style, attributes?: Tag['attributes'], name?: string) => Tag;

function headingTag({ text }: Component, { title, inItem }: Place): string {
  if (text !== undefined && text === title) return 'h1';
  return inItem ? 'h3' : 'h2';
}

/** A control has a frame and a padding of its own. */
const flowOnly = ({ padding: _, border: __, 'border-radius': ___, ...style }: Style): Style => style;

function graphic(part: Component, like: Component, place: Place, make: Make): Tag {
  const words = wordsOf(part);
  const isIcon = Math.max(like.box.width, like.box.height) <= ICON;
  if (part.children.some((child) => wordsOf(child))) {
    // A chart, a portrait with initials: what can be read on it, where it stands.
    const laid: Component = { ...like, layout: { type: 'stack', gap: 0, align: 'start' } };
    const style: Style = { ...sizeStyle(like), ...(part.children.length > 1 && { position: 'relative' }) };
    return make(place.phrasing ? 'span' : 'div', contents(part, laid, { ...place, phrasing: true }), style);
  }
  if (isIcon && words) return make('span', [words], sizeStyle(like));
  if (isIcon) return make('span', [], sizeStyle(like), { 'aria-hidden': 'true' }, 'Icon');
  return make('img', [], sizeStyle(like), { src: NO_PICTURE, alt: words });
}

function input(part: Component, make: Make): Tag {
  const { role, name } = part;
  const words = wordsOf(part);
  if (CHOICES.has(role)) {
    const option: Tag = { tag: 'option', name: 'Option', attributes: {}, style: {}, children: [words] };
    return make('select', words ? [option] : []);
  }
  if (TYPED.has(role)) {
    const hint: Tag['attributes'] = words ? { placeholder: words } : {};
    if (name.startsWith('TextArea')) return make('textarea', [], {}, { rows: '3', ...hint });
    const password = name.startsWith('Password') && 'password';
    const type = { searchbox: 'search', spinbutton: 'number' }[role] ?? (password || 'text');
    return make('input', [], {}, { type, ...hint });
  }
  const type = role === 'switch' ? 'checkbox' : role === 'slider' ? 'range' : role;
  return make(
    'input',
    [],
    {},
    {
      type,
      ...(role === 'switch' && { role }),
      ...(words && { 'aria-label': words }),
    },
  );
}

/** One input with the words that name it. */
function isField({ role, children }: Component): boolean {
  const inputs = children.filter(isInput);
  return (
    role === 'group' &&
    inputs.length === 1 &&
    children.some(isWords) &&
    children.every((child) => isInput(child) || isWords(child) || child.role === 'img')
  );
}

/** The own words of a component, where nothing on it says them, and its children. */
function contents(part: Component, like: Component, place: Place): Child[] {
  const said = part.children.map(wordsOf).join(' ');
  const own = part.text && !said.includes(plain(part.text)) ? [plain(part.text)] : [];
  // An item that is built otherwise has sizes of its own.
  const model = like.children.length === part.children.length ? like : { ...part, layout: like.layout };
  const children = part.children.map((child, i) =>
    build(child, model.children[i]!, place, placeStyle(model, i, isInput(child) && !MARKS.has(child.role))),
  );
  const [only] = children;
  return own.length === 0 && children.length === 1 && isBare(only!) ? [...only!.children] : [...own, ...children];
}

/** Words and nothing else: what is around them can hold them itself. */
const isBare = ({ tag, style, attributes }: Tag): boolean =>
  (tag === 'p' || tag === 'span') && Object.keys(style).length === 0 && Object.keys(attributes).length === 0;

function items(list: Component, like: Component, place: Place): Tag[] {
  const [first] = like.children;
  const areAlike = list.layout?.type !== 'stack' && list.children.every((item) => isAlike(item, first));
  return list.children.map((item, i) => {
    const style = areAlike ? placeStyle(like, 0, false) : placeStyle(list, i, false);
    const inside = { ...place, inItem: true };
    const model = isAlike(item, first) ? first : item;
    const make = (name: string, children: readonly Child[], own: Style = {}): Tag => {
      return { tag: 'li', name, attributes: {}, style: { ...own, ...style }, children };
    };
    return item.role === 'listitem'
      ? make(item.name, contents(item, model, inside), groupStyle(model))
      : make(`${list.name}Item`, [build(item, model, inside, {})]);
  });
}

const isAlike = (item: Component, first: Component | undefined): first is Component =>
  first?.name === item.name && first.children.length === item.children.length;

const CELLS = new Set(['cell', 'gridcell', 'columnheader', 'rowheader']);

/** The head and the body of a table. */
function sections({ children: rows }: Component, place: Place): Tag[] {
  const heads = rows.slice(0, 1).filter(({ name }) => name === 'TableHeader');
  const names = heads.flatMap(({ children }) => children.map((cell) => pascalCase(wordsOf(cell)) ?? 'Cell'));
  const section = (tag: string, cell: string, part: readonly Component[]): Tag[] => {
    const children = part.map((row) => rowOf(row, part[0]!, cell, names, place));
    return children.length > 0 ? [{ tag, name: 'Rows', attributes: {}, style: {}, children }] : [];
  };
  return [...section('thead', 'th', heads), ...section('tbody', 'td', rows.slice(heads.length))];
}

/** @param names of the columns */
function rowOf(row: Component, first: Component, tag: string, names: readonly string[], place: Place): Tag {
  const cells = row.role === 'row' ? row.children : [row];
  const children = cells.map((cell, i): Tag => {
    const like = first.children[i];
    const content = CELLS.has(cell.role) ? { ...cell, role: 'group' } : cell;
    const inner = build(content, isAlike(cell, like) ? like : cell, { ...place, inItem: true }, {});
    const name = names.length === cells.length ? names[i]! : 'Cell';
    return { tag, name, attributes: {}, style: {}, children: isBare(inner) ? inner.children : [inner] };
  });
  return { tag: 'tr', name: row.name, attributes: {}, style: {}, children };
}

const plain = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .trim();

/** All that can be read on a component, each text once, on one line. */
function wordsOf({ text, children }: Component): string {
  const said = children.map(wordsOf).filter(Boolean).join(' ');
  const own = plain(text ?? '');
  return said.includes(own) ? said : [own, said].filter(Boolean).join(' ');
}
