import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { FileType, TabInputWebview, Uri, window, workspace } from 'vscode';
import { GlimpseError } from '../errors.ts';
import type { Picture } from '../image/picture.ts';
import { freeName, type KeptFile, safeName, surplus, timeStamp } from './kept-names.ts';
import { panelTitle } from './load-page.ts';
import { baseName } from './read.ts';
import { VIEW_TYPE } from './restore.ts';

/** More than this is not kept; the oldest go first. */
const BOUNDS = { maxFiles: 50, maxBytes: 256 * 1024 * 1024 };
/** Of files that are still being written. */
const UNFINISHED = '.part';

/** Pictures that came without a file of the user's, in a folder of Glimpse's own. */
export class KeptPictures {
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly folder: Uri) {}

  /** Whether the file is one of these. */
  holds(uri: Uri): boolean {
    return Uri.joinPath(uri, '..').toString() === this.folder.toString();
  }

  /**
   * Gives the file of a picture: the one that has the same bytes, or a new one, written whole or not at all.
   * @param by how it came, for its name where it has none
   * @throws GlimpseError `cannot-write`
   */
  keep(picture: Picture, name: string | undefined, by: 'paste' | 'drop'): Promise<Uri> {
    const kept = this.#last.then(() => this.#keep(picture, name, by));
    this.#last = kept.catch(() => undefined);
    return kept;
  }

  /** Removes the oldest beyond the bounds, but none that is `open` or has a tab. */
  async prune(open: Iterable<Uri>): Promise<void> {
    await this.#last;
    const files = await this.#files();
    const shown = new Set([...open].filter((uri) => this.holds(uri)).map(baseName));
    for (const { name } of files) if (this.#hasTab(name)) shown.add(name);
    for (const name of surplus(files, shown, BOUNDS)) await workspace.fs.delete(Uri.joinPath(this.folder, name));
  }

  async #keep({ info, data }: Picture, name: string | undefined, by: 'paste' | 'drop'): Promise<Uri> {
    try {
      await workspace.fs.createDirectory(this.folder);
      const files = await this.#files();
      const same = await this.#same(files, data);
      if (same) return same;
      const stamp = timeStamp(new Date());
      const wanted = name ?? (by === 'paste' ? l10n.t('Pasted {0}', stamp) : l10n.t('Dropped {0}', stamp));
      const free = freeName(
        safeName(wanted, info.format),
        files.map((file) => file.name),
      );
      const file = Uri.joinPath(this.folder, free);
      const part = Uri.joinPath(this.folder, `${randomUUID()}${UNFINISHED}`);
      await workspace.fs.writeFile(part, data);
      await workspace.fs.rename(part, file, { overwrite: false });
      return file;
    } catch (error) {
      throw new GlimpseError(
        'cannot-write',
        {
          failed: l10n.t("The picture can't be kept in the storage of this workspace."),
          tried: l10n.t('Its file system says: {0}.', error instanceof Error ? error.message : String(error)),
          todo: l10n.t('Make room on the disk, or save the picture as a file and open that.'),
        },
        { cause: error },
      );
    }
  }

  async #files(): Promise<KeptFile[]> {
    const entries = await workspace.fs.readDirectory(this.folder);
    const files = entries.filter(([, type]) => type & FileType.File).map(([name]) => name);
    return Promise.all(
      files.map(async (name) => {
        const { size, mtime } = await workspace.fs.stat(Uri.joinPath(this.folder, name));
        return { name, bytes: size, at: mtime };
      }),
    );
  }

  async #same(files: readonly KeptFile[], data: Uint8Array): Promise<Uri | undefined> {
    for (const { name } of files.filter((file) => file.bytes === data.length && !file.name.endsWith(UNFINISHED))) {
      const file = Uri.joinPath(this.folder, name);
      if (Buffer.compare(await workspace.fs.readFile(file), data) === 0) return file;
    }
    return undefined;
  }

  /** Told by the tabs: one of an earlier window has no panel before the user looks at it, but the picture's name. */
  #hasTab(name: string): boolean {
    const title = panelTitle(Uri.joinPath(this.folder, name));
    return window.tabGroups.all.some(({ tabs }) =>
      tabs.some(
        ({ label, input }) => input instanceof TabInputWebview && input.viewType.endsWith(VIEW_TYPE) && label === title,
      ),
    );
  }
}
