import {
  ColorThemeKind,
  Disposable,
  type LogOutputChannel,
  ProgressLocation,
  RelativePattern,
  Uri,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import type { Asked, Handed, HostMessage, Note, PageRequest } from '../protocol.ts';
import type { TaskName } from '../tasks/task.ts';
import type { PictureWorker } from '../worker/api.ts';
import { askOptions } from './ask-options.ts';
import type { CodeStyling } from './code-styling.ts';
import type { CurrentModel } from './current-model.ts';
import { History } from './history.ts';
import type { KeptPictures } from './kept-pictures.ts';
import type { LastEditor } from './last-editor.ts';
import { dressTab, loadPage, panelTitle } from './load-page.ts';
import type { EditStore } from './outline-edits.ts';
import { PageChannel, type PagePartner } from './page-channel.ts';
import { PageRequests, type RequestedPanel } from './page-requests.ts';
import { PastAnalysis } from './past-analysis.ts';
import { baseName, readFile } from './read.ts';
import { inWorkspace } from './save.ts';
import type { ScreenScale } from './screen-scale.ts';
import { Session } from './session.ts';
import type { PictureSource } from './session-picture.ts';
import type { Settings } from './settings.ts';
import type { StartPanel } from './start-panel.ts';
import type { Templates } from './templates.ts';

/** What every panel shares. */
export interface PanelContext {
  extensionUri: Uri;
  worker: PictureWorker;
  log: LogOutputChannel;
  settings: Settings;
  model: CurrentModel;
  templates: Templates;
  scale: ScreenScale;
  edits: EditStore;
  styling: CodeStyling;
  kept: KeptPictures;
  history: History;
  lastEditor: LastEditor;
}

export interface PanelOptions {
  asked?: Asked | undefined;
  /** Whether the page is in the webview already. */
  isLoaded?: boolean;
  /** Shows the answer that was kept, or none. */
  onlyKept?: boolean;
}

/** What a page can ask for that is about other pictures than its own. */
export interface WaysIn {
  /** Opens what was pasted or dropped, or throws a `GlimpseError` that says why nothing of it can be. */
  take(handed: Handed, start?: StartPanel): Promise<void>;
  chooseFiles(start?: StartPanel): Promise<void>;
  /** Whether `panel` may be about `uri` from now on: no other is. */
  move(panel: Panel, uri: Uri): boolean;
}

/** What a transparent picture lies on: the editor background of VS Code's own themes. */
const BACKGROUNDS: Record<ColorThemeKind, string> = {
  [ColorThemeKind.Light]: '#ffffff',
  [ColorThemeKind.HighContrastLight]: '#ffffff',
  [ColorThemeKind.Dark]: '#1f1f1f',
  [ColorThemeKind.HighContrast]: '#000000',
};

/** A burst of changes to a file is one change. */
const SETTLE_MS = 300;

/** One picture in one editor tab: joins a session to a webview, and both to VS Code. */
export class Panel implements Disposable, PagePartner, RequestedPanel {
  readonly session: Session;
  readonly #owned: Disposable[] = [];
  readonly #page: PageChannel;
  #watcher: Disposable;
  #settling: NodeJS.Timeout | undefined;
  /** Where it shows a past analysis. */
  #past: PastAnalysis | undefined;
  readonly #requests: PageRequests;
  /** What the page is to say once it is there. */
  #note: Note | undefined;

  constructor(
    readonly webview: WebviewPanel,
    public uri: Uri,
    task: TaskName,
    private readonly context: PanelContext,
    private readonly ways: WaysIn,
    { asked, isLoaded = false, onlyKept = false }: PanelOptions = {},
  ) {
    this.#page = new PageChannel(webview, this, context, isLoaded);
    this.session = new Session(
      this.source(),
      context.worker,
      task,
      (message) => this.send(message),
      { info: (message) => context.log.info(message), error: (error) => this.#page.logError(error) },
      {
        options: async (name, what, followUp) => askOptions(context, name, what, followUp),
        settled: (signal) => context.model.settled(signal),
        restart: () => context.model.restart(),
      },
      context.edits,
      context.history.archive(() => this.uri),
    );
    this.#requests = new PageRequests(this, context, ways);
    this.#owned.push(
      this.#page,
      webview.onDidDispose(() => this.dispose()),
      context.model.onChange(() => this.#sendModel()),
      context.scale.onChange(() => this.#sendScale()),
      context.styling.onChange(() => this.#sendStyling()),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('glimpse.prompts')) this.#sendTemplates();
      }),
    );
    this.#watcher = this.#watch();
    this.#dress();
    if (History.holds(uri)) {
      this.#past = new PastAnalysis(webview, uri, context.history, (message) => this.#page.send(message));
    }
    if (isLoaded) this.onReady();
    else loadPage(webview, context.extensionUri, { hasPicture: true });
    this.#select(task, asked, onlyKept);
  }

  /** The file's name without its folder. */
  get name(): string {
    return baseName(this.uri);
  }

  /** Brings the panel and `task` in it to the front; `asked`: what to ask, where it is new. */
  show(task: TaskName, asked?: Asked, preserveFocus = false): void {
    this.webview.reveal(undefined, preserveFocus);
    this.#select(task, asked);
  }

  /** A past analysis is shown as it is. */
  #select(task: TaskName, asked?: Asked, onlyKept = false): void {
    const work = this.#past || onlyKept ? this.session.recall(task, asked) : this.session.select(task, asked);
    void this.progress(work);
  }

  /** Runs the task in front once more, as it was asked last. */
  runAgain(): void {
    void this.progress(this.session.run(this.session.front));
  }

  /** Stops the task in front; the second time, also a model that can't be interrupted. */
  stop(): Promise<void> {
    return this.session.stop(this.session.front);
  }

  /** Closing the tab cancels its tasks. */
  dispose(): void {
    clearTimeout(this.#settling);
    this.#requests.dispose();
    this.#watcher.dispose();
    this.#past?.dispose();
    this.session.dispose();
    for (const owned of this.#owned.splice(0)) owned.dispose();
  }

  /** Has the page say something, at once or as soon as it is there. */
  say(note: Note): void {
    this.#note = this.#page.send({ type: 'note', note }) ? undefined : note;
  }

  /** From now on the panel is about another file, which holds the same picture. */
  move(uri: Uri): void {
    this.uri = uri;
    this.#watcher.dispose();
    this.#watcher = this.#watch();
    this.session.move(this.source());
    this.#dress();
    if (!this.#past) return;
    this.#past.dispose();
    this.#past = undefined;
    this.#page.send({ type: 'origin' });
  }

  /** Where another panel is about that file already, both stay as they are. */
  saved(uri: Uri): void {
    if (this.ways.move(this, uri)) this.move(uri);
  }

  source(): PictureSource {
    const { uri, context } = this;
    return {
      uri: uri.toString(),
      name: this.name,
      isKept: context.kept.holds(uri) || History.holds(uri),
      read: async () =>
        History.holds(uri) ? context.history.read(uri) : readFile(uri, context.settings.limits.maxBytes),
      limits: () => context.settings.limits,
      background: () => BACKGROUNDS[window.activeColorTheme.kind],
    };
  }

  /** Where things of this picture are put by default. */
  get ownPlace(): Uri {
    return this.context.kept.holds(this.uri) || History.holds(this.uri) ? inWorkspace(this.name) : this.uri;
  }

  #dress(): void {
    dressTab(this.webview, this.context.extensionUri, panelTitle(this.uri));
  }

  /** A changed file is read again; a deleted one stays as it was last seen. */
  #watch(): Disposable {
    if (History.holds(this.uri)) return Disposable.from();
    const folder = Uri.joinPath(this.uri, '..');
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(folder, '*'), false, false, true);
    const changed = (uri: Uri) => {
      if (uri.toString() !== this.uri.toString()) return;
      clearTimeout(this.#settling);
      this.#settling = setTimeout(() => void this.progress(this.session.refresh()), SETTLE_MS);
    };
    return Disposable.from(watcher, watcher.onDidChange(changed), watcher.onDidCreate(changed));
  }

  onReady(): void {
    this.#sendModel();
    this.#sendTemplates();
    this.#sendScale();
    this.#sendStyling();
    this.#requests.replay();
    this.session.replay();
    void this.#past?.tell();
    if (this.#note) this.say(this.#note);
  }

  send(message: HostMessage): void {
    this.#page.send(message);
    if (message.type === 'edits') this.#requests.sendPreview(); // which comes after every outline
  }

  #sendStyling(): void {
    this.#page.send({ type: 'styling', styling: this.context.styling.get() });
  }

  #sendModel(): void {
    this.#page.send({ type: 'model', model: this.context.model.state });
  }

  #sendTemplates(): void {
    this.#page.send({ type: 'templates', templates: this.context.templates.choices });
  }

  #sendScale(): void {
    this.#page.send({ type: 'scale', scale: this.context.scale.get() });
  }

  onRequest(request: PageRequest): Promise<unknown> {
    return this.#requests.answer(request);
  }

  /** The page has its own progress and Stop; the status bar tells it for a panel that is out of sight. */
  progress(work: Promise<void>): Thenable<void> {
    const title = panelTitle(this.uri);
    return window.withProgress({ location: ProgressLocation.Window, title }, () => work);
  }
}
