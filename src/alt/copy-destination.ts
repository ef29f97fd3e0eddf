import { posix } from 'node:path';

/** Where a document lies; paths with `/`. */
export interface Place {
  document: string;
  /** The folder of the workspace that it is in. */
  root?: string | undefined;
}

const FILE_NAME = `\${fileName}`;

/**
 * The path that a file is to have which is pasted into a Markdown document, as VS Code reads its setting
 * `markdown.copyFiles.destination`. Undefined for a variable that it does not know, or a transformation of one.
 */
export function copyDestination(pattern: string, fileName: string, place: Place, now = new Date()): string | undefined {
  const { document } = place;
  const folder = posix.dirname(document);
  const root = place.root ?? folder;
  const relative = (path: string) => (place.root ? posix.relative(place.root, path) : path);
  const extension = (name: string) => posix.extname(name).slice(1);
  const values: Record<string, string> = {
    documentDirName: folder,
    documentRelativeDirName: relative(folder),
    documentFileName: posix.basename(document),
    documentBaseName: posix.basename(document, posix.extname(document)),
    documentExtName: extension(document),
    documentFilePath: document,
    documentRelativeFilePath: relative(document),
    documentWorkspaceFolder: root,
    fileName,
    fileExtName: extension(fileName),
    unixTime: String(now.getTime()),
    isoTime: now.toISOString(),
  };
  let wanted = pattern.trim() || FILE_NAME;
  if (wanted.startsWith('/')) wanted = `\${documentWorkspaceFolder}${wanted}`;
  if (wanted.endsWith('/')) wanted += FILE_NAME;
  const names = [...wanted.matchAll(/\$\{([^}]*)\}/g)].map(([, name]) => name!);
  if (names.some((name) => !Object.hasOwn(values, name))) return undefined;
  return posix.resolve(
    folder,
    wanted.replace(/\$\{([^}]*)\}/g, (_, name: string) => values[name]!),
  );
}

/** How a Markdown document writes the address of a file: relative to its folder; both paths with `/`. */
export function markdownAddress(file: string, document: string): string {
  const path = posix.relative(posix.dirname(document), file).replace(/[%#?<>\\]/g, encodeURIComponent);
  return /[\s()]/.test(path) ? `<${path}>` : path;
}
