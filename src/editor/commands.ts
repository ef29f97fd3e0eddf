import * as l10n from '@vscode/l10n';
import { commands, Disposable, type LogOutputChannel, TabInputCustom, TabInputText, Uri, window } from 'vscode';
import { hasModel } from '../protocol.ts';
import type { TaskName } from '../tasks/task.ts';
import { limited } from './choose-files.ts';
import { asEmbedded } from './document-images.ts';
import { IMAGE_NAME } from './image-name.ts';
import type { Parts } from './parts.ts';

/**
 * Those with `Of` act on what a menu or a link gives; the others are the palette's, ask for what is missing, and have the
 * keys, which a menu would show where they do nothing.
 */
const TASK_COMMANDS: Record<string, TaskName> = {
  listElements: 'elements',
  listElementsOf: 'elements',
  outline: 'outline',
  outlineOf: 'outline',
  describeOf: 'describe',
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

/** How long the status bar tells something. */
const TOLD_MS = 5000;

/** Registers every command of Glimpse. */
export function registerCommands(loaded: () => Promise<Parts>, log: LogOutputChannel): Disposable {
  const register = (name: string, action: (parts: Parts, given: unknown[]) => Promise<void>) =>
    commands.registerCommand(`glimpse.${name}`, async (...given: unknown[]) => {
      try {
        await action(await loaded(), given);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        log.error(`glimpse.${name}: ${message}`);
        void window.showErrorMessage(`Glimpse: ${message}`);
      }
    });
  /** Without a model the panel says what is needed, before anybody thinks of a question. */
  const registerQuestion = (name: string, task: 'describe' | 'ask') =>
    register(name, async (parts, given) => {
      const { panels, model } = parts;
      const files = await filesFor(given, parts);
      if (files.length === 0) return;
      if (!hasModel(model.state)) return panels.show(files, task);
      const question = await parts.askWhat(task);
      if (question) panels.show(files, question.task, question);
    });
  return Disposable.from(
    ...Object.entries(TASK_COMMANDS).map(([name, task]) =>
      register(name, async (parts, given) => parts.panels.show(await filesFor(given, parts), task)),
    ),
    registerQuestion('describe', 'describe'),
    registerQuestion('ask', 'ask'),
    registerQuestion('askOf', 'ask'),
    register('pasteScreenshot', async ({ panels }) => panels.paste()),
    register('stop', ({ panels }) => panels.stop()),
    register('runAgain', async ({ panels }) => panels.runAgain()),
    register('newPrompt', ({ newPrompt }) => newPrompt()),
    ...MODEL_COMMANDS.map((name) => register(name, async ({ modelCommands }) => modelCommands.all[name]?.())),
    commands.registerCommand('glimpse.showLog', () => log.show()),
  );
}

/** What the user points at, has in front, or chooses; nothing when the user thinks better of it. */
async function filesFor(given: unknown[], { panels, pickPicture }: Parts): Promise<readonly Uri[]> {
  const embedded = asEmbedded(given[0]);
  if (embedded) return [await panels.keepEmbedded(embedded)];
  const pointedAt = filesIn(given);
  if (pointedAt) return limited(pointedAt);
  const front = panels.active ?? imageInFront();
  return front ? [front] : limited((await pickPicture()) ?? []);
}

/**
 * The files in what a menu gives to a command: the explorer the clicked one and all that are selected, an editor's tab
 * its file, source control each resource that is selected. Undefined when there are none.
 */
function filesIn(given: unknown[]): Uri[] | undefined {
  const [clicked, selected] = given;
  const files = (Array.isArray(selected) ? selected : given).filter((file) => file instanceof Uri);
  if (files.length > 0) return files;
  if (clicked instanceof Uri) return [clicked];
  const resources = given.map(resourceUri).filter((uri) => uri !== undefined);
  if (resources.length === 0) return undefined;
  // Its menu can't tell what is a picture.
  const pictures = resources.filter(({ path }) => IMAGE_NAME.test(path));
  if (pictures.length === 0) {
    window.setStatusBarMessage(l10n.t('Glimpse: that is no picture.'), TOLD_MS);
  }
  return pictures;
}

/** Of a `SourceControlResourceState`. */
function resourceUri(state: unknown): Uri | undefined {
  if (typeof state !== 'object' || state === null || !('resourceUri' in state)) return undefined;
  return state.resourceUri instanceof Uri ? state.resourceUri : undefined;
}

function imageInFront(): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  if (!(input instanceof TabInputCustom || input instanceof TabInputText)) return undefined;
  return IMAGE_NAME.test(input.uri.path) ? input.uri : undefined;
}
