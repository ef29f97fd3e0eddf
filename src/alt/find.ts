import type { ImageReference } from './image.ts';
import { markdownImages } from './markdown.ts';
import { type TagLanguage, taggedImages } from './tags.ts';

const TAG_LANGUAGES: Record<string, TagLanguage> = {
  html: 'html',
  vue: 'vue',
  svelte: 'svelte',
  javascriptreact: 'jsx',
  typescriptreact: 'jsx',
};

/** The languages that images are found in, by their VS Code names. */
export const ALT_LANGUAGES: readonly string[] = ['markdown', ...Object.keys(TAG_LANGUAGES)];

/** A text that is longer was not written by hand; characters. */
const LONGEST = 1_000_000;

/**
 * The images in `text` whose address and alternative text stand there as they are, in their order. Left out are those
 * with an expression for one of the two, and those in comments and code.
 */
export function imagesIn(text: string, language: string): ImageReference[] {
  if (text.length > LONGEST) return [];
  if (language === 'markdown') return markdownImages(text);
  const tags = TAG_LANGUAGES[language];
  return tags ? taggedImages(text, tags) : [];
}

/** Where the file of an image may be, relative to the document, or to the root of its site. */
export interface FileReference {
  /** Relative, with `/` between folders. */
  path: string;
  isFromRoot: boolean;
}

/**
 * The file that `src` names; undefined for an address with a scheme or a host, which Glimpse does
 * not fetch, and for an alias (`@/`) that only a bundler knows.
 */
export function fileOf(src: string): FileReference | undefined {
  if (/^([a-z][a-z0-9+.-]*:|[\\/]{2}|[@~]\/|[#?])/i.test(src)) return undefined;
  const name = decoded(src.replace(/[?#].*$/s, ''));
  const path = name?.replace(/^\/+/, '');
  return path ? { path, isFromRoot: name !== path } : undefined;
}

function decoded(src: string): string | undefined {
  try {
    return decodeURIComponent(src);
  } catch {
    return undefined;
  }
}
