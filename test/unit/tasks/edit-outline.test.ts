import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coverage } from '../../../src/image/box.ts';
import { COMPONENT_ROLES, componentName, edited, OutlineEdit, partAt } from '../../../src/tasks/outline/edit.ts';
import { outline } from '../../../src/tasks/outline.ts';
import { Component } from '../../../src/tasks/task.ts';
import '../seed.ts';
import { CHINESE_FORM, DASHBOARD, LOGIN } from './screens.ts';

const ROOTS = [outline(LOGIN), outline(DASHBOARD), outline(CHINESE_FORM)];

type Path = number[];
const all = (part: Component, path: Path = []): { part: Component; path: Path }[] => [
  { part, path },
  ...part.children.flatMap((child, i) => all(child, [...path, i])),
];
const placed = ({ part, path }: { part: Component; path: Path }) => ({ path, box: part.box });
const byName = (root: Component, name: string) => all(root).find(({ part }) => part.name === name)!;
/** What a person could point at: whatever is done to groups, it stays. */
const leaves = (root: Component) =>
  all(root)
    .filter(({ part }) => part.children.length === 0)
    .map(({ part }) => JSON.stringify([part.text, part.box]))
    .sort();

/** Some change of some part; many of them make no sense. */
const anyEdit = fc
  .tuple(fc.nat(), fc.nat(), fc.constantFrom('rename', 'role', 'group', 'ungroup', 'split'))
  .map(([n, m, what]) => (root: Component): OutlineEdit => {
    const parts = all(root);
    const one = parts[n % parts.length]!;
    const at = placed(one);
    if (what === 'rename') return { do: what, at, name: `part ${m % 7}` };
    if (what === 'role') return { do: what, at, role: COMPONENT_ROLES[m % COMPONENT_ROLES.length]! };
    if (what === 'split') return { do: what, at, into: m % 2 ? 'rows' : 'columns' };
    if (what === 'ungroup') return { do: what, at };
    const [parent, count] = [one.path.slice(0, -1), 1 + (m % 4)];
    const siblings = parts.filter(({ path }) => path.length > 0 && path.slice(0, -1).join() === parent.join());
    return { do: 'group', at: (siblings.length > 0 ? siblings : [one]).slice(0, count).map(placed) };
  });

/** The change, or the same tree where it is refused. */
function tried(root: Component, edit: OutlineEdit): Component {
  try {
    return edited(root, edit);
  } catch (error) {
    expect(error).toMatchObject({ kind: 'bad-usage', parts: { todo: expect.any(String) } });
    return root;
  }
}

test('changes lose nothing, keep parts within their parents, and leave the tree before them as it was', () => {
  let done = 0;
  fc.assert(
    fc.property(fc.nat(ROOTS.length - 1), fc.array(anyEdit, { minLength: 1, maxLength: 12 }), (which, edits) => {
      const plain = ROOTS[which]!;
      const before = JSON.stringify(plain);
      let root = plain;
      for (const make of edits) {
        const edit = OutlineEdit.parse(structuredClone(make(root)));
        const next = tried(root, edit);
        if (next !== root) done++;
        root = next;
      }
      expect(JSON.stringify(plain)).toBe(before);
      expect(Component.parse(root)).toEqual(root);
      expect(leaves(root)).toEqual(leaves(plain));
      for (const { part, path } of all(root)) {
        const parent = path.length > 0 && partAt(root, path.slice(0, -1))!;
        if (parent && !ROOTS.some((each) => all(each).some((one) => one.part === part))) {
          expect(coverage(part.box, parent.box)).toBeGreaterThan(0.9);
        }
      }
    }),
    { numRuns: 300 },
  );
  expect(done).toBeGreaterThan(500);
});

