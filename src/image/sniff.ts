import * as l10n from '@vscode/l10n';
import { fileTypeFromBuffer } from 'file-type';
import { type ErrorKind, GlimpseError } from '../errors.ts';
import { isBmp } from './bmp.ts';
import type { PictureFormat } from './picture.ts';
import { svgRoot } from './svg.ts';

/** As much as is read to name a file: bounded, whatever the file claims. */
const HEAD_BYTES = 64 * 1024;
const READABLE = l10n.t('Glimpse reads PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF and SVG.');
const CONVERT = l10n.t('Convert it to PNG or JPEG.');

/**
 * The format of a picture, told by its first bytes and never by its name. `name` only serves the errors: GlimpseError
 * `empty-file`, `not-an-image` or `unsupported-format`, which say what the file is instead.
 */
export async function sniff(data: Uint8Array, name: string): Promise<PictureFormat> {
  if (data.length === 0) {
    throw new GlimpseError('empty-file', {
      failed: l10n.t('{0} is empty: it has 0 bytes.', name),
      todo: l10n.t('Save or download the picture again.'),
    });
  }
  const head = data.subarray(0, HEAD_BYTES);
  const format = pictureFormat(head);
  // Camera raw files are TIFFs too, of which only a thumbnail could be read.
  if (format && format !== 'tiff') return format;
  const text = asText(head);
  // librsvg reads no UTF-16, which starts with FE FF or FF FE.
  if (text !== undefined && head[0]! < 0xfe && svgRoot(text) !== undefined) return 'svg';
  const stranger = text === undefined ? await binaryStranger(head) : textStranger(text);
  if (format && !stranger) return format;
  const { is, kind, todo = READABLE } = stranger ?? UNKNOWN;
  throw new GlimpseError(kind, {
    failed:
      kind === 'not-an-image'
        ? l10n.t('{0} is {1}, not an image.', name, is)
        : l10n.t('{0} is {1}, a format that Glimpse does not read.', name, is),
    todo,
  });
}

