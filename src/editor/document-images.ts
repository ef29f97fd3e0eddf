import { type Position, Range, type TextDocument, Uri, workspace } from 'vscode';
import { addressAt } from '../alt/address.ts';
import { fileOf, imagesIn } from '../alt/find.ts';
import type { ImageReference } from '../alt/image.ts';
import { fromDataUrl } from '../data-url.ts';

/** What an image is for decides what its text says (WCAG); each has a prompt template, `alt.` and its name. */
export type Purpose = 'informative' | 'decorative' | 'functional';

/** An image of a document that is to be given an alternative text. */
export interface WantedAlt {
  image: ImageReference;
  purpose: Purpose;
  /** Where its file may be, the likeliest first. */
  files: readonly Uri[];
}

/** A document as it was when its images were found. */
export interface Snapshot {
  document: TextDocument;
  text: string;
  images: readonly ImageReference[];
}

/** The editor asks with every move of cursor and pointer. */
const snapshots = new WeakMap<TextDocument, Snapshot & { version: number; languageId: string }>();

/** A document as it is now, and the images in it; the very same until it changes. */
export function snapshotOf(document: TextDocument): Snapshot {
  const { version, languageId } = document;
  const last = snapshots.get(document);
  if (last?.version === version && last.languageId === languageId) return last;
  const text = document.getText();
  const snapshot = { version, languageId, document, text, images: imagesIn(text, languageId) };
  snapshots.set(document, snapshot);
  return snapshot;
}

/** A picture that a document names. */
export interface PictureLink {
  /** What names it: all of a Markdown image, elsewhere the address alone. */
  range: Range;
  /** Whether the position is on the address itself. */
  isAddress: boolean;
  /** Where its file may be, the likeliest first; none where the document itself holds the picture. */
  files: readonly Uri[];
  /** The same as an image whose alternative text can be written. */
  image: ImageReference | undefined;
}

/** The picture that is named at `position`, of those whose files may be read (see `wantedIn`). */
export function linkAt(document: TextDocument, position: Position): PictureLink | undefined {
  const at = document.offsetAt(position);
  const image = snapshotOf(document).images.find(({ start, end }) => start <= at && at <= end);
  const isAddress = image?.address !== undefined && image.address.start <= at && at <= image.address.end;
  if (image && (isAddress || image.notation === 'markdown')) {
    const { start, end } = image.notation === 'markdown' ? image : image.address!;
    const range = new Range(document.positionAt(start), document.positionAt(end));
    return linkTo(image.src, { range, isAddress, image });
  }
  const address = addressAt(document.lineAt(position.line).text, position.character);
  const range = address && new Range(position.line, address.start, position.line, address.end);
  return range && linkTo(address.src, { range, isAddress: true, image: undefined });

  function linkTo(src: string, link: Omit<PictureLink, 'files'>): PictureLink | undefined {
    const files = filesFor(src, document.uri);
    return files.length > 0 || (link.image && isEmbedded(link.image)) ? { ...link, files } : undefined;
  }
}

const isEmbedded = ({ src }: ImageReference): boolean => /^data:image\//i.test(src);

/** Which of the images of an open document a command is about that holds the picture itself. */
export interface EmbeddedImage {
  document: string;
  /** Where it begins there. */
  start: number;
}

/** `given` as what a link gives to a command; undefined where it is something else. */
export function asEmbedded(given: unknown): EmbeddedImage | undefined {
  if (typeof given !== 'object' || given === null || !('document' in given) || !('start' in given)) return undefined;
  const { document, start } = given;
  return typeof document === 'string' && typeof start === 'number' ? { document, start } : undefined;
}

/** The bytes of a picture that a document holds as a `data:` address; undefined where it is none, or broken. */
export const embeddedData = (image: ImageReference | undefined): Uint8Array<ArrayBuffer> | undefined =>
  image && isEmbedded(image) ? fromDataUrl(image.src)?.data : undefined;

/** The same for one that was found before; undefined where the document has changed since, or was closed. */
export function embeddedAgain({ document, start }: EmbeddedImage): Uint8Array<ArrayBuffer> | undefined {
  const open = workspace.textDocuments.find(({ uri }) => uri.toString() === document);
  return embeddedData(open && snapshotOf(open).images.find((image) => image.start === start));
}

/** The picture at the beginning of `range`, or else the first image on its lines. */
export function linkNear(document: TextDocument, range: Range): PictureLink | undefined {
  const here = linkAt(document, range.start);
  if (here) return here;
  const lines = new Range(range.start.line, 0, range.end.line + 1, 0);
  const [from, to] = [document.offsetAt(lines.start), document.offsetAt(lines.end)];
  const image = snapshotOf(document).images.find(({ start, end }) => start < to && end > from);
  return image && linkAt(document, document.positionAt(image.address?.start ?? image.start));
}

/** The first of `files` that there is. */
export async function existing(files: readonly Uri[]): Promise<Uri | undefined> {
  for (const file of files) {
    const stat = await workspace.fs.stat(file).then(undefined, () => undefined);
    if (stat) return file;
  }
  return undefined;
}

/** The images whose files may be read: in a folder of the workspace, or beside the document and below. */
export function wantedIn({ document: { uri }, images }: Snapshot): WantedAlt[] {
  if (!workspace.fs.isWritableFileSystem(uri.scheme)) return [];
  return images
    .map((image) => ({ image, purpose: purposesOf(image)[0], files: filesFor(image.src, uri) }))
    .filter(({ files }) => files.length > 0);
}

/** The likeliest first. A link or a button without any text can't be used by those who don't see it. */
export const purposesOf = ({ isFunctional }: ImageReference): [Purpose, Purpose] =>
  isFunctional ? ['functional', 'informative'] : ['informative', 'decorative'];

/** Whether the image has no alternative text at all; an empty one says that it is decoration. */
export const isMissing = ({ image }: WantedAlt) => image.alt === undefined;

/** What sites serve from their root, beside the root itself. */
const SERVED = ['', 'public', 'static'];

function filesFor(src: string, document: Uri): Uri[] {
  const file = fileOf(src);
  if (!file) return [];
  const beside = Uri.joinPath(document, '..');
  const root = workspace.getWorkspaceFolder(document)?.uri;
  const fromRoot = root ? SERVED.map((folder) => Uri.joinPath(root, folder)) : [];
  const below = beside.path.replace(/\/?$/, '/');
  return (file.isFromRoot ? fromRoot : [beside])
    .map((folder) => Uri.joinPath(folder, file.path))
    .filter((uri) => workspace.getWorkspaceFolder(uri) || uri.path.startsWith(below));
}
