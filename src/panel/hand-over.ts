import * as l10n from '@vscode/l10n';
import { fromDataUrl } from '../data-url.ts';
import { type Failure, type Handed, MAX_HANDED_BYTES } from '../protocol.ts';
import type { Carried } from './carried.ts';

/** More things than this are not handed over at once. */
const MOST = 500;
/** The most that crosses at once, bytes, where one file alone has no more. */
const AT_ONCE = 256 * 1024 * 1024;

/** Names that programs and browsers make up for a picture on the clipboard. */
const MADE_UP = /^(image|blob|unnamed|untitled|clipboard|download)?(\.\w+)?$/i;

/**
 * The bytes of what came, ready to cross to the extension; what is too large does not.
 * @param maxBytes the largest file that the settings allow
 */
export async function toHand(by: Handed['by'], came: Carried, maxBytes: number): Promise<Handed> {
  const { files, images, uris, isRemote, text } = came;
  const handed: Handed = { by, pictures: [], uris: uris.slice(0, MOST), refused: [], ...(text && { text }) };
  const most = Math.min(MAX_HANDED_BYTES, Math.max(AT_ONCE, maxBytes));
  let sum = 0;
  const add = (data: Uint8Array<ArrayBuffer>, name?: string) => {
    sum += data.length;
    handed.pictures.push({ data, ...(name && { name }) });
  };
  for (const file of files.slice(0, MOST)) {
    const name = MADE_UP.test(file.name) ? undefined : file.name.slice(0, 255);
    const called = name ?? l10n.t('The picture');
    if (file.size > maxBytes) handed.refused.push(tooLarge(called, file.size, maxBytes));
    else if (sum + file.size > most) handed.refused.push(tooMuch(called));
    else {
      const data = await file.arrayBuffer().catch(() => undefined);
      if (data) add(new Uint8Array(data), name);
      else handed.refused.push(unreadable(called));
    }
  }
  for (const url of images.slice(0, MOST)) {
    const called = l10n.t('The picture');
    // Base64 writes three bytes as four characters.
    const bytes = Math.floor((url.length * 3) / 4);
    if (bytes > maxBytes + 1024) handed.refused.push(tooLarge(called, bytes, maxBytes));
    else if (sum + bytes > most) handed.refused.push(tooMuch(called));
    else {
      const data = fromDataUrl(url)?.data;
      if (data) add(data);
      else handed.refused.push(unreadable(called));
    }
  }
  if (isRemote) {
    handed.refused.push({
      kind: 'bad-usage',
      failed: l10n.t('That is only the address of a picture, and Glimpse fetches nothing from the web.'),
      todo: l10n.t('Copy the picture itself, or save it and drop the file.'),
    });
  }
  return handed;
}

const megabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(bytes < 10 * 1024 * 1024 ? 1 : 0);

const tooLarge = (name: string, bytes: number, maxBytes: number): Failure => ({
  kind: 'file-too-large',
  failed: l10n.t('{0} is {1} MB, more than the limit of {2} MB.', name, megabytes(bytes), megabytes(maxBytes)),
  todo: l10n.t('Raise glimpse.maxFileMegabytes in the settings, or save a smaller picture.'),
});

const tooMuch = (name: string): Failure => ({
  kind: 'file-too-large',
  failed: l10n.t('{0} was left out: together with the others it is too much at once.', name),
  todo: l10n.t('Drop it alone.'),
});

/** Also said of folders, which a page can't read. */
const unreadable = (name: string): Failure => ({
  kind: 'cannot-read',
  failed: l10n.t("{0} can't be read: it may be a folder, or damaged.", name),
  todo: l10n.t('Choose the image files themselves.'),
});
