import { IMAGE_NAME } from './image-name.ts';

/** More lines than this are no list of files, but a text. */
const MAX_LINES = 100;
const MAX_LENGTH = 4096;

/**
 * The images whose paths or addresses a text gives: one a line, also in quotes as Windows copies them. None where a
 * line is anything else: a text is nobody's business.
 */
export function namedFiles(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim().replace(/^(["'])(.*)\1$/, '$2'));
  const named = lines.filter(Boolean);
  return named.length <= MAX_LINES && named.every(isImage) ? named : [];
}

const isImage = (name: string): boolean => name.length <= MAX_LENGTH && IMAGE_NAME.test(name);

/** How a file is named: by an address with a scheme, by a path from the root or a drive, or by one within a folder. */
export type Place = { kind: 'address' | 'absolute' | 'relative'; name: string };

/** Which kind of name this is. */
export function placeOf(name: string): Place {
  // A drive, such as C:, is no scheme: that has two letters at least.
  if (/^[a-z][a-z0-9+.-]+:/i.test(name)) return { kind: 'address', name };
  if (/^([a-z]:)?[/\\]/i.test(name)) return { kind: 'absolute', name };
  return { kind: 'relative', name };
}
