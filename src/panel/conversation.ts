import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { Reply } from '../protocol.ts';
import { codeBlock, type TakeOut } from './code-block.ts';
import { onSendKey, SEND_KEYS } from './keys.ts';
import { markdown } from './markdown.ts';
import { regionWords } from './region-tool.ts';
import type { ShownTurn } from './turns.ts';

/** What a reader can do with the turns of a conversation. */
export interface Talking extends TakeOut {
  /** The question of a turn is being changed; undefined: no longer. */
  edit(editing: Reply['editing']): void;
  /** Sends the changed question. */
  resend(at: number, question: string): void;
  /** Has the last question answered anew. */
  answerAgain(): void;
  /** Brings back what this conversation took the place of. */
  bringBack(): void;
}

/** Whoever is this near to the end, in pixels, reads along. */
const NEAR = 32;

/**
 * Questions and answers, one below the other. What a model wrote is text: it makes no HTML and leads nowhere. While an answer
 * is written the end stays in view, as long as its reader is there.
 */
@customElement('glimpse-conversation')
export class ConversationView extends LitElement {
  @property({ attribute: false }) turns: readonly ShownTurn[] = [];
  /** Whether something is still being written. */
  @property({ attribute: false }) busy = false;
  @property({ attribute: false }) editing: Reply['editing'];
  /** Whether the first question is the user's own. */
  @property({ attribute: false }) ownWords = false;
  /** Whether a model can be asked. */
  @property({ attribute: false }) canAsk = false;
  /** Whether there is something to bring back. */
  @property({ attribute: false }) earlier = false;
  @property({ attribute: false }) talking!: Talking;
  @query('.description') private readonly scroller!: HTMLElement | null;
  private follows = true;

  protected override createRenderRoot() {
    return this;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { scroller } = this;
    const before = changed.get('turns');
    const isNew = !scroller || (before !== undefined && before.length !== this.turns.length);
    this.follows = isNew
      ? this.turns.length > 1 || this.busy
      : this.busy && scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const { scroller, editing } = this;
    if (scroller && this.follows && changed.has('turns')) scroller.scrollTop = scroller.scrollHeight;
    if (changed.has('editing') && changed.get('editing')?.at !== editing?.at) this.focusEditing(changed.get('editing'));
  }

  /** Into the field that was opened, or back to the button that had opened it. */
  private focusEditing(before: Reply['editing']): void {
    if (this.editing) this.querySelector<HTMLElement>('.asked textarea')?.focus();
    else if (document.activeElement === document.body) {
      this.querySelector<HTMLElement>(`[data-at="${before?.at}"] .change`)?.focus();
    }
  }

  protected override render() {
    return html`<div class="description" tabindex="0" role="region" aria-label=${l10n.t('Answer')} aria-busy=${this.busy}>
      ${repeat(
        this.turns,
        ({ at }) => at,
        (turn) => this.turn(turn),
      )}
    </div>`;
  }

  private turn(turn: ShownTurn) {
    const { at, text, form, language, notes, unfinished } = turn;
    const isLast = turn === this.turns.at(-1);
    const isWriting = isLast && this.busy;
    const { talking } = this;
    return html`
      <div class="turn" data-at=${at}>
        ${this.asked(turn)}
        <div class="answer">
          ${
            text === undefined
              ? html`<div class="skeleton" aria-hidden="true"><div></div><div></div><div></div></div>`
              : guard([text, form, language], () =>
                  form === 'markdown' ? markdown(text, talking) : codeBlock(text, language, talking),
                )
          }
        </div>
        ${unfinished ? note(unfinished === 'stopped' ? l10n.t('Stopped here.') : l10n.t('The answer broke off here.')) : nothing}
        ${notes.map(note)}
        ${text === undefined || isWriting ? nothing : this.tools(turn, isLast)}
      </div>
    `;
  }

  private asked({ at, question, region }: ShownTurn) {
    const { editing, busy, canAsk, ownWords, talking } = this;
    if (question === undefined) return nothing;
    if (editing?.at === at && !busy) return this.editor(editing);
    const change = l10n.t('Change the question');
    return html`<div class="asked">
      <div class="words" dir="auto"><span class="visually-hidden">${l10n.t('You asked:')}</span>${question}${
        region ? html`<div class="about">${l10n.t('About the region {0}', regionWords(region))}</div>` : nothing
      }</div>
      ${
        canAsk && !busy && (at > 0 || ownWords)
          ? html`<vscode-toolbar-button class="change" icon="edit" label=${change} title=${change}
              @click=${() => talking.edit({ at, text: question })}></vscode-toolbar-button>`
          : nothing
      }
    </div>`;
  }

  private editor({ at, text }: NonNullable<Reply['editing']>) {
    const { talking } = this;
    const send = () => text.trim() && talking.resend(at, text);
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.isComposing) talking.edit(undefined);
      else onSendKey(event, send);
    };
    return html`<div class="asked editing" role="group" aria-label=${l10n.t('Change the question')} @keydown=${onKey}>
      <textarea aria-label=${l10n.t('The question')} maxlength="1000000" rows="2" dir="auto" .value=${live(text)}
        @input=${(event: Event) => talking.edit({ at, text: (event.target as HTMLTextAreaElement).value })}></textarea>
      <div class="send">
        <span class="hint">${l10n.t('All that follows it is replaced.')}</span>
        <vscode-button secondary @click=${() => talking.edit(undefined)}>${l10n.t('Cancel')}</vscode-button>
        <vscode-button ?disabled=${!text.trim()} title=${SEND_KEYS} @click=${send}>${l10n.t('Send')}</vscode-button>
      </div>
    </div>`;
  }

  private tools({ text = '', form }: ShownTurn, isLast: boolean) {
    const { talking, canAsk, earlier, busy } = this;
    const button = (icon: string, words: string, action: () => void) =>
      html`<vscode-toolbar-button icon=${icon} label=${words} title=${words} @click=${action}></vscode-toolbar-button>`;
    return html`<div class="tools">
      ${
        form === 'markdown' // code has its own
          ? [
              button('copy', l10n.t('Copy the answer'), () => talking.copy(text, l10n.t('Answer'))),
              button('insert', l10n.t('Insert the answer at the cursor'), () => talking.insert(text)),
              button('go-to-file', l10n.t('Open the answer in a new editor'), () => talking.open(text, 'markdown')),
            ]
          : nothing
      }
      ${isLast && canAsk && !busy ? button('refresh', l10n.t('Answer again'), () => talking.answerAgain()) : nothing}
      ${isLast && earlier && !busy ? button('discard', l10n.t('Bring back what was here before'), () => talking.bringBack()) : nothing}
    </div>`;
  }
}

const note = (words: string) =>
  html`<p class="note"><i class="codicon codicon-info" aria-hidden="true"></i>${words}</p>`;
