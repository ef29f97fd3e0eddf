import * as l10n from '@vscode/l10n';
import { type Disposable, Uri, type ViewColumn, type WebviewPanel, window } from 'vscode';
import { GlimpseError, toGlimpseError } from '../errors.ts';
import { type Asked, fromFailure, type Handed, PageState } from '../protocol.ts';
import type { TaskName } from '../tasks/task.ts';
import { chooseFiles, limited } from './choose-files.ts';
import { type EmbeddedImage, embeddedAgain } from './document-images.ts';
import { History } from './history.ts';
import type { Intake } from './intake.ts';
import { Panel, type PanelContext, type PanelOptions, type WaysIn } from './panel.ts';
import type { RecentPictures } from './recent-pictures.ts';
import { nothingToOpen, together } from './refusals.ts';
import { VIEW_TYPE } from './restore.ts';
import { StartPanel } from './start-panel.ts';

/** The open panels: one for a file, and at most one that waits for its picture. */
export class Panels implements Disposable, WaysIn {
  readonly #open = new Map<string, Panel>();
  #start: StartPanel | undefined;

  constructor(
    private readonly context: PanelContext,
    private readonly intake: Intake,
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
   * @param preserveFocus leaves the keyboard where it is
   */
  show(uris: readonly Uri[], task: TaskName, asked?: Asked, preserveFocus = false): void {
    const column = this.#column();
    for (const uri of uris) {
      if (!History.holds(uri)) this.recent.add(uri);
      const panel = this.#open.get(uri.toString());
      const place = { viewColumn: column, preserveFocus };
      if (panel) panel.show(task, asked, preserveFocus);
      else this.#adopt(window.createWebviewPanel(VIEW_TYPE, 'Glimpse', place), uri, task, { asked });
    }
  }

  /** Shows a panel that waits for a picture to be pasted or dropped, and takes the one on the clipboard where it may. */
  paste(): void {
    if (this.#start) this.#start.show();
    else this.#await(window.createWebviewPanel(VIEW_TYPE, 'Glimpse', this.#column()), true);
  }

  /**
   * Opens what was pasted or dropped, each picture in its own panel; the first takes the place of `start`.
   * @throws GlimpseError why nothing of it can be opened; what is left out beside others, their panel says
   */
  async take(handed: Handed, start?: StartPanel): Promise<void> {
    const { found, refused } = await this.intake.look(handed);
    const failures = [...handed.refused.map(fromFailure), ...refused];
    if (found.length === 0 && failures.length === 0) throw nothingToOpen(handed.by);
    const uris: Uri[] = [];
    for (const picture of await limited(found)) {
      try {
        uris.push(
          'uri' in picture ? picture.uri : await this.context.kept.keep(picture.picture, picture.name, handed.by),
        );
      } catch (error) {
        failures.push(toGlimpseError(error));
      }
    }
    const refusal = failures.length > 0 ? together(failures) : undefined;
    const last = uris.at(-1);
    if (last) {
      this.#showIn(start, uris);
      if (refusal) this.#open.get(last.toString())?.say({ text: refusal.message, isFailure: true });
      await this.#prune();
    } else if (refusal) throw refusal;
  }

  /**
   * Keeps a picture that a document holds, as one that was pasted: a panel is about a file.
   * @throws GlimpseError why it can't be opened
   */
  async keepEmbedded(image: EmbeddedImage): Promise<Uri> {
    const data = embeddedAgain(image);
    if (!data) {
      throw new GlimpseError('not-found', {
        failed: l10n.t('The document has changed: the picture is no longer there.'),
        todo: l10n.t('Point at it again.'),
      });
    }
    const handed: Handed = { by: 'paste', pictures: [{ data }], uris: [], refused: [] };
    const { found, refused } = await this.intake.look(handed);
    const [picture] = found;
    if (!picture || 'uri' in picture) throw refused[0] ?? nothingToOpen('paste');
    return this.context.kept.keep(picture.picture, undefined, 'paste');
  }

  async chooseFiles(start?: StartPanel): Promise<void> {
    this.#showIn(start, await limited((await chooseFiles()) ?? []));
  }

  move(panel: Panel, uri: Uri): boolean {
    const key = uri.toString();
    const there = this.#open.get(key);
    if (there) return there === panel;
    this.#open.delete(panel.uri.toString());
    this.#open.set(key, panel);
    return true;
  }

  /** Stops what runs in the panel in front. */
  async stop(): Promise<void> {
    await this.#active?.stop();
  }

  /** Runs the task of the panel in front once more. */
  runAgain(): void {
    this.#active?.runAgain();
  }

  /** Takes on a tab of an earlier window; `state` is what its page had kept. */
  restore(webview: WebviewPanel, state: unknown): void {
    const { data } = PageState.safeParse(state);
    if (data?.uri === '') {
      if (this.#start) webview.dispose();
      else this.#await(webview, false);
    } else if (data) {
      // A question is not asked again unasked: it stays in the form, under the answer that was kept.
      const asked = data.drafts?.[data.task];
      this.#adopt(webview, Uri.parse(data.uri, true), data.task, { asked, onlyKept: data.task === 'ask' });
    } else {
      // Left before its page had begun: nothing says which file it was.
      this.context.log.warn('A panel was closed: it had not yet kept which file it was about.');
      webview.dispose();
    }
  }

  dispose(): void {
    this.#start?.dispose();
    for (const panel of this.#open.values()) panel.dispose();
  }

  /** Shows pictures that came in, the first in place of `start`, where that still waits. */
  #showIn(start: StartPanel | undefined, uris: readonly Uri[]): void {
    const { pasteTask } = this.context.settings;
    const [first] = uris;
    if (first && start && start === this.#start && !this.#open.has(first.toString())) {
      this.#start = undefined;
      start.dispose();
      this.#adopt(start.webview, first, pasteTask, { isLoaded: true });
    }
    this.show(uris, pasteTask);
  }

  async #prune(): Promise<void> {
    const { kept, log } = this.context;
    const open = [...this.#open.values()].map(({ uri }) => uri);
    await kept.prune(open).catch((error: unknown) => log.warn(`Old pictures can't be removed: ${error}`));
  }

  #await(webview: WebviewPanel, wantsClipboard: boolean): void {
    const start = new StartPanel(webview, this.context, this, wantsClipboard);
    this.#start = start;
    webview.onDidDispose(() => {
      start.dispose();
      if (this.#start === start) this.#start = undefined;
    });
  }

  #adopt(webview: WebviewPanel, uri: Uri, task: TaskName, how: PanelOptions): void {
    const panel = new Panel(webview, uri, task, this.context, this, how);
    this.#open.set(uri.toString(), panel);
    webview.onDidDispose(() => this.#open.delete(panel.uri.toString()));
  }

  /** Where Glimpse already is; else beside what the user looks at. A number, so that several land in one group. */
  #column(): ViewColumn {
    const open = [...this.#open.values(), ...(this.#start ? [this.#start] : [])];
    const column = open.map(({ webview }) => webview.viewColumn).find(Boolean);
    const { tabs, viewColumn } = window.tabGroups.activeTabGroup;
    return column ?? (tabs.length > 0 ? viewColumn + 1 : viewColumn);
  }
}
