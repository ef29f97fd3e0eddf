import * as l10n from '@vscode/l10n';
import type { Box } from '../image/box.ts';
import { Crop, PixelBlock } from '../protocol.ts';
import type { Host } from './host.ts';
import type { ToolActs } from './tool.ts';

/** What the page around the tools does for them. */
export interface ToolDesk extends Pick<ToolActs, 'mark' | 'ask' | 'listWithin' | 'copy'> {
  host: Host;
  say(text: string, failed?: boolean): void;
}

/** What tools have done, by the extension and by the page. */
export function pictureActs({ host, say, mark, ask, listWithin, copy }: ToolDesk): ToolActs {
  const request = async (...[what]: Parameters<Host['request']>) => {
    const failure = await host.request(what);
    if (failure) say([failure.failed, failure.todo].filter(Boolean).join(' '), true);
  };
  return {
    mark,
    ask,
    listWithin,
    copy,
    pixels: (box) => host.fetch({ do: 'pixels', box }, PixelBlock),
    copyCrop: (box) =>
      void copyCrop(host, box).then(
        () => say(l10n.t('Crop copied.')),
        (error: unknown) => say(failedCopy(error), true),
      ),
    saveCrop: (box) => void request({ do: 'save-crop', box }),
    setScale: (scale) => void request({ do: 'set-scale', scale }),
  };
}

/** The promise goes to the clipboard as it is: a browser lets a page write only right after a click or a key. */
async function copyCrop(host: Host, box: Box): Promise<void> {
  const png = host
    .fetch({ do: 'crop', box }, Crop)
    .then(({ png }) => new Blob([png as BlobPart], { type: 'image/png' }));
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
}

const failedCopy = (error: unknown): string =>
  l10n.t(
    'The crop could not be copied: {0}. Save it as a file instead.',
    error instanceof Error ? error.message : String(error),
  );
