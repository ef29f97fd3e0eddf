import * as l10n from '@vscode/l10n';
import { commands, type Disposable, env, type Uri } from 'vscode';
import { GlimpseError } from '../errors.ts';
import type { HostMessage, ModelAction, Note, OpenFormat, PageRequest } from '../protocol.ts';
import { toCode, toPreview } from '../tasks/code/code.ts';
import type { CodeLanguage } from '../tasks/code/language.ts';
import { format } from '../tasks/format.ts';
import { summary } from '../tasks/outline/summary.ts';
import type { TaskName } from '../tasks/task.ts';
import { askOptions } from './ask-options.ts';
import { openSettings } from './model-commands.ts';
import { openCode, openText } from './open-code.ts';
import type { PanelContext, WaysIn } from './panel.ts';
import { baseName } from './read.ts';
import { saveAs, savePicture } from './save.ts';
import type { Session } from './session.ts';
import type { PictureSource } from './session-picture.ts';
import { CODE_TEMPLATES, CodeWriting } from './write-code.ts';

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

/** What the requests of a page are about. */
export interface RequestedPanel {
  readonly session: Session;
  readonly uri: Uri;
  /** The file's name without its folder. */
  readonly name: string;
  /** Where things of this picture are put by default. */
  readonly ownPlace: Uri;
  source(): PictureSource;
  /** Shows that `work` is being done until it ends. */
  progress(work: Promise<void>): Thenable<void>;
  send(message: HostMessage): void;
  say(note: Note): void;
  /** The picture lies in a file of the user's now. */
  saved(uri: Uri): void;
}

/** Does what the page of a panel asks for. */
export class PageRequests implements Disposable {
  readonly #writing = new CodeWriting((language) => this.panel.send({ type: 'writing', language }));
  /** Whether the page shows what the outline's code makes, and with which nonce. */
  #preview: { on: boolean; nonce: string } | undefined;

  constructor(
    private readonly panel: RequestedPanel,
    private readonly context: PanelContext,
    private readonly ways: WaysIn,
  ) {}

  /** Stops what a model writes for the page. */
  dispose(): void {
    this.#writing.stop();
  }

  /** Gives what the page asked for, where it asked for something. */
  async answer(request: PageRequest): Promise<unknown> {
    const { panel } = this;
    const { session } = panel;
    switch (request.do) {
      case 'select':
        return void panel.progress(session.select(request.task));
      case 'run':
        return void panel.progress(session.run(request.task, request.asked, request.again));
      case 'follow-up':
        return void panel.progress(session.followUp(request.task, request.question, request.at));
      case 'bring-back':
        return session.bringBack(request.task);
      case 'stop':
        return session.stop(request.task);
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
        return this.sendPreview();
      case 'edit-outline':
        return session.editOutline(request.edit);
      case 'undo-edit':
        return session.editOutline('undo');
      case 'redo-edit':
        return session.editOutline('redo');
      case 'insert-text':
        return this.context.lastEditor.insert(request.text);
      case 'open-text':
        return openText(request.text, request.language);
      case 'save-annotated':
        return savePicture(panel.ownPlace, await session.annotated(request.ids), 'annotated');
      case 'save-as':
        return this.#saveAs();
      case 'take':
        return this.ways.take(request.handed);
      case 'choose-files':
        return this.ways.chooseFiles();
      case 'open-file': {
        const { uri } = await this.context.history.origin(panel.uri);
        return void (await commands.executeCommand(OPEN_COMMANDS[session.front], uri));
      }
      case 'open-settings':
        return openSettings(request.setting);
      case 'show-log':
        return this.context.log.show(true);
      case 'pixels': {
        const { width, height, rgba } = await session.picture.pixels(request.box);
        return { width, height, rgba: new Uint8Array(rgba) };
      }
      case 'crop':
        return { png: new Uint8Array(await session.picture.crop(request.box)) };
      case 'save-crop':
        return savePicture(panel.ownPlace, await session.picture.crop(request.box), 'crop');
      case 'text-colors':
        return session.picture.textColors(request.lines);
      case 'set-scale':
        return this.context.scale.set(request.scale);
      default:
        return void (await commands.executeCommand(MODEL_COMMANDS[request.do]));
    }
  }

  /** The page is new, and knows nothing yet. */
  replay(): void {
    this.panel.send({ type: 'writing', language: this.#writing.language });
  }

  /** What the outline's code makes now, where the page shows that. */
  sendPreview(): void {
    const result = this.#preview?.on ? this.panel.session.found('outline') : undefined;
    if (result) this.panel.send({ type: 'preview', html: toPreview(result, this.#preview!.nonce) });
  }

  /** Puts a picture that Glimpse keeps into a file of the user's, which the panel then is about. */
  async #saveAs(): Promise<void> {
    const saved = await saveAs(this.panel.name, await this.panel.session.picture.data());
    if (!saved) return;
    this.panel.saved(saved);
    this.panel.say({ text: l10n.t('Saved {0}.', baseName(saved)) });
  }

  async #openAs(as: OpenFormat): Promise<void> {
    const result = this.panel.session.result('outline');
    const isText = as === 'md' || as === 'json';
    await openCode(isText ? format(result, as) : toCode(result, as, this.context.styling.get()), as);
  }

  async #writeCode(language: CodeLanguage): Promise<void> {
    const result = this.panel.session.result('outline');
    const ask = askOptions(this.context, 'ask', { template: CODE_TEMPLATES[language] });
    if (!ask || result.task !== 'outline') {
      throw new GlimpseError('no-model', {
        failed: l10n.t('There is no model that could write code.'),
        todo: l10n.t('Choose a model, or take the code that is generated from the outline.'),
      });
    }
    const { worker } = this.context;
    const options = {
      worker,
      background: this.panel.source().background(),
      ask: { ...ask, outline: summary(result.root) },
    };
    await this.panel.progress(
      this.panel.session.picture.open().then(({ picture }) => this.#writing.write(language, picture, options)),
    );
  }

  async #copy({ task, format: as, ids }: Extract<PageRequest, { do: 'copy' }>): Promise<void> {
    const text = format(this.panel.session.result(task), as, ids);
    if (text === '') {
      throw new GlimpseError('bad-usage', {
        failed: l10n.t('Nothing here has a locator.'),
        todo: l10n.t('Containers and pictures without a name have none: choose a control or a text.'),
      });
    }
    await env.clipboard.writeText(text);
  }
}
