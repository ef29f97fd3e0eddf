import './editor/l10n.ts';
import { type ExtensionContext, window } from 'vscode';
import { registerAltActions } from './editor/alt-actions.ts';
import { registerAltPaste } from './editor/alt-paste.ts';
import { registerCommands } from './editor/commands.ts';
import type { Parts } from './editor/parts.ts';
import { registerPictureLinks } from './editor/picture-links.ts';
import { registerHistory } from './editor/register-history.ts';
import { registerModels } from './editor/register-models.ts';
import { registerRestore } from './editor/restore.ts';

/** VS Code calls it at the first command, to restore a panel, or when a document opens that may hold images. */
export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel('Glimpse', { log: true });
  let parts: Promise<Parts> | undefined;

  /** Everything but the commands waits here for the first that is wanted, so that activation takes no time. */
  async function load(): Promise<Parts> {
    const { buildParts } = await import('./editor/parts.ts');
    const built = buildParts(context, log);
    context.subscriptions.push(built);
    return built;
  }

  const loaded = () => {
    parts ??= load();
    return parts;
  };
  context.subscriptions.push(
    log,
    registerCommands(loaded, log),
    registerAltActions(loaded),
    registerAltPaste(loaded),
    registerPictureLinks(loaded),
    registerHistory(loaded, log),
    registerModels(loaded, log),
    registerRestore(async () => (await loaded()).panels),
  );
}
