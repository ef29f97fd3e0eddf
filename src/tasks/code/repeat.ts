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

/** Undefined where they are not alike, or do not differ. */
function repeated(tags: readonly Tag[]): Repeat | undefined {
  if (new Set(tags.map(shapeOf)).size > 1) return undefined;
  const texts = tags.map(textsOf);
  const names = new Map<string, number>();
  const fields = texts[0]!.map(({ text, name }, i) => {
    if (texts.every((each) => each[i]!.text === text)) return undefined;
    const count = (names.get(name) ?? 0) + 1;
    names.set(name, count);
    return count === 1 ? name : `${name}${count}`;
  });
  if (names.size === 0) return undefined;
  const items = texts.map((each) =>
    Object.fromEntries(each.flatMap(({ text }, i) => (fields[i] ? [[fields[i], text]] : []))),
  );
  const queue = [...fields];
  return { each: withSlots(tags[0]!, () => queue.shift()), items };
}

/** All of a tag but its texts. */
const shapeOf = (tag: Tag): string => JSON.stringify(tag, (key, value) => (isText(key, value) ? '' : value));

/** Attributes that are read from the picture, and children that are text: children are keyed by their index. */
const isText = (key: string, value: unknown): boolean =>
  typeof value === 'string' && (WORDY.has(key) || /^\d+$/.test(key));
const WORDY = new Set(['placeholder', 'alt', 'aria-label']);

/** The texts of a tag in the order in which `withSlots` comes by them, with the names that their fields could have. */
function textsOf({ name, attributes, children }: Tag): { text: string; name: string }[] {
  const inAttributes = Object.entries(attributes).flatMap(([key, value]) =>
    WORDY.has(key) && typeof value === 'string' ? [{ text: value, name: key === 'aria-label' ? 'label' : key }] : [],
  );
  const letters = name.replace(/[^A-Za-z0-9]/g, '').replace(/^[^A-Za-z]+/, '') || 'Text';
  const field = letters.charAt(0).toLowerCase() + letters.slice(1);
  const inChildren = children.flatMap((child) =>
    typeof child === 'string' ? [{ text: child, name: field }] : isTag(child) ? textsOf(child) : [],
  );
  return [...inAttributes, ...inChildren];
}

function withSlots(tag: Tag, next: () => string | undefined): Tag {
  const filled = <T extends string>(text: T) => {
    const slot = next();
    return slot ? { slot } : text;
  };
  const attributes = Object.fromEntries(
    Object.entries(tag.attributes).map(([key, value]) => [
      key,
      WORDY.has(key) && typeof value === 'string' ? filled(value) : value,
    ]),
  );
  const children = tag.children.map((child) =>
    typeof child === 'string' ? filled(child) : isTag(child) ? withSlots(child, next) : child,
  );
  return { ...tag, attributes, children };
}

/** Every tag in the order of the page, what repeats once. */
export function* allTags(tag: Tag): Generator<Tag> {
  yield tag;
  for (const child of tag.children) {
    if (isTag(child)) yield* allTags(child);
    else if (isRepeat(child)) yield* allTags(child.each);
  }
}
