import * as l10n from '@vscode/l10n';
import type { Disposable, WebviewPanel } from 'vscode';
import { GlimpseError } from '../errors.ts';
import type { PageRequest } from '../protocol.ts';
import { dressTab, loadPage } from './load-page.ts';
import { openSettings } from './model-commands.ts';
import { PageChannel, type PagePartner } from './page-channel.ts';
import type { PanelContext, WaysIn } from './panel.ts';

/** A panel that waits for its picture. */
export class StartPanel implements Disposable, PagePartner {
  readonly name = 'the start page';
  readonly #page: PageChannel;

  /** @param wantsClipboard whether the page is to read the clipboard by itself, where it may */
  constructor(
    readonly webview: WebviewPanel,
    private readonly context: PanelContext,
    private readonly ways: WaysIn,
    private wantsClipboard: boolean,
  ) {
    this.#page = new PageChannel(webview, this, context);
    dressTab(webview, context.extensionUri, 'Glimpse');
    loadPage(webview, context.extensionUri, { hasPicture: false });
  }

  /** Brings it to the front, ready for what the user pastes. */
  show(): void {
    this.wantsClipboard = true;
    this.webview.reveal();
    this.onReady();
  }

  onReady(): void {
    if (this.#page.send({ type: 'start', read: this.wantsClipboard })) this.wantsClipboard = false;
  }

  async onRequest(request: PageRequest): Promise<void> {
    switch (request.do) {
      case 'take':
        return this.ways.take(request.handed, this);
      case 'choose-files':
        return this.ways.chooseFiles(this);
      case 'open-settings':
        return openSettings(request.setting);
      case 'show-log':
        return this.context.log.show(true);
      default:
        throw new GlimpseError('bad-usage', {
          failed: l10n.t('There is no picture yet.'),
          todo: l10n.t('Paste one first.'),
        });
    }
  }

  /** Hears no more; its tab may be another's from now on. */
  dispose(): void {
    this.#page.dispose();
  }
}
