import { type Child, isRepeat, isSlot, isTag, type Repeat, type Tag } from './markup.ts';
import type { Styles } from './styles.ts';

/** How a target writes what the others write otherwise. */
export interface Dialect {
  /** The name of an attribute of HTML. */
  attribute(name: string): string;
  /** An attribute or a text that each item of a list has its own of. */
  slotAttribute(name: string, value: string): string;
  slotText(value: string): string;
  /** Colours that each item has its own of, by their properties. */
  slotStyle(values: readonly (readonly [property: string, value: string])[]): string;
  /** How an element without content ends. */
  voidEnd: string;
  /** The lines of one tag for each `item` of `list`; `print` takes attributes to add to it. */
  loop(list: string, print: (attributes: string) => string[]): string[];
}

/** The lists of texts of a page, by the names of the constants that hold them. */
export type Lists = Map<Repeat, string>;

const VOID = new Set(['input', 'img', 'hr']);

/**
 * Text as data in HTML, JSX, Vue's and Svelte's templates alike: all of them know character references, and none looks into
 * them for a tag, an interpolation or a comment.
 */
export const escapeText = (text: string): string =>
  text.replace(/[&<>"{}]/g, (character) => REFERENCES[character] ?? `&#${character.codePointAt(0)};`);
const REFERENCES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** The lines of a tag and all in it, without the indentation of the first. */
export function print(page: Tag, dialect: Dialect, styles: Styles, lists: Lists): string[] {
  const tagLines = (tag: Tag, item: string, extra = ''): string[] => {
    const open = `<${tag.tag}${extra}${attributes(tag, item)}`;
    if (VOID.has(tag.tag)) return [`${open}${dialect.voidEnd}`];
    const close = `</${tag.tag}>`;
    if (!tag.children.some((child) => isTag(child) || isRepeat(child))) {
      return [`${open}>${tag.children.map((child) => text(child, item)).join(' ')}${close}`];
    }
    return [`${open}>`, ...indented(tag.children.flatMap((child) => lines(child, item))), close];
  };
  const lines = (child: Child, item: string): string[] => {
    if (isTag(child)) return tagLines(child, item);
    if (!isRepeat(child)) return [text(child, item)];
    return dialect.loop(lists.get(child)!, (extra) => tagLines(child.each, 'item', extra));
  };
  const text = (child: Child, item: string): string =>
    typeof child === 'string' ? escapeText(child) : isSlot(child) ? dialect.slotText(`${item}.${child.slot}`) : '';
  const attributes = (tag: Tag, item: string): string => {
    const name = styles.classOf(tag);
    const all: Tag['attributes'] = { ...(name && { class: name }), ...tag.attributes };
    return (
      Object.entries(all)
        .map(([key, value]) => {
          const named = dialect.attribute(key);
          if (typeof value === 'boolean') return value ? ` ${named}` : '';
          return typeof value === 'string'
            ? ` ${named}="${escapeText(value)}"`
            : ` ${dialect.slotAttribute(named, `${item}.${value.slot}`)}`;
        })
        .join('') +
      (tag.tint
        ? ` ${dialect.slotStyle(Object.entries(tag.tint).map(([key, { slot }]) => [key, `${item}.${slot}`]))}`
        : '')
    );
  };
  return tagLines(page, '');
}

/** Two spaces before each line. */
export const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);
