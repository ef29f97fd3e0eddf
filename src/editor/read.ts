import * as l10n from '@vscode/l10n';
import { FileSystemError, FileType, type Uri, workspace } from 'vscode';
import { GlimpseError } from '../errors.ts';

/** A file's name without its folder, for titles and messages. */
export const baseName = (uri: Uri): string => uri.path.slice(uri.path.lastIndexOf('/') + 1) || uri.path;

/**
 * A whole file of any file system (disk, remote, virtual), its size checked before a byte is read.
 * @param maxBytes what is refused
 * @throws GlimpseError `is-a-folder`, `file-too-large`, `not-found` or `cannot-read`
 */
export async function readFile(uri: Uri, maxBytes: number): Promise<Uint8Array> {
  const name = baseName(uri);
  try {
    const { type, size } = await workspace.fs.stat(uri);
    if (type & FileType.Directory) throw folder(name);
    if (size > maxBytes) {
      throw new GlimpseError('file-too-large', {
        failed: l10n.t('{0} is {1} MB, more than the limit of {2} MB.', name, megabytes(size), megabytes(maxBytes)),
        todo: l10n.t('Raise glimpse.maxFileMegabytes in the settings, or save a smaller picture.'),
      });
    }
    return await workspace.fs.readFile(uri);
  } catch (error) {
    if (error instanceof GlimpseError) throw error;
    throw unreadable(name, error);
  }
}

/** What a file system's refusal means, in our words. */
function unreadable(name: string, error: unknown): GlimpseError {
  const code = error instanceof FileSystemError ? error.code : '';
  if (code === 'FileIsADirectory') return folder(name);
  if (code === 'FileNotFound') {
    return new GlimpseError('not-found', {
      failed: l10n.t('{0} does not exist any more.', name),
      todo: l10n.t('Put it back and try again, or close this tab.'),
    });
  }
  return new GlimpseError(
    'cannot-read',
    {
      failed: l10n.t("{0} can't be read.", name),
      tried: l10n.t('Its file system says: {0}.', error instanceof Error ? error.message : String(error)),
      todo: l10n.t('Check that you may open it, then try again.'),
    },
    { cause: error },
  );
}

function folder(name: string): GlimpseError {
  return new GlimpseError('is-a-folder', {
    failed: l10n.t('{0} is a folder, not an image.', name),
    todo: l10n.t('Choose an image file in it.'),
  });
}

const megabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(bytes < 10 * 1024 * 1024 ? 1 : 0);
