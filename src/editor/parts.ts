import * as l10n from '@vscode/l10n';
import './l10n.ts';
import { type Disposable, type ExtensionContext, type LogOutputChannel, Uri, window, workspace } from 'vscode';
import type { GlimpseError } from '../errors.ts';
import { ProcessWorker } from '../worker/process.ts';
import { AltTexts } from './alt-texts.ts';
import { askWhat, type Question } from './ask-command.ts';
import { CurrentModel } from './current-model.ts';
import { WorkspaceEdits } from './edit-store.ts';
import { ServerKeys } from './keys.ts';
import { words } from './l10n.ts';
import { ModelCommands, openSettings } from './model-commands.ts';
import { Panels } from './panels.ts';
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
  askWhat(): Promise<Question | undefined>;
}

/** Builds the parts and joins them. Disposing waits for no process, but each ends by itself. */
export function buildParts(
  { extensionUri, secrets, globalState, workspaceState }: ExtensionContext,
  log: LogOutputChannel,
): Parts {
  const inDist = (...file: string[]) => Uri.joinPath(extensionUri, 'dist', ...file).fsPath;
  const settings = new Settings(() => workspace.getConfiguration('glimpse'));
  const worker = new ProcessWorker({
    entry: inDist('worker.js'),
    weights: inDist('ocr'),
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
    watch: inDist('host-watch.js'),
    log: (line) => serverLog.info(line),
  });
  const templates = new Templates(settings, (error) => warn(error, log));
  const scale = new ScreenScale(globalState);
  const edits = new WorkspaceEdits(workspaceState);
  const panels = new Panels({ extensionUri, worker, log, settings, model, templates, scale, edits });
  const modelCommands = new ModelCommands({ model, keys, settings, log, serverLog });
  const tell = (error: unknown) => modelCommands.tell(error);
  const altTexts = new AltTexts({ worker, settings, model, templates, tell });
  const owned: Disposable[] = [
    panels,
    scale,
    new ModelStatusBar(model),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('glimpse')) void model.refresh();
    }),
    serverLog,
  ];
  return {
    panels,
    model,
    modelCommands,
    altTexts,
    askWhat: () => askWhat(templates.choices, globalState),
    dispose: () => {
      for (const part of owned) part.dispose();
      void worker.dispose();
      void model.dispose();
    },
  };
}

function warn(error: GlimpseError, log: LogOutputChannel): void {
  log.warn(error.message);
  void window.showWarningMessage(error.message, l10n.t('Open Settings')).then((answer) => {
    if (answer) void openSettings('glimpse.prompts');
  });
}
