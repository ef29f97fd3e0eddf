import { type Box, union } from '../../image/box.ts';
import type { Role } from '../../screen/element.ts';
import { isInput } from '../labels.ts';
import type { Component } from '../task.ts';
import { type Edge, isAtom, isWords, type Node } from './node.ts';
import { spacing } from './spacing.ts';
import { isName, isStack, isValue, View } from './view.ts';
import { MENU, PAGE_STEP, PASSWORD, pascalCase, SEARCH, SEPARATOR, SIGN_IN, SIGN_UP } from './words.ts';

/** What a component is called, and its ARIA role. */
type Identity = readonly [name: string, role: string];

/** Where in the tree a component stands, as far as its name depends on it. */
interface Place {
  readonly unit: number;
  readonly page: Box;
  readonly inNav?: boolean;
  readonly inForm?: boolean;
  /** The parent is the row that names the columns of a table. */
  readonly inHeader?: boolean;
  /** The parent is a bar of the page. */
  readonly inBar?: boolean;
  /** An item of a list, a cell or a row: its name is shared with its siblings. */
  readonly repeated?: boolean;
  /** The name of the parent. */
  readonly parent?: string;
  /** What a group around it is called already. */
  readonly title?: string | undefined;
  /** Laid over its siblings. */
  readonly floating?: boolean;
  /** The parent is a card of several boxes: header, body, footer. */
  readonly inStack?: boolean;
  /** The parent is a box that can be seen. */
  readonly inBox?: boolean;
  /** The first child of its parent. */
  readonly first?: boolean;
}

/** Gives every node the name that a person who builds this page would give it. */
export function nameTree(root: Node, page: Box, unit: number): Component {
  const headings = new View(root, unit).atoms.filter((atom) => atom.role === 'heading' && isName(atom.text ?? ''));
  const title = headings.sort((a, b) => b.box.height - a.box.height)[0]?.text;
  return { ...build(root, ['Page', 'document'], { unit, page }), ...(title && { text: title }), box: page };
}

function build(node: Node, identity: Identity, place: Place): Component {
  const [name, role] = identity;
  const component: Component = { name, role, box: node.box, children: [] };
  const view = new View(node, place.unit);
  const text = textOf(view, name);
  if (text) component.text = text;
  if (node.element) component.elementId = node.element.id;
  if (node.children.length === 0) return component;
  const inside: Place = {
    unit: place.unit,
    page: place.page,
    inNav: (place.inNav || node.edge !== undefined) && !isAtom(node) && name !== 'Breadcrumb',
    inForm: place.inForm || role === 'form' || role === 'search',
    inBar: node.edge !== undefined,
    inHeader: name === 'TableHeader',
    inBox: view.isBox,
    inStack: isStack(node),
    parent: name,
    title: text ?? place.title,
    floating: node.layout === 'stack',
  };
  const identities = nameChildren(node, inside);
  component.children = node.children.map((child, i) => build(child, identities[i]!, inside));
  component.box = union([node.box, ...component.children.map((child) => child.box)]);
  if (node.children.length > 1 && role !== 'img') component.layout = spacing(node, place.unit);
  return component;
}

/** The text of a component: what it says, or the title of a group that is more than rows and columns. */
function textOf(view: View, name: string): string | undefined {
  if (isAtom(view.node)) return view.node.element!.text;
  if (name === 'Paragraph') return view.texts.join(' ');
  if (name === 'NavLink' || name === 'NavSection') return view.texts[0];
  if (name === 'StatCard') return view.words.find((w) => !isValue(w.text!))?.text;
  return LAYOUT_NAME.test(name) ? undefined : view.title;
}

const LAYOUT_NAME = /^(Row|Column|Grid|Stack|TableRow|TableHeader|Cell|Body|Main)\d*$/;

/** Names for all children at once: items of a list share one, other groups of the same name are numbered. */
function nameChildren(node: Node, place: Place): Identity[] {
  const repeated = node.kind === 'list' || node.kind === 'table-row';
  const own = node.children.map((child, i) => identify(child, { ...place, repeated, first: i === 0 }));
  if (node.kind === 'table') return own.map((_, i) => [i === 0 && isHeader(node) ? 'TableHeader' : 'TableRow', 'row']);
  if (node.kind === 'list') {
    const name = itemName(own.map(([each]) => each));
    return own.map(([, role], i) => [name, isAtom(node.children[i]!) ? role : 'listitem']);
  }
  const seen = new Map<string, number>();
  return own.map(([name, role], i) => {
    const child = node.children[i]!;
    if (place.inHeader && !isAtom(child)) return ['Cell', 'columnheader'];
    if (node.kind === 'table-row' && isCell(child, node, name)) return ['Cell', 'cell'];
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 || isAtom(child) || SHARED.has(name) ? [name, role] : [`${name}${count}`, role];
  });
}

