/** The one of `known` that a misspelt `word` most likely means; undefined where none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const steps = known.map((name) => ({ name, distance: distance(word.toLowerCase(), name.toLowerCase()) }));
  const [best] = steps.sort((a, b) => a.distance - b.distance);
  return best && best.distance <= Math.max(2, best.name.length / 3) ? best.name : undefined;
}

/** Levenshtein's: how many letters must be put in, taken out or changed. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
