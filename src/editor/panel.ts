import { randomBytes } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import {
  ColorThemeKind,
  commands,
  type Disposable,
  env,
  type LogOutputChannel,
  ProgressLocation,
  RelativePattern,
  Uri,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import { GlimpseError, toGlimpseError } from '../errors.ts';
import {
  type Asked,
  type HostMessage,
  type ModelAction,
  PageMessage,
  type PageRequest,
  toFailure,
} from '../protocol.ts';
import { toCode } from '../tasks/code/code.ts';
import { format } from '../tasks/format.ts';
import type { TaskName } from '../tasks/task.ts';
import type { PictureWorker } from '../worker/api.ts';
import { askOptions } from './ask-options.ts';
import type { CurrentModel } from './current-model.ts';
import { words } from './l10n.ts';
import { openSettings } from './model-commands.ts';
import { openCode } from './open-code.ts';
import type { EditStore } from './outline-edits.ts';
import { pageHtml } from './page.ts';
import { baseName, readFile } from './read.ts';
import { savePicture } from './save.ts';
import type { ScreenScale } from './screen-scale.ts';
import { Session } from './session.ts';
import type { Settings } from './settings.ts';
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
export class Panel implements Disposable {
  readonly #session: Session;
  readonly #owned: Disposable[] = [];
  /** Whether a page is there to hear: VS Code throws it away while its tab is hidden. */
  #ready = false;
  #settling: NodeJS.Timeout | undefined;

  constructor(
    readonly webview: WebviewPanel,
    readonly uri: Uri,
    task: TaskName,
    private readonly context: PanelContext,
    asked?: Asked,
  ) {
    this.#session = new Session(
      {
        uri: uri.toString(),
        name: baseName(uri),
        read: async () => readFile(uri, context.settings.limits.maxBytes),
        limits: () => context.settings.limits,
        background: () => BACKGROUNDS[window.activeColorTheme.kind],
      },
      context.worker,
      task,
      (message) => this.#send(message),
      { info: (message) => context.log.info(message), error: (error) => this.#logError(error) },
      {
        options: async (name, what) => askOptions(context, name, what),
        settled: (signal) => context.model.settled(signal),
        restart: () => context.model.restart(),
      },
      context.edits,
    );
    this.#owned.push(
      webview.webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
      webview.onDidChangeViewState(() => {
        if (!webview.visible) this.#ready = false;
      }),
      webview.onDidDispose(() => this.dispose()),
      context.model.onChange(() => this.#sendModel()),
      context.scale.onChange(() => this.#sendScale()),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('glimpse.prompts')) this.#sendTemplates();
      }),
      ...this.#watch(),
    );
    this.#showPage();
    void this.#progress(this.#session.select(task, asked));
  }

  /** Brings the panel and `task` in it to the front; `asked`: what to ask, where it is new. */
  show(task: TaskName, asked?: Asked): void {
    this.webview.reveal();
    void this.#progress(this.#session.select(task, asked));
  }

  /** Stops the task in front; the second time, also a model that can't be interrupted. */
  stop(): Promise<void> {
    return this.#session.stop(this.#session.front);
  }

  /** Closing the tab cancels its tasks. */
  dispose(): void {
    clearTimeout(this.#settling);
    this.#ready = false;
    this.#session.dispose();
    for (const owned of this.#owned.splice(0)) owned.dispose();
  }

  #showPage(): void {
    const { webview } = this.webview;
    const { extensionUri } = this.context;
    const [dist, media] = [Uri.joinPath(extensionUri, 'dist'), Uri.joinPath(extensionUri, 'media')];
    const address = (folder: Uri, file: string) => webview.asWebviewUri(Uri.joinPath(folder, file)).toString();
    this.webview.title = `Glimpse: ${baseName(this.uri)}`;
    this.webview.iconPath = { light: Uri.joinPath(media, 'tab-light.svg'), dark: Uri.joinPath(media, 'tab-dark.svg') };
    webview.options = { enableScripts: true, localResourceRoots: [dist, media] };
    webview.html = pageHtml({
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
      script: address(dist, 'panel.js'),
      styles: address(media, 'panel.css'),
      codicons: address(dist, 'codicon.css'),
      words,
    });
  }

  /** A changed file is read again; a deleted one stays as it was last seen. */
  #watch(): Disposable[] {
    const folder = Uri.joinPath(this.uri, '..');
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(folder, '*'), false, false, true);
    const changed = (uri: Uri) => {
      if (uri.toString() !== this.uri.toString()) return;
      clearTimeout(this.#settling);
      this.#settling = setTimeout(() => void this.#progress(this.#session.refresh()), SETTLE_MS);
    };
    return [watcher, watcher.onDidChange(changed), watcher.onDidCreate(changed)];
  }

  #send(message: HostMessage): void {
    if (this.#ready) void this.webview.webview.postMessage(message);
  }

  #receive(raw: unknown): void {
    const { data: message, error } = PageMessage.safeParse(raw);
    if (error) {
      this.context.log.error(
        `The page of ${baseName(this.uri)} sent a message that is not understood: ${error.message}`,
      );
    } else if (message.type === 'ready') {
      this.#ready = true;
      this.#sendModel();
      this.#sendTemplates();
      this.#sendScale();
      this.#session.replay();
    } else {
      void this.#answer(message.id, message.request);
    }
  }

  #sendModel(): void {
    this.#send({ type: 'model', model: this.context.model.state });
  }

  #sendTemplates(): void {
    this.#send({ type: 'templates', templates: this.context.templates.choices });
  }

  #sendScale(): void {
    this.#send({ type: 'scale', scale: this.context.scale.get() });
  }

  async #answer(id: number, request: PageRequest): Promise<void> {
    try {
      this.#send({ type: 'reply', id, value: await this.#do(request) });
    } catch (error) {
      const typed = toGlimpseError(error);
      this.#logError(typed);
      this.#send({ type: 'reply', id, failure: toFailure(typed) });
    }
  }

  /** Gives what the page asked for, where it asked for something. */
  async #do(request: PageRequest): Promise<unknown> {
    switch (request.do) {
      case 'select':
        return void this.#progress(this.#session.select(request.task));
      case 'run':
        return void this.#progress(this.#session.run(request.task, request.asked));
      case 'stop':
        return this.#session.stop(request.task);
      case 'copy':
        return this.#copy(request);
      case 'copy-text':
        return env.clipboard.writeText(request.text);
      case 'open-code':
        return openCode(toCode(this.#session.result('outline'), request.language), request.language);
      case 'edit-outline':
        return this.#session.editOutline(request.edit);
      case 'undo-edit':
        return this.#session.editOutline('undo');
      case 'redo-edit':
        return this.#session.editOutline('redo');
      case 'save-annotated':
        return savePicture(this.uri, await this.#session.annotated(request.ids), 'annotated');
      case 'open-settings':
        return openSettings(request.setting);
      case 'show-log':
        return this.context.log.show(true);
      case 'pixels': {
        const { width, height, rgba } = await this.#session.pixels(request.box);
        return { width, height, rgba: new Uint8Array(rgba) };
      }
      case 'crop':
        return { png: new Uint8Array(await this.#session.crop(request.box)) };
      case 'save-crop':
        return savePicture(this.uri, await this.#session.crop(request.box), 'crop');
      case 'text-colors':
        return this.#session.textColors(request.lines);
      case 'set-scale':
        return this.context.scale.set(request.scale);
      default:
        return void (await commands.executeCommand(MODEL_COMMANDS[request.do]));
    }
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
    const title = `Glimpse: ${baseName(this.uri)}`;
    return window.withProgress({ location: ProgressLocation.Window, title }, () => work);
  }

  #logError(error: GlimpseError): void {
    this.context.log.error(`${baseName(this.uri)}: ${error.kind}: ${error.message}`);
    if (error.cause instanceof Error) this.context.log.debug(error.cause.stack ?? error.cause.message);
  }
}
