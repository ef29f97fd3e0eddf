import type { Dirent } from 'node:fs';
import { opendir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import * as l10n from '@vscode/l10n';

/** A folder with model files in it, or one of Ollama's form. */
export interface ModelFolder {
  path: string;
  /** Names of its GGUF files. */
  ggufs: readonly string[];
  /** Names of its JSON files: programs write there what belongs together, or is not whole yet. */
  jsons: readonly string[];
  /** Files without names in `blobs`, and what they are in `manifests`. */
  isOllama: boolean;
}

export interface WalkOptions {
  signal?: AbortSignal | undefined;
  /** Hears of what was left out: a folder that may not be read, a limit that was reached. */
  note?: ((note: string) => void) | undefined;
  /** The real paths of folders that were walked already: neither links nor overlapping places make a round of it. */
  visited?: Set<string>;
}

/** Deeper than any program's layout: a repository's folder of shards in Hugging Face's hub is the fourth. */
const MAX_DEPTH = 8;
const MAX_FOLDERS = 10_000;
const MAX_ENTRIES = 200_000;
const MAX_JSONS = 1000;

/**
 * The folders with models at and below `root`, nearest first; links are followed. One that doesn't exist is like an empty one.
 * @throws the signal's AbortError
 */
export async function* walk(root: string, options: WalkOptions = {}): AsyncGenerator<ModelFolder> {
  const { signal, note, visited = new Set() } = options;
  const queue = [{ folder: root, depth: 0 }];
  let entries = 0;
  for (let at = 0; at < queue.length; at++) {
    signal?.throwIfAborted();
    const { folder, depth } = queue[at]!;
    const real = await realpath(folder).catch(() => undefined);
    if (real === undefined || visited.has(real)) continue;
    visited.add(real);
    const { files, folders, count } = await listFolder(folder, { signal, note, most: MAX_ENTRIES - entries });
    entries += count;
    const isOllama = folders.includes('manifests') && folders.includes('blobs');
    const ggufs = files.filter((name) => /\.gguf$/i.test(name));
    const jsons = files.filter((name) => /\.json$/i.test(name)).slice(0, MAX_JSONS);
    if (isOllama || ggufs.length > 0) yield { path: folder, ggufs, jsons, isOllama };
    if (isOllama || depth === MAX_DEPTH) continue;
    for (const name of folders) queue.push({ folder: path.join(folder, name), depth: depth + 1 });
    if (entries >= MAX_ENTRIES || queue.length > MAX_FOLDERS) {
      note?.(l10n.t('{0} has too many files to look at all of them.', root));
      return;
    }
  }
}

/**
 * The names in a folder, sorted; hidden folders are left out. One that can't be read is empty, with a note.
 * @param most more entries are not looked at
 * @throws the signal's AbortError
 */
export async function listFolder(
  folder: string,
  { signal, note, most }: WalkOptions & { most: number },
): Promise<{ files: string[]; folders: string[]; count: number }> {
  const files: string[] = [];
  const folders: string[] = [];
  let count = 0;
  try {
    for await (const entry of await opendir(folder, { bufferSize: 256 })) {
      signal?.throwIfAborted();
      if (++count > most) break;
      const kind = await kindOf(folder, entry);
      if (kind === 'file') files.push(entry.name);
      else if (kind === 'folder' && !/^\.|^node_modules$/.test(entry.name)) folders.push(entry.name);
    }
  } catch (error) {
    signal?.throwIfAborted();
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'EACCES' || code === 'EPERM' ? l10n.t('it may not be read') : message;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') note?.(l10n.t('{0} was left out: {1}', folder, why));
  }
  return { files: files.sort(), folders: folders.sort(), count };
}

async function kindOf(folder: string, entry: Dirent): Promise<'file' | 'folder' | undefined> {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  // A link, or a file system that does not say. A link to nothing is a file that is missing, which is worth saying.
  if (!entry.isSymbolicLink() && (entry.isSocket() || entry.isFIFO() || entry.isBlockDevice())) return undefined;
  const facts = await stat(path.join(folder, entry.name)).catch(() => undefined);
  if (facts?.isDirectory()) return 'folder';
  return facts === undefined || facts.isFile() ? 'file' : undefined;
}
