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
    title: 'Save Annotated Picture',
    defaultUri: Uri.joinPath(source, '..', `${stem}.glimpse.png`),
    filters: { 'PNG image': ['png'] },
  });
  if (!target) return;
  try {
    await workspace.fs.writeFile(target, png);
  } catch (error) {
    throw new GlimpseError(
      'cannot-write',
      {
        failed: `${baseName(target)} can't be written.`,
        tried: `Its file system says: ${error instanceof Error ? error.message : error}.`,
        todo: 'Choose another folder.',
      },
      { cause: error },
    );
  }
  void window.showInformationMessage(`Saved ${baseName(target)}.`);
}
