import type { Disposable, LogOutputChannel, WebviewPanel } from 'vscode';
import { type GlimpseError, toGlimpseError } from '../errors.ts';
import { type HostMessage, PageMessage, type PageRequest, toFailure } from '../protocol.ts';

/** Who speaks with a page. */
export interface PagePartner {
  /** For the log. */
  readonly name: string;
  /** A page is there that knows nothing yet. */
  onReady(): void;
  /** Does what the page asks for, and gives what it asked for; or throws why not. */
  onRequest(request: PageRequest): Promise<unknown>;
}

/** The extension's end of a page: checks what comes, answers every request, and says nothing while no page is there. */
export class PageChannel implements Disposable {
  readonly #owned: Disposable[];

  /** @param ready whether a page is there to hear: VS Code throws it away while its tab is hidden */
  constructor(
    private readonly webview: WebviewPanel,
    private readonly partner: PagePartner,
    private readonly log: LogOutputChannel,
    private ready = false,
  ) {
    this.#owned = [
      webview.webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
      webview.onDidChangeViewState(() => {
        if (!webview.visible) this.ready = false;
      }),
      webview.onDidDispose(() => {
        this.ready = false;
      }),
    ];
  }

  /** Gives whether a page was there to hear. */
  send(message: HostMessage): boolean {
    if (this.ready) void this.webview.webview.postMessage(message);
    return this.ready;
  }

  logError(error: GlimpseError): void {
    this.log.error(`${this.partner.name}: ${error.kind}: ${error.message}`);
    if (error.cause instanceof Error) this.log.debug(error.cause.stack ?? error.cause.message);
  }

  /** Hears no more; what is still to be answered is. */
  dispose(): void {
    for (const owned of this.#owned.splice(0)) owned.dispose();
  }

  #receive(raw: unknown): void {
    const { data: message, error } = PageMessage.safeParse(raw);
    if (error) {
      this.log.error(`The page of ${this.partner.name} sent a message that is not understood: ${error.message}`);
    } else if (message.type === 'ready') {
      this.ready = true;
      this.partner.onReady();
    } else {
      void this.#answer(message.id, message.request);
    }
  }

  async #answer(id: number, request: PageRequest): Promise<void> {
    try {
      this.send({ type: 'reply', id, value: await this.partner.onRequest(request) });
    } catch (error) {
      const typed = toGlimpseError(error);
      this.logError(typed);
      this.send({ type: 'reply', id, failure: toFailure(typed) });
    }
  }
}
