import type { ImageReference } from './image.ts';

/** Languages whose images are tags. */
export type TagLanguage = 'html' | 'vue' | 'svelte' | 'jsx';

/** Comments, and elements whose content is no markup. One that never ends lasts to the end, as in HTML. */
const NOT_MARKUP = /<!--[\s\S]*?(?:-->|$)|<(script|style|textarea|title)\b[\s\S]*?(?:<\/\1\s*>|$)/gi;
/** Comments of JSX, and of the code around it where they stand on lines of their own. */
const JSX_COMMENT = /(?<=^[ \t]{0,200}|\{\s{0,200})\/\*[\s\S]*?(?:\*\/|$(?![\s\S]))|^[ \t]*\/\/.*/gm;

const SPACE = /[\s/]*/y;
/** An attribute up to its value. */
const NAME = /([^\s=>"'{}/<]+)(?:\s*=\s*)?/y;
const VALUE = /"[^"]*"|'[^']*'|[^\s"'{}=<>`]+/y;
/** The shorthand for an attribute and a variable of one name. */
const SHORTHAND = /\{\s*(\w+)\s*\}/y;

interface Attribute {
  start: number;
  end: number;
  /** As it is written. */
  name: string;
  /** Its text without quotes; undefined for an expression. */
  text: string | undefined;
  quote: string;
}

interface Tag {
  name: string;
  start: number;
  /** Behind its `>`. */
  end: number;
  attributes: Attribute[];
  /** Whether it takes attributes from an object that is not seen here. */
  hasSpread: boolean;
}

/** The images among the tags of `text`, where both what they show and what they say can be read there. */
export function taggedImages(text: string, language: TagLanguage): ImageReference[] {
  const markup = blank(text, language === 'jsx' ? JSX_COMMENT : NOT_MARKUP);
  const images: ImageReference[] = [];
  const expressions = language === 'jsx' || language === 'svelte' ? bracePairs(markup) : new Map<number, number>();
  let last: Tag | undefined;
  const opening = /<([A-Za-z][\w.:-]*)/g;
  for (let match = opening.exec(markup); match; match = opening.exec(markup)) {
    const tag = tagAt(markup, match.index, match[1]!, expressions);
    if (!tag) continue;
    const image = isImage(tag.name, language) && toImage(tag, markup, language);
    if (image) images.push({ ...image, isFunctional: fills(tag, last, markup) });
    last = tag;
    // Expressions hold tags; other attributes do not.
    if (language === 'html' || language === 'vue') opening.lastIndex = tag.end;
  }
  return images;
}

/** `text` with spaces for what matches, so that every offset stays. */
export const blank = (text: string, pattern: RegExp): string =>
  text.replace(pattern, (match) => match.replace(/[^\n]/g, ' '));

/** What a sticky `pattern` finds at `at`. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** `Image` is that of Next.js. */
const isImage = (name: string, language: TagLanguage) =>
  language === 'jsx' ? name === 'img' || name === 'Image' : name.toLowerCase() === 'img';

/** @param expressions where each ends that begins at an offset */
function tagAt(text: string, start: number, name: string, expressions: ReadonlyMap<number, number>): Tag | undefined {
  const tag: Tag = { name, start, end: 0, attributes: [], hasSpread: false };
  let at = start + 1 + name.length;
  for (;;) {
    at += matchAt(SPACE, text, at)?.[0].length ?? 0;
    if (text[at] === '>') return { ...tag, end: at + 1 };
    if (text[at] === '{') {
      const end = expressions.get(at);
      if (end === undefined) return undefined;
      const shorthand = matchAt(SHORTHAND, text, at)?.[1];
      if (shorthand) tag.attributes.push({ start: at, end, name: shorthand, text: undefined, quote: '' });
      else tag.hasSpread = true;
      at = end;
      continue;
    }
    const named = matchAt(NAME, text, at);
    if (!named) return undefined;
    const attribute: Attribute = { start: at, end: at + named[0].length, name: named[1]!, text: '', quote: '' };
    at = attribute.end;
    if (named[0].includes('=')) {
      const end = expressions.get(at);
      const value = end === undefined ? matchAt(VALUE, text, at)?.[0] : text.slice(at, end);
      if (value === undefined) return undefined;
      at += value.length;
      attribute.quote = /^["']/.exec(value)?.[0] ?? '';
      attribute.text =
        end === undefined ? value.slice(attribute.quote.length, value.length - attribute.quote.length) : undefined;
    }
    attribute.end = at;
    tag.attributes.push(attribute);
  }
}

/** For each opening brace the offset behind the one that closes it. */
function bracePairs(text: string): Map<number, number> {
  const pairs = new Map<number, number>();
  const open: number[] = [];
  for (const { 0: brace, index } of text.matchAll(/[{}]/g)) {
    if (brace === '{') open.push(index);
    else if (open.length > 0) pairs.set(open.pop()!, index + 1);
  }
  return pairs;
}

/** Which attribute it sets, also when it is bound to an expression: `:src`, `v-bind:src`, `[src]`, `[attr.src]`. */
const SETS = /^(:|v-bind:|\.|\[(?:attr\.)?)?(src|alt)(?![\w-])/i;
/** An expression of a template engine within a text. */
const EXPRESSION = /\{\{|\$\{|<[%?]/;

function toImage(tag: Tag, text: string, language: TagLanguage): ImageReference | undefined {
  const find = (wanted: string) => tag.attributes.find(({ name }) => SETS.exec(name)?.[2]?.toLowerCase() === wanted);
  const isPlain = ({ name, text: value }: Attribute) =>
    !SETS.exec(name)?.[1] &&
    value !== undefined &&
    !EXPRESSION.test(value) &&
    !(language === 'svelte' && value.includes('{'));
  const [src, alt] = [find('src'), find('alt')];
  if (!src?.text || !isPlain(src) || (alt && !isPlain(alt))) return undefined;
  const bindsAll = tag.hasSpread || tag.attributes.some(({ name }) => name === 'v-bind');
  if (!alt && bindsAll) return undefined;
  // Markup in a string of a program has to obey the rules of both.
  if (language === 'jsx' && /["'`]/.test(text[tag.start - 1] ?? '')) return undefined;
  const quote = alt?.quote || src.quote || '"';
  const place = alt ?? { start: src.end, end: src.end };
  return {
    start: tag.start,
    end: tag.end,
    src: unescaped(src.text),
    address: { start: src.end - src.quote.length - src.text.length, end: src.end - src.quote.length },
    alt: alt?.text,
    isFunctional: false,
    slot: { start: place.start, end: place.end, before: `${alt ? '' : ' '}alt=${quote}`, after: quote },
    notation: language === 'svelte' ? 'svelte' : 'attribute',
  };
}

/** `&amp;` is the one entity that addresses are written with. */
const unescaped = (text: string) => text.replaceAll('&amp;', '&');

const CLOSING = /\s*<\/([\w.:-]+)\s*>/y;

/** Whether nothing but `image` stands in a link or a button, which `before` opens. */
function fills(image: Tag, before: Tag | undefined, text: string): boolean {
  if (!before || !/^(a|.*(link|button))$/i.test(before.name)) return false;
  if (before.end > image.start || text.slice(before.end, image.start).trim() !== '') return false;
  return matchAt(CLOSING, text, image.end)?.[1] === before.name;
}
