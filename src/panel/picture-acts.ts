import * as l10n from '@vscode/l10n';
import type { Box } from '../image/box.ts';
import { Crop, type PageRequest, PixelBlock } from '../protocol.ts';
import { TextColors } from '../screen/text-colors.ts';
import type { Desk } from './desk.ts';
import type { ToolActs } from './tool.ts';

/** What tools have done, by the extension and (`here`) by the page. */
export function pictureActs(desk: Desk, here: Pick<ToolActs, 'mark' | 'ask' | 'listWithin'>): ToolActs {
  const request = async (what: PageRequest) => {
    const failure = await desk.ask(what);
    if (failure) desk.fail(failure);
  };
  return {
    ...here,
    copy: desk.copyText,
    pixels: (box) => desk.fetch({ do: 'pixels', box }, PixelBlock),
    textColors: (lines) => desk.fetch({ do: 'text-colors', lines: [...lines] }, TextColors.optional()),
    copyCrop: (box) =>
      void copyCrop(desk, box).then(
        () => desk.say(l10n.t('Crop copied.')),
        (error: unknown) => desk.say(failedCopy(error), true),
      ),
    saveCrop: (box) => void request({ do: 'save-crop', box }),
    setScale: (scale) => void request({ do: 'set-scale', scale }),
  };
}

/** The promise goes to the clipboard as it is: a browser lets a page write only right after a click or a key. */
async function copyCrop(desk: Desk, box: Box): Promise<void> {
  const png = desk
    .fetch({ do: 'crop', box }, Crop)
    .then(({ png }) => new Blob([png as BlobPart], { type: 'image/png' }));
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
}

const failedCopy = (error: unknown): string =>
  l10n.t(
    'The crop could not be copied: {0}. Save it as a file instead.',
    error instanceof Error ? error.message : String(error),
  );
