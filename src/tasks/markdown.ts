/**
 * Text that was read in a picture, safe inside a line of Markdown: it can't become a heading, emphasis, HTML, a table cell or
 * a link, not even where a renderer makes links of plain addresses.
 */
export function escapeMarkdown(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]<>#|~&$]/g, '\\$&')
    .replace(/\S*(:\/\/|www\.|@|[\p{L}\p{N}-]\.\p{L}{2})\S*/giu, (address) => address.replace(/[.:/@]/g, '\\$&'));
}

/** The escaped text in quotation marks, cut to a length that reads well in a sentence. */
export function quote(text: string, length = 80): string {
  const characters = [...oneLine(text)];
  const cut = characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : characters.join('');
  return `"${escapeMarkdown(cut)}"`;
}

/** Without line breaks, control characters and marks that turn the direction of writing. */
const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
