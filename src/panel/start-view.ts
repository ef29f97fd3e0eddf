import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';

/** As the keyboard in use has it. */
export const PASTE_KEY = /Mac/.test(navigator.platform) ? '⌘V' : 'Ctrl+V';

/**
 * What a panel shows that has no picture yet.
 * @param paste reads the clipboard; absent where the page may not
 */
export function startView(choose: () => void, paste: (() => void) | undefined) {
  return html`
    <div class="start">
      <i class="codicon codicon-clippy" aria-hidden="true"></i>
      <h1>${l10n.t('Press {0} to paste a screenshot', PASTE_KEY)}</h1>
      <p class="or">${l10n.t('or drop pictures here')}</p>
      <div class="buttons">
        <vscode-button @click=${choose}>${l10n.t('Choose Files…')}</vscode-button>
        ${paste ? html`<vscode-button secondary @click=${paste}>${l10n.t('Paste')}</vscode-button>` : nothing}
      </div>
      <ul>
        <li>${l10n.t('From the explorer or the desktop: hold Shift while you drop, else VS Code opens the file in an editor.')}</li>
        <li>${l10n.t('From a web page: drag or copy the picture itself. Glimpse fetches nothing from the web.')}</li>
        <li>${l10n.t('A picture without a file is kept with the workspace until you save it.')}</li>
      </ul>
    </div>
  `;
}
