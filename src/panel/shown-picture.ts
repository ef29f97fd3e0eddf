import * as l10n from '@vscode/l10n';
import type { Box } from '../image/box.ts';
import type { PictureInfo } from '../image/picture.ts';
import type { HostMessage, PageState, Viewport } from '../protocol.ts';
import type { Desk } from './desk.ts';
import { smaller } from './pyramid.ts';

/** The picture: its pixels, where it lies in its pane, and the part of it that is marked. */
export class ShownPicture {
  info: PictureInfo | undefined;
  bitmap: ImageBitmap | undefined;
  /** Copies of a large one, the largest first. */
  smaller: readonly ImageBitmap[] = [];
  /** Undefined: fitted to the pane. */
  viewport: Viewport | undefined;
  /** Whole pixels of the picture. */
  region: Box | undefined;
  private coming: PictureInfo | undefined;

  /** @param changed is called when something else is to be drawn */
  constructor(
    kept: Pick<PageState, 'viewport' | 'region'> | undefined,
    private readonly desk: Pick<Desk, 'say'>,
    private readonly changed: () => void,
  ) {
    this.viewport = kept?.viewport;
    this.region = kept?.region;
  }

  /** Shows the picture once it is decoded: its boxes must never lie on the picture before it. */
  async show({ info, mediaType, data }: Extract<HostMessage, { type: 'picture' }>): Promise<void> {
    this.coming = info;
    const blob = new Blob([data as BlobPart], { type: mediaType });
    const bitmap = await createImageBitmap(blob).catch(() => undefined);
    if (this.coming !== info) return bitmap?.close();
    const before = this.info;
    if (before && (before.width !== info.width || before.height !== info.height)) {
      this.viewport = undefined;
      this.region = undefined;
    }
    for (const old of [this.bitmap, ...this.smaller]) old?.close();
    this.bitmap = bitmap;
    this.smaller = [];
    this.info = info;
    this.changed();
    if (bitmap) return this.makeSmaller(bitmap);
    this.desk.say(l10n.t('This window has not enough memory to draw the picture; the list is complete.'), true);
  }

  private async makeSmaller(bitmap: ImageBitmap): Promise<void> {
    for await (const copy of smaller(bitmap)) {
      if (this.bitmap !== bitmap) return copy.close();
      this.smaller = [...this.smaller, copy];
      this.changed();
    }
  }

  move(viewport: Viewport | undefined): void {
    this.viewport = viewport;
    this.changed();
  }

  mark(region: Box | undefined): void {
    this.region = region;
    this.changed();
  }
}
