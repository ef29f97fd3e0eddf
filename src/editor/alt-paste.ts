import * as l10n from '@vscode/l10n';
import {
  type DataTransfer,
  type DataTransferFile,
  Disposable,
  DocumentDropEdit,
  type DocumentDropEditProvider,
  DocumentDropOrPasteEditKind,
  DocumentPasteEdit,
  type DocumentPasteEditContext,
  type DocumentPasteEditProvider,
  languages,
  type Position,
  Range,
  RelativePattern,
  type TextDocument,
  type TextDocumentContentChangeEvent,
  Uri,
  WorkspaceEdit,
  workspace,
} from 'vscode';
import { IMAGE_EXTENSIONS } from '../alt/address.ts';
import { copyDestination, markdownAddress } from '../alt/copy-destination.ts';
import { imagesIn } from '../alt/find.ts';
import type { Parts } from './parts.ts';
import { baseName } from './read.ts';

const SETTING = 'glimpse.altTextOnPaste';
const KIND = DocumentDropOrPasteEditKind.Empty.append('markdown', 'link', 'image', 'glimpse');
const MIME_TYPES = ['image/*', 'text/uri-list'];
/** How long an edit that was chosen may take to be applied. */
const APPLIED_MS = 30_000;
const IMAGE_NAME = new RegExp(`\\.(${IMAGE_EXTENSIONS.join('|')})$`, 'i');

/** A picture on its way into a document: bytes that are to become a file, or a file that is there. */
type Incoming = { name: string } & ({ file: DataTransferFile; uri?: undefined } | { uri: Uri });

/** What an edit will have done once it is applied. */
interface Insertion {
  document: TextDocument;
  text: string;
  /** The files that it creates. */
  created: WorkspaceEdit;
}

/**
 * While the setting `glimpse.altTextOnPaste` is on: a picture that is pasted or dropped into Markdown becomes a file as
 * with VS Code's own paste and stands there at once; its alternative text follows when the model has written it.
 */
export function registerAltPaste(loaded: () => Promise<Parts>): Disposable {
  let registered: Disposable | undefined;
  const update = () => {
    const isOn = workspace.getConfiguration().get(SETTING) === true;
    if (isOn === (registered !== undefined)) return;
    registered?.dispose();
    registered = isOn ? registerProviders(new AltPaste(loaded)) : undefined;
  };
  update();
  return Disposable.from(
    workspace.onDidChangeConfiguration((change) => change.affectsConfiguration(SETTING) && update()),
    { dispose: () => registered?.dispose() },
  );
}

function registerProviders(provider: AltPaste): Disposable {
  const selector = { language: 'markdown' };
  return Disposable.from(
    languages.registerDocumentPasteEditProvider(selector, provider, {
      providedPasteEditKinds: [KIND],
      pasteMimeTypes: MIME_TYPES,
    }),
    languages.registerDocumentDropEditProvider(selector, provider, {
      providedDropEditKinds: [KIND],
      dropMimeTypes: MIME_TYPES,
    }),
  );
}

class AltPaste implements DocumentPasteEditProvider, DocumentDropEditProvider {
  readonly #insertions = new WeakMap<DocumentPasteEdit, Insertion>();

  constructor(private readonly loaded: () => Promise<Parts>) {}

  async provideDocumentPasteEdits(
    document: TextDocument,
    ranges: readonly Range[],
    data: DataTransfer,
    { only }: DocumentPasteEditContext,
  ): Promise<DocumentPasteEdit[] | undefined> {
    if ((only && !only.contains(KIND)) || !ranges[0]) return undefined;
    const insertion = await this.#insertion(document, ranges[0], data);
    if (!insertion) return undefined;
    const edit = new DocumentPasteEdit(insertion.text, l10n.t('Insert Image with Alt Text'), KIND);
    edit.additionalEdit = insertion.created;
    this.#insertions.set(edit, insertion);
    return [edit];
  }

  async provideDocumentDropEdits(
    document: TextDocument,
    position: Position,
    data: DataTransfer,
  ): Promise<DocumentDropEdit | undefined> {
    const insertion = await this.#insertion(document, new Range(position, position), data);
    if (!insertion) return undefined;
    const edit = new DocumentDropEdit(insertion.text, l10n.t('Insert Image with Alt Text'), KIND);
    edit.additionalEdit = insertion.created;
    // Nothing tells which of several edits is applied: its text does.
    this.#follow(insertion);
    return edit;
  }

  /** Called for the edit that is about to be applied, and no other. */
  resolveDocumentPasteEdit(edit: DocumentPasteEdit): DocumentPasteEdit {
    const insertion = this.#insertions.get(edit);
    if (insertion) this.#follow(insertion);
    return edit;
  }

