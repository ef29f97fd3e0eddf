import type { Memento } from 'vscode';
import * as z from 'zod';
import { OutlineEdit } from '../tasks/outline/edit.ts';
import type { EditStore } from './outline-edits.ts';

const KEY = 'outlineEdits';
/** Pictures whose changes are kept; the one that was changed longest ago goes first. */
const MOST = 100;

const Kept = z.array(z.tuple([z.string(), z.array(z.unknown())]));

/** Keeps the changes of outlines in the state of the workspace. What can't be read any more is left out. */
export class WorkspaceEdits implements EditStore {
  constructor(private readonly state: Memento) {}

  get(sha256: string): OutlineEdit[] {
    const [, edits = []] = this.#all.find(([key]) => key === sha256) ?? [];
    return edits.flatMap((edit) => OutlineEdit.safeParse(edit).data ?? []);
  }

  set(sha256: string, edits: readonly OutlineEdit[]): void {
    const others = this.#all.filter(([key]) => key !== sha256);
    const all = edits.length > 0 ? [...others, [sha256, edits]] : others;
    void this.state.update(KEY, all.slice(-MOST));
  }

  get #all() {
    return Kept.safeParse(this.state.get(KEY)).data ?? [];
  }
}
