import * as l10n from '@vscode/l10n';
import { GlimpseError, toGlimpseError } from '../errors.ts';
import type { EditsState } from '../protocol.ts';
import { edited, type OutlineEdit } from '../tasks/outline/edit.ts';
import type { Component, OutlineResult } from '../tasks/task.ts';

/** Where changes of outlines are kept over the life of a window, by the SHA-256 of their picture. */
export interface EditStore {
  get(sha256: string): readonly OutlineEdit[];
  set(sha256: string, edits: readonly OutlineEdit[]): void;
}

/** For a session without a store. */
const NOWHERE: EditStore = { get: () => [], set: () => {} };

/** More are not kept for one picture: the oldest go. */
const MOST = 500;

interface Replayed {
  root: Component;
  /** Which of the changes found what they are about. */
  applies: boolean[];
}

/**
 * What a person changed in the outline of one picture: a list of changes, done again on every result of it. So a change
 * stays when the task is run again, and taking it back is exact.
 */
export class OutlineEdits {
  #sha256: string | undefined;
  #edits: OutlineEdit[] = [];
  /** Taken back, the last first, with their places in the list. */
  #undone: { edit: OutlineEdit; at: number }[] = [];
  #replayed: (Replayed & { of: Component }) | undefined;

  constructor(private readonly store: EditStore = NOWHERE) {}

  /** The result as the user wants it. */
  applied(result: OutlineResult): OutlineResult {
    const { root } = this.#replay(result);
    return root === result.root ? result : { ...result, root };
  }

  /** What can be taken back and done again, and how much found nothing that it is about. */
  stateOf(result: OutlineResult): EditsState {
    const { applies } = this.#replay(result);
    return {
      undo: this.#edits[applies.lastIndexOf(true)]?.do,
      redo: this.#undone.at(-1)?.edit.do,
      lost: applies.filter((each) => !each).length,
    };
  }

  /** Throws GlimpseError `bad-usage` when the change makes no sense. */
  add(result: OutlineResult, edit: OutlineEdit): void {
    const { root } = this.#replay(result);
    edited(root, edit); // which says why not
    this.#undone = [];
    this.#keep([...this.#edits, edit].slice(-MOST));
  }

  /** Takes the last change back that shows. Throws GlimpseError `bad-usage` when there is none. */
  undo(result: OutlineResult): void {
    const at = this.#replay(result).applies.lastIndexOf(true);
    const edit = this.#edits[at];
    if (!edit) throw nothing(l10n.t('There is no change to undo.'));
    this.#undone.push({ edit, at });
    this.#keep(this.#edits.filter((_, i) => i !== at));
  }

  /** Throws GlimpseError `bad-usage` when nothing was taken back. */
  redo(result: OutlineResult): void {
    this.#load(result);
    const last = this.#undone.pop();
    if (!last) throw nothing(l10n.t('There is no change to do again.'));
    this.#keep(this.#edits.toSpliced(last.at, 0, last.edit));
  }

  #keep(edits: OutlineEdit[]): void {
    this.#edits = edits;
    this.#replayed = undefined;
    this.store.set(this.#sha256!, edits);
  }

  /** The list is that of the picture that the result is of. */
  #load({ picture: { sha256 } }: OutlineResult): void {
    if (this.#sha256 === sha256) return;
    this.#sha256 = sha256;
    this.#edits = [...this.store.get(sha256)];
    this.#undone = [];
    this.#replayed = undefined;
  }

  #replay(result: OutlineResult): Replayed {
    this.#load(result);
    if (this.#replayed?.of !== result.root) this.#replayed = { ...replayed(result.root, this.#edits), of: result.root };
    return this.#replayed;
  }
}

const nothing = (failed: string): GlimpseError =>
  new GlimpseError('bad-usage', { failed, todo: l10n.t('Change something first.') });

function replayed(plain: Component, edits: readonly OutlineEdit[]): Replayed {
  let root = plain;
  const applies = edits.map((edit) => {
    try {
      root = edited(root, edit);
      return true;
    } catch (error) {
      if (toGlimpseError(error).kind === 'bad-usage') return false;
      throw error;
    }
  });
  return { root, applies };
}
