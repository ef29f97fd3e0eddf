import { type Disposable, Uri, ViewColumn, type WebviewPanel, type WebviewPanelSerializer, window } from 'vscode';
import { PageState } from '../protocol.ts';
import type { TaskName } from '../tasks/task.ts';
import { Panel, type PanelContext } from './panel.ts';

/** Declared in package.json as `onWebviewPanel:...` too. */
const VIEW_TYPE = 'glimpse.panel';

/** The open panels, one for a file, and their way back after the window has reloaded. */
export class Panels implements WebviewPanelSerializer, Disposable {
  readonly #open = new Map<string, Panel>();
  readonly #serializer: Disposable;

  constructor(private readonly context: PanelContext) {
    this.#serializer = window.registerWebviewPanelSerializer(VIEW_TYPE, this);
  }

  /** The file of the panel in front, if one is. */
  get active(): Uri | undefined {
    return [...this.#open.values()].find(({ webview }) => webview.active)?.uri;
  }

  /** Shows `task` for the picture at `uri`: in its own panel where it has one, else in a new one beside the editor. */
  show(uri: Uri, task: TaskName): void {
    const panel = this.#open.get(uri.toString());
    if (panel) panel.show(task);
    else this.#adopt(window.createWebviewPanel(VIEW_TYPE, 'Glimpse', this.#column()), uri, task);
  }

  /** VS Code brings back a tab of an earlier window, with what its page had left in `setState`. */
  async deserializeWebviewPanel(webview: WebviewPanel, state: unknown): Promise<void> {
    const { data } = PageState.safeParse(state);
    if (data) {
      this.#adopt(webview, Uri.parse(data.uri, true), data.task);
    } else {
      // Left before its page had begun: nothing says which file it was.
      this.context.log.warn('A panel was closed: it had not yet kept which file it was about.');
      webview.dispose();
    }
  }

  dispose(): void {
    this.#serializer.dispose();
    for (const panel of this.#open.values()) panel.dispose();
  }

  #adopt(webview: WebviewPanel, uri: Uri, task: TaskName): void {
    const key = uri.toString();
    this.#open.set(key, new Panel(webview, uri, task, this.context));
    webview.onDidDispose(() => this.#open.delete(key));
  }

  /** Where Glimpse already is; else beside what the user looks at. */
  #column(): ViewColumn {
    const panels = [...this.#open.values()];
    return panels.find(({ webview }) => webview.viewColumn)?.webview.viewColumn ?? ViewColumn.Beside;
  }
}
