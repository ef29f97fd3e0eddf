import { type Disposable, Uri, type ViewColumn, type WebviewPanel, window } from 'vscode';
import { type Asked, PageState } from '../protocol.ts';
import type { TaskName } from '../tasks/task.ts';
import { Panel, type PanelContext } from './panel.ts';
import type { RecentPictures } from './recent-pictures.ts';
import { VIEW_TYPE } from './restore.ts';

/** The open panels, one for a file. */
export class Panels implements Disposable {
  readonly #open = new Map<string, Panel>();

  constructor(
    private readonly context: PanelContext,
    private readonly recent: RecentPictures,
  ) {}

  /** The file of the panel in front, if one is. */
  get active(): Uri | undefined {
    return this.#active?.uri;
  }

  get #active(): Panel | undefined {
    return [...this.#open.values()].find(({ webview }) => webview.active);
  }

  /**
   * Shows `task` for each picture: in its own panel where it has one, else in a new one beside the editor.
   * @param asked what to ask; absent: nothing new
   */
  show(uris: readonly Uri[], task: TaskName, asked?: Asked): void {
    const column = this.#column();
    for (const uri of uris) {
      this.recent.add(uri);
      const panel = this.#open.get(uri.toString());
      if (panel) panel.show(task, asked);
      else this.#adopt(window.createWebviewPanel(VIEW_TYPE, 'Glimpse', column), uri, task, asked);
    }
  }

  /** Stops what runs in the panel in front. */
  async stop(): Promise<void> {
    await this.#active?.stop();
  }

  /** Takes on a tab of an earlier window; `state` is what its page had kept. */
  restore(webview: WebviewPanel, state: unknown): void {
    const { data } = PageState.safeParse(state);
    if (data) {
      // A question is not asked again unasked: it stays in the form.
      const asked = data.task === 'ask' ? undefined : data.drafts?.[data.task];
      this.#adopt(webview, Uri.parse(data.uri, true), data.task, asked);
    } else {
      // Left before its page had begun: nothing says which file it was.
      this.context.log.warn('A panel was closed: it had not yet kept which file it was about.');
      webview.dispose();
    }
  }

  dispose(): void {
    for (const panel of this.#open.values()) panel.dispose();
  }

  #adopt(webview: WebviewPanel, uri: Uri, task: TaskName, asked?: Asked): void {
    const key = uri.toString();
    this.#open.set(key, new Panel(webview, uri, task, this.context, asked));
    webview.onDidDispose(() => this.#open.delete(key));
  }

  /** Where Glimpse already is; else beside what the user looks at. A number, so that several land in one group. */
  #column(): ViewColumn {
    const column = [...this.#open.values()].map(({ webview }) => webview.viewColumn).find(Boolean);
    const { tabs, viewColumn } = window.tabGroups.activeTabGroup;
    return column ?? (tabs.length > 0 ? viewColumn + 1 : viewColumn);
  }
}
