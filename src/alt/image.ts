/** An image in the text of a document, and where its alternative text stands or would stand. Offsets are UTF-16 units. */
export interface ImageReference {
  /** The whole reference: `![...](...)`, `<img ...>`. */
  start: number;
  end: number;
  /** Its address, as a browser would read it. */
  src: string;
  /** Where that is written, without what stands around it; undefined where a label stands for it. */
  address: { start: number; end: number } | undefined;
  /** Its alternative text as it is written; undefined where it has none. In markup an empty one says "decorative". */
  alt: string | undefined;
  /** Whether it is all that a link or a button holds (WCAG: a functional image). */
  isFunctional: boolean;
  /** What an alternative text replaces, and what stands around it then. */
  slot: { start: number; end: number; before: string; after: string };
  notation: Notation;
}

/** How a text is written so that it is read back as it was. */
export type Notation = 'markdown' | 'attribute' | 'svelte';

export interface AltEdit {
  start: number;
  end: number;
  text: string;
}

/** What gives `image` the alternative text `alt`, which is one line. */
export function altEdit({ slot, notation }: ImageReference, alt: string): AltEdit {
  return { start: slot.start, end: slot.end, text: slot.before + ESCAPED[notation](alt) + slot.after };
}

/** HTML, and JSX, whose attributes know the same entities. */
const attribute = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');

const ESCAPED: Record<Notation, (text: string) => string> = {
  // What is emphasis, code, a link, HTML, an entity or a table's border there.
  markdown: (text) => text.replace(/[\\`*_~[\]<>&|]/g, '\\$&'),
  attribute,
  svelte: (text) => attribute(text).replaceAll('{', '&#123;').replaceAll('}', '&#125;'),
};

/**
 * Where `image` is after the text around it was changed: the reference that reads the same, and has as many of its kind
 * before it. Undefined when it is gone.
 */
export function sameImage(
  image: ImageReference,
  before: { text: string; images: readonly ImageReference[] },
  now: { text: string; images: readonly ImageReference[] },
): ImageReference | undefined {
  const written = before.text.slice(image.start, image.end);
  const alike = ({ text, images }: typeof before) =>
    images.filter(({ start, end }) => text.slice(start, end) === written);
  const nth = alike(before).findIndex(({ start }) => start === image.start);
  return alike(now)[nth];
}
