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
        failed: `${name} is ${megabytes(size)} MB, more than the limit of ${megabytes(maxBytes)} MB.`,
        todo: 'Raise glimpse.maxFileMegabytes in the settings, or save a smaller picture.',
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
      failed: `${name} does not exist any more.`,
      todo: 'Put it back and try again, or close this tab.',
    });
  }
  return new GlimpseError(
    'cannot-read',
    {
      failed: `${name} can't be read.`,
      tried: `Its file system says: ${error instanceof Error ? error.message : error}.`,
      todo: 'Check that you may open it, then try again.',
    },
    { cause: error },
  );
}

function folder(name: string): GlimpseError {
  return new GlimpseError('is-a-folder', {
    failed: `${name} is a folder, not an image.`,
    todo: 'Choose an image file in it.',
  });
}

const megabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(bytes < 10 * 1024 * 1024 ? 1 : 0);
