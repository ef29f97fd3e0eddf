import { type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import { type ModelState, modelWords } from '../protocol.ts';

interface Entry extends QuickPickItem {
  command?: string;
}

/** Shows what can be done with the model as it is now, and gives the command that was chosen. */
export async function chooseFromMenu(model: ModelState): Promise<string | undefined> {
  const { state, where } = model;
  const isUp = where === 'local' && !['stopped', 'failed'].includes(state);
  const entries: (Entry | false)[] = [
    where === 'local' && !isUp && { label: '$(play) Load Model', command: 'glimpse.loadModel' },
    isUp && {
      label: '$(debug-stop) Unload Model',
      description: 'gives its memory back',
      command: 'glimpse.unloadModel',
    },
    isUp && { label: '$(debug-restart) Restart Model', command: 'glimpse.restartModel' },
    { label: '$(folder-opened) Choose Model File...', command: 'glimpse.chooseModel' },
    { label: '$(globe) Use a Server...', command: 'glimpse.useServer' },
    where === 'server' && { label: '$(key) Set Server Key...', command: 'glimpse.setServerKey' },
    { label: '', kind: QuickPickItemKind.Separator },
    where === 'local' && { label: '$(output) Show Model Server Log', command: 'glimpse.showServerLog' },
    { label: '$(gear) Open Settings', command: 'glimpse.openSettings' },
  ];
  const title = model.name ? `${model.name}: ${modelWords(model)}` : 'No Model Chosen';
  const chosen = await window.showQuickPick(
    entries.filter((entry) => entry !== false),
    { title, placeHolder: 'What to do with the model' },
  );
  return chosen?.command;
}
