import { type Disposable, EventEmitter, type Memento } from 'vscode';
import * as z from 'zod';
import { STYLINGS, type Styling } from '../tasks/code/language.ts';

const KEY = 'codeStyling';
const Kept = z.enum(STYLINGS);

/** How generated code says what things look like: what the user chose last, for all panels and windows. */
export class CodeStyling implements Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly onChange = this.#changed.event;

  constructor(private readonly memory: Memento) {}

  get(): Styling {
    return Kept.safeParse(this.memory.get(KEY)).data ?? 'plain';
  }

  async set(styling: Styling): Promise<void> {
    await this.memory.update(KEY, styling);
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
