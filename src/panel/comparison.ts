import type { PageState, Preview } from '../protocol.ts';
import type { Desk } from './desk.ts';
import { previewTools } from './page-preview.ts';

/** Compares the picture with the page that the outline's code makes; the extension makes that as long as it is on. */
export class Comparison {
  /** For VS Code to keep. */
  kept: NonNullable<PageState['preview']>;
  /** The page's HTML; empty until it is there. */
  html = '';

  /** @param nonce of the styles in that HTML, as the panel's own policy lets them in */
  constructor(
    kept: PageState['preview'],
    private readonly desk: Desk,
    private readonly nonce: () => string,
    private readonly changed: () => void,
  ) {
    this.kept = kept ?? { mode: 'beside', opacity: 0.5, on: false };
  }

  /** Says whether the page is wanted to an extension that does not know it yet. */
  resume(): void {
    if (this.kept.on) this.ask();
  }

  /** What is laid beside or over the picture. */
  get sheet(): (Preview & { html: string }) | undefined {
    const { kept, html } = this;
    return kept.on && html !== '' ? { ...kept, html } : undefined;
  }

  tools() {
    return previewTools(this.kept, this.kept.on, (preview, on) => {
      const isNew = on !== this.kept.on;
      this.kept = { ...preview, on };
      this.changed();
      if (isNew) this.ask();
    });
  }

  private ask(): void {
    void this.desk.ask({ do: 'preview', on: this.kept.on, nonce: this.nonce() });
  }
}
