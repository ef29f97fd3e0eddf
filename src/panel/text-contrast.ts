import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Box } from '../image/box.ts';
import { contrast } from '../image/color.ts';
import type { Scale } from '../protocol.ts';
import { LINE_HEIGHT } from '../screen/line-box.ts';
import type { TextColors } from '../screen/text-colors.ts';
import { ratioWords, sizeWords, verdictWords } from './contrast-words.ts';
import { scaleSwitch } from './scale-switch.ts';

/** Somebody who walks through a list with the arrow keys wants none of the colours on the way, ms. */
const REST_MS = 120;

/** The colours of a text and their contrast, estimated from its pixels. */
@customElement('glimpse-contrast')
export class TextContrast extends LitElement {
  /** The picture that the text is in, and its lines; pixels of the picture. */
  @property() picture = '';
  @property({ attribute: false }) lines: readonly Box[] = [];
  @property({ attribute: false }) scale: Scale | undefined;
  @property({ attribute: false }) colorsOf!: (lines: readonly Box[]) => Promise<TextColors | undefined>;
  @property({ attribute: false }) setScale!: (scale: Scale | undefined) => void;
  @property({ attribute: false }) copy!: (text: string, what: string) => void;

  @state() private colors: TextColors | 'unknown' | undefined;
  private key = '';
  private timer: number | undefined;

  protected override createRenderRoot() {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    this.key = '';
  }

  protected override willUpdate(_changed: PropertyValues): void {
    const key = `${this.picture} ${JSON.stringify(this.lines)}`;
    if (key === this.key) return;
    this.key = key;
    this.colors = undefined;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.fetch(key), REST_MS);
  }

  private async fetch(key: string): Promise<void> {
    const colors = await this.colorsOf(this.lines).catch(() => undefined);
    if (this.key === key) this.colors = colors ?? 'unknown';
  }

  protected override render() {
    const { colors, lines, scale } = this;
    if (colors === 'unknown') return html`<p>${l10n.t('Contrast: the colors of this text can not be told.')}</p>`;
    if (!colors) return html`<p>${l10n.t('Contrast')}…</p>`;
    const { text, background, worst } = colors;
    const ratio = contrast(text, worst ?? background);
    const fontSize = Math.max(...lines.map(({ height }) => height)) / LINE_HEIGHT;
    return html`
      <p>${l10n.t('Contrast (estimated)')} <strong>${ratioWords(ratio)}</strong>
        <span>${l10n.t('Text')}</span>${this.swatch(text)} <span>${l10n.t('Background')}</span>${this.swatch(worst ?? background)}
        ${worst ? html`<span class="varies">${l10n.t('The background varies: this is its worst part; most of it is {0}.', background)}</span>` : nothing}
      </p>
      <p>${verdictWords(ratio)} ${sizeWords(fontSize, scale)} ${scaleSwitch(scale, this.setScale)}</p>
    `;
  }

  private swatch(hex: string) {
    return html`<button class="copied" title=${l10n.t('Copy {0}', hex)} @click=${() => this.copy(hex, hex)}><span class="swatch" .style=${`--color:${hex}`} aria-hidden="true"></span>${hex}</button>`;
  }
}
