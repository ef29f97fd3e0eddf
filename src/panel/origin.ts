import * as l10n from '@vscode/l10n';
import { html } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { Origin } from '../protocol.ts';

/** Says that this is the picture of that time, since its file is another by now. */
export function originNote({ file, name, time }: Origin, open: () => void) {
  const when = new Date(time).toLocaleString(document.documentElement.lang, {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const words =
    file === 'gone'
      ? l10n.t('{0} is gone. This is the picture as it was on {1}.', name, when)
      : l10n.t('{0} has changed. This is the picture as it was on {1}.', name, when);
  return html`
    <div class="origin" role="note">
      <i class="codicon codicon-history" aria-hidden="true"></i>
      <span class="words">${words}</span>
      ${file === 'changed' ? html`<vscode-button secondary @click=${open}>${l10n.t('Open the File')}</vscode-button>` : ''}
    </div>
  `;
}
