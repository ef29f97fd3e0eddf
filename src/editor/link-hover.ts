import * as l10n from '@vscode/l10n';
import { extensions, Hover, MarkdownString, type TextDocument, type Uri } from 'vscode';
import { bytes } from '../host/gguf.ts';
import {
  type EmbeddedImage,
  embeddedData,
  existing,
  type PictureLink,
  snapshotOf,
  wantedIn,
} from './document-images.ts';
import type { PicturePreviews, Preview } from './picture-preview.ts';
import { baseName } from './read.ts';

/** The room that a preview takes in a hover, which VS Code scrolls from 250 on; CSS pixels. */
const WIDTH = 300;
const HEIGHT = 150;

/** VS Code's own Markdown extension shows these where their address is. */
const SHOWN_BY_MARKDOWN = /\.(bmp|gif|jpe?g|png|svg|webp|tiff?)$/i;

/** What shows when the pointer rests on a picture's name: a preview, the facts, and what Glimpse can do with it. */
export async function linkHover(
  document: TextDocument,
  link: PictureLink,
  previews: PicturePreviews,
): Promise<Hover | undefined> {
  const file = await existing(link.files);
  const data = embeddedData(link.image);
  const preview = file ? await previews.of(file) : data && (await previews.in(data));
  // Of a file Glimpse says when it is opened why it is no picture; what is written in a document is nothing else.
  if (!file && !preview) return undefined;
  const picture = file ?? ({ document: document.uri.toString(), start: link.image!.start } satisfies EmbeddedImage);
  const actions: [words: string, command: string, ...given: unknown[]][] = [
    [`$(list-unordered) ${l10n.t('List elements')}`, 'glimpse.listElementsOf', picture],
    [`$(list-tree) ${l10n.t('Outline')}`, 'glimpse.outlineOf', picture],
    [`$(note) ${l10n.t('Describe')}`, 'glimpse.describeOf', picture],
    [`$(comment-discussion) ${l10n.t('Ask...')}`, 'glimpse.askOf', picture],
  ];
  const wanted = wantedIn(snapshotOf(document)).find(({ image }) => image.start === link.image?.start);
  if (wanted) {
    const words = wanted.image.alt ? l10n.t('Improve alt text') : l10n.t('Write alt text');
    actions.push([`$(edit) ${words}`, 'glimpse.writeAltText', document.uri, wanted.image.start]);
  }
  const text = new MarkdownString('', true);
  text.isTrusted = { enabledCommands: actions.map(([, command]) => command) };
  if (preview && !isShownAlready(document, link, file)) text.appendMarkdown(`${pictureOf(preview)}\n\n`);
  text.appendText(file ? baseName(file) : l10n.t('A picture in this document'));
  if (preview) text.appendText(` · ${factsOf(preview)}`);
  const links = actions.map(([words, command, ...given]) => {
    const argument = encodeURIComponent(JSON.stringify(given));
    return `[${words}](command:${command}?${argument})`;
  });
  text.appendMarkdown(`\n\n${links.join(' &nbsp; ')}`);
  return new Hover(text, link.range);
}

function pictureOf({ info, image }: Preview): string {
  const scale = Math.min(1, WIDTH / info.width, HEIGHT / info.height);
  const side = (pixels: number) => Math.max(1, Math.round(pixels * scale));
  return `![${l10n.t('Preview')}](${image}|width=${side(info.width)},height=${side(info.height)})`;
}

const factsOf = ({ info }: Preview): string =>
  `${info.width} × ${info.height} · ${info.format.toUpperCase()} · ${bytes(info.bytes)}`;

const isShownAlready = (
  { languageId }: TextDocument,
  { isAddress }: PictureLink,
  { path }: Pick<Uri, 'path'> = { path: '' },
): boolean =>
  languageId === 'markdown' &&
  isAddress &&
  SHOWN_BY_MARKDOWN.test(path) &&
  extensions.getExtension('vscode.markdown-language-features') !== undefined;
