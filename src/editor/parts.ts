import * as l10n from '@vscode/l10n';
import './l10n.ts';
import {
  type Disposable,
  type ExtensionContext,
  type Hover,
  type LogOutputChannel,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';
import * as z from 'zod';
import type { GlimpseError } from '../errors.ts';
import { BackendMemory } from '../host/backend-memory.ts';
import { thisMachine } from '../models/machine.ts';
import { ProcessWorker } from '../worker/process.ts';
import { AltTexts } from './alt-texts.ts';
import { askWhat, type Question } from './ask-command.ts';
import { CodeStyling } from './code-styling.ts';
import { CurrentModel } from './current-model.ts';
import type { PictureLink } from './document-images.ts';
import { WorkspaceEdits } from './edit-store.ts';
import { History } from './history.ts';
import { HistoryCommands } from './history-commands.ts';
import { HistoryTree } from './history-tree.ts';
import { Intake } from './intake.ts';
import { KeptPictures } from './kept-pictures.ts';
import { ServerKeys } from './keys.ts';
import { words } from './l10n.ts';
import { LastEditor } from './last-editor.ts';
import { linkHover } from './link-hover.ts';
import { ModelCommands, openSettings } from './model-commands.ts';
import { ModelContext } from './model-context.ts';
import { ModelFits } from './model-fits.ts';
import { ModelOffer } from './model-offer.ts';
import { Models } from './models.ts';
import { ModelsCommands } from './models-commands.ts';
import { ModelsTree } from './models-tree.ts';
import { newPrompt } from './new-prompt.ts';
import { Panels } from './panels.ts';
import { pickPicture } from './pick-picture.ts';
import { PicturePreviews } from './picture-preview.ts';
import { sayQuietly } from './quiet.ts';
import { readFile } from './read.ts';
import { RecentPictures } from './recent-pictures.ts';
import { ScreenScale } from './screen-scale.ts';
import { Settings } from './settings.ts';
import { ModelStatusBar } from './status-bar.ts';
import { Templates } from './templates.ts';

/** All that works once something is wanted of Glimpse. */
export interface Parts extends Disposable {
  panels: Panels;
  model: CurrentModel;
  modelCommands: ModelCommands;
  altTexts: AltTexts;
  /** For the command `ask`, or for `describe`, which has templates of its own. */
  askWhat(command: 'describe' | 'ask'): Promise<Question | undefined>;
  newPrompt(): Promise<void>;
  /** Its bytes; undefined where they can't or may not be read. */
  readPicture(uri: Uri): Promise<Uint8Array | undefined>;
  pickPicture(): Promise<Uri[] | undefined>;
  linkHover(document: TextDocument, link: PictureLink): Promise<Hover | undefined>;
  historyTree: HistoryTree;
  historyCommands: HistoryCommands;
  modelsTree: ModelsTree;
  modelsCommands: ModelsCommands;
}

/** Builds the parts and joins them. Disposing waits for no process, but each ends by itself. */
export function buildParts(context: ExtensionContext, log: LogOutputChannel): Parts {
  const { extensionUri, secrets, globalState, workspaceState } = context;
  const inDist = (...file: string[]) => Uri.joinPath(extensionUri, 'dist', ...file).fsPath;
  const { version } = z.object({ version: z.string() }).parse(context.extension.packageJSON);
  const settings = new Settings(() => workspace.getConfiguration('glimpse'));
  const worker = new ProcessWorker({
    entry: inDist('worker.js'),
    weights: inDist('parser'),
    idleMs: () => settings.idleMs,
    log: (line) => log.info(line),
    l10n: words.file,
  });
  const keys = new ServerKeys(secrets);
  const serverLog = window.createOutputChannel(l10n.t('Glimpse Model Server'), { log: true });
  const model = new CurrentModel({
    settings,
    keys,
    bundled: inDist('host', process.platform === 'win32' ? 'llama-server.exe' : 'llama-server'),
    backends: new BackendMemory(Uri.joinPath(context.globalStorageUri, 'backend.json').fsPath, version),
    shared: {
      folder: Uri.joinPath(context.globalStorageUri, 'model-host').fsPath,
      version,
      keeper: inDist('host-keeper.js'),
      watch: inDist('host-watch.js'),
      l10n: words.file,
    },
    log: (line) => serverLog.info(line),
    recommended: (file) => models.entryOf(file),
    instead: () => offer.state,
    say: sayQuietly,
  });
  const tokens = new ServerKeys(secrets, 'hub-token');
  const models = new Models({ settings, tokens, model, log });
  const fits = new ModelFits({
    catalog: () => models.catalog,
    // Without a llama-server that runs here there are none to use.
    machine: async () => thisMachine(await model.devices().catch(() => [])),
    log: (line) => log.info(line),
  });
  const offer = new ModelOffer(models, fits, globalState);
  const modelsTree = new ModelsTree(models, model, fits);
  const modelsCommands = new ModelsCommands({ models, current: model, fits, offer, settings, tokens });
  const templates = new Templates(settings, (error) => warn(error, log));
  const scale = new ScreenScale(globalState);
  const styling = new CodeStyling(globalState);
  const edits = new WorkspaceEdits(workspaceState);
  const lastEditor = new LastEditor();
  const recent = new RecentPictures(workspaceState);
  const storage = context.storageUri ?? context.globalStorageUri;
  const kept = new KeptPictures(Uri.joinPath(storage, 'pictures'));
  const intake = new Intake(worker, settings, context.extension);
  const history = new History({
    folder: Uri.joinPath(storage, 'history').fsPath,
    ...{ worker, settings, log },
    version,
  });
  const panels = new Panels(
    { extensionUri, worker, log, settings, model, templates, scale, edits, styling, kept, history, lastEditor },
    intake,
    recent,
  );
  const modelCommands = new ModelCommands({ model, keys, settings, download: modelsCommands, log, serverLog });
  const historyTree = new HistoryTree(history);
  const historyCommands = new HistoryCommands(history, panels, worker, edits);
  const tell = (error: unknown) => modelCommands.tell(error);
  const altTexts = new AltTexts({ worker, settings, model, templates, tell });
  const previews = new PicturePreviews({ worker, settings });
  const owned: Disposable[] = [
    panels,
    scale,
    historyTree,
    historyCommands,
    history,
    styling,
    lastEditor,
    new ModelStatusBar(model),
    models,
    fits,
    offer,
    modelsTree,
    new ModelContext(models, model),
    offer.onDidChange(() => void model.refresh()),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('glimpse')) void model.refresh();
      if (change.affectsConfiguration('glimpse.models') || change.affectsConfiguration('glimpse.modelsFolder')) {
        models.refresh();
        void fits.look();
      }
    }),
    serverLog,
  ];
  return {
    panels,
    model,
    modelCommands,
    altTexts,
    askWhat: (command) => askWhat(command, templates.choices, globalState),
    readPicture: async (uri) => readFile(uri, settings.limits.maxBytes).catch(() => undefined),
    newPrompt: () => newPrompt([...templates.choices.map(({ id }) => id), ...names(settings.prompts)]).catch(tell),
    pickPicture: () => pickPicture(recent.all),
    linkHover: (document, link) => linkHover(document, link, previews),
    historyTree,
    historyCommands,
    modelsTree,
    modelsCommands,
    dispose: () => {
      for (const part of owned) part.dispose();
      void worker.dispose();
      void model.dispose();
    },
  };
}

/** The names in the setting, also of prompts that are left out as wrong. */
const names = (prompts: unknown): string[] =>
  typeof prompts === 'object' && prompts !== null ? Object.keys(prompts) : [];

function warn(error: GlimpseError, log: LogOutputChannel): void {
  log.warn(error.message);
  void window.showWarningMessage(error.message, l10n.t('Open Settings')).then((answer) => {
    if (answer) void openSettings('glimpse.prompts');
  });
}
