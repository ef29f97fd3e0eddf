import { union } from '../../image/box.ts';
import { pascalCase } from '../outline/words.ts';
import type { Component } from '../task.ts';
import {
  columnStyles,
  frameStyle,
  groupStyle,
  heightStyle,
  isLabel,
  pitchGap,
  placeStyle,
  rowHeight,
  sizeStyle,
} from './layout.ts';
import type { Child, Style, Tag } from './markup.ts';
import {
  accentOf,
  controlSkin,
  differs,
  type Ground,
  isPainted,
  isVivid,
  markSkin,
  pageColor,
  skinOf,
  typeOf,
  usualColor,
} from './skin.ts';
import { type TypeSizes, typeSizes } from './type-size.ts';

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
  /** Whether it is known how the page looks. */
  readonly painted: boolean;
  readonly sizes: TypeSizes;
  /** What is behind, and the type around. */
  readonly ground: Ground;
  /** The words look as the control that they are on. */
  readonly dressed?: boolean;
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
  const sizes = typeSizes(root);
  const accent = accentOf(root);
  const ground: Ground = { background: pageColor(root), color: usualColor(root), size: sizes.usual };
  const tag = build(page, page, { title: root.text, painted: isPainted(root), sizes, ground }, {});
  const style: Style = {
    ...tag.style,
    ...(sizes.usual && { 'font-size': `${sizes.usual}px`, 'line-height': String(sizes.lineHeight) }),
    ...(ground.color && { color: ground.color }),
    ...(ground.background && { background: ground.background }),
    ...(accent && { 'accent-color': accent }),
    'min-height': '100vh',
  };
  return { ...tag, style };
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
  const { painted, ground, sizes } = place;
  // The fill is the part's own, where others that are like it have another; what has a size is like them.
  const { background: _, ...lines } = painted ? skinOf(like, ground) : {};
  const fill = part.paint?.background;
  const isFilled = painted && differs(fill, ground.background, 'background');
  const skin: Style = { ...(isFilled && { background: fill! }), ...lines };
  const on: Ground = { ...ground, background: isFilled ? fill : ground.background };
  const isBox =
    like.elementId !== undefined &&
    (Object.keys(lines).length > 0 || (painted && differs(like.paint?.background, ground.background, 'background')));
  const words = (own = like): Style =>
    painted && !place.dressed
      ? typeOf({ ...own, paint: { ...own.paint, color: part.paint?.color } }, ground, sizes)
      : {};
  const inside = (more: Partial<Place> = {}) => contents(part, like, { ...place, ground: on, ...more });
  const box = (style: Style): Style => ({
    ...style,
    ...(painted ? skin : frameStyle(like)),
    ...(isBox && role !== 'document' && heightStyle(like)),
    ...(isBox && isLabel(like) && { width: 'fit-content' }),
  });
  const block = phrasing ? 'span' : 'div';

  if (role === 'heading') {
    const size: Style = painted ? {} : { 'font-size': `${sizes.of(like)}px` };
    return make(phrasing ? 'span' : headingTag(part, place), [wordsOf(part)], { ...size, ...words() });
  }
  if (role === 'text' || role === 'paragraph') return make(phrasing ? 'span' : 'p', [wordsOf(part)], words());
  if (role === 'img') return graphic(part, like, place, make);
  if (role === 'link' || BUTTONS.has(role)) {
    const flow = children.length > 1 ? groupStyle(like) : {};
    const isButton = BUTTONS.has(role);
    const own: Style = painted && isButton && !inControl ? controlSkin(dressedAs(part, like), ground) : {};
    const [only] = children;
    const dressed = painted && isButton && only !== undefined && isLabel(part);
    const inner = inside({
      phrasing: true,
      inControl: true,
      dressed,
      ground: { ...on, color: own.color ?? ground.color },
    });
    if (inControl) return make('span', inner, { ...flowOnly(flow), ...words() });
    if (role === 'link') {
      const linked: Style =
        children.length === 0 ? words() : isBox ? { ...flow, ...skin, ...heightStyle(like) } : flowOnly(flow);
      return make('a', inner, linked, { href: '#' });
    }
    const style: Style = {
      ...flowOnly(flow),
      ...(children.length > 1 && painted && { 'justify-content': 'center' }),
      ...own,
    };
    return make('button', inner, style, { type: 'button', ...(role !== 'button' && { role }) });
  }
  if (isInput(part)) {
    // A mark on a link that looks like a control is none.
    if (inControl) return graphic(part, like, place, make);
    return input(part, like, place, make);
  }
  if (isField(part)) {
    return make('label', inside({ phrasing: true }), box(groupStyle(like)));
  }
  if (role === 'separator' && children.length === 0 && !phrasing) return make('hr', []);
  if (role === 'list' && !phrasing)
    return make('ul', items(part, like, { ...place, ground: on }), { ...box(groupStyle(like)), ...listGap(part) });
  if (role === 'table' && !phrasing)
    return make('table', sections(part, { ...place, ground: on }), {
      width: '100%',
      ...(painted && { ...skin, 'table-layout': 'fixed' }),
    });
  if (phrasing) return make(block, inside(), box(groupStyle(like)));
  if (role === 'form' || role === 'search') {
    const attributes: Tag['attributes'] = role === 'search' ? { role } : {};
    return make(place.inForm ? 'div' : 'form', inside({ inForm: true }), box(groupStyle(like)), attributes);
  }
  if (role === 'main') return make(place.inMain ? 'div' : 'main', inside({ inMain: true }), box(groupStyle(like)));
  return make(LANDMARKS[role] ?? block, inside(), box(groupStyle(like)), ROLES.has(role) ? { role } : {});
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
  const fill = part.paint?.background;
  const isSeen = differs(fill, place.ground.background, 'background');
  const size = sizeStyle({ ...like, paint: { ...like.paint, background: isSeen ? fill : undefined } });
  const isIcon = Math.max(like.box.width, like.box.height) <= ICON;
  if (part.children.some((child) => wordsOf(child))) {
    // A chart, a portrait with initials: what can be read on it, where it stands.
    const laid: Component = { ...like, layout: { type: 'stack', gap: 0, align: 'start' } };
    const style: Style = { ...size, ...(part.children.length > 1 && { position: 'relative' }) };
    return make(place.phrasing ? 'span' : 'div', contents(part, laid, { ...place, phrasing: true }), style);
  }
  if (isIcon && words) return make('span', [words], size);
  if (isIcon) return make('span', [], size, { 'aria-hidden': 'true' }, 'Icon');
  return make('img', [], size, { src: NO_PICTURE, alt: words });
}

