import * as l10n from '@vscode/l10n';
import { DEFAULT_LIMITS } from '../image/picture.ts';
import type { Handed } from '../protocol.ts';
import { type Carried, NOTHING } from './carried.ts';
import { clipboardAccess, clipboardPictures } from './clipboard.ts';
import type { Desk } from './desk.ts';
import { toHand } from './hand-over.ts';
import { PASTE_KEY } from './start-view.ts';

/** Hands pictures that are pasted or dropped to the extension. */
export class Intake {
  /** Whether the page has no picture yet. */
  isStart = false;
  /** Whether the page may read the clipboard. */
  clipboard: PermissionState = 'denied';
  /** The largest file that the settings allow. */
  maxBytes = DEFAULT_LIMITS.maxBytes;

  /** @param changed is called when `clipboard` is another */
  constructor(
    private readonly desk: Desk,
    private readonly changed: () => void,
  ) {}

  /** Waits for a picture; `read`: takes the one on the clipboard, where nobody has to be asked. */
  async start(read: boolean): Promise<void> {
    this.isStart = true;
    this.setClipboard(await clipboardAccess());
    if (!read || this.clipboard !== 'granted') return;
    const files = await clipboardPictures().catch(() => []);
    if (files.length > 0 && this.isStart) await this.take('paste', { ...NOTHING, files });
  }

  readonly paste = async (): Promise<void> => {
    try {
      await this.take('paste', { ...NOTHING, files: await clipboardPictures() });
    } catch {
      this.setClipboard('denied');
      this.desk.say(l10n.t('This window may not read the clipboard. Press {0} instead.', PASTE_KEY));
    }
  };

  /** Has what was pasted or dropped opened; says why something of it is not. */
  readonly take = async (by: Handed['by'], came: Carried): Promise<void> => {
    this.desk.say('');
    const handed = await toHand(by, came, this.maxBytes);
    const failure = await this.desk.ask({ do: 'take', handed });
    // That there was no picture is no failure.
    if (failure) this.desk.fail(failure, failure.kind !== 'bad-usage');
  };

  private setClipboard(clipboard: PermissionState): void {
    this.clipboard = clipboard;
    this.changed();
  }
}
