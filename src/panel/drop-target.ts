import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Handed } from '../protocol.ts';
import { type Carried, carried, mayHoldPictures } from './carried.ts';

/** Nothing says that a drag has gone elsewhere once VS Code takes it over; while it is here it is heard of every 50 ms. */
const GONE_MS = 400;

/** Takes pictures that are pasted or dropped anywhere on the page, and shows that it does while something is dragged. */
@customElement('glimpse-drop')
export class DropTarget extends LitElement {
  @property({ attribute: false }) take: (by: Handed['by'], came: Carried) => void = () => {};
  @state() private drag: 'none' | 'over' | 'over-with-shift' = 'none';
  /** Something of the page itself is dragged, such as selected text. */
  private isOwn = false;
  private gone: number | undefined;
  private listening = new AbortController();

  protected override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener('paste', this.onPaste, { signal });
    document.addEventListener('dragenter', this.onDrag, { signal });
    document.addEventListener('dragover', this.onDrag, { signal });
    document.addEventListener('dragleave', this.onLeave, { signal });
    document.addEventListener('drop', this.onDrop, { signal });
    document.addEventListener('dragstart', () => this.own(true), { signal });
    document.addEventListener('dragend', () => this.own(false), { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.listening.abort();
  }

  private own(isOwn: boolean): void {
    this.isOwn = isOwn;
  }

  private readonly onPaste = (event: ClipboardEvent): void => {
    if (!event.clipboardData || isInTextField(event)) return;
    event.preventDefault();
    this.take('paste', carried(event.clipboardData, imageSources));
  };

  private readonly onDrag = (event: DragEvent): void => {
    if (!this.isWanted(event)) return;
    // Else VS Code takes it for a file to open in an editor.
    event.preventDefault();
    event.stopPropagation();
    event.dataTransfer.dropEffect = 'copy';
    this.drag = event.shiftKey ? 'over-with-shift' : 'over';
    clearTimeout(this.gone);
    this.gone = window.setTimeout(() => this.end(), GONE_MS);
  };

  private readonly onLeave = (event: DragEvent): void => {
    if (event.relatedTarget === null) this.end();
  };

  private readonly onDrop = (event: DragEvent): void => {
    this.end();
    if (!this.isWanted(event)) return;
    event.preventDefault();
    event.stopPropagation();
    this.take('drop', carried(event.dataTransfer, imageSources));
  };

  private end(): void {
    clearTimeout(this.gone);
    this.drag = 'none';
  }

  private isWanted(event: DragEvent): event is DragEvent & { dataTransfer: DataTransfer } {
    if (this.isOwn || !event.dataTransfer) return false;
    const types = event.dataTransfer.types.filter((type) => type !== 'text/html' || !isInTextField(event));
    return mayHoldPictures(types);
  }

  protected override render() {
    if (this.drag === 'none') return nothing;
    return html`
      <div class="drop">
        <div class="card">
          <i class="codicon codicon-file-media" aria-hidden="true"></i>
          <p class="words">${l10n.t('Drop to open in Glimpse')}</p>
          ${this.drag === 'over-with-shift' ? html`<p class="hint">${l10n.t('Keep Shift pressed until you drop.')}</p>` : nothing}
        </div>
      </div>
    `;
  }
}

/** Whether an event is for a field that takes text. */
function isInTextField(event: Event): boolean {
  const [target] = event.composedPath();
  return target instanceof Element && target.closest('input, textarea, [contenteditable]') !== null;
}

/** The addresses of the images in some HTML; none is loaded. */
function imageSources(markup: string): string[] {
  const images = new DOMParser().parseFromString(markup, 'text/html').querySelectorAll('img[src]');
  return Array.from(images, (image) => image.getAttribute('src')?.trim() ?? '');
}
