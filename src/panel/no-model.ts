import * as l10n from '@vscode/l10n';
import { html } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { PageRequest } from '../protocol.ts';

/** What stands in place of the question while there is nobody to answer it. */
export function noModel(ask: (what: PageRequest) => void) {
  return html`
    <div class="no-model">
      <p>${l10n.t('Questions about a picture need a vision model: a Qwen3-VL GGUF file and its mmproj file, which Glimpse runs on this machine, or a server that speaks the OpenAI protocol. Elements, outlines and plain descriptions work without.')}</p>
      <div class="buttons">
        <vscode-button @click=${() => ask({ do: 'choose-model' })}>${l10n.t('Choose Model File…')}</vscode-button>
        <vscode-button secondary @click=${() => ask({ do: 'use-server' })}>${l10n.t('Use a Server…')}</vscode-button>
      </div>
    </div>
  `;
}
