import * as l10n from '@vscode/l10n';

/** How many of a kind are named; the others are counted. */
const NAMED = 8;

/** Of two whole messages the one for so many. */
export const plural = (n: number, one: string, many: string): string => (n === 1 ? one : many);

/** `a, b and c`; of a long list the first eight and how many more there are. */
export function enumerate(items: readonly string[]): string {
  const shown =
    items.length > NAMED + 1 ? [...items.slice(0, NAMED), l10n.t('{0} more', items.length - NAMED)] : [...items];
  const last = shown.pop() ?? '';
  if (shown.length === 0) return last;
  return l10n.t('{0} and {1}', shown.join(l10n.t({ message: ', ', comment: 'between things that are named' })), last);
}

/** Says each thing once, with how often it was there: `"PDF" (5 times)`. */
export function distinct(items: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return [...counts].map(([item, n]) =>
    n === 1 ? item : n === 2 ? l10n.t('{0} (twice)', item) : l10n.t('{0} ({1} times)', item, n),
  );
}
