import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';

/** Code as it is, with a button that copies it; `language` as in a fence, empty where it is unknown. */
export function codeBlock(code: string, language: string, copy: (text: string, what: string) => void): TemplateResult {
  return html`<div class="code"><div class="bar"><span>${language}</span><vscode-toolbar-button icon="copy"
    label=${l10n.t('Copy the code')} title=${l10n.t('Copy the code')} @click=${() => copy(code, l10n.t('Code'))}></vscode-toolbar-button></div><pre
    tabindex="0"><code>${code}</code></pre></div>`;
}
