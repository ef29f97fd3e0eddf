import type { PictureFormat } from '../image/picture.ts';

/** How files of a format end; the first is what a new file gets. */
const EXTENSIONS: Record<PictureFormat, readonly [string, ...string[]]> = {
  png: ['png'],
  jpeg: ['jpg', 'jpeg', 'jpe', 'jfif'],
  webp: ['webp'],
  gif: ['gif'],
  bmp: ['bmp', 'dib'],
  tiff: ['tif', 'tiff'],
  avif: ['avif'],
  svg: ['svg'],
};

const extensionOf = (format: PictureFormat): string => EXTENSIONS[format][0];

/** Names that Windows keeps for devices, with any extension. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)$/i;
/** Longer names are cut, so that every file system takes them. */
const STEM_LENGTH = 100;

/**
 * A name that every file system takes, for a picture that came as `claimed`; its extension is that of its bytes,
 * whatever the name claims.
 */
export function safeName(claimed: string, format: PictureFormat): string {
  const [, stem = claimed, extension = ''] = /^(.+)\.([^.]*)$/.exec(claimed) ?? [];
  const isKnown = Object.values(EXTENSIONS).some((known) => known.includes(extension.toLowerCase()));
  const isRight = EXTENSIONS[format].includes(extension.toLowerCase());
  const clean = (isKnown || extension === '' ? stem : claimed)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: no file system should see them
    .replace(/[\u0000-\u001f\u007f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[ .]+/, '');
  const short = Array.from(clean)
    .slice(0, STEM_LENGTH)
    .join('')
    .replace(/[ .]+$/, '');
  const named = short === '' || DEVICES.test(short) ? `picture ${short}`.trim() : short;
  return `${named}.${isRight ? extension : extensionOf(format)}`;
}

/** A moment of this machine's clock, as part of a name: `2026-11-22 14.03.07`. */
export function timeStamp(date: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join('.')}`;
}

/** `name`, or `name (2)`, ... where there is such a file; some file systems do not tell case apart. */
export function freeName(name: string, taken: readonly string[]): string {
  const used = new Set(taken.map((other) => other.toLowerCase()));
  const [, stem = name, extension = ''] = /^(.+)(\.[^.]*)$/.exec(name) ?? [];
  for (let i = 1; ; i++) {
    const free = i === 1 ? name : `${stem} (${i})${extension}`;
    if (!used.has(free.toLowerCase())) return free;
  }
}

export interface KeptFile {
  name: string;
  bytes: number;
  /** When it was written, ms since 1970. */
  at: number;
}

/** The names of the oldest files beyond the bounds. Those of `shown` stay, and count. */
export function surplus(
  files: readonly KeptFile[],
  shown: ReadonlySet<string>,
  { maxFiles, maxBytes }: { maxFiles: number; maxBytes: number },
): string[] {
  let count = files.length;
  let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const gone: string[] = [];
  for (const file of files.toSorted((a, b) => a.at - b.at)) {
    if (count <= maxFiles && bytes <= maxBytes) break;
    if (shown.has(file.name)) continue;
    gone.push(file.name);
    count--;
    bytes -= file.bytes;
  }
  return gone;
}
