/** How many of a kind are named; the others are counted. */
const NAMED = 8;

/** `1 button`, `3 buttons`. */
export const count = (n: number, noun: string, plural = `${noun}s`): string => `${n} ${n === 1 ? noun : plural}`;

/** `a, b and c`; of a long list the first eight and how many more there are. */
export function enumerate(items: readonly string[]): string {
  const shown = items.length > NAMED + 1 ? [...items.slice(0, NAMED), `${items.length - NAMED} more`] : items;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** Says each thing once, with how often it was there: `"PDF" (5 times)`. */
export function distinct(items: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return [...counts].map(([item, n]) => (n === 1 ? item : n === 2 ? `${item} (twice)` : `${item} (${n} times)`));
}
