/** Of the files that Glimpse reads. */
export const IMAGE_EXTENSIONS = ['png', 'jpg', 'jpeg', 'webp', 'gif', 'bmp', 'tif', 'tiff', 'avif', 'svg'] as const;

/** An address of an image in a line of text: where it stands, and itself as it is written. */
export interface Address {
  start: number;
  end: number;
  src: string;
}

const EXTENSION = `\\.(?:${IMAGE_EXTENSIONS.join('|')})`;
/**
 * Begins behind a quote, a parenthesis or what else opens a value, or as the next of a `srcset`; ends with an image's
 * extension and maybe a query.
 */
const ADDRESS = new RegExp(
  `(?<=["'\`(<=]|,\\s{0,4})[^\\s"'\`()<>,;=]{1,400}${EXTENSION}(?:[?#][^\\s"'\`()<>,]*)?(?=[\\s"'\`)>,]|$)`,
  'gi',
);

/** Nobody wrote a longer line by hand; characters. */
const LONGEST = 2000;

/**
 * The address of an image at `column` of a line: of an `import`, a link, a `poster`, a `url()`, of an `<img>` whose
 * alternative text is an expression. It reads no grammar: whether there is such a file tells the rest.
 */
export function addressAt(line: string, column: number): Address | undefined {
  if (line.length > LONGEST) return undefined;
  for (const { 0: src, index: start } of line.matchAll(ADDRESS)) {
    const end = start + src.length;
    if (start <= column && column <= end) return { start, end, src: src.replaceAll('&amp;', '&') };
  }
  return undefined;
}
