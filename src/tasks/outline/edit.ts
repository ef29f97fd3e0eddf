import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { GlimpseError } from '../../errors.ts';
import { Box, iou, union } from '../../image/box.ts';
import { isInteractive, type Role } from '../../screen/element.ts';
import type { Component, Layout } from '../task.ts';
import { bandsOf } from './bands.ts';
import { lineHeight } from './node.ts';
import { spacing } from './spacing.ts';

/** What a person can make of a component: the roles that generated code knows something to do with. */
export const COMPONENT_ROLES = [
  'group',
  'region',
  'banner',
  'navigation',
  'main',
  'complementary',
  'contentinfo',
  'article',
  'form',
  'search',
  'dialog',
  'alert',
  'status',
  'toolbar',
  'menubar',
  'menu',
  'menuitem',
  'tablist',
  'tab',
  'list',
  'listitem',
  'table',
  'row',
  'cell',
  'columnheader',
  'heading',
  'paragraph',
  'text',
  'link',
  'button',
  'textbox',
  'searchbox',
  'combobox',
  'checkbox',
  'radio',
  'switch',
  'slider',
  'img',
  'separator',
] as const;
export type ComponentRole = (typeof COMPONENT_ROLES)[number];

/**
 * Which component is meant: its child numbers from the root, and its box. Another run may find more or fewer parts, and
 * boxes that lie a little elsewhere.
 */
export const ComponentPlace = z.object({ path: z.array(z.int().nonnegative()).max(200), box: Box });
export type ComponentPlace = z.infer<typeof ComponentPlace>;

/** A change of a tree by hand. */
export const OutlineEdit = z.discriminatedUnion('do', [
  z.object({ do: z.literal('rename'), at: ComponentPlace, name: z.string().max(200) }),
  z.object({ do: z.literal('role'), at: ComponentPlace, role: z.enum(COMPONENT_ROLES) }),
  /** Siblings become the parts of a new component. */
  z.object({ do: z.literal('group'), at: z.array(ComponentPlace).min(1).max(500) }),
  /** Its parts become its parent's. */
  z.object({ do: z.literal('ungroup'), at: ComponentPlace }),
  /** Its parts that stand in one row, or column, become a component each. */
  z.object({ do: z.literal('split'), at: ComponentPlace, into: z.enum(['rows', 'columns']) }),
  z.object({ do: z.literal('remove'), at: ComponentPlace }),
]);
export type OutlineEdit = z.infer<typeof OutlineEdit>;

/** How much of the same ground a component has to cover to be the one that is meant. */
const SAME = 0.75;

/**
 * The tree with one change; the tree itself stays as it is, and what did not change is shared.
 * Throws GlimpseError `bad-usage` where the component is not there, or the change makes no sense for it.
 */
export function edited(root: Component, edit: OutlineEdit): Component {
  switch (edit.do) {
    case 'rename':
      return renamed(root, find(root, edit.at), edit.name);
    case 'role':
      return replaced(root, find(root, edit.at), (part) => ({ ...part, role: edit.role }));
    case 'group':
      return grouped(
        root,
        edit.at.map((at) => find(root, at)),
      );
    case 'ungroup':
      return ungrouped(root, find(root, edit.at));
    case 'split':
      return split(root, find(root, edit.at), edit.into);
    case 'remove':
      return removed(root, find(root, edit.at));
  }
}

/** The component as a place of `root`. */
export const partAt = (root: Component, path: readonly number[]): Component | undefined =>
  path.reduce<Component | undefined>((part, i) => part?.children[i], root);

/**
 * `login form` -> `LoginForm`; letters of every script stay, since the user wrote them. Undefined where nothing is left.
 */
export function componentName(words: string): string | undefined {
  const letters = words.normalize('NFC').replace(/^[^\p{L}]+/u, '');
  const name = (letters.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [])
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
  return [...name].slice(0, 60).join('') || undefined;
}

