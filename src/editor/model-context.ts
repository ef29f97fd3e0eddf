import { commands, type Disposable } from 'vscode';
import type { CurrentModel } from './current-model.ts';
import type { Models } from './models.ts';

/** Tells VS Code what there is, so that the palette offers what can be done now. */
export class ModelContext implements Disposable {
  readonly #listening: Disposable[];
  readonly #told = new Map<string, boolean>();

  constructor(
    private readonly models: Models,
    private readonly model: CurrentModel,
  ) {
    const tell = () => void this.#tell();
    this.#listening = [models.onDidChange(tell), models.downloads.onDidChange(tell), model.onChange(tell)];
    tell();
  }

  dispose(): void {
    for (const each of this.#listening) each.dispose();
  }

  async #tell(): Promise<void> {
    const { state, where } = this.model.state;
    const { downloads } = this.models;
    const running = downloads.all.filter(({ key }) => downloads.isRunning(key));
    this.#set('glimpse.models.loaded', where === 'local' && ['starting', 'loading', 'ready', 'busy'].includes(state));
    this.#set('glimpse.models.local', where === 'local');
    this.#set('glimpse.models.downloading', running.length > 0);
    const { unfinished } = await this.models.onDisk();
    this.#set('glimpse.models.paused', unfinished.length > running.length);
  }

  #set(key: string, value: boolean): void {
    if (this.#told.get(key) === value) return;
    this.#told.set(key, value);
    void commands.executeCommand('setContext', key, value);
  }
}
