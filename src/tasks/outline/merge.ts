import { area, type Box, coverage, union } from '../../image/box.ts';
import type { Element } from '../../screen/element.ts';
import type { Component, Layout } from '../task.ts';
import { lineHeight } from './node.ts';
import { spacing } from './spacing.ts';
import { pascalCase } from './words.ts';

/** A component as a model names it: what it holds are elements of the parser's, by their ids, and more components. */
export interface NamedComponent {
  name: string;
  role?: string | undefined;
  layout?: Layout['type'] | undefined;
  elements: readonly string[];
  children: readonly NamedComponent[];
}

/** The share of a group that lies in the box around it. */
const INSIDE = 0.95;

/**
 * The component tree that a model names, with the parser's boxes: a component is as large as what it holds, or as the
 * smallest box that can be seen around that and nothing else. What the model left out stays as the parser has it, in the
 * smallest component around it, so that every element is in the tree once.
 *
 * @param plain the parser's own tree of the same elements
 */
export function mergeOutline(named: NamedComponent, plain: Component, elements: readonly Element[]): Component {
  const unit = lineHeight(elements);
  const byId = new Map(elements.map((element) => [element.id, element]));
  const isAtom = ({ elementId, children }: Component) =>
    elementId !== undefined && (byId.get(elementId)?.role !== 'container' || children.length === 0);
  const atomsOf = (part: Component): Component[] => (isAtom(part) ? [part] : part.children.flatMap(atomsOf));
  const plainAtoms = atomsOf(plain);
  // What lies on a button is the button to whoever names it.
  const atomOf = new Map(plainAtoms.flatMap((atom) => allOf(atom).map((part) => [part.elementId!, atom])));
  const used = new Set<Component>();

  const take = (id: string): Component[] => {
    const atom = atomOf.get(id);
    if (!atom || used.has(atom)) return [];
    used.add(atom);
    return [atom];
  };
  const build = ({ name, role, layout, elements: own, children }: NamedComponent): Component[] => {
    const parts = [...own.flatMap(take), ...children.flatMap(build)];
    const called = pascalCase(name) ?? 'Group';
    const [first] = parts;
    if (!first) return [];
    if (parts.length === 1 && isAtom(first) && children.length === 0) {
      return [{ ...first, name: called, role: role || first.role }];
    }
    const box = union(parts.map((part) => part.box));
    return [grouped({ name: called, role: role || 'group', box, children: parts }, layout, unit)];
  };

  const [tree] = build(named);
  const root: Component = {
    ...(tree && !isAtom(tree) ? tree : { role: 'document', children: tree ? [tree] : [] }),
    name: pascalCase(named.name) ?? 'Page',
    box: plain.box,
    ...(plain.text && { text: plain.text }),
  };
  const containers = elements.filter(({ role }) => role === 'container').map(({ box }) => box);
  const groupsOf = (part: Component): Component[] => (isAtom(part) ? [] : [part, ...part.children.flatMap(groupsOf)]);
  const [, ...groups] = groupsOf(root);
  for (const group of groups) {
    const inside = new Set(atomsOf(group).map(({ elementId }) => elementId));
    const others = plainAtoms.filter(({ elementId }) => !inside.has(elementId)).map(({ box }) => box);
    group.box = boxAround(group.box, containers, others);
  }
  for (const atom of plainAtoms) if (!used.has(atom)) adopt(root, groups, atom, unit);
  return root;
}

function grouped(component: Omit<Component, 'layout'>, type: Layout['type'] | undefined, unit: number): Component {
  const children = [...component.children].sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x);
  if (children.length < 2) return { ...component, children };
  const layout = type ?? directionOf(children.map(({ box }) => box));
  if (layout === 'row') children.sort((a, b) => a.box.x - b.box.x);
  return { ...component, children, layout: spacing({ layout, children }, unit) };
}

/** A row where the parts stand beside each other, a column otherwise. */
function directionOf(boxes: readonly Box[]): Layout['type'] {
  const beside = boxes.slice(1).filter((box, i) => {
    const before = boxes[i]!;
    return Math.min(before.y + before.height, box.y + box.height) - Math.max(before.y, box.y) > 0;
  });
  return beside.length > (boxes.length - 1) / 2 ? 'row' : 'column';
}

/** The smallest of `containers` that holds `box` and none of `others`; or the box itself. */
function boxAround(box: Box, containers: readonly Box[], others: readonly Box[]): Box {
  const around = containers.filter(
    (container) => coverage(box, container) >= INSIDE && others.every((other) => coverage(other, container) < INSIDE),
  );
  return around.sort((a, b) => area(a) - area(b))[0] ?? box;
}

/** Puts what the model left out into the smallest component around it. */
function adopt(root: Component, groups: readonly Component[], atom: Component, unit: number): void {
  const homes = groups.filter(({ box }) => coverage(atom.box, box) >= INSIDE);
  const home = homes.sort((a, b) => area(a.box) - area(b.box))[0] ?? root;
  const { layout, ...rest } = home;
  Object.assign(home, grouped({ ...rest, children: [...home.children, atom] }, layout?.type, unit));
}

const allOf = (part: Component): Component[] => [part, ...part.children.flatMap(allOf)];