/** The path of the component that is meant. */
function find(root: Component, { path, box }: ComponentPlace): number[] {
  const there = partAt(root, path);
  if (there && sameness(there.box, box) >= SAME) return [...path];
  let best: number[] | undefined;
  let [most, nearest] = [SAME, Number.POSITIVE_INFINITY];
  const search = (part: Component, at: number[]) => {
    const share = sameness(part.box, box);
    const distance = Math.abs(at.length - path.length);
    if (share > most || (share === most && distance < nearest)) [best, most, nearest] = [at, share, distance];
    part.children.forEach((child, i) => {
      search(child, [...at, i]);
    });
  };
  search(root, []);
  if (best) return best;
  throw refusal(l10n.t('The component is not in this outline.'), l10n.t('Choose another one.'));
}

/** Intersection over union; 1 for equal boxes, also for those without an area. */
const sameness = (a: Box, b: Box): number =>
  a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height ? 1 : iou(a, b);

const refusal = (failed: string, todo: string): GlimpseError => new GlimpseError('bad-usage', { failed, todo });

/** Repetitions of a component with parts are renamed together; a text among texts gets a name of its own. */
function renamed(root: Component, path: readonly number[], words: string): Component {
  const name = componentName(words);
  if (!name) {
    throw refusal(l10n.t('A component needs a name with a letter.'), l10n.t('Write one such as LoginForm.'));
  }
  const part = partAt(root, path)!;
  if (path.length === 0) return { ...root, name };
  const isMeant = (other: Component): boolean =>
    other === part || (part.children.length > 0 && other.name === part.name && other.role === part.role);
  return replaced(root, path.slice(0, -1), (parent) => {
    const taken = parent.children.filter((child) => !isMeant(child)).map((child) => child.name);
    const unique = uniqueName(name, new Set(taken));
    const children = parent.children.map((child) => (isMeant(child) ? { ...child, name: unique } : child));
    return { ...parent, children };
  });
}

function grouped(root: Component, paths: readonly (readonly number[])[]): Component {
  const parents = new Set(paths.map((path) => path.slice(0, -1).join('.')));
  if (parents.size > 1 || paths.some((path) => path.length === 0)) {
    throw refusal(
      l10n.t('Only components that have the same parent can be grouped.'),
      l10n.t('Choose siblings in the tree.'),
    );
  }
  const chosen = new Set(paths.map((path) => path.at(-1)!));
  const unit = unitOf(root);
  return replaced(root, paths[0]!.slice(0, -1), (parent) => {
    const parts = parent.children.filter((_, i) => chosen.has(i));
    const taken = new Set(parent.children.map((child) => child.name));
    const type = parent.layout?.type;
    const group = laidOut(
      { name: uniqueName('Group', taken), role: 'group', box: union(parts.map((part) => part.box)), children: parts },
      type === 'row' || type === 'column' ? type : undefined,
      unit,
    );
    const first = Math.min(...chosen);
    const children = parent.children.flatMap((child, i) => (i === first ? [group] : chosen.has(i) ? [] : [child]));
    return laidOut({ ...parent, children }, kept(type), unit);
  });
}

function ungrouped(root: Component, path: readonly number[]): Component {
  const wrapper = partAt(root, path)!;
  if (path.length === 0) {
    throw refusal(l10n.t('The page itself has no parent to merge into.'), l10n.t('Choose a component on it.'));
  }
  if (wrapper.children.length === 0 || isOneThing(wrapper)) {
    throw refusal(l10n.t('This component has no parts to set free.'), l10n.t('Choose a group.'));
  }
  const unit = unitOf(root);
  return replaced(root, path.slice(0, -1), (parent) => {
    const at = path.at(-1)!;
    const taken = new Set(parent.children.flatMap(({ name }, i) => (i === at ? [] : [name])));
    // Repetitions keep one name.
    const names = new Map<string, string>();
    for (const { name } of wrapper.children) {
      if (names.has(name)) continue;
      const unique = uniqueName(name, taken);
      names.set(name, unique);
      taken.add(unique);
    }
    const freed = wrapper.children.map((child) => ({ ...child, name: names.get(child.name)! }));
    const children = parent.children.flatMap((child, i) => (i === at ? freed : [child]));
    const type = parent.children.length === 1 ? wrapper.layout?.type : kept(parent.layout?.type);
    return laidOut({ ...parent, children }, type, unit);
  });
}

