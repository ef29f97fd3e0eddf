import * as l10n from '@vscode/l10n';
import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { onSendKey, REPLY_HINT, SEND_KEYS } from './keys.ts';

interface ReplyField {
  text: string;
  /** What the arrow up brings into an empty field. */
  last: string | undefined;
  /** Whether it can be sent now; it can be written always. */
  ready: boolean;
  onChange(text: string): void;
  onSend(text: string): void;
}

/** Where the next question of a conversation is written. */
export function replyField({ text, last, ready, onChange, onSend }: ReplyField) {
  const isReady = ready && text.trim() !== '';
  const send = () => isReady && onSend(text);
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowUp' && text === '' && last && !event.isComposing) {
      event.preventDefault();
      onChange(last);
    } else onSendKey(event, send);
  };
  return html`<div class="reply" @keydown=${onKey}>
    <textarea aria-label=${l10n.t('Ask a follow-up')} placeholder=${REPLY_HINT} title=${l10n.t('In an empty field, ↑ brings back your last question')}
      rows="1" maxlength="1000000" dir="auto" .value=${live(text)}
      @input=${(event: Event) => onChange((event.target as HTMLTextAreaElement).value)}></textarea>
    <vscode-button ?disabled=${!isReady} title=${SEND_KEYS} @click=${send}>${l10n.t('Send')}</vscode-button>
  </div>`;
}
