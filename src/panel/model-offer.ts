import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { ModelAction, ModelState } from '../protocol.ts';

/** What a model would add, and one for this machine, which a click downloads; how far it is, while it comes. */
export function modelOffer(model: ModelState, act: (action: ModelAction) => void) {
  if (model.state === 'downloading') return coming(model, act);
  const { offer } = model;
  if (model.state !== 'none' || !offer) return nothing;
  const { title, size, received } = offer;
  const words = received
    ? l10n.t('Resume Download ({0} of {1})', received, size ?? '?')
    : size
      ? l10n.t('Download ({0})', size)
      : l10n.t('Download');
  return html`
    <div class="offer" role="group" aria-label=${l10n.t('A vision model')}>
      <p>${l10n.t('A vision model describes photos, names what icons mean and answers questions: {0} is recommended for this machine, and runs entirely on it.', title)}</p>
      <div class="buttons">
        <vscode-button @click=${() => act('download-model')}>${words}</vscode-button>
        <vscode-button secondary @click=${() => act('show-models')}>${l10n.t('Other Models…')}</vscode-button>
        <vscode-button secondary @click=${() => act('dismiss-offer')} title=${l10n.t('No model is offered here any more; the view "Models" has them all')}>${l10n.t('No, Thanks')}</vscode-button>
      </div>
    </div>
  `;
}

function coming({ name, progress, detail }: ModelState, act: (action: ModelAction) => void) {
  return html`
    <div class="offer" role="group" aria-label=${l10n.t('Download of a model')}>
      <p>${l10n.t('Downloading {0}', name ?? '')}</p>
      <progress aria-label=${l10n.t('Downloading {0}', name ?? '')} max="1" .value=${progress ?? nothing}></progress>
      <div class="buttons">
        <span class="detail">${detail ?? l10n.t('connecting')}</span>
        <vscode-button secondary @click=${() => act('pause-download')}>${l10n.t('Pause')}</vscode-button>
      </div>
    </div>
  `;
}