/** A part of a table's row that is no component by itself; a box as tall as the row is its cell. */
function isCell(node: Node, row: Node, name: string): boolean {
  if (isAtom(node)) return false;
  return PLAIN.has(name) || name === 'Card' || (name === 'Badge' && node.box.height > 0.8 * row.box.height);
}

/** Small groups that are the same component wherever they stand. */
const SHARED = new Set([
  'NavLink',
  'Box',
  'Badge',
  'Avatar',
  'IconTile',
  'StatCard',
  'Card',
  'Paragraph',
  'Field',
  'NavSection',
]);
/** Names that say nothing of what is inside. */
const PLAIN = new Set(['Row', 'Column', 'Grid', 'Stack', 'Section', 'Header', 'TextBlock', 'Paragraph', 'Box']);

/** The name that most items have by themselves. */
function itemName(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const [[best, count]] = [...counts].sort((a, b) => b[1] - a[1]) as [[string, number]];
  if (count > names.length / 2 && !PLAIN.has(best)) return best;
  return names.every((name) => name.endsWith('Card')) ? 'Card' : 'ListItem';
}

/** Whether the first row names the columns: words only, without the figures that the rows below have. */
function isHeader({ children: [head, ...rows] }: Node): boolean {
  const texts = (row: Node) => new View(row, 1).texts;
  return (
    texts(head!).filter((text) => /\d/.test(text)).length <= 0.2 * texts(head!).length &&
    rows.some((row) => texts(row).some((text) => /\d/.test(text)))
  );
}

function identify(node: Node, place: Place): Identity {
  const view = new View(node, place.unit);
  if (node.edge) return nameBar(view, node.edge);
  if (node.kind === 'body') return ['Body', 'group'];
  if (node.kind === 'main') return ['Main', 'main'];
  if (node.kind === 'table') return ['Table', 'table'];
  if (node.kind === 'table-row') return ['TableRow', 'row'];
  if (node.kind === 'field') return nameField(view);
  if (node.kind === 'graphic') return view.words.length >= 3 ? ['Chart', 'img'] : ['Graphic', 'img'];
  if (isAtom(node)) return nameAtom(view, place);
  for (const rule of RULES) {
    const identity = rule(view, place);
    // A toolbar in a toolbar is a part of it.
    if (identity)
      return identity[0] === place.parent && !node.element ? PLAIN_NAMES[node.layout ?? 'column'] : identity;
  }
  return node.element && node.children.length === 1 ? ATOMS.container : PLAIN_NAMES[node.layout ?? 'column'];
}

const PLAIN_NAMES: Record<NonNullable<Node['layout']>, Identity> = {
  row: ['Row', 'group'],
  column: ['Column', 'group'],
  grid: ['Grid', 'group'],
  stack: ['Stack', 'group'],
};

const ATOMS: Record<Role, Identity> = {
  text: ['Text', 'text'],
  heading: ['Heading', 'heading'],
  link: ['Link', 'link'],
  button: ['Button', 'button'],
  textbox: ['TextInput', 'textbox'],
  combobox: ['Select', 'combobox'],
  checkbox: ['Checkbox', 'checkbox'],
  radio: ['Radio', 'radio'],
  switch: ['Switch', 'switch'],
  slider: ['Slider', 'slider'],
  tab: ['Tab', 'tab'],
  menuitem: ['MenuItem', 'menuitem'],
  icon: ['Icon', 'img'],
  image: ['Image', 'img'],
  container: ['Box', 'group'],
};

function nameAtom({ node, unit, box }: View, { inNav, repeated }: Place): Identity {
  const element = node.element!;
  const words = `${element.name ?? ''} ${element.text ?? ''}`;
  if (element.role === 'textbox') {
    if (PASSWORD.test(words)) return ['PasswordInput', 'textbox'];
    if (SEARCH.test(words)) return ['SearchInput', 'searchbox'];
    if (box.height > 3 * unit) return ['TextArea', 'textbox'];
  }
  if (element.role === 'button' && inNav && repeated) return ['NavLink', 'button'];
  if (element.role === 'button' && !element.text) return ['IconButton', 'button'];
  if (inNav && (element.role === 'link' || element.role === 'menuitem')) return ['NavLink', 'link'];
  if (element.role === 'image') {
    // A picture with words at several places is drawn from figures.
    if (node.children.filter(isWords).length >= 3) return ['Chart', 'img'];
    if (isSquare(box) && box.width <= 5 * unit) return ['Avatar', 'img'];
  }
  return ATOMS[element.role];
}

