import { area, type Box } from '../image/box.ts';
import type { Filter } from '../protocol.ts';
import { type Element, ROLES, type Role } from '../screen/element.ts';
import type { Component } from '../tasks/task.ts';
import type { Point } from './viewport.ts';

/** One row of the list and one box on the picture: an element of the screen, or a component of the outline. */
export interface Item {
  /** Unique among its items; may move to another thing in the next partial result. */
  id: string;
  /** Pixels of the picture. */
  box: Box;
  role: Role;
  /** What the row says first: the element's text or name, the component's name. */
  label?: string | undefined;
  /** What the row says after it. */
  note: string;
  text?: string | undefined;
  /** Levels above it in the outline. */
  depth: number;
  /** Whether there are items inside it, in the outline. */
  parent: boolean;
  element?: Element;
  /** Of a component: `navigation`, `listitem`, ...; `role` is what it is drawn as. */
  componentRole?: string;
}

export function fromElements(elements: readonly Element[]): Item[] {
  return elements.map((element) => {
    const { id, box, role, text, name } = element;
    return { id, box, role, label: text ?? name, note: role, text, depth: 0, parent: false, element };
  });
}

/** The tree as rows, a parent right before its children; an id is the path of child numbers: `0.2.1`. */
export function fromOutline(root: Component): Item[] {
  const items: Item[] = [];
  const add = (component: Component, id: string, depth: number) => {
    const { box, name, text, children } = component;
    items.push({
      id,
      box,
      role: drawnAs(component),
      label: name,
      note: text ?? component.role,
      text,
      depth,
      parent: children.length > 0,
      componentRole: component.role,
    });
    children.forEach((child, i) => {
      add(child, `${id}.${i}`, depth + 1);
    });
  };
  add(root, '0', 0);
  return items;
}

const isRole = (role: string): role is Role => (ROLES as readonly string[]).includes(role);

/** Landmarks, lists and groups are drawn as containers. */
const drawnAs = ({ role }: Component): Role => (role === 'img' ? 'image' : isRole(role) ? role : 'container');

/** Whether `inner` lies below `outer` in the outline. */
export const isInside = (inner: string, outer: string): boolean => inner.startsWith(`${outer}.`);

/** What the filter lets through; in an outline also everything around it, so that the tree stays one. */
export function filtered(items: readonly Item[], { roles, text }: Filter): Item[] {
  const words = text.trim().toLowerCase();
  if (roles.length === 0 && words === '') return [...items];
  const passes = ({ role, label, note, text }: Item) =>
    (roles.length === 0 || roles.includes(role)) &&
    [label, note, text].some((part) => part?.toLowerCase().includes(words));
  const kept = new Set<string>();
  for (const item of items) {
    if (!passes(item)) continue;
    for (let id = item.id; id !== '' && !kept.has(id); id = id.slice(0, Math.max(0, id.lastIndexOf('.')))) kept.add(id);
  }
  return items.filter(({ id }) => kept.has(id));
}

/** How many items each role has, the commonest first. */
export function countRoles(items: readonly Item[]): [Role, number][] {
  const counts = new Map<Role, number>();
  for (const { role } of items) counts.set(role, (counts.get(role) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || ROLES.indexOf(a) - ROLES.indexOf(b));
}

/** The smallest box around `point` (pixels of the picture), widened by `slack` so that a thin one can be hit. */
export function hit(items: readonly Item[], { x, y }: Point, slack = 0): Item | undefined {
  let best: Item | undefined;
  for (const item of items) {
    const { box } = item;
    if (x < box.x - slack || y < box.y - slack) continue;
    if (x > box.x + box.width + slack || y > box.y + box.height + slack) continue;
    // The later of two equal boxes is the inner one of an outline.
    if (!best || area(box) <= area(best.box)) best = item;
  }
  return best;
}
