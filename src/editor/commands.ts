import * as l10n from '@vscode/l10n';
import { commands, Disposable, type LogOutputChannel, TabInputCustom, TabInputText, Uri, window } from 'vscode';
import type { TaskName } from '../tasks/task.ts';
import type { Parts } from './parts.ts';

const IMAGE_EXTENSIONS = ['png', 'jpg', 'jpeg', 'webp', 'gif', 'bmp', 'tif', 'tiff', 'avif', 'svg'];
const IMAGE_NAME = new RegExp(`\\.(${IMAGE_EXTENSIONS.join('|')})$`, 'i');

const TASK_COMMANDS: Record<string, TaskName> = {
  listElements: 'elements',
  outline: 'outline',
  describe: 'describe',
};
/** Those of `ModelCommands.all`, which is not loaded before one of them is wanted. */
const MODEL_COMMANDS = [
  'chooseModel',
  'loadModel',
  'unloadModel',
  'restartModel',
  'useServer',
  'setServerKey',
  'modelMenu',
  'showServerLog',
  'openSettings',
];

/** More panels than this are opened only when the user says so. */
const MANY = 6;

/** Registers every command of Glimpse. */
export function registerCommands(loaded: () => Promise<Parts>, log: LogOutputChannel): Disposable {
  const register = (name: string, action: (parts: Parts, clicked: unknown, selected: unknown) => Promise<void>) =>
    commands.registerCommand(`glimpse.${name}`, async (clicked: unknown, selected: unknown) => {
      try {
        await action(await loaded(), clicked, selected);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        log.error(`glimpse.${name}: ${message}`);
        void window.showErrorMessage(`Glimpse: ${message}`);
      }
    });
  return Disposable.from(
    ...Object.entries(TASK_COMMANDS).map(([name, task]) =>
      register(name, async ({ panels }, clicked, selected) => {
        panels.show(await filesFor(clicked, selected, panels.active), task);
      }),
    ),
    register('ask', async ({ panels, model, askWhat }, clicked, selected) => {
      const files = await filesFor(clicked, selected, panels.active);
      if (files.length === 0) return;
      // Without a model the panel says what is needed, before anybody thinks of a question.
      if (model.state.state === 'none') return panels.show(files, 'ask');
      const question = await askWhat();
      if (question) panels.show(files, question.task, question);
    }),
    register('stop', ({ panels }) => panels.stop()),
    ...MODEL_COMMANDS.map((name) => register(name, async ({ modelCommands }) => modelCommands.all[name]?.())),
    commands.registerCommand('glimpse.showLog', () => log.show()),
  );
}

/** What the user points at, or chooses in a dialog. */
async function filesFor(clicked: unknown, selected: unknown, active: Uri | undefined): Promise<Uri[]> {
  return limited(toOpen(clicked, selected, active) ?? (await pickFiles()));
}

/** Files selected in the explorer, the clicked one, or the image in front. */
function toOpen(clicked: unknown, selected: unknown, active: Uri | undefined): Uri[] | undefined {
  if (Array.isArray(selected)) {
    const files = selected.filter((file) => file instanceof Uri);
    if (files.length > 0) return files;
  }
  if (clicked instanceof Uri) return [clicked];
  const front = active ?? imageInFront();
  return front && [front];
}

function imageInFront(): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  if (!(input instanceof TabInputCustom || input instanceof TabInputText)) return undefined;
  return IMAGE_NAME.test(input.uri.path) ? input.uri : undefined;
}

async function pickFiles(): Promise<Uri[]> {
  const files = await window.showOpenDialog({
    title: l10n.t('Choose Images for Glimpse'),
    openLabel: l10n.t('Open'),
    canSelectMany: true,
    filters: { [l10n.t('Images')]: IMAGE_EXTENSIONS, [l10n.t('All files')]: ['*'] },
  });
  return files ?? [];
}

async function limited(files: Uri[]): Promise<Uri[]> {
  if (files.length <= MANY) return files;
  const all = l10n.t('Open All {0}', files.length);
  const few = l10n.t('Open the First {0}', MANY);
  const detail = l10n.t('Each picture gets a panel of its own, and they are analysed one after another.');
  const answer = await window.showWarningMessage(
    l10n.t('Open {0} panels?', files.length),
    { modal: true, detail },
    few,
    all,
  );
  if (answer === all) return files;
  return answer === few ? files.slice(0, MANY) : [];
}
