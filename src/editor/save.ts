import * as l10n from '@vscode/l10n';
import { Uri, window, workspace } from 'vscode';
import { GlimpseError } from '../errors.ts';
import { baseName } from './read.ts';

/**
 * Asks where to save the annotated PNG of the picture `source`, beside it by default. VS Code asks before it overwrites.
 * @throws GlimpseError `cannot-write`
 */
export async function savePicture(source: Uri, png: Uint8Array): Promise<void> {
  const stem = baseName(source).replace(/\.[^.]+$/, '');
  const target = await window.showSaveDialog({
    title: l10n.t('Save Annotated Picture'),
    defaultUri: Uri.joinPath(source, '..', `${stem}.glimpse.png`),
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
