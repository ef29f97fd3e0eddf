import { isRepeat, isTag, type Repeat, type Tag } from './markup.ts';

/** So many alike are written once, with their texts as data. */
const LEAST = 3;

/** Writes what repeats once: children that are built alike and differ in their texts become one tag and a list of texts. */
export function withRepeats(tag: Tag): Tag {
  const [first] = tag.children;
  const isList = tag.tag === 'ul' || tag.tag === 'tbody';
  if (isList && tag.children.length >= LEAST && first !== undefined && isTag(first)) {
    const tags = tag.children.filter(isTag);
    const repeat = tags.length === tag.children.length ? repeated(tags) : undefined;
    if (repeat) return { ...tag, children: [repeat] };
  }
  return { ...tag, children: tag.children.map((child) => (isTag(child) ? withRepeats(child) : child)) };
}

/** Colours that may differ where all else is alike, and what those have that have none. */
const TINTS: Readonly<Record<string, string>> = { background: 'transparent', color: 'inherit' };

/** Undefined where they are not alike, or do not differ. */
function repeated(plain: readonly Tag[]): Repeat | undefined {
  const tags = withTints(plain);
  if (!tags || new Set(tags.map(shapeOf)).size > 1) return undefined;
  const values = tags.map(valuesOf);
  const names = new Map<string, number>();
  const fields = values[0]!.map(({ value, name }, i) => {
    if (values.every((each) => each[i]!.value === value)) return undefined;
    const count = (names.get(name) ?? 0) + 1;
    names.set(name, count);
    return count === 1 ? name : `${name}${count}`;
  });
  if (names.size === 0) return undefined;
  const items = values.map((each) =>
    Object.fromEntries(each.flatMap(({ value }, i) => (fields[i] ? [[fields[i], value]] : []))),
  );
  const queue = [...fields];
  return { each: withSlots(tags[0]!, () => queue.shift()), items };
}

/** Where one has a colour of its own all get one. Undefined where they are built differently. */
function withTints(tags: readonly Tag[]): Tag[] | undefined {
  const [first] = tags as [Tag];
  if (tags.some(({ children }) => children.length !== first.children.length)) return undefined;
  const used = Object.keys(TINTS).filter((key) => tags.some(({ style }) => style[key] !== undefined));
  const columns = first.children.map((_, i) => {
    const column = tags.map(({ children }) => children[i]!);
    const inner = column.filter(isTag);
    return inner.length === column.length ? withTints(inner) : inner.length === 0 ? column : undefined;
  });
  if (columns.includes(undefined)) return undefined;
  return tags.map((tag, n) => {
    const { background: _, color: __, ...rest } = tag.style;
    const tints = Object.fromEntries(used.map((key) => [key, tag.style[key] ?? TINTS[key]!]));
    return { ...tag, style: { ...rest, ...tints }, children: columns.map((column) => column![n]!) };
  });
}

/** All of a tag but what its items may differ in. */
const shapeOf = (tag: Tag): string =>
  JSON.stringify(tag, (key, value) => (isText(key, value) || key in TINTS || key === 'checked' ? '' : value));

/** Attributes that are read from the picture, and children that are text: children are keyed by their index. */
const isText = (key: string, value: unknown): boolean =>
  typeof value === 'string' && (WORDY.has(key) || /^\d+$/.test(key));
const WORDY = new Set(['placeholder', 'alt', 'aria-label']);
const isOwn = (key: string, value: Tag['attributes'][string]): value is string | boolean =>
  key === 'checked' ? typeof value === 'boolean' : WORDY.has(key) && typeof value === 'string';

/** What items may differ in, in the order in which `withSlots` comes by it, with the names that its fields could have. */
function valuesOf({ name, attributes, style, children }: Tag): { value: string | boolean; name: string }[] {
  const inAttributes = Object.entries(attributes).flatMap(([key, value]) =>
    isOwn(key, value) ? [{ value, name: key === 'aria-label' ? 'label' : key }] : [],
  );
  const letters = name.replace(/[^A-Za-z0-9]/g, '').replace(/^[^A-Za-z]+/, '') || 'Text';
  const field = letters.charAt(0).toLowerCase() + letters.slice(1);
  const inStyle = tintsOf(style).map(([key, value]) => ({
    value,
    name: `${field}${key.charAt(0).toUpperCase()}${key.slice(1)}`,
  }));
  const inChildren = children.flatMap((child) =>
    typeof child === 'string' ? [{ value: child, name: field }] : isTag(child) ? valuesOf(child) : [],
  );
  return [...inAttributes, ...inStyle, ...inChildren];
}

const tintsOf = (style: Tag['style']): [string, string][] => Object.entries(style).filter(([key]) => key in TINTS);

function withSlots(tag: Tag, next: () => string | undefined): Tag {
  const filled = <T extends string | boolean>(value: T) => {
    const slot = next();
    return slot ? { slot } : value;
  };
  const attributes = Object.fromEntries(
    Object.entries(tag.attributes).map(([key, value]) => [key, isOwn(key, value) ? filled(value) : value]),
  );
  const style = { ...tag.style };
  const tint: Record<string, { slot: string }> = {};
  for (const [key] of tintsOf(tag.style)) {
    const slot = next();
    if (!slot) continue;
    delete style[key];
    tint[key] = { slot };
  }
  const children = tag.children.map((child) =>
    typeof child === 'string' ? filled(child) : isTag(child) ? withSlots(child, next) : child,
  );
  return { ...tag, attributes, style, ...(Object.keys(tint).length > 0 && { tint }), children };
}

/** Every tag in the order of the page, what repeats once. */
export function* allTags(tag: Tag): Generator<Tag> {
  yield tag;
  for (const child of tag.children) {
    if (isTag(child)) yield* allTags(child);
    else if (isRepeat(child)) yield* allTags(child.each);
  }
}
