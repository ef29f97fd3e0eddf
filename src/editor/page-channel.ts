import { type Disposable, type LogOutputChannel, type WebviewPanel, workspace } from 'vscode';
import { type GlimpseError, toGlimpseError } from '../errors.ts';
import { type HostMessage, PageMessage, type PageRequest, toFailure } from '../protocol.ts';
import type { Settings } from './settings.ts';

/** Who speaks with a page. */
export interface PagePartner {
  /** For the log. */
  readonly name: string;
  /** A page is there that knows nothing yet. */
  onReady(): void;
  /** Does what the page asks for, and gives what it asked for; or throws why not. */
  onRequest(request: PageRequest): Promise<unknown>;
}

/**
 * The extension's end of a page: checks what comes, answers every request, says how large a picture may be, and nothing
 * while no page is there.
 */
export class PageChannel implements Disposable {
  readonly #owned: Disposable[];

  /** @param ready whether a page is there to hear: VS Code throws it away while its tab is hidden */
  constructor(
    private readonly webview: WebviewPanel,
    private readonly partner: PagePartner,
    private readonly context: { log: LogOutputChannel; settings: Settings },
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
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('glimpse.maxFileMegabytes')) this.#sendLimits();
      }),
    ];
    if (ready) this.#sendLimits();
  }

  /** Gives whether a page was there to hear. */
  send(message: HostMessage): boolean {
    if (this.ready) void this.webview.webview.postMessage(message);
    return this.ready;
  }

  logError(error: GlimpseError): void {
    const { log } = this.context;
    log.error(`${this.partner.name}: ${error.kind}: ${error.message}`);
    if (error.cause instanceof Error) log.debug(error.cause.stack ?? error.cause.message);
  }

  /** Hears no more; what is still to be answered is. */
  dispose(): void {
    for (const owned of this.#owned.splice(0)) owned.dispose();
  }

  #receive(raw: unknown): void {
    const { data: message, error } = PageMessage.safeParse(raw);
    if (error) {
      this.context.log.error(
        `The page of ${this.partner.name} sent a message that is not understood: ${error.message}`,
      );
    } else if (message.type === 'ready') {
      this.ready = true;
      this.#sendLimits();
      this.partner.onReady();
    } else {
      void this.#answer(message.id, message.request);
    }
  }

  #sendLimits(): void {
    try {
      this.send({ type: 'limits', maxBytes: this.context.settings.limits.maxBytes });
    } catch {
      // What is wrong with the settings is said when a picture is to be read.
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
