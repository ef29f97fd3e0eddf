import { area, type Box, coverage } from '../image/box.ts';
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
  /** Levels above it, in a tree. */
  depth: number;
  /** The id of the item that it lies in, in a tree. */
  above?: string | undefined;
  /** Whether there are items inside it, in a tree. */
  parent: boolean;
  element?: Element;
  /** Of a component: `navigation`, `listitem`, ...; `role` is what it is drawn as. */
  componentRole?: string;
}

/** The elements as rows of a list. */
export function fromElements(elements: readonly Element[]): Item[] {
  return elements.map((element) => {
    const { id, box, role, text, name } = element;
    return { id, box, role, label: text ?? name, note: role, text, depth: 0, parent: false, element };
  });
}

/** The rows of a list as those of a tree: each element right after what it lies in, and in the same order as its siblings were. */
export function asTree(elements: readonly Item[]): Item[] {
  const ids = new Set(elements.map(({ id }) => id));
  const aboveOf = ({ id, element }: Item) => {
    const above = element?.parent;
    return above !== undefined && above !== id && ids.has(above) ? above : undefined;
  };
  const inside = new Map<string | undefined, Item[]>();
  for (const item of elements) {
    const above = aboveOf(item);
    const siblings = inside.get(above);
    if (siblings) siblings.push(item);
    else inside.set(above, [item]);
  }
  const rows: Item[] = [];
  const seen = new Set<string>();
  const add = (item: Item, depth: number, above?: string) => {
    if (seen.has(item.id)) return;
    seen.add(item.id);
    const children = inside.get(item.id) ?? [];
    rows.push({ ...item, depth, above, parent: children.length > 0 });
    for (const child of children) add(child, depth + 1, item.id);
  };
  for (const root of inside.get(undefined) ?? []) add(root, 0);
  // What lies in each other lies in nothing.
  for (const item of elements) add(item, 0);
  return rows;
}

/** The tree as rows, a parent right before its children; an id is the path of child numbers: `0.2.1`. */
export function fromOutline(root: Component): Item[] {
  const items: Item[] = [];
  const add = (component: Component, id: string, depth: number, above?: string) => {
    const { box, name, text, children } = component;
    items.push({
      id,
      box,
      role: drawnAs(component),
      label: name,
      note: text ?? component.role,
      text,
      depth,
      above,
      parent: children.length > 0,
      componentRole: component.role,
    });
    children.forEach((child, i) => {
      add(child, `${id}.${i}`, depth + 1, id);
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

/** All that `item` lies in, the nearest first. */
export function* around(items: ReadonlyMap<string, Item>, { above }: Item): Generator<Item> {
  for (let outer = items.get(above ?? ''); outer; outer = items.get(outer.above ?? '')) yield outer;
}

/** The rows of a tree that are not in a folded one. */
export function unfolded(rows: readonly Item[], folded: ReadonlySet<string>): readonly Item[] {
  if (folded.size === 0) return rows;
  let within = Infinity;
  return rows.filter(({ id, depth }) => {
    if (depth > within) return false;
    within = folded.has(id) ? depth : Infinity;
    return true;
  });
}

/** What the filter lets through. */
export function matching(items: readonly Item[], { roles, text, within }: Filter): readonly Item[] {
  const words = text.trim().toLowerCase();
  if (roles.length === 0 && words === '' && !within) return items;
  return items.filter(
    ({ box, role, label, note, text }) =>
      (!within || coverage(box, within) > 0.5) &&
      (roles.length === 0 || roles.includes(role)) &&
      [label, note, text].some((part) => part?.toLowerCase().includes(words)),
  );
}

/** What the filter lets through, and everything around it, so that a tree stays one. */
export function filtered(items: readonly Item[], filter: Filter): readonly Item[] {
  const matches = matching(items, filter);
  if (matches === items) return items;
  const byId = new Map(items.map((item) => [item.id, item]));
  const kept = new Set(matches.flatMap((item) => [item, ...around(byId, item)]));
  return items.filter((item) => kept.has(item));
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
