import * as l10n from '@vscode/l10n';
import { html } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { ModelState, PageRequest } from '../protocol.ts';
import { modelOffer } from './model-offer.ts';

/** What stands in place of the question while there is nobody to answer it. */
export function noModel(model: ModelState, ask: (what: PageRequest) => void) {
  return html`
    ${modelOffer(model, (action) => ask({ do: action }))}
    <div class="no-model">
      <p>${l10n.t('Questions about a picture need a vision model: a Qwen3-VL GGUF file and its mmproj file, which Glimpse runs on this machine, or a server that speaks the OpenAI protocol. Elements, outlines and plain descriptions work without.')}</p>
      <div class="buttons">
        <vscode-button ?secondary=${model.offer !== undefined} @click=${() => ask({ do: 'choose-model' })}>${l10n.t('Choose Model File…')}</vscode-button>
        <vscode-button secondary @click=${() => ask({ do: 'use-server' })}>${l10n.t('Use a Server…')}</vscode-button>
      </div>
    </div>
  `;
}