function input(part: Component, like: Component, { painted, ground }: Place, make: Make): Tag {
  const { role, name } = part;
  const skin = painted && !TOGGLES.has(role) ? controlSkin(dressedAs(part, like), ground) : {};
  const words = wordsOf(part);
  if (CHOICES.has(role)) {
    const option: Tag = { tag: 'option', name: 'Option', attributes: {}, style: {}, children: [words] };
    return make('select', words ? [option] : [], skin);
  }
  if (TYPED.has(role)) {
    const hint: Tag['attributes'] = words ? { placeholder: words } : {};
    if (name.startsWith('TextArea')) return make('textarea', [], skin, { rows: '3', ...hint });
    const password = name.startsWith('Password') && 'password';
    const type = { searchbox: 'search', spinbutton: 'number' }[role] ?? (password || 'text');
    return make('input', [], skin, { type, ...hint });
  }
  const type = role === 'switch' ? 'checkbox' : role === 'slider' ? 'range' : role;
  return make('input', [], painted && MARKS.has(role) ? markSkin(part) : {}, {
    type,
    ...(painted && MARKS.has(role) && { checked: isVivid(part.paint?.background ?? '#ffffff') }),
    ...(role === 'switch' && { role }),
    ...(words && { 'aria-label': words }),
  });
}

/** The look of a part, in the size of another that it is like. */
const dressedAs = (part: Component, like: Component): Component => ({
  ...like,
  paint: part.paint,
  children:
    part.children.length === like.children.length
      ? like.children.map((child, i) => ({ ...child, paint: part.children[i]!.paint }))
      : part.children,
});

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
  // The one thing on a control stands where the control has its content.
  const isOnlyOne = place.inControl && part.children.length === 1;
  const children = part.children.map((child, i) =>
    build(child, model.children[i]!, place, isOnlyOne ? {} : placeStyle(model, i, isSized(child, place))),
  );
  const [only] = children;
  return own.length === 0 && children.length === 1 && isBare(only!) ? [...only!.children] : [...own, ...children];
}

/** What has a width of its own; a button is as wide as its words, unless it is much wider. */
const isSized = (child: Component, { painted }: Place): boolean =>
  (isInput(child) && !MARKS.has(child.role)) ||
  (painted && child.role === 'button' && wordsWidth(child) < 0.5 * child.box.width);

