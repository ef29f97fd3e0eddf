import * as l10n from '@vscode/l10n';
import { type Extension, ExtensionKind, env, FileType, Uri, workspace } from 'vscode';
import { GlimpseError, toGlimpseError } from '../errors.ts';
import type { Picture } from '../image/picture.ts';
import type { Handed } from '../protocol.ts';
import type { PictureWorker } from '../worker/api.ts';
import { namedFiles, placeOf } from './named-files.ts';
import { baseName, readFile } from './read.ts';
import type { Settings } from './settings.ts';

/** A picture that passed the checks: one with a file, or one that only came over. */
export type Found = { uri: Uri } | { picture: Picture; name: string | undefined };

/** What can be opened of what was pasted or dropped, and why the rest can't. */
export interface Looked {
  found: Found[];
  refused: GlimpseError[];
}

/** Looks at what was pasted or dropped: a picture is told by its bytes. Writes nothing, and fetches nothing. */
export class Intake {
  constructor(
    private readonly worker: PictureWorker,
    private readonly settings: Settings,
    private readonly extension: Extension<unknown>,
  ) {}

  /** @throws GlimpseError only for settings that are wrong */
  async look({ by, pictures, uris, text = '' }: Handed): Promise<Looked> {
    const { limits } = this.settings;
    const looked: Looked = { found: [], refused: [] };
    const unnamed = by === 'paste' ? l10n.t('What was pasted') : l10n.t('What was dropped');
    const looks: (() => Promise<Found>)[] = [
      ...pictures.map(({ name, data }) => async () => {
        return { picture: await this.worker.open(data, { name: name ?? unnamed, limits }), name };
      }),
      ...uris.map((address) => () => this.#file(address)),
      ...namedFiles(text).map((name) => () => this.#named(name)),
    ];
    for (const look of looks) {
      try {
        looked.found.push(await look());
      } catch (error) {
        looked.refused.push(toGlimpseError(error));
      }
    }
    return looked;
  }

  /** The image at an address. */
  async #file(address: string | Uri): Promise<Found> {
    const uri = this.#own(typeof address === 'string' ? parsed(address) : address);
    if (!isNear(uri)) {
      throw new GlimpseError('cannot-read', {
        failed: l10n.t('{0} lies on another computer.', baseName(uri)),
        todo: l10n.t('Copy it into the workspace, and open that.'),
      });
    }
    const { limits } = this.settings;
    await this.worker.open(await readFile(uri, limits.maxBytes), { name: baseName(uri), limits });
    return { uri };
  }

  /** The image that a text names. */
  async #named(name: string): Promise<Found> {
    const place = placeOf(name);
    if (place.kind === 'address') return this.#file(name);
    const folders = workspace.workspaceFolders ?? [];
    const candidates =
      place.kind === 'absolute'
        ? [...folders.map(({ uri }) => uri.with({ path: Uri.file(name).path })), Uri.file(name)]
        : folders.map(({ uri }) => Uri.joinPath(uri, name.replaceAll('\\', '/')));
    for (const uri of candidates) {
      // A name can point out of its folder by dots.
      if (place.kind === 'relative' ? workspace.getWorkspaceFolder(uri) : isNear(uri)) {
        if (await exists(uri)) return this.#file(uri);
      }
    }
    throw new GlimpseError('not-found', {
      failed: l10n.t('There is no file {0}.', name),
      todo: l10n.t('Copy its path again, or drop the file itself.'),
    });
  }

  /** Where Glimpse runs on the remote machine itself, that machine's files have no other name than any file has. */
  #own(uri: Uri): Uri {
    const isThere = this.extension.extensionKind === ExtensionKind.Workspace && env.remoteName !== undefined;
    return isThere && uri.scheme === 'vscode-remote' ? Uri.file(uri.path) : uri;
  }
}

/** Nothing that was only pasted makes this machine speak to another: shares are read within the workspace alone. */
function isNear(uri: Uri): boolean {
  return uri.scheme !== 'file' || uri.authority === '' || workspace.getWorkspaceFolder(uri) !== undefined;
}

function parsed(address: string): Uri {
  try {
    return Uri.parse(address, true);
  } catch (cause) {
    const failed = l10n.t('{0} is no address of a file.', address.slice(0, 200));
    throw new GlimpseError('cannot-read', { failed, todo: l10n.t('Drop the file itself.') }, { cause });
  }
}

async function exists(uri: Uri): Promise<boolean> {
  try {
    return ((await workspace.fs.stat(uri)).type & FileType.File) !== 0;
  } catch {
    return false;
  }
}
