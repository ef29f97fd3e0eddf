import { bottom, coverage, right } from '../image/box.ts';
import type { Element } from '../screen/element.ts';

const ENTRY = new Set(['textbox', 'combobox', 'slider']);
const CHOICE = new Set(['checkbox', 'radio', 'switch']);

/** Whether an element of this role is filled in or switched, and so wants a label. */
export const isInput = ({ role }: Element): boolean => ENTRY.has(role) || CHOICE.has(role);

/**
 * The text that names each input: beside a box to tick, above or left of a box to fill in. One text names one input; the nearest
 * pairs are made first.
 *
 * @param unit the height of a line of text, in pixels
 */
export function matchLabels(elements: readonly Element[], unit: number): Map<Element, Element> {
  // What stands on a control names that control and no other.
  const controls = elements.filter((e) => e.interactive);
  const isFree = (text: Element) => !controls.some((control) => coverage(text.box, control.box) > 0.75);
  const texts = elements.filter((e) => (e.role === 'text' || e.role === 'heading') && e.text && isFree(e));
  const inputs = elements.filter(isInput);
  const pairs = inputs
    .flatMap((input) => texts.map((text) => ({ input, text, distance: distance(input, text, unit) })))
    .filter((pair) => pair.distance < Infinity)
    .sort((a, b) => a.distance - b.distance);
  const labels = new Map<Element, Element>();
  const taken = new Set<Element>();
  for (const { input, text } of pairs) {
    if (labels.has(input) || taken.has(text)) continue;
    labels.set(input, text);
    taken.add(text);
  }
  return labels;
}

/** The elements with the names that their labels give them; a name that the parser found stays. */
export function withLabels(elements: readonly Element[], unit: number): Element[] {
  const labels = matchLabels(elements, unit);
  return elements.map((element) => {
    const label = labels.get(element)?.text;
    return label && !element.name && label !== element.text ? { ...element, name: tidy(label) } : element;
  });
}

/** A label without the marks that only decorate it: `* Name:` names its input "Name". */
const tidy = (label: string): string => label.replace(/^[\s*＊]+|[\s*＊:：]+$/g, '') || label;

/** How far `text` is from where a label of `input` stands, in line heights; Infinity when it can't be its label. */
function distance(input: Element, text: Element, unit: number): number {
  const [a, b] = [input.box, text.box];
  const before = (a.x - right(b)) / unit;
  const after = (b.x - right(a)) / unit;
  const above = (a.y - bottom(b)) / unit;
  const inLine = Math.abs(a.y + a.height / 2 - b.y - b.height / 2) < Math.max(a.height, b.height) / 2;
  const near = (gap: number, reach: number) => gap > -0.3 && gap < reach;
  if (CHOICE.has(input.role)) {
    if (!inLine) return Infinity;
    if (near(after, 0.8)) return Math.max(0, after);
    // A switch may follow its label; a box to tick hardly ever does.
    return input.role === 'switch' && near(before, 1.2) ? Math.max(0, before) + 0.5 : Infinity;
  }
  if (inLine && near(before, 2.5)) return Math.max(0, before);
  // In a tall box the label stands beside the first line.
  if (near(before, 2.5) && b.y >= a.y - unit / 2 && bottom(b) <= a.y + 2 * unit) return Math.max(0, before) + 0.2;
  const starts = Math.abs(a.x - b.x) / unit;
  return near(above, 1) && starts < 1 ? Math.max(0, above) + starts / 2 : Infinity;
}
