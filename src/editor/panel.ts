import * as l10n from '@vscode/l10n';
import {
  ColorThemeKind,
  commands,
  Disposable,
  env,
  type LogOutputChannel,
  ProgressLocation,
  RelativePattern,
  Uri,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import { GlimpseError } from '../errors.ts';
import type { Asked, Handed, HostMessage, ModelAction, Note, OpenFormat, PageRequest } from '../protocol.ts';
import { toCode, toPreview } from '../tasks/code/code.ts';
import type { CodeLanguage } from '../tasks/code/language.ts';
import { format } from '../tasks/format.ts';
import { summary } from '../tasks/outline/summary.ts';
import type { TaskName } from '../tasks/task.ts';
import type { PictureWorker } from '../worker/api.ts';
import { askOptions } from './ask-options.ts';
import type { CodeStyling } from './code-styling.ts';
import type { CurrentModel } from './current-model.ts';
import { History } from './history.ts';
import type { KeptPictures } from './kept-pictures.ts';
import type { LastEditor } from './last-editor.ts';
import { dressTab, loadPage, panelTitle } from './load-page.ts';
import { openSettings } from './model-commands.ts';
import { openCode, openText } from './open-code.ts';
import type { EditStore } from './outline-edits.ts';
import { PageChannel, type PagePartner } from './page-channel.ts';
import { PastAnalysis } from './past-analysis.ts';
import { baseName, readFile } from './read.ts';
import { inWorkspace, saveAs, savePicture } from './save.ts';
import type { ScreenScale } from './screen-scale.ts';
import { Session } from './session.ts';
import type { PictureSource } from './session-picture.ts';
import type { Settings } from './settings.ts';
import type { StartPanel } from './start-panel.ts';
import type { Templates } from './templates.ts';
import { CODE_TEMPLATES, CodeWriting } from './write-code.ts';

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

/** The command behind each thing that the page can have done about the model. */
const MODEL_COMMANDS: Record<ModelAction, string> = {
  'choose-model': 'glimpse.chooseModel',
  'load-model': 'glimpse.loadModel',
  'restart-model': 'glimpse.restartModel',
  'model-menu': 'glimpse.modelMenu',
  'use-server': 'glimpse.useServer',
  'set-server-key': 'glimpse.setServerKey',
  'show-server-log': 'glimpse.showServerLog',
  'download-model': 'glimpse.models.accept',
  'pause-download': 'glimpse.models.pause',
  'dismiss-offer': 'glimpse.models.dismiss',
  'show-models': 'glimpse.models.focus',
};

/** The command that shows another file's picture under the same task. */
const OPEN_COMMANDS: Record<TaskName, string> = {
  elements: 'glimpse.listElementsOf',
  outline: 'glimpse.outlineOf',
  describe: 'glimpse.describeOf',
  ask: 'glimpse.ask',
};

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
export class Panel implements Disposable, PagePartner {
  readonly #session: Session;
  readonly #owned: Disposable[] = [];
  readonly #page: PageChannel;
  #watcher: Disposable;
  #settling: NodeJS.Timeout | undefined;
  /** Where it shows a past analysis. */
  #past: PastAnalysis | undefined;
  readonly #writing = new CodeWriting((language) => this.#send({ type: 'writing', language }));
  /** Whether the page shows what the outline's code makes, and with which nonce. */
  #preview: { on: boolean; nonce: string } | undefined;
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
    this.#session = new Session(
      this.#source(),
      context.worker,
      task,
      (message) => this.#send(message),
      { info: (message) => context.log.info(message), error: (error) => this.#page.logError(error) },
      {
        options: async (name, what, followUp) => askOptions(context, name, what, followUp),
        settled: (signal) => context.model.settled(signal),
        restart: () => context.model.restart(),
      },
      context.edits,
      context.history.archive(() => this.uri),
    );
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
    const work = this.#past || onlyKept ? this.#session.recall(task, asked) : this.#session.select(task, asked);
    void this.#progress(work);
  }

  /** Runs the task in front once more, as it was asked last. */
  runAgain(): void {
    void this.#progress(this.#session.run(this.#session.front));
  }

  /** Stops the task in front; the second time, also a model that can't be interrupted. */
  stop(): Promise<void> {
    return this.#session.stop(this.#session.front);
  }

  /** Closing the tab cancels its tasks. */
  dispose(): void {
    clearTimeout(this.#settling);
    this.#writing.stop();
    this.#watcher.dispose();
    this.#past?.dispose();
    this.#session.dispose();
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
    this.#session.move(this.#source());
    this.#dress();
    if (!this.#past) return;
    this.#past.dispose();
    this.#past = undefined;
    this.#page.send({ type: 'origin' });
  }

  #source(): PictureSource {
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
  get #ownPlace(): Uri {
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
      this.#settling = setTimeout(() => void this.#progress(this.#session.refresh()), SETTLE_MS);
    };
    return Disposable.from(watcher, watcher.onDidChange(changed), watcher.onDidCreate(changed));
  }

  onReady(): void {
    this.#sendModel();
    this.#sendTemplates();
    this.#sendScale();
    this.#sendStyling();
    this.#send({ type: 'writing', language: this.#writing.language });
    this.#session.replay();
    void this.#past?.tell();
    if (this.#note) this.say(this.#note);
  }

  #send(message: HostMessage): void {
    this.#page.send(message);
    if (message.type === 'edits') this.#sendPreview(); // which comes after every outline
  }

  #sendPreview(): void {
    const result = this.#preview?.on ? this.#session.found('outline') : undefined;
    if (result) this.#page.send({ type: 'preview', html: toPreview(result, this.#preview!.nonce) });
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

  /** Gives what the page asked for, where it asked for something. */
  async onRequest(request: PageRequest): Promise<unknown> {
    switch (request.do) {
      case 'select':
        return void this.#progress(this.#session.select(request.task));
      case 'run':
        return void this.#progress(this.#session.run(request.task, request.asked, request.again));
      case 'follow-up':
        return void this.#progress(this.#session.followUp(request.task, request.question, request.at));
      case 'bring-back':
        return this.#session.bringBack(request.task);
      case 'stop':
        return this.#session.stop(request.task);
      case 'copy':
        return this.#copy(request);
      case 'copy-text':
        return env.clipboard.writeText(request.text);
      case 'open-as':
        return this.#openAs(request.as);
      case 'write-code':
        return this.#writeCode(request.language);
      case 'stop-writing':
        return this.#writing.stop();
      case 'set-styling':
        return this.context.styling.set(request.styling);
      case 'preview':
        this.#preview = request;
        return this.#sendPreview();
      case 'edit-outline':
        return this.#session.editOutline(request.edit);
      case 'undo-edit':
        return this.#session.editOutline('undo');
      case 'redo-edit':
        return this.#session.editOutline('redo');
      case 'insert-text':
        return this.context.lastEditor.insert(request.text);
      case 'open-text':
        return openText(request.text, request.language);
      case 'save-annotated':
        return savePicture(this.#ownPlace, await this.#session.annotated(request.ids), 'annotated');
      case 'save-as':
        return this.#saveAs();
      case 'take':
        return this.ways.take(request.handed);
      case 'choose-files':
        return this.ways.chooseFiles();
      case 'open-file': {
        const { uri } = await this.context.history.origin(this.uri);
        return void (await commands.executeCommand(OPEN_COMMANDS[this.#session.front], uri));
      }
      case 'open-settings':
        return openSettings(request.setting);
      case 'show-log':
        return this.context.log.show(true);
      case 'pixels': {
        const { width, height, rgba } = await this.#session.picture.pixels(request.box);
        return { width, height, rgba: new Uint8Array(rgba) };
      }
      case 'crop':
        return { png: new Uint8Array(await this.#session.picture.crop(request.box)) };
      case 'save-crop':
        return savePicture(this.#ownPlace, await this.#session.picture.crop(request.box), 'crop');
      case 'text-colors':
        return this.#session.picture.textColors(request.lines);
      case 'set-scale':
        return this.context.scale.set(request.scale);
      default:
        return void (await commands.executeCommand(MODEL_COMMANDS[request.do]));
    }
  }

  /** Puts a picture that Glimpse keeps into a file of the user's, which the panel then is about. */
  async #saveAs(): Promise<void> {
    const saved = await saveAs(this.name, await this.#session.picture.data());
    if (!saved) return;
    // Where another panel is about that file already, both stay as they are.
    if (this.ways.move(this, saved)) this.move(saved);
    this.say({ text: l10n.t('Saved {0}.', baseName(saved)) });
  }

  async #openAs(as: OpenFormat): Promise<void> {
    const result = this.#session.result('outline');
    const isText = as === 'md' || as === 'json';
    await openCode(isText ? format(result, as) : toCode(result, as, this.context.styling.get()), as);
  }

  async #writeCode(language: CodeLanguage): Promise<void> {
    const result = this.#session.result('outline');
    const ask = askOptions(this.context, 'ask', { template: CODE_TEMPLATES[language] });
    if (!ask || result.task !== 'outline') {
      throw new GlimpseError('no-model', {
        failed: l10n.t('There is no model that could write code.'),
        todo: l10n.t('Choose a model, or take the code that is generated from the outline.'),
      });
    }
    const { worker } = this.context;
    const options = { worker, background: this.#source().background(), ask: { ...ask, outline: summary(result.root) } };
    await this.#progress(
      this.#session.picture.open().then(({ picture }) => this.#writing.write(language, picture, options)),
    );
  }

  async #copy({ task, format: as, ids }: Extract<PageRequest, { do: 'copy' }>): Promise<void> {
    const text = format(this.#session.result(task), as, ids);
    if (text === '') {
      throw new GlimpseError('bad-usage', {
        failed: l10n.t('Nothing here has a locator.'),
        todo: l10n.t('Containers and pictures without a name have none: choose a control or a text.'),
      });
    }
    await env.clipboard.writeText(text);
  }

  /** The page has its own progress and Stop; the status bar tells it for a panel that is out of sight. */
  #progress(work: Promise<void>): Thenable<void> {
    const title = panelTitle(this.uri);
    return window.withProgress({ location: ProgressLocation.Window, title }, () => work);
  }
}
