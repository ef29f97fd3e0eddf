import { type ExtensionContext, Uri, window, workspace } from 'vscode';
import { registerCommands } from './editor/commands.ts';
import type { Panels } from './editor/panels.ts';
import { registerRestore } from './editor/restore.ts';

/** Builds the parts and joins them; VS Code calls it at the first command, or to restore a panel. */
export function activate({ extensionUri, subscriptions }: ExtensionContext): void {
  const log = window.createOutputChannel('Glimpse', { log: true });
  let panels: Promise<Panels> | undefined;

  /** Everything but the commands waits here for the first picture, so that activation takes no time. */
  async function load(): Promise<Panels> {
    const [{ Panels }, { Settings }, { ProcessWorker }] = await Promise.all([
      import('./editor/panels.ts'),
      import('./editor/settings.ts'),
      import('./worker/process.ts'),
    ]);
    const settings = new Settings(() => workspace.getConfiguration('glimpse'));
    const worker = new ProcessWorker({
      entry: Uri.joinPath(extensionUri, 'dist', 'worker.js').fsPath,
      weights: Uri.joinPath(extensionUri, 'dist', 'ocr').fsPath,
      idleMs: () => settings.idleMs,
      log: (line) => log.info(line),
    });
    const built = new Panels({ extensionUri, worker, log, settings });
    subscriptions.push(built, { dispose: () => void worker.dispose() });
    return built;
  }

  const loaded = () => {
    panels ??= load();
    return panels;
  };
  subscriptions.push(log, registerCommands(loaded, log), registerRestore(loaded));
}
