import { type Box, bottom, right } from '../../image/box.ts';
import type { Element, Role } from '../../screen/element.ts';
import { atomsOf, isAtom, isWords, type Node } from './node.ts';

/** A node with the questions that naming it asks. */
export class View {
  readonly box: Box;
  readonly atoms: Element[];
  /** What can be read on it, in the tree's order. */
  readonly texts: string[];

  /** @param unit the height of a line of text, in pixels */
  constructor(
    readonly node: Node,
    readonly unit: number,
  ) {
    this.box = node.box;
    this.atoms = atomsOf(node);
    this.texts = this.atoms.flatMap((atom) => atom.text ?? []);
  }

  count(...roles: Role[]): number {
    return this.atoms.filter((atom) => roles.includes(atom.role)).length;
  }

  share(...roles: Role[]): number {
    return this.count(...roles) / this.atoms.length;
  }

  says(pattern: RegExp): boolean {
    return this.atoms.some((atom) => pattern.test(`${atom.name ?? ''} ${atom.text ?? ''}`));
  }

  /** One line of things, not a stack of lines. */
  get isLine(): boolean {
    return this.box.height <= 3.5 * this.unit;
  }

  /** A box that can be seen; or several that are one: the header, the body and the footer of a card. */
  get isBox(): boolean {
    return !isAtom(this.node) && (this.node.element !== undefined || isStack(this.node));
  }

  get words(): Element[] {
    return this.atoms.filter((atom) => (atom.role === 'text' || atom.role === 'heading') && atom.text);
  }

  /** The words above the rest when they are its title: a heading, or a short text that none of the others exceeds. */
  get title(): string | undefined {
    const first = firstWords(this.node)?.element;
    if (!first || this.atoms.length < 2) return undefined;
    const isNear = ({ box }: Element) => box.y < bottom(first.box) + 2 * this.unit && box.x < right(first.box);
    const heading = this.words.find((w) => w.role === 'heading' && isNear(w) && isName(w.text!));
    if (heading) return heading.text!.length <= 60 ? heading.text : undefined;
    const isLargest = this.words.every((w) => w.box.height <= first.box.height + 1);
    const stands = this.words.length > 1 ? isLargest && this.atoms.length > 2 : !this.isLine;
    return stands && isLabel(first.text!) ? first.text : undefined;
  }
}

/** A header with words on it, the taller body below and perhaps a footer: boxes of one width without a gap between them. */
export function isStack({ layout, children }: Node): boolean {
  const [header, body, ...rest] = children;
  if (layout !== 'column' || !header || !body || rest.length > 1 || !firstWords(header)) return false;
  const isPart = (node: Node) => node.element?.role === 'container' && !isAtom(node);
  const isJoined = ({ box }: Node, above: Box) =>
    Math.abs(box.x - above.x) <= 2 && Math.abs(right(box) - right(above)) <= 2 && Math.abs(box.y - bottom(above)) <= 2;
  return (
    header.box.height < body.box.height &&
    children.every(isPart) &&
    children.slice(1).every((child, i) => isJoined(child, children[i]!.box))
  );
}

/** Whether words hold a word: not a figure, and not a mark that was read as a letter. */
export const isName = (text: string): boolean => /\p{L}.*\p{L}/u.test(text) && !isValue(text);

/** Words that could name something: few, and neither a sentence nor a figure. */
const isLabel = (text: string): boolean =>
  text.length <= 32 && text.split(/\s+/).length <= 5 && /^\p{L}.*\p{L}/u.test(text) && !/[.。,，;；]$/.test(text);

/** The words that a node begins with, perhaps after an icon; undefined when it begins with a badge, a control or a card. */
function firstWords(node: Node): Node | undefined {
  if (isWords(node)) return node;
  if (node.kind === 'field' || node.kind === 'table' || isAtom(node)) return undefined;
  const first = node.children.find((child) => child.element?.role !== 'icon' || child.children.length > 0);
  const isBadge = first?.children.length === 1 && first.box.width < node.box.width / 2;
  const isCard = first?.element && !isAtom(first) && (node.layout === 'row' || isBadge);
  return first && !isCard ? firstWords(first) : undefined;
}

/** Numbers with or without a unit, as on a card of figures: `$12,628`, `78%`, `2,300 +3%`, `41.2k`. */
export const isValue = (text: string): boolean =>
  /^([+\-−–]?\s?[$€£¥￥]?\s?\d[\d.,:/]*\s?[%$€£¥kKmMbB万亿元]?(\s+|$))+$/.test(text.trim());
