import { commands, Disposable, type LogOutputChannel, TabInputCustom, TabInputText, Uri, window } from 'vscode';
import { toGlimpseError } from '../errors.ts';
import type { TaskName } from '../tasks/task.ts';
import type { Panels } from './panels.ts';

const IMAGE_EXTENSIONS = ['png', 'jpg', 'jpeg', 'webp', 'gif', 'bmp', 'tif', 'tiff', 'avif', 'svg'];
const IMAGE_NAME = new RegExp(`\\.(${IMAGE_EXTENSIONS.join('|')})$`, 'i');

const COMMANDS: Record<string, TaskName> = {
  'glimpse.listElements': 'elements',
  'glimpse.outline': 'outline',
  'glimpse.describe': 'describe',
};

/** More panels than this are opened only when the user says so. */
const MANY = 6;

/** Registers every command of Glimpse. */
export function registerCommands(loaded: () => Promise<Panels>, log: LogOutputChannel): Disposable {
  const task = (id: string, name: TaskName) =>
    commands.registerCommand(id, async (clicked: unknown, selected: unknown) => {
      try {
        const panels = await loaded();
        const files = toOpen(clicked, selected, panels) ?? (await pickFiles());
        panels.show(await limited(files), name);
      } catch (error) {
        const { message } = toGlimpseError(error);
        log.error(`${id}: ${message}`);
        void window.showErrorMessage(message);
      }
    });
  return Disposable.from(
    ...Object.entries(COMMANDS).map(([id, name]) => task(id, name)),
    commands.registerCommand('glimpse.showLog', () => log.show()),
  );
}

/** What the user points at: files selected in the explorer, the clicked one, or the image in front. */
function toOpen(clicked: unknown, selected: unknown, panels: Panels): Uri[] | undefined {
  if (Array.isArray(selected)) {
    const files = selected.filter((file) => file instanceof Uri);
    if (files.length > 0) return files;
  }
  if (clicked instanceof Uri) return [clicked];
  const front = panels.active ?? imageInFront();
  return front && [front];
}

function imageInFront(): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  if (!(input instanceof TabInputCustom || input instanceof TabInputText)) return undefined;
  return IMAGE_NAME.test(input.uri.path) ? input.uri : undefined;
}

async function pickFiles(): Promise<Uri[]> {
  const files = await window.showOpenDialog({
    title: 'Choose Images for Glimpse',
    openLabel: 'Open',
    canSelectMany: true,
    filters: { Images: IMAGE_EXTENSIONS, 'All files': ['*'] },
  });
  return files ?? [];
}

async function limited(files: Uri[]): Promise<Uri[]> {
  if (files.length <= MANY) return files;
  const all = `Open All ${files.length}`;
  const few = `Open the First ${MANY}`;
  const detail = 'Each picture gets a panel of its own, and they are analysed one after another.';
  const answer = await window.showWarningMessage(`Open ${files.length} panels?`, { modal: true, detail }, few, all);
  if (answer === all) return files;
  return answer === few ? files.slice(0, MANY) : [];
}
