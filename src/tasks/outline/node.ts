import { type Box, union } from '../../image/box.ts';
import type { Element } from '../../screen/element.ts';
import type { Layout } from '../task.ts';

/** What is known of a group from its arrangement alone, before it gets a name. */
export type GroupKind = 'field' | 'table' | 'table-row' | 'list' | 'graphic' | 'page' | 'body' | 'main';

/** Where a bar of the page stands. */
export type Edge = 'top' | 'bottom' | 'left' | 'right';

/** A node of the tree while it is being built: an element, a group of nodes, or both (a container and what lies in it). */
export interface Node {
  box: Box;
  element?: Element;
  kind?: GroupKind;
  /** Set on the bars of the page. */
  edge?: Edge;
  layout?: Layout['type'];
  children: Node[];
}

/** An element by itself. */
export const leaf = (element: Element): Node => ({ box: element.box, element, children: [] });

/** A group of nodes; its box is around theirs. */
export function group(children: Node[], layout: Layout['type'], kind?: GroupKind): Node {
  const node: Node = { box: union(children.map((child) => child.box)), layout, children };
  if (kind) node.kind = kind;
  return node;
}

/** A group that stands for nothing visible: its children could as well be its parent's. */
export const isAnonymous = (node: Node): boolean => !node.element && !node.kind && node.children.length > 0;

/** A line of text that is nothing else. */
export const isWords = ({ element }: Node): boolean => element?.role === 'text' || element?.role === 'heading';

/** Parts that make a clickable thing more than one control: a whole card may be a link. */
const CONTROL_PARTS = 5;

/** Whether the node is one thing to a person, whatever lies on it: a text, an icon, a button with an icon and a text. */
export function isAtom({ element, children }: Node): boolean {
  if (!element) return false;
  if (children.length === 0 || element.role === 'text' || element.role === 'heading') return true;
  if (element.role === 'container') return false;
  const parts = children.flatMap(atomsOf);
  return element.interactive ? parts.length <= CONTROL_PARTS : !parts.some((part) => part.interactive);
}

/** What a person would count in `node`, in the tree's order. */
export function atomsOf(node: Node): Element[] {
  return isAtom(node) ? [node.element!] : node.children.flatMap(atomsOf);
}

/** The middle one of sorted values, the upper of two; undefined: there are none. */
export function median(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/** The height of a line of text in pixels: the yardstick of every distance, so that 1x and 2x pictures give one tree. */
export function lineHeight(elements: readonly { role: string; box: Box }[]): number {
  const heights = elements.filter((e) => e.role === 'text' || e.role === 'link').map((e) => e.box.height);
  return median(heights) ?? median(elements.map((e) => e.box.height)) ?? 16;
}
