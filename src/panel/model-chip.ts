import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import { type ModelAction, type ModelState, modelWords } from '../protocol.ts';

const ICONS: Record<ModelState['state'], string> = {
  none: 'eye-closed',
  downloading: 'cloud-download',
  stopped: 'eye-closed',
  starting: 'loading codicon-modifier-spin',
  loading: 'loading codicon-modifier-spin',
  ready: 'eye',
  busy: 'loading codicon-modifier-spin',
  failed: 'warning',
};

/** What a click does: what is missing, else all that can be done. */
const action = ({ state, where }: ModelState) =>
  state === 'none'
    ? ('choose-model' as const)
    : state === 'downloading'
      ? 'show-models'
      : state === 'stopped' && where === 'local'
        ? 'load-model'
        : 'model-menu';

const TITLES: Record<ReturnType<typeof action>, string> = {
  'choose-model': l10n.t('Choose a model file'),
  'load-model': l10n.t('Load the model'),
  'show-models': l10n.t('Show the downloads'),
  'model-menu': l10n.t('What can be done with the model'),
};

/** Which model answers and how it is, as one button. */
export function modelChip(model: ModelState, act: (action: ModelAction) => void) {
  const does = action(model);
  const state = modelWords(model);
  return html`
    <button class="model" data-state=${model.state} title=${l10n.t('{0} ({1}). {2}', model.name ?? l10n.t('No model'), state, TITLES[does])} @click=${() => act(does)}>
      <i class="codicon codicon-${ICONS[model.state]}" aria-hidden="true"></i>
      <span class="name">${model.name ?? l10n.t('Choose a model…')}</span>
      ${model.name ? html`<span class="state">${state}</span>` : nothing}
    </button>
  `;
}
