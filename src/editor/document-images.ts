import { type TextDocument, Uri, workspace } from 'vscode';
import { fileOf, imagesIn } from '../alt/find.ts';
import type { ImageReference } from '../alt/image.ts';

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

export function snapshotOf(document: TextDocument): Snapshot {
  const text = document.getText();
  return { document, text, images: imagesIn(text, document.languageId) };
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