const isSquare = ({ width, height }: Box): boolean => Math.abs(width - height) <= 0.15 * Math.max(width, height);

/** `EmailField` for an input labelled "Email". */
function nameField(view: View): Identity {
  const label = view.atoms.find(isInput)?.name ?? view.words[0]?.text;
  const name = label && label.length <= 30 ? pascalCase(label.replace(/[:：*]/g, '')) : undefined;
  return [name ? `${name.replace(/Field$/, '')}Field` : 'Field', 'group'];
}

const NAVIGATION: Role[] = ['link', 'menuitem', 'tab'];

function nameBar(view: View, edge: Edge): Identity {
  const ways = view.count(...NAVIGATION);
  if (edge === 'left' || edge === 'right') {
    return ways >= 2 || edge === 'left' ? ['SideBar', 'navigation'] : ['SidePanel', 'complementary'];
  }
  if (edge === 'bottom')
    return view.isLine && view.atoms.length > 3 && ways < 2 ? ['StatusBar', 'status'] : ['Footer', 'contentinfo'];
  const bar = menuBar(view);
  if (bar) return bar;
  const trail = breadcrumb(view);
  if (trail) return trail;
  return ways >= 2 || view.count('text', 'heading') >= 4 ? ['NavBar', 'navigation'] : ['Header', 'banner'];
}

type Rule = (view: View, place: Place) => Identity | undefined;

/** From the most particular to the most general; the first that answers names the group. */
const RULES: Rule[] = [
  boxHeader,
  boxBody,
  menuBar,
  pagination,
  breadcrumb,
  tabBar,
  badge,
  navLink,
  choices,
  form,
  toolbar,
  modal,
  statCard,
  progressBar,
  alert,
  list,
  card,
  hero,
  textBlock,
  section,
];

function menuBar({ node, texts, isLine }: View): Identity | undefined {
  const isMenu = node.layout === 'row' && isLine && texts.filter((text) => MENU.test(text)).length >= 2;
  return isMenu ? ['MenuBar', 'menubar'] : undefined;
}

function breadcrumb({ node, unit, atoms, texts, isLine }: View): Identity | undefined {
  const separators = texts.filter((text) => SEPARATOR.test(text)).length;
  const isTrail = node.layout === 'row' && isLine && separators > 0 && atoms.length >= 2 && atoms.length <= 9;
  if (!isTrail || texts.some((text) => text.length > 30)) return undefined;
  // Beside a title or a search field, the trail is only a part of the row.
  const holdsTrail = (part: Node): boolean =>
    part.children.some((child) => !isAtom(child) && (breadcrumb(new View(child, unit)) || holdsTrail(child)));
  return holdsTrail(node) ? undefined : ['Breadcrumb', 'navigation'];
}

function pagination({ node, texts, isLine, atoms }: View): Identity | undefined {
  const steps = texts.filter((text) => PAGE_STEP.test(text.trim())).length;
  const isPager = node.layout === 'row' && isLine && steps >= 3 && steps >= 0.6 * atoms.length;
  return isPager ? ['Pagination', 'navigation'] : undefined;
}

function tabBar(view: View): Identity | undefined {
  return view.count('tab') >= 2 && view.share('tab') >= 0.5 ? ['TabBar', 'tablist'] : undefined;
}

/** In a navigation bar one line with one text is a link, whatever the parser took its parts for. */
function navLink(view: View, { inNav, inBar, repeated, first }: Place): Identity | undefined {
  const inputs = view.count(...ENTRIES, 'checkbox', 'radio', 'switch');
  if (!inNav || inputs > 0 || !view.isLine || view.texts.length === 0 || view.texts.length > 3 || view.atoms.length > 5)
    return undefined;
  if (first && inBar && view.node.layout === 'row' && view.count(...NAVIGATION) < 2) return ['Brand', 'group'];
  return repeated || view.texts.length === 1 ? ['NavLink', 'link'] : undefined;
}