  /** Has the alternative texts written once the text of `insertion` stands in its document. */
  #follow(insertion: Insertion): void {
    const listening = workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const inserted = contentChanges.filter(({ text }) => text.includes(insertion.text));
      if (document !== insertion.document || inserted.length === 0) return;
      stop();
      void this.loaded().then(({ altTexts }) => altTexts.fill(document, placesOf(inserted)));
    });
    const tooLate = setTimeout(() => stop(), APPLIED_MS);
    const stop = () => {
      clearTimeout(tooLate);
      listening.dispose();
    };
  }

  async #insertion(document: TextDocument, range: Range, data: DataTransfer): Promise<Insertion | undefined> {
    // A document without a file has no place beside it.
    if (!workspace.fs.isWritableFileSystem(document.uri.scheme)) return undefined;
    const pictures = await incoming(data);
    if (pictures.length === 0) return undefined;
    const created = new WorkspaceEdit();
    const addresses: string[] = [];
    const taken = new Set<string>();
    for (const picture of pictures) {
      const file = await this.#place(picture, document, created, taken);
      if (!file) return undefined;
      addresses.push(markdownAddress(file.path, document.uri.path));
    }
    const text = addresses.map((address) => `![](${address})`).join(' ');
    return isProse(document, range, text) ? { document, text, created } : undefined;
  }

  /** The file of `picture`, which `created` brings about where it is not there. */
  async #place(
    picture: Incoming,
    document: TextDocument,
    created: WorkspaceEdit,
    taken: Set<string>,
  ): Promise<Uri | undefined> {
    if (picture.uri && isNear(picture.uri, document.uri)) return picture.uri;
    // Its bytes: VS Code can't bring the file itself back when an edit is resolved.
    const contents = picture.uri ? await (await this.loaded()).readPicture(picture.uri) : await picture.file.data();
    const target = contents && (await free(destination(picture.name, document), taken));
    if (target) created.createFile(target, { contents });
    return target;
  }
}

/** The pictures of a paste or drop; none when something else is among them. */
async function incoming(data: DataTransfer): Promise<Incoming[]> {
  const list = (await data.get('text/uri-list')?.asString()) ?? '';
  const uris = list.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
  if (uris.length > 0) {
    const files = uris.map((uri) => Uri.parse(uri));
    const isPicture = (uri: Uri) => IMAGE_NAME.test(uri.path) && !/^https?$/.test(uri.scheme);
    return files.every(isPicture) ? files.map((uri) => ({ uri, name: baseName(uri) })) : [];
  }
  const pictures: Incoming[] = [];
  for (const [type, item] of data) {
    const file = item.asFile();
    if (!file) continue;
    const extension = /^image\/(\w+)/.exec(type)?.[1];
    if (extension === undefined && !IMAGE_NAME.test(file.name)) return [];
    // Only the name: a picture of the clipboard may come with any.
    const name = file.name.replace(/^.*[\\/]/, '');
    pictures.push({ file, name: IMAGE_NAME.test(name) ? name : `image.${extension === 'jpeg' ? 'jpg' : extension}` });
  }
  return pictures;
}

/** Whether alternative texts may be written for it: `wantedIn` reads no other files. */
function isNear({ path }: Uri, document: Uri): boolean {
  const root = workspace.getWorkspaceFolder(document)?.uri ?? Uri.joinPath(document, '..');
  return path.startsWith(root.path.replace(/\/?$/, '/'));
}

/** As the setting `markdown.copyFiles.destination` says, where that is near; else beside the document. */
function destination(name: string, document: TextDocument): Uri {
  const { uri } = document;
  const root = workspace.getWorkspaceFolder(uri)?.uri;
  const patterns = workspace.getConfiguration('markdown', uri).get<unknown>('copyFiles.destination');
  for (const [glob, pattern] of Object.entries(patterns ?? {})) {
    const base = root ?? Uri.joinPath(uri, '..');
    const matches = languages.match({ pattern: new RelativePattern(base, anywhere(glob)) }, document) > 0;
    if (!matches || typeof pattern !== 'string') continue;
    const path = copyDestination(pattern, name, { document: uri.path, root: root?.path });
    const wanted = path && uri.with({ path });
    if (wanted && isNear(wanted, uri)) return wanted;
  }
  return Uri.joinPath(uri, '..', name);
}

/** A glob without a folder means files in any, one that begins with `/` those of the root. */
const anywhere = (glob: string): string =>
  glob.startsWith('/') ? glob.slice(1) : glob.includes('/') ? glob : `**/${glob}`;

/** `wanted`, or with the first number behind its name that no file has: nothing is ever overwritten. */
async function free(wanted: Uri, taken: Set<string>): Promise<Uri> {
  const [, stem = '', extension = ''] = /^(.*?)(\.[^./]*)?$/s.exec(wanted.path) ?? [];
  for (let i = 0; ; i++) {
    const uri = wanted.with({ path: i === 0 ? wanted.path : `${stem}-${i}${extension}` });
    const exists = await workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (exists || taken.has(uri.path)) continue;
    taken.add(uri.path);
    return uri;
  }
}

/** Whether an image that is written there is one: code and comments are left to VS Code. */
function isProse(document: TextDocument, range: Range, text: string): boolean {
  const all = document.getText();
  const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)];
  const images = imagesIn(all.slice(0, start) + text + all.slice(end), 'markdown');
  return images.some((image) => image.start === start);
}

/** Where the changed texts stand after the change; offsets. */
function placesOf(changes: readonly TextDocumentContentChangeEvent[]): { start: number; end: number }[] {
  let shift = 0;
  return changes
    .toSorted((a, b) => a.rangeOffset - b.rangeOffset)
    .map(({ rangeOffset, rangeLength, text }) => {
      const start = rangeOffset + shift;
      shift += text.length - rangeLength;
      return { start, end: start + text.length };
    });
}
