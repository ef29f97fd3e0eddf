import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';

/** What can be done with a text of an answer. */
export interface TakeOut {
  /** @param what what was copied, as it is told afterwards */
  copy(text: string, what: string): void;
  /** Where the cursor is in the text editor that was used last. */
  insert(text: string): void;
  /** In a new editor; `language` as in a fence, empty where it is unknown. */
  open(text: string, language: string): void;
}

/** Code as it is, with buttons that take it out; `language` as in a fence, empty where it is unknown. */
export function codeBlock(code: string, language: string, { copy, insert, open }: TakeOut): TemplateResult {
  const button = (icon: string, words: string, action: () => void) =>
    html`<vscode-toolbar-button icon=${icon} label=${words} title=${words} @click=${action}></vscode-toolbar-button>`;
  return html`<div class="code" dir="ltr"><div class="bar"><span>${language}</span>${[
    button('copy', l10n.t('Copy the code'), () => copy(code, l10n.t('Code'))),
    button('insert', l10n.t('Insert the code at the cursor'), () => insert(code)),
    button('go-to-file', l10n.t('Open the code in a new editor'), () => open(code, language)),
  ]}</div><pre tabindex="0"><code>${code}</code></pre></div>`;
}
