import type { Style, Tag } from './markup.ts';
import { allTags } from './repeat.ts';

/** The classes of every tag, and the stylesheet behind them. */
export interface Styles {
  /** Separated by spaces; undefined where a tag has none. */
  classOf(tag: Tag): string | undefined;
  /** Empty where the classes speak for themselves. */
  css: string;
}

/** Classes named after the components; what looks alike and is called alike shares one. */
export function plainStyles(page: Tag): Styles {
  const classes = new Map<string, { declarations: string }>();
  const names = new Map<Tag, string>();
  for (const tag of allTags(page)) {
    if (Object.keys(tag.style).length === 0) continue;
    const stem = kebabCase(tag.name);
    const declarations = declarationsOf(tag.style);
    for (let n = 1; ; n++) {
      const name = n === 1 ? stem : `${stem}-${n}`;
      const taken = classes.get(name);
      if (taken && taken.declarations !== declarations) continue;
      classes.set(name, { declarations });
      names.set(tag, name);
      break;
    }
  }
  const rules = [...classes].map(([name, { declarations }]) => `.${name} {\n${declarations}}\n`);
  return { classOf: (tag) => names.get(tag), css: [...baseRules(page, names.get(page)!), ...rules].join('\n') };
}

/** The same as utility classes of Tailwind CSS 3 and 4. */
export function tailwindStyles(): Styles {
  return {
    classOf: ({ style, tag }) => {
      const own = Object.entries(style).map(([property, value]) => utility(property, value));
      // What is known to look somehow needs nothing of what such things often look like.
      const usual = style.border || style.padding || style['border-bottom'] ? [] : (OWN_UTILITIES[tag] ?? []);
      return [...own, ...usual].join(' ') || undefined;
    },
    css: '',
  };
}

const declarationsOf = (style: Style): string =>
  Object.entries(style)
    .map(([property, value]) => `  ${property}: ${value};\n`)
    .join('');

/** `LoginForm` -> `login-form`; letters and digits only, whatever the component is called. */
const kebabCase = (name: string): string =>
  name
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .replace(/^[^A-Za-z]+|-+$/g, '')
    .toLowerCase() || 'part';

const FIELDS = ['button', 'input', 'select', 'textarea'];

/** What browsers bring that the picture does not show; of less weight than any class. */
function baseRules(page: Tag, name: string): string[] {
  // What is known to be painted says all of how it looks.
  const isPainted = page.style.color !== undefined;
  const used = new Set([...allTags(page)].map(({ tag }) => tag));
  const fields = FIELDS.filter((tag) => used.has(tag));
  const within = (tags: readonly string[]) => tags.map((tag) => `:where(.${name}) ${tag}`).join(',\n');
  const rules = [`:where(.${name}) {\n  font-family: system-ui, sans-serif;\n  line-height: 1.2;\n}\n`];
  rules.push(`:where(.${name}, .${name} *) {\n  box-sizing: border-box;\n  margin: 0;\n}\n`);
  if (used.has('ul')) rules.push(`${within(['ul'])} {\n  padding: 0;\n  list-style: none;\n}\n`);
  if (used.has('table')) rules.push(`${within(['table'])} {\n  border-collapse: collapse;\n}\n`);
  const cells = ['th', 'td'].filter((tag) => used.has(tag));
  if (cells.length > 0) rules.push(`${within(cells)} {\n  padding: 8px;\n  text-align: left;\n}\n`);
  if (fields.length > 0) rules.push(`${within(fields)} {\n  padding: 6px 12px;\n  font: inherit;\n}\n`);
  if (isPainted) {
    const headings = ['h1', 'h2', 'h3', 'th'].filter((tag) => used.has(tag));
    if (headings.length > 0) rules.push(`${within(headings)} {\n  font: inherit;\n}\n`);
    if (used.has('a')) rules.push(`${within(['a'])} {\n  color: inherit;\n  text-decoration: none;\n}\n`);
    if (fields.includes('input')) rules.push(`${within(['::placeholder'])} {\n  color: inherit;\n  opacity: 1;\n}\n`);
  }
  return rules;
}

