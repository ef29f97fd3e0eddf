import { homedir } from 'node:os';
import * as l10n from '@vscode/l10n';
import { Uri, window, workspace } from 'vscode';
import { GlimpseError } from '../errors.ts';
import { sayQuietly } from './quiet.ts';
import { baseName } from './read.ts';

/** What is saved of a picture, and the ending that its name gets. */
const KINDS = {
  annotated: { title: l10n.t('Save Annotated Picture'), ending: 'glimpse.png' },
  crop: { title: l10n.t('Save Crop'), ending: 'crop.png' },
};

/**
 * Asks where to save a PNG made of a picture, beside that by default. VS Code asks before it overwrites.
 * @param source the picture's file, or where it would be
 * @throws GlimpseError `cannot-write`
 */
export async function savePicture(source: Uri, png: Uint8Array, kind: keyof typeof KINDS): Promise<void> {
  const { title, ending } = KINDS[kind];
  const stem = baseName(source).replace(/\.[^.]+$/, '');
  const target = await window.showSaveDialog({
    title,
    defaultUri: Uri.joinPath(source, '..', `${stem}.${ending}`),
    filters: { [l10n.t('PNG image')]: ['png'] },
  });
  if (!target) return;
  await write(target, png);
  sayQuietly(l10n.t('Saved {0}.', baseName(target)));
}

/**
 * Asks where to save a picture that has no file of the user's, and gives that file; undefined when the user calls it off.
 * VS Code asks before it overwrites.
 * @throws GlimpseError `cannot-write`
 */
export async function saveAs(name: string, data: Uint8Array): Promise<Uri | undefined> {
  const target = await window.showSaveDialog({
    title: l10n.t('Save Picture As'),
    defaultUri: inWorkspace(name),
    filters: { [l10n.t('Images')]: [name.slice(name.lastIndexOf('.') + 1)], [l10n.t('All files')]: ['*'] },
  });
  if (target) await write(target, data);
  return target;
}

/** Where a file of this name would be that the user makes: in the workspace, or at home where there is none. */
export function inWorkspace(name: string): Uri {
  return Uri.joinPath(workspace.workspaceFolders?.[0]?.uri ?? Uri.file(homedir()), name);
}

/** @throws GlimpseError `cannot-write` */
export async function write(target: Uri, data: Uint8Array): Promise<void> {
  try {
    await workspace.fs.writeFile(target, data);
  } catch (error) {
    throw new GlimpseError(
      'cannot-write',
      {
        failed: l10n.t("{0} can't be written.", baseName(target)),
        tried: l10n.t('Its file system says: {0}.', error instanceof Error ? error.message : String(error)),
        todo: l10n.t('Choose another folder.'),
      },
      { cause: error },
    );
  }
}
