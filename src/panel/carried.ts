/** What a paste or a drop brings that Glimpse can use: one kind of thing, the one that says most. */
export interface Carried {
  files: File[];
  /** `data:` URLs of images. */
  images: string[];
  /** Addresses of files. */
  uris: string[];
  /** Whether there is a picture of which only the address on the web is known. */
  isRemote: boolean;
  /** Plain text, where there is nothing else. */
  text: string;
}

/** The part of a DataTransfer that is read; only while its event is being handled does it say anything. */
export type Transfer = Pick<DataTransfer, 'files' | 'getData' | 'types'>;

/** VS Code's own types, as the browser spells them: a list of addresses, and the same as JSON. */
const CODE_URIS = 'application/vnd.code.uri-list';
const RESOURCES = 'resourceurls';

export const NOTHING: Carried = { files: [], images: [], uris: [], isRemote: false, text: '' };
/** Text beyond this is no list of files. */
const MAX_TEXT = 100_000;

/** Whether something is dragged that may hold pictures. */
export function mayHoldPictures(types: readonly string[]): boolean {
  return types.some((type) => ['Files', 'text/uri-list', 'text/html', CODE_URIS, RESOURCES].includes(type));
}

/**
 * What a paste or a drop brings.
 * @param sourcesOf the addresses of the images in some HTML
 */
export function carried(transfer: Transfer, sourcesOf: (html: string) => string[]): Carried {
  const files = Array.from(transfer.files);
  if (files.length > 0) return { ...NOTHING, files };
  const addresses = [...uriList(transfer.getData(CODE_URIS)), ...jsonList(transfer.getData(RESOURCES))];
  if (addresses.length > 0) return { ...NOTHING, uris: unique(addresses) };
  const text = transfer.getData('text/plain').trim();
  const listed = uriList(transfer.getData('text/uri-list'));
  const sources = unique([...sourcesOf(transfer.getData('text/html')), ...listed, ...(hasScheme(text) ? [text] : [])]);
  const images = sources.filter((source) => /^data:image\//i.test(source));
  if (images.length > 0) return { ...NOTHING, images };
  const uris = listed.filter((uri) => !/^(https?|data|blob|about|javascript):/i.test(uri));
  if (uris.length > 0) return { ...NOTHING, uris };
  if (sources.some((source) => /^(https?:)?\/\//i.test(source))) return { ...NOTHING, isRemote: true };
  return { ...NOTHING, text: text.length > MAX_TEXT ? '' : text };
}

const unique = (words: readonly string[]): string[] => [...new Set(words)];
const hasScheme = (text: string): boolean => /^(data|https?):\S+$/i.test(text);

/** RFC 2483: one address a line, and comments. */
function uriList(list: string): string[] {
  return list
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function jsonList(json: string): string[] {
  try {
    const list: unknown = JSON.parse(json);
    return Array.isArray(list) ? list.filter((entry) => typeof entry === 'string') : [];
  } catch {
    return [];
  }
}
