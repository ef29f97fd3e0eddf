import { beforeEach, describe, expect, test } from 'vitest';
import { type EditStore, OutlineEdits } from '../../../src/editor/outline-edits.ts';
import type { OutlineEdit } from '../../../src/tasks/outline/edit.ts';
import { outline } from '../../../src/tasks/outline.ts';
import type { OutlineResult } from '../../../src/tasks/task.ts';
import { DASHBOARD, LOGIN, PICTURE } from '../tasks/screens.ts';

const result: OutlineResult = { task: 'outline', picture: PICTURE, root: outline(LOGIN) };
/** The picture has been changed, and shows something else: under the same name, it is another. */
const other: OutlineResult = { ...result, picture: { ...PICTURE, sha256: 'f'.repeat(64) } };
/** The same picture, in which another run sees something else. */
const seenAnew: OutlineResult = { ...result, root: outline(DASHBOARD) };

const rename = (name: string): OutlineEdit => ({
  do: 'rename',
  at: { path: [0], box: result.root.children[0]!.box },
  name,
});

describe('changes of an outline', () => {
  let kept: Map<string, readonly OutlineEdit[]>;
  let store: EditStore;
  let edits: OutlineEdits;
  const nameOf = (of = result) => edits.applied(of).root.children[0]!.name;
  beforeEach(() => {
    kept = new Map();
    store = { get: (key) => kept.get(key) ?? [], set: (key, list) => kept.set(key, list) };
    edits = new OutlineEdits(store);
  });

  test('stay when the task is run again, and in another window', () => {
    edits.add(result, rename('Mine'));
    expect(nameOf({ ...result, root: outline(LOGIN) })).toBe('Mine');
    edits = new OutlineEdits(store);
    expect(nameOf()).toBe('Mine');
    expect(edits.stateOf(result)).toEqual({ undo: 'rename', redo: undefined, lost: 0 });
  });

  test('are taken back and done again exactly', () => {
    const plain = edits.applied(result);
    edits.add(result, rename('One'));
    const one = edits.applied(result);
    edits.add(result, { do: 'remove', at: { path: [0], box: result.root.children[0]!.box } });
    const two = edits.applied(result);
    edits.undo(result);
    expect(edits.applied(result)).toEqual(one);
    edits.undo(result);
    expect(edits.applied(result)).toBe(plain);
    expect(edits.stateOf(result)).toEqual({ undo: undefined, redo: 'rename', lost: 0 });
    edits.redo(result);
    edits.redo(result);
    expect(edits.applied(result)).toEqual(two);
    expect(() => edits.redo(result)).toThrow('no change');
    edits.undo(result);
    edits.add(result, rename('Other'));
    expect(edits.stateOf(result).redo).toBeUndefined();
  });

  test('that find nothing to change are counted and kept, and undo leaves them alone', () => {
    edits.add(result, {
      do: 'role',
      at: { path: [0, 0], box: { ...result.root.children[0]!.children[0]!.box } },
      role: 'dialog',
    });
    const page = { path: [], box: seenAnew.root.box };
    edits.add(seenAnew, { do: 'rename', at: page, name: 'Both' });
    expect(edits.stateOf(seenAnew)).toMatchObject({ undo: 'rename', lost: 1 });
    edits.undo(seenAnew);
    expect(() => edits.undo(seenAnew)).toThrow('no change');
    expect(edits.stateOf(result)).toMatchObject({ undo: 'role', redo: 'rename', lost: 0 });
    edits.redo(result);
    expect(edits.applied(result).root.name).toBe('Both');
  });

  test('belong to one picture', () => {
    edits.add(result, rename('Mine'));
    expect(nameOf(other)).not.toBe('Mine');
    edits.add(other, rename('Yours'));
    expect(nameOf()).toBe('Mine');
    expect([...kept.keys()]).toEqual([result.picture.sha256, other.picture.sha256]);
  });

  test('that make no sense change nothing', () => {
    expect(() => edits.add(result, { do: 'remove', at: { path: [], box: result.root.box } })).toThrow('page itself');
    expect(edits.applied(result)).toBe(result);
    expect(kept.size).toBe(0);
  });
});