const wordsWidth = ({ children, box }: Component): number =>
  children.length > 0 ? union(children.map((child) => child.box)).width : box.width;

/** Words and nothing else: what is around them can hold them itself. */
const isBare = ({ tag, style, attributes }: Tag): boolean =>
  (tag === 'p' || tag === 'span') && Object.keys(style).length === 0 && Object.keys(attributes).length === 0;

function items(list: Component, like: Component, place: Place): Tag[] {
  const first = largest(like.children);
  const areAlike = list.layout?.type !== 'stack' && list.children.every((item) => isAlike(item, first));
  return list.children.map((item, i) => {
    const at = areAlike ? like.children.indexOf(first!) : i;
    const { 'margin-left': _, 'margin-top': __, ...placed } = placeStyle(areAlike ? like : list, at, false);
    const style = areAlike ? placed : placeStyle(list, i, false);
    const inside = { ...place, inItem: true };
    const model = isAlike(item, first) ? first : item;
    if (item.role !== 'listitem') {
      const children = [build(item, model, inside, {})];
      return { tag: 'li', name: `${list.name}Item`, attributes: {}, style, children };
    }
    // An item is a group like any other, in a tag of its own.
    const built = build({ ...item, role: 'group' }, { ...model, role: 'group' }, inside, style);
    return { ...built, tag: 'li' };
  });
}

/** The one that shows most of how the items of a list are built: one of them may have a fill and so a padding. */
const largest = (items: readonly Component[]): Component | undefined =>
  items.reduce<Component | undefined>(
    (best, item) => (best && best.box.width * best.box.height >= item.box.width * item.box.height ? best : item),
    undefined,
  );

/** The distance of items that are all as high as the largest. */
function listGap(list: Component): Style {
  const first = largest(list.children);
  const isColumn = list.layout?.type === 'column';
  if (!isColumn || !first || !list.children.every((item) => isAlike(item, first))) return {};
  return { gap: `${pitchGap(list.children, first)}px` };
}

const isAlike = (item: Component, first: Component | undefined): first is Component =>
  first?.name === item.name && first.children.length === item.children.length;

const CELLS = new Set(['cell', 'gridcell', 'columnheader', 'rowheader']);

/** The head and the body of a table. */
function sections({ children: rows }: Component, place: Place): Tag[] {
  const heads = rows.slice(0, 1).filter(({ name }) => name === 'TableHeader');
  const names = heads.flatMap(({ children }) => children.map((cell) => pascalCase(wordsOf(cell)) ?? 'Cell'));
  const section = (tag: string, cell: string, part: readonly Component[]): Tag[] => {
    const height = rowHeight(part);
    const children = part.map((row) => rowOf(row, part[0]!, cell, names, place, height));
    return children.length > 0 ? [{ tag, name: 'Rows', attributes: {}, style: {}, children }] : [];
  };
  return [...section('thead', 'th', heads), ...section('tbody', 'td', rows.slice(heads.length))];
}

/** @param names of the columns */
function rowOf(
  row: Component,
  first: Component,
  tag: string,
  names: readonly string[],
  place: Place,
  height: number,
): Tag {
  const cells = row.role === 'row' ? row.children : [row];
  const columns = place.painted && first.role === 'row' ? columnStyles(first, tag === 'th' || names.length === 0) : [];
  const skin = place.painted ? skinOf(row, place.ground) : {};
  const ground = { ...place.ground, background: skin.background ?? place.ground.background };
  const children = cells.map((cell, i): Tag => {
    const like = first.children[i];
    const content = CELLS.has(cell.role) ? { ...cell, role: 'group' } : cell;
    const inner = build(content, isAlike(cell, like) ? like : cell, { ...place, ground, inItem: true }, {});
    const name = names.length === cells.length ? names[i]! : 'Cell';
    const isWords = inner.tag === 'p' && Object.keys(inner.attributes).length === 0;
    const style: Style = { ...columns[i], ...(isWords && inner.style) };
    return { tag, name, attributes: {}, style, children: isWords ? inner.children : [inner] };
  });
  const { 'border-radius': _, ...flat } = skin;
  return {
    tag: 'tr',
    name: row.name,
    attributes: {},
    style: place.painted ? { ...flat, height: `${height}px` } : {},
    children,
  };
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