function choices(view: View): Identity | undefined {
  const hasAll = (child: Node, role: Role) =>
    !isAtom(child) && new View(child, view.unit).count(role) === view.count(role);
  const only = (role: Role) =>
    view.count(role) >= 2 &&
    !view.node.children.some((child) => hasAll(child, role)) &&
    view.count(role, 'text', 'heading') === view.atoms.length &&
    view.words.length <= view.count(role) + 1;
  if (only('radio')) return ['RadioGroup', 'radiogroup'];
  return only('checkbox') || only('switch') ? ['CheckboxGroup', 'group'] : undefined;
}

const ENTRIES: Role[] = ['textbox', 'combobox', 'slider'];

/** The smallest group with all inputs and what sends them off. */
function form(view: View, { inForm, inNav }: Place): Identity | undefined {
  const entries = view.count(...ENTRIES);
  if (inForm || entries === 0 || holdsTable(view.node)) return undefined;
  const hasAll = (child: Node) => {
    const inner = new View(child, view.unit);
    return !isAtom(child) && inner.count(...ENTRIES) === entries && inner.count('button') === view.count('button');
  };
  const boxes = view.node.children.filter((child) => child.element && new View(child, view.unit).count(...ENTRIES) > 0);
  if ((view.node.children.some(hasAll) && !view.isBox) || boxes.filter((child) => !isAtom(child)).length > 1)
    return undefined;
  const buttons = view.count('button');
  if (entries === 1 && view.atoms.length <= 4 && view.isLine && (view.says(SEARCH) || inNav))
    return ['SearchForm', 'search'];
  const hasSecret =
    view.words.some((w) => w.text!.length <= 20 && PASSWORD.test(w.text!)) ||
    view.atoms.some((atom) => atom.role === 'textbox' && PASSWORD.test(`${atom.name ?? ''} ${atom.text ?? ''}`));
  const parts = view.share(...ENTRIES, 'checkbox', 'radio', 'switch', 'button') * 2;
  if (hasSecret && buttons > 0 && parts >= 0.5) {
    const isNew = view.says(SIGN_UP) && (entries > 2 || !view.says(SIGN_IN));
    if (isNew) return ['SignUpForm', 'form'];
    if (view.says(SIGN_IN) || entries <= 2) return ['LoginForm', 'form'];
  }
  if (view.node.children.some(hasAll) || entries < 2 || parts < 0.6) return undefined;
  if (view.isLine) return ['FilterBar', 'search'];
  const name = view.title && pascalCase(view.title);
  return [name ? `${name.replace(/Form$/, '')}Form` : 'Form', 'form'];
}

const holdsTable = (node: Node): boolean => node.kind === 'table' || node.children.some(holdsTable);

function toolbar(view: View): Identity | undefined {
  const { node, isLine } = view;
  if (!isLine || node.layout !== 'row' || view.atoms.length < 2) return undefined;
  const buttons = view.atoms.filter((atom) => atom.role === 'button');
  if (buttons.length === view.atoms.length && buttons.every((button) => button.text)) return ['ButtonGroup', 'group'];
  const tools = view.share('button', 'icon', 'combobox', 'textbox');
  return tools >= 0.75 && view.atoms.length >= 3 ? ['Toolbar', 'toolbar'] : undefined;
}

/** A box over other things, in the middle of the page. */
function modal(view: View, { floating, page }: Place): Identity | undefined {
  const { x, width } = view.box;
  const isCentred = Math.abs(x + width / 2 - page.width / 2) < 0.1 * page.width && width < 0.8 * page.width;
  return floating && isCentred && view.isBox && view.count('button') > 0 && view.atoms.length > 2
    ? ['Modal', 'dialog']
    : undefined;
}

function statCard(view: View): Identity | undefined {
  const { words, atoms, unit } = view;
  const inputs = view.count(...ENTRIES, 'checkbox', 'radio', 'switch');
  const value = words.find((w) => isValue(w.text!) && (w.role === 'heading' || w.box.height >= 1.2 * unit));
  const fits =
    view.isBox &&
    value &&
    words.length >= 2 &&
    words.length <= 5 &&
    atoms.length <= 8 &&
    inputs === 0 &&
    view.count('image') === 0;
  return fits ? ['StatCard', 'group'] : undefined;
}

