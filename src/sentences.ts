import * as l10n from '@vscode/l10n';

/** Sentences one after the other, as the language has them; empty ones are left out. */
export function sentences(...parts: readonly (string | false | undefined)[]): string {
  const said = parts.flatMap((part) => part || []);
  const two = (text: string, next: string) =>
    l10n.t({ message: '{0} {1}', comment: 'two sentences', args: [text, next] });
  return said.length === 0 ? '' : said.reduce(two);
}