/** What Tailwind's own reset takes from these, and the picture shows. */
const OWN_UTILITIES: Readonly<Record<string, readonly string[]>> = {
  button: ['px-3', 'py-1.5', 'border', 'rounded-md'],
  input: ['px-3', 'py-1.5', 'border', 'rounded-md'],
  select: ['px-3', 'py-1.5', 'border', 'rounded-md'],
  textarea: ['px-3', 'py-1.5', 'border', 'rounded-md'],
  th: ['p-2', 'text-left'],
  td: ['p-2'],
};

const UTILITIES: Readonly<Record<string, string>> = {
  'display: flex': 'flex',
  'display: grid': 'grid',
  'flex-direction: column': 'flex-col',
  'align-items: flex-start': 'items-start',
  'align-items: center': 'items-center',
  'align-items: flex-end': 'items-end',
  'align-self: stretch': 'self-stretch',
  'flex: 1': 'flex-1',
  'flex: none': 'flex-none',
  'margin-left: auto': 'ml-auto',
  'margin-inline: auto': 'mx-auto',
  'position: relative': 'relative',
  'position: absolute': 'absolute',
  'width: 100%': 'w-full',
  'width: fit-content': 'w-fit',
  'min-height: 100vh': 'min-h-screen',
  'font-weight: 600': 'font-semibold',
  'text-decoration: underline': 'underline',
  'text-align: left': 'text-left',
  'white-space: nowrap': 'whitespace-nowrap',
  'justify-content: center': 'justify-center',
  'table-layout: fixed': 'table-fixed',
  'border: 0': 'border-0',
  'border-radius: 50%': 'rounded-full',
  'border-radius: 9999px': 'rounded-full',
  'background: transparent': 'bg-transparent',
  'appearance: none': 'appearance-none',
};

const SCALES: Readonly<Record<string, string>> = {
  gap: 'gap',
  width: 'w',
  height: 'h',
  left: 'left',
  top: 'top',
  'font-size': 'text',
  'border-radius': 'rounded',
  background: 'bg',
  color: 'text',
  'accent-color': 'accent',
  'line-height': 'leading',
  'min-height': 'min-h',
  'margin-left': 'ml',
  'margin-top': 'mt',
};
/** Those of them that count in steps of 4 pixels. */
const STEPPED = new Set([
  'gap',
  'width',
  'height',
  'min-height',
  'left',
  'top',
  'margin-left',
  'margin-top',
  'padding',
]);

function utility(property: string, value: string): string {
  const known = UTILITIES[`${property}: ${value}`];
  if (known) return known;
  const columns = /^repeat\((\d+), minmax\(0, 1fr\)\)$/.exec(value)?.[1];
  if (columns) return Number(columns) <= 12 ? `grid-cols-${columns}` : `grid-cols-[${value.replace(/ /g, '')}]`;
  if (property === 'padding') return paddings(value);
  const line = /^(\d+)px solid (#\w+)$/.exec(value);
  if (line && property.startsWith('border')) return border(property, line[1]!, line[2]!);
  return scaled(SCALES[property], property, value);
}

/** `padding: 8px 12px` -> `py-2 px-3`. */
function paddings(value: string): string {
  const [top, right = top, bottom = top, left = right] = value.split(' ') as [string, ...string[]];
  const one = (side: string, size: string) => (size === '0' ? `${side}-0` : scaled(side, 'padding', size));
  if (top === right && top === bottom && left === right) return one('p', top);
  if (top === bottom && left === right) return `${one('py', top)} ${one('px', left)}`;
  return [one('pt', top), one('pr', right), one('pb', bottom), one('pl', left)].join(' ');
}

function border(property: string, width: string, color: string): string {
  const side = { 'border-top': '-t', 'border-right': '-r', 'border-bottom': '-b', 'border-left': '-l' }[property] ?? '';
  return `border${side}${width === '1' ? '' : `-[${width}px]`} border${side}-[${color}]`;
}

function scaled(scale: string | undefined, property: string, value: string): string {
  if (!scale) return `[${property}:${value.replace(/ /g, '_')}]`;
  const step = STEPPED.has(property) && /^\d+px$/.test(value) ? Number.parseInt(value, 10) / 4 : Number.NaN;
  return Number.isInteger(step) && step <= 12 ? `${scale}-${step}` : `${scale}-[${value}]`;
}
