import { type ExtensionContext, Uri, window, workspace } from 'vscode';
import { registerCommands } from './editor/commands.ts';
import { Panels } from './editor/panels.ts';
import { Settings } from './editor/settings.ts';
import { ProcessWorker } from './worker/process.ts';

/** Builds the parts and joins them; VS Code calls it at the first command, or to restore a panel. */
export function activate({ extensionUri, subscriptions }: ExtensionContext): void {
  const log = window.createOutputChannel('Glimpse', { log: true });
  const settings = new Settings(() => workspace.getConfiguration('glimpse'));
  const worker = new ProcessWorker({
    entry: Uri.joinPath(extensionUri, 'dist', 'worker.js').fsPath,
    weights: Uri.joinPath(extensionUri, 'dist', 'ocr').fsPath,
    idleMs: () => settings.idleMs,
    log: (line) => log.info(line),
  });
  const panels = new Panels({ extensionUri, worker, log, settings });
  subscriptions.push(log, panels, registerCommands(panels, log), { dispose: () => void worker.dispose() });
}
