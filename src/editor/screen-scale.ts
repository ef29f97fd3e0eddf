import { type Disposable, EventEmitter, type Memento } from 'vscode';
import { Scale } from '../protocol.ts';

const KEY = 'screenshotScale';

/** How many pixels of a screenshot one CSS pixel has: what the user said last, for all panels and windows; never guessed. */
export class ScreenScale implements Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly onChange = this.#changed.event;

  constructor(private readonly memory: Memento) {}

  get(): Scale | undefined {
    return Scale.safeParse(this.memory.get(KEY)).data;
  }

  async set(scale: Scale | undefined): Promise<void> {
    await this.memory.update(KEY, scale);
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
