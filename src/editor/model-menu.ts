import * as l10n from '@vscode/l10n';
import { type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import { type ModelState, modelWords } from '../protocol.ts';

interface Entry extends QuickPickItem {
  command?: string;
}

/**
 * Shows what can be done with the model as it is now, and gives the command that was chosen.
 * @param fit how it fits into this machine, in sentences
 */
export async function chooseFromMenu(model: ModelState, fit: readonly string[]): Promise<string | undefined> {
  const { state, where } = model;
  const isUp = where === 'local' && !['stopped', 'failed'].includes(state);
  const entries: (Entry | false)[] = [
    where === 'local' && !isUp && { label: `$(play) ${l10n.t('Load Model')}`, command: 'glimpse.loadModel' },
    isUp && {
      label: `$(debug-stop) ${l10n.t('Unload Model')}`,
      description: l10n.t('gives its memory back'),
      command: 'glimpse.unloadModel',
    },
    isUp && { label: `$(debug-restart) ${l10n.t('Restart Model')}`, command: 'glimpse.restartModel' },
    { label: `$(folder-opened) ${l10n.t('Choose Model File...')}`, command: 'glimpse.chooseModel' },
    { label: `$(globe) ${l10n.t('Use a Server...')}`, command: 'glimpse.useServer' },
    where === 'server' && { label: `$(key) ${l10n.t('Set Server Key...')}`, command: 'glimpse.setServerKey' },
    { label: '', kind: QuickPickItemKind.Separator },
    where === 'local' && { label: `$(output) ${l10n.t('Show Model Server Log')}`, command: 'glimpse.showServerLog' },
    { label: `$(gear) ${l10n.t('Open Settings')}`, command: 'glimpse.openSettings' },
  ];
  const title = model.name ? l10n.t('{0}: {1}', model.name, modelWords(model)) : l10n.t('No Model Chosen');
  const chosen = await window.showQuickPick(
    entries.filter((entry) => entry !== false),
    { title, placeHolder: fit[0] ?? l10n.t('What to do with the model') },
  );
  return chosen?.command;
}