/** The beginning of the file as text in UTF-8, UTF-16 or an old 8-bit encoding, or undefined when it is not text. */
export function asText(data: Uint8Array): string | undefined {
  const head = data.subarray(0, HEAD_BYTES);
  const mark = Buffer.from(head.subarray(0, 2)).toString('hex');
  const text =
    mark === 'fffe'
      ? new TextDecoder('utf-16le').decode(head)
      : mark === 'feff'
        ? new TextDecoder('utf-16be').decode(head)
        : decodeUtf8(head);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells binary from text
  return /[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(text) ? undefined : text;
}

function decodeUtf8(head: Uint8Array): string {
  try {
    // `stream`: a character that the head's end cuts is no error.
    return new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
  } catch {
    return new TextDecoder('windows-1252').decode(head);
  }
}

function pictureFormat(head: Uint8Array): PictureFormat | undefined {
  const latin = (from: number, to: number): string => String.fromCharCode(...head.subarray(from, to));
  if (latin(0, 8) === '\x89PNG\r\n\x1a\n') return latin(12, 16) === 'CgBI' ? undefined : 'png';
  // FF F7 starts JPEG-LS.
  if (latin(0, 3) === '\xff\xd8\xff' && head[3] !== 0xf7) return 'jpeg';
  if (latin(0, 4) === 'RIFF' && latin(8, 12) === 'WEBP') return 'webp';
  if (/^GIF8[79]a/.test(latin(0, 6))) return 'gif';
  if (isBmp(head)) return 'bmp';
  // 42: TIFF, 43: BigTIFF.
  if (/^(II[*+]\0|MM\0[*+])/.test(latin(0, 4))) return 'tiff';
  if (latin(4, 8) === 'ftyp') {
    // The major brand may be the general "mif1": the compatible brands decide.
    const boxBytes = Math.min(256, new DataView(head.buffer, head.byteOffset).getUint32(0));
    const brands: string[] = latin(8, boxBytes).match(/.{4}/gs) ?? [];
    if (brands.includes('avif') || brands.includes('avis')) return 'avif';
  }
  return undefined;
}

interface Stranger {
  /** With its article: "a PDF". */
  is: string;
  kind: Extract<ErrorKind, 'not-an-image' | 'unsupported-format'>;
  todo?: string;
}

const UNKNOWN: Stranger = { is: l10n.t('a file of unknown kind'), kind: 'not-an-image' };

/** What people have when it is no picture, by the extension that `file-type` gives it. */
const NAMES: Record<string, string> = {
  pdf: l10n.t('a PDF'),
  zip: l10n.t('a ZIP archive'),
  gz: l10n.t('a gzip archive'),
  '7z': l10n.t('a 7-Zip archive'),
  tar: l10n.t('a TAR archive'),
  docx: l10n.t('a Word document'),
  xlsx: l10n.t('an Excel workbook'),
  pptx: l10n.t('a PowerPoint presentation'),
  odt: l10n.t('an OpenDocument text'),
  odp: l10n.t('an OpenDocument presentation'),
  epub: l10n.t('an EPUB book'),
  cfb: l10n.t('an old Office document'),
  exe: l10n.t('a Windows program'),
  elf: l10n.t('a Linux program'),
  macho: l10n.t('a macOS program'),
  wasm: l10n.t('a WebAssembly module'),
  sqlite: l10n.t('an SQLite database'),
  mp4: l10n.t('an MP4 video'),
  mov: l10n.t('a QuickTime video'),
};
const PICTURE_NAMES: Record<string, string> = {
  heic: l10n.t('an HEIC photo'),
  ico: l10n.t('an ICO icon'),
  cur: l10n.t('a Windows cursor'),
  icns: l10n.t('a macOS icon'),
  psd: l10n.t('a Photoshop document'),
  xcf: l10n.t('a GIMP document'),
  bmp: l10n.t('a BMP of an unknown kind'),
  gif: l10n.t('a GIF of an unknown kind'),
  jxl: l10n.t('a JPEG XL picture'),
  jxr: l10n.t('a JPEG XR picture'),
  jls: l10n.t('a JPEG-LS picture'),
  j2c: l10n.t('a JPEG 2000 picture'),
  jp2: l10n.t('a JPEG 2000 picture'),
  jpx: l10n.t('a JPEG 2000 picture'),
  jpm: l10n.t('a JPEG 2000 picture'),
};

async function binaryStranger(head: Uint8Array): Promise<Stranger | undefined> {
  const start = String.fromCharCode(...head.subarray(0, 16));
  if (start.startsWith('GGUF')) return { is: l10n.t('a GGUF model'), kind: 'not-an-image' };
  if (start.startsWith('CgBI', 12))
    return { is: l10n.t("an iPhone app's PNG (CgBI)"), kind: 'unsupported-format', todo: CONVERT };
  // A cut archive may make the library throw: then the file stays unknown.
  const type = await fileTypeFromBuffer(head).catch(() => undefined);
  if (!type || type.ext === 'tif') return undefined;
  if (type.mime.startsWith('image/')) {
    const raw = /^image\/x-(canon|nikon|sony|adobe|olympus|panasonic|fujifilm)/.test(type.mime);
    const is =
      PICTURE_NAMES[type.ext] ??
      (raw
        ? l10n.t('a camera raw photo ({0})', type.ext.toUpperCase())
        : l10n.t('a {0} picture', type.ext.toUpperCase()));
    return { is, kind: 'unsupported-format', todo: CONVERT };
  }
  const [family] = type.mime.split('/');
  const plain =
    { video: l10n.t('a video'), audio: l10n.t('a sound file'), font: l10n.t('a font') }[family ?? ''] ??
    l10n.t('a .{0} file', type.ext);
  return { is: NAMES[type.ext] ?? plain, kind: 'not-an-image' };
}

/** What a text starts with, after blanks. */
const TEXTS: readonly (readonly [start: RegExp, is: string, todo?: string])[] = [
  [
    /^version https:\/\/git-lfs/,
    l10n.t('a Git LFS pointer to a file that is not here'),
    l10n.t('Run "git lfs pull" to fetch the picture.'),
  ],
  [/^%PDF-/, l10n.t('a PDF')],
  [/^%!PS/, l10n.t('a PostScript document')],
  [/^\{\\rtf/, l10n.t('an RTF document')],
  [/^(<!doctype html|<html|<head|<body)/i, l10n.t('an HTML page')],
  [/^<[?!a-z]/i, l10n.t('an XML document')],
  [/^(\{\s*["}]|\[\s*["[{\d\]tfn-])/, l10n.t('a JSON file')],
];

function textStranger(text: string): Stranger {
  const start = text.replace(/^[\s\uFEFF]+/, '');
  const [, is = l10n.t('a text file'), todo] = TEXTS.find(([pattern]) => pattern.test(start)) ?? [];
  return { is, kind: 'not-an-image', ...(todo && { todo }) };
}