describe('by hand', () => {
  const login = ROOTS[0]!;
  const form = all(login).find(({ part }) => part.role === 'form')!;

  test('a name is brought into the form of a component, and is unique among its siblings', () => {
    const [first, second] = all(login).filter(
      ({ path }) => path.slice(0, -1).join() === form.path.join() && path.length > 0,
    );
    const once = edited(login, { do: 'rename', at: placed(first!), name: 'welcome  title!' });
    expect(partAt(once, first!.path)!.name).toBe('WelcomeTitle');
    const twice = edited(once, { do: 'rename', at: placed(second!), name: 'WelcomeTitle' });
    expect(partAt(twice, second!.path)!.name).toBe('WelcomeTitle2');
    expect(() => edited(login, { do: 'rename', at: placed(first!), name: ' 12 !' })).toThrow('needs a name');
  });

  test('repetitions of one component are renamed together', () => {
    const card = byName(ROOTS[1]!, 'StatCard');
    const root = edited(ROOTS[1]!, { do: 'rename', at: placed(card), name: 'figure' });
    expect(all(root).filter(({ part }) => part.name === 'Figure')).toHaveLength(3);
    expect(all(root).some(({ part }) => part.name === 'StatCard')).toBe(false);
  });

  test('grouping and merging into the parent are each other’s opposite', () => {
    const children = form.part.children.slice(0, 2).map((part, i) => ({ part, path: [...form.path, i] }));
    const grouped = edited(login, { do: 'group', at: children.map(placed) });
    const group = partAt(grouped, [...form.path, 0])!;
    expect(group).toMatchObject({ name: 'Group', role: 'group', children: children.map(({ part }) => part) });
    expect(partAt(grouped, form.path)!.children).toHaveLength(form.part.children.length - 1);
    const back = edited(grouped, { do: 'ungroup', at: { path: [...form.path, 0], box: group.box } });
    expect(partAt(back, form.path)!.children).toEqual(form.part.children);
  });

  test('only siblings become a group', () => {
    const [a, b] = [all(login)[1]!, all(login).at(-1)!];
    expect(() => edited(login, { do: 'group', at: [a, b].map(placed) })).toThrow('same parent');
    expect(() => edited(login, { do: 'group', at: [placed(all(login)[0]!)] })).toThrow('same parent');
  });

  test('a flat group is split into its rows', () => {
    let root = login;
    // All in the form becomes one heap first.
    for (let i = 0; i < 20; i++) {
      const at = all(root).find(
        ({ part, path }) => path.length > form.path.length && part.children.length > 1 && !part.elementId,
      );
      if (!at) break;
      root = edited(root, { do: 'ungroup', at: placed(at) });
    }
    const heap = partAt(root, form.path)!;
    const rows = edited(root, { do: 'split', at: { path: form.path, box: heap.box }, into: 'rows' });
    const row = partAt(rows, form.path)!.children.find(({ name }) => name === 'Row')!;
    expect(row.children.map(({ text }) => text).join(' ')).toContain('Forgot password?');
    expect(row.layout).toMatchObject({ type: 'row' });
  });

  test('a component is found by its box where the tree has changed above it', () => {
    const button = all(login).find(({ part }) => part.role === 'button')!;
    const root = edited(login, { do: 'group', at: [placed(form)] });
    const renamed = edited(root, { do: 'rename', at: placed(button), name: 'SubmitButton' });
    expect(byName(renamed, 'SubmitButton').part).toMatchObject({ role: 'button', box: button.part.box });
    const gone = { path: [0], box: { x: 5000, y: 5000, width: 10, height: 10 } };
    expect(() => edited(login, { do: 'remove', at: gone })).toThrow('not in this outline');
  });

  test('the page itself can be renamed, but not removed or merged', () => {
    const at = { path: [], box: login.box };
    expect(edited(login, { do: 'rename', at, name: '登录 页面' }).name).toBe('登录页面');
    expect(() => edited(login, { do: 'remove', at })).toThrow();
    expect(() => edited(login, { do: 'ungroup', at })).toThrow();
  });
});

test('names of components', () => {
  expect(componentName('login form')).toBe('LoginForm');
  expect(componentName('2nd-level nav')).toBe('NdLevelNav');
  expect(componentName('URLBar')).toBe('URLBar');
  expect(componentName('über')).toBe('Über');
  expect(componentName('</style>')).toBe('Style');
  expect(componentName('42')).toBeUndefined();
  expect(componentName('x'.repeat(200))).toHaveLength(60);
});
