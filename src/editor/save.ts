import * as l10n from '@vscode/l10n';
import { Uri, window, workspace } from 'vscode';
import { GlimpseError } from '../errors.ts';
import { baseName } from './read.ts';

/** What is saved of a picture, and the ending that its name gets. */
const KINDS = {
  annotated: { title: l10n.t('Save Annotated Picture'), ending: 'glimpse.png' },
  crop: { title: l10n.t('Save Crop'), ending: 'crop.png' },
};

/**
 * Asks where to save a PNG made of the picture `source`, beside it by default. VS Code asks before it overwrites.
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
  try {
    await workspace.fs.writeFile(target, png);
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
  void window.showInformationMessage(l10n.t('Saved {0}.', baseName(target)));
}