function split(root: Component, path: readonly number[], into: 'rows' | 'columns'): Component {
  const unit = unitOf(root);
  return replaced(root, path, (part) => {
    const bands = isOneThing(part) ? [] : bandsOf(part.children, into === 'rows' ? 'y' : 'x');
    if (bands.length < 2 || bands.every((band) => band.length === 1)) {
      throw into === 'rows'
        ? refusal(l10n.t('This component has no rows of several parts.'), l10n.t('Choose another group.'))
        : refusal(l10n.t('This component has no columns of several parts.'), l10n.t('Choose another group.'));
    }
    const [stem, inner, outer] =
      into === 'rows' ? (['Row', 'row', 'column'] as const) : (['Column', 'column', 'row'] as const);
    const taken = new Set(bands.flatMap(([only, ...more]) => (more.length === 0 ? [only!.name] : [])));
    const children = bands.map((band): Component => {
      if (band.length === 1) return band[0]!;
      const name = uniqueName(stem, taken);
      taken.add(name);
      const box = union(band.map((each) => each.box));
      return laidOut({ name, role: 'group', box, children: band }, inner, unit);
    });
    return laidOut({ ...part, children }, outer, unit);
  });
}

function removed(root: Component, path: readonly number[]): Component {
  if (path.length === 0) {
    throw refusal(l10n.t('The page itself stays.'), l10n.t('Choose a component on it.'));
  }
  const unit = unitOf(root);
  return replaced(root, path.slice(0, -1), (parent) => {
    const children = parent.children.filter((_, i) => i !== path.at(-1));
    return laidOut({ ...parent, children }, parent.layout?.type, unit);
  });
}

/** A button with an icon and a text is a button. */
function isOneThing({ role, elementId }: Component): boolean {
  return elementId !== undefined && (isInteractive(role as Role) || role === 'text' || role === 'heading');
}

function replaced(part: Component, path: readonly number[], change: (part: Component) => Component): Component {
  const [first, ...rest] = path;
  if (first === undefined) return change(part);
  const children = part.children.map((child, i) => (i === first ? replaced(child, rest, change) : child));
  return { ...part, children };
}

/** With the layout that its parts have now: as `type`, or as their places tell. */
function laidOut(part: Component, type: Layout['type'] | undefined, unit: number): Component {
  const { layout: _, ...rest } = part;
  if (part.children.length < 2) return rest;
  const { children } = part;
  return { ...rest, layout: spacing({ layout: type ?? arrangementOf(children), children }, unit) };
}

/** A grid whose parts have changed may be none any more. */
const kept = (type: Layout['type'] | undefined): Layout['type'] | undefined => (type === 'grid' ? undefined : type);

function arrangementOf(parts: readonly Component[]): Layout['type'] {
  const rows = bandsOf(parts, 'y');
  if (rows.length === 1) return bandsOf(parts, 'x').length > 1 ? 'row' : 'stack';
  return rows.every((row) => row.length === 1) ? 'column' : 'grid';
}

/** The name, with the first number behind it that none of `taken` has. */
function uniqueName(name: string, taken: ReadonlySet<string>): string {
  let unique = name;
  for (let n = 2; taken.has(unique); n++) unique = `${name}${n}`;
  return unique;
}

function unitOf(root: Component): number {
  const all = (part: Component): Component[] => [part, ...part.children.flatMap(all)];
  return lineHeight(all(root));
}
