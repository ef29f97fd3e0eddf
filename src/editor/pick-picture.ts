import * as l10n from '@vscode/l10n';
import {
  commands,
  type QuickPick,
  type QuickPickItem,
  QuickPickItemKind,
  ThemeIcon,
  Uri,
  window,
  workspace,
} from 'vscode';
import { IMAGE_EXTENSIONS } from '../alt/address.ts';
import { chooseFiles } from './choose-files.ts';
import { baseName } from './read.ts';

/** More files than this are not looked at, and the newest of them offered. */
const MOST_FOUND = 500;
const MOST_OFFERED = 100;
/** What is shown as its own icon: a browser knows its format, and decodes it in no time; bytes. */
const SHOWN = /\.(png|jpe?g|webp|gif|bmp|svg)$/i;
const MOST_BYTES_SHOWN = 1_000_000;

interface Entry extends QuickPickItem {
  choose?: () => Thenable<Uri[] | undefined>;
}

/** A picture in a file; `mtime` as of `FileStat`, `size` in bytes. */
interface Found {
  uri: Uri;
  mtime: number;
  size: number;
}

/**
 * Asks for a picture: the last ones first, then any file, then the newest of the workspace. Undefined when the user thinks
 * better of it.
 * @param recent the last first
 */
export async function pickPicture(recent: readonly Uri[]): Promise<Uri[] | undefined> {
  const pick = window.createQuickPick<Entry>();
  pick.title = l10n.t('Choose a Picture for Glimpse');
  pick.placeholder = l10n.t('Type a part of its name or folder');
  pick.matchOnDescription = true;
  const chosen = new Promise<Entry | undefined>((resolve) => {
    pick.onDidAccept(() => resolve(pick.activeItems[0]));
    pick.onDidHide(() => resolve(undefined));
  });
  pick.show();
  void fill(pick, recent);
  const entry = await chosen;
  pick.dispose();
  return entry?.choose?.();
}

/** The last pictures are there at once, the others when they are found. */
async function fill(pick: QuickPick<Entry>, recent: readonly Uri[]): Promise<void> {
  pick.busy = true;
  const known = await statsOf(recent);
  const last = section(l10n.t('last pictures'), known);
  const ways: Entry[] = [
    separator(l10n.t('elsewhere')),
    {
      label: l10n.t('Choose a File...'),
      iconPath: new ThemeIcon('folder-opened'),
      alwaysShow: true,
      choose: chooseFiles,
    },
    { label: l10n.t('Paste a Screenshot'), iconPath: new ThemeIcon('clippy'), alwaysShow: true, choose: paste },
  ];
  pick.items = [...last, ...ways];
  const names = new Set(recent.map(String));
  const found = (await findPictures()).filter(({ uri }) => !names.has(uri.toString()));
  // Below what is there already: no row may move away from under the pointer.
  pick.items = [...last, ...ways, ...section(l10n.t('in the workspace'), found.slice(0, MOST_OFFERED))];
  pick.busy = false;
}

/** It has a panel of its own. */
async function paste(): Promise<undefined> {
  await commands.executeCommand('glimpse.pasteScreenshot');
}

const section = (title: string, pictures: readonly Found[]): Entry[] =>
  pictures.length > 0 ? [separator(title), ...pictures.map(entryFor)] : [];

const separator = (label: string): Entry => ({ label, kind: QuickPickItemKind.Separator });

function entryFor({ uri, size }: Found): Entry {
  const isShown = SHOWN.test(uri.path) && size <= MOST_BYTES_SHOWN;
  const folder = workspace.asRelativePath(Uri.joinPath(uri, '..'));
  return {
    label: baseName(uri),
    // A folder of the workspace itself needs no name.
    ...(workspace.getWorkspaceFolder(uri)?.uri.path !== Uri.joinPath(uri, '..').path && { description: folder }),
    iconPath: isShown ? uri : new ThemeIcon('file-media'),
    choose: async () => [uri],
  };
}

/** The images of the workspace, the newest first. */
async function findPictures(): Promise<Found[]> {
  const extensions = IMAGE_EXTENSIONS.flatMap((extension) => [extension, extension.toUpperCase()]);
  const uris = await workspace.findFiles(`**/*.{${extensions.join(',')}}`, '**/node_modules/**', MOST_FOUND);
  return (await statsOf(uris)).sort((a, b) => b.mtime - a.mtime);
}

/** Without those that are gone. */
async function statsOf(uris: readonly Uri[]): Promise<Found[]> {
  const all = await Promise.all(
    uris.map((uri) =>
      workspace.fs.stat(uri).then(
        ({ mtime, size }) => [{ uri, mtime, size }],
        () => [],
      ),
    ),
  );
  return all.flat();
}
