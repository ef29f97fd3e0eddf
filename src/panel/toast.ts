import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { Desk } from './desk.ts';

/** What just happened, and what is said of it aloud. */
export function toast(desk: Desk) {
  const { note, announced } = desk;
  const { action } = note ?? {};
  const help = () => {
    action?.do();
    desk.say('');
  };
  return html`
    <span class="toast ${note?.failed ? 'failed' : ''}">${note?.text ?? ''}${
      action ? html`<vscode-button @click=${help}>${action.words}</vscode-button>` : nothing
    }${
      note?.failed // what went well goes by itself
        ? html`<vscode-toolbar-button icon="close" label=${l10n.t('Close')} title=${l10n.t('Close')}
            @click=${() => desk.say('')}></vscode-toolbar-button>`
        : nothing
    }</span>
    <span class="visually-hidden" role="status">${announced}</span>
  `;
}
