import { LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { durationWords } from './time-words.ts';

/** How often it is drawn anew, ms: tenths as long as they are shown. */
const paceOf = (ms: number): number => (ms < 10_000 ? 100 : 1000);

/** A clock that runs from `since`. It draws itself alone, so that a page with long lists need not. */
@customElement('glimpse-elapsed')
export class Elapsed extends LitElement {
  /** ms since 1970 */
  @property({ attribute: false }) since = Date.now();
  private timer: number | undefined;

  protected override createRenderRoot() {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  protected override render() {
    return durationWords(Date.now() - this.since);
  }

  protected override updated(): void {
    clearTimeout(this.timer);
    if (!this.isConnected) return;
    this.timer = window.setTimeout(() => this.requestUpdate(), paceOf(Date.now() - this.since));
  }
}
