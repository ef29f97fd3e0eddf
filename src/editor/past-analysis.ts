import type { Disposable, Uri, WebviewPanel } from 'vscode';
import { nameOf } from '../history/entry.ts';
import type { HostMessage } from '../protocol.ts';
import type { History } from './history.ts';
import { baseName } from './read.ts';

/** What is special about the panel of a past analysis: its tab has its name, and its page says what became of the file. */
export class PastAnalysis implements Disposable {
  readonly #listening: Disposable;

  constructor(
    private readonly webview: WebviewPanel,
    private readonly uri: Uri,
    private readonly history: History,
    private readonly send: (message: HostMessage) => void,
  ) {
    this.#listening = history.onDidChange(() => void this.#name());
    void this.#name();
  }

  dispose(): void {
    this.#listening.dispose();
  }

  /** Says it to a page that has just begun. */
  async tell(): Promise<void> {
    // Where there is no entry any more, the panel says so already.
    const origin = await this.history.origin(this.uri).catch(() => undefined);
    if (!origin || origin.file === 'same') return;
    const { file, time, uri } = origin;
    this.send({ type: 'origin', origin: { file, time, name: baseName(uri) } });
  }

  async #name(): Promise<void> {
    const entry = await this.history.entry(this.uri).catch(() => undefined);
    if (entry) this.webview.title = `Glimpse: ${nameOf(entry)}`;
  }
}