function badge(view: View, { inNav, repeated }: Place): Identity | undefined {
  const { isBox, atoms, box, unit } = view;
  if (!isBox || (inNav && repeated) || atoms.length !== 1 || box.height > 3.5 * unit || box.width > 10 * unit)
    return undefined;
  const { role, text } = atoms[0]!;
  if (role === 'icon' || role === 'image') return ['IconTile', 'img'];
  if (!text || (role !== 'text' && role !== 'heading')) return undefined;
  return isSquare(box) && text.length <= 2 && box.height > 1.3 * unit ? ['Avatar', 'img'] : ['Badge', 'group'];
}

/** The strip at the top of a card. */
function boxHeader(view: View, { first, inBox }: Place): Identity | undefined {
  return first && inBox && view.isBox && view.isLine && view.box.width > 8 * view.unit && firstIsWords(view.node)
    ? ['CardHeader', 'group']
    : undefined;
}

/** What is below the header of a card; only buttons are its footer. */
function boxBody(view: View, { inStack }: Place): Identity | undefined {
  if (!inStack) return undefined;
  return [view.share('button', 'link') === 1 ? 'CardFooter' : 'CardBody', 'group'];
}

const firstIsWords = ({ children: [first] }: Node): boolean =>
  first !== undefined && (isWords(first) || (!isAtom(first) && firstIsWords(first)));

/** A thin box with another that fills a part of it. */
function progressBar({ isBox, atoms, box, unit }: View): Identity | undefined {
  const isBar =
    isBox &&
    atoms.length === 1 &&
    atoms[0]!.role === 'container' &&
    box.height < 1.5 * unit &&
    box.width > 3 * box.height;
  return isBar ? ['ProgressBar', 'progressbar'] : undefined;
}

function alert(view: View): Identity | undefined {
  const { isBox, isLine, words, box, unit } = view;
  const isNote = isBox && isLine && words.length === 1 && view.atoms.length <= 3 && box.width > 15 * unit;
  return isNote && words[0]!.box.width > 8 * unit ? ['Alert', 'note'] : undefined;
}

function list(view: View, place: Place): Identity | undefined {
  const isMenu =
    place.inNav && view.isBox && view.count('text', ...NAVIGATION) === view.atoms.length && view.atoms.length > 1;
  if (isMenu) return ['NavList', 'list'];
  if (view.node.kind !== 'list') return undefined;
  const names = nameChildren(view.node, { ...place, repeated: true });
  const item = names[0]![0];
  return [item === 'ListItem' ? 'List' : item === 'NavLink' ? 'NavList' : `${item}List`, 'list'];
}

function card(view: View, { repeated }: Place): Identity | undefined {
  if (!view.isBox || view.atoms.length < 2) return undefined;
  const name = !repeated && view.title && pascalCase(view.title);
  return [name ? `${name.replace(/Card$/, '')}Card` : 'Card', name ? 'region' : 'group'];
}

function hero(view: View, { inNav }: Place): Identity | undefined {
  const { words, unit, box, atoms } = view;
  const isBig = words.some((w) => w.box.height >= 2 * unit && !isValue(w.text!));
  const fits =
    !inNav && isBig && view.count('button', 'link') > 0 && atoms.length <= 12 && view.count(...ENTRIES) === 0;
  return fits && box.width > 30 * unit && !view.isLine ? ['Hero', 'region'] : undefined;
}

/** Lines of one text, or a title with a line below. */
function textBlock(view: View): Identity | undefined {
  const { node, words, atoms, unit } = view;
  if (node.layout !== 'column' || words.length !== atoms.length || !node.children.every(isWords)) return undefined;
  const heights = words.map((w) => w.box.height);
  const isEven = Math.max(...heights) - Math.min(...heights) <= 0.35 * unit && words.every((w) => w.role === 'text');
  const isTight = spacing(node, unit).gap <= 0.9 * unit;
  return isEven && isTight ? ['Paragraph', 'paragraph'] : ['TextBlock', 'group'];
}

function section(view: View, { inNav, repeated, first, title }: Place): Identity | undefined {
  if (inNav)
    return view.node.layout === 'column' && isWords(view.node.children[0]!) ? ['NavSection', 'group'] : undefined;
  if (!view.title) return undefined;
  const isInner = view.title === title;
  const isHead = first || view.count('heading') > 0;
  if (view.isLine && view.node.layout === 'row')
    return isHead && view.words.length < view.atoms.length ? ['Header', 'group'] : undefined;
  if (isInner) return undefined;
  const name = repeated ? undefined : pascalCase(view.title);
  return [name ? `${name.replace(/Section$/, '')}Section` : 'Section', 'region'];
}
