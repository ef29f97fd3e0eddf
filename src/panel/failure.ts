import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { ErrorKind } from '../errors.ts';
import type { Failure, ModelAction, PageRequest } from '../protocol.ts';

const BUTTONS: Record<ModelAction, string> = {
  'choose-model': l10n.t('Choose Model File…'),
  'load-model': l10n.t('Load Model'),
  'restart-model': l10n.t('Restart the Model'),
  'model-menu': l10n.t('Model…'),
  'use-server': l10n.t('Use a Server…'),
  'set-server-key': l10n.t('Set Server Key…'),
  'show-server-log': l10n.t('Show Server Log'),
  'download-model': l10n.t('Download Model…'),
  'pause-download': l10n.t('Pause the Download'),
  'dismiss-offer': l10n.t('Not Now'),
  'show-models': l10n.t('Show Models'),
};

/** What helps against a failure, the likeliest first; beside it "Try Again" and the setting that it names. */
const REMEDIES: Partial<Record<ErrorKind, readonly ModelAction[]>> = {
  'no-model': ['choose-model', 'use-server'],
  'cannot-see': ['choose-model'],
  'bad-model': ['choose-model'],
  'model-mismatch': ['choose-model'],
  'no-server': ['use-server'],
  'no-gpu': ['show-server-log'],
  'out-of-memory': ['choose-model', 'show-server-log'],
  'host-failed': ['restart-model', 'show-server-log'],
  'host-killed': ['choose-model', 'restart-model', 'show-server-log'],
  'host-stopped': ['restart-model', 'show-server-log'],
  'context-too-small': ['show-server-log'],
  'server-unreachable': ['use-server', 'show-server-log'],
  'server-key': ['set-server-key'],
  'server-refused': ['use-server', 'show-server-log'],
  'server-garbage': ['use-server', 'show-server-log'],
  timeout: ['restart-model', 'show-server-log'],
};

/** Failures that a setting decides, also where their words name none. */
const SETTLED_BY_SETTING: readonly ErrorKind[] = ['file-too-large', 'too-many-pixels', 'bad-usage', 'bad-prompt'];

/**
 * What failed, what was tried and what to do, with a button for each thing that can be done from here.
 * @param beside whether there is a result that this must leave room for
 */
export function failureView(
  { kind, failed, tried, todo }: Failure,
  retry: () => void,
  ask: (what: PageRequest) => void,
  beside = false,
) {
  const setting = /\bglimpse\.\w+/.exec(`${todo} ${failed}`)?.[0];
  const remedies = REMEDIES[kind] ?? [];
  // Without a model there is nothing to try again.
  const canRetry = kind !== 'no-model';
  const button = (words: string, action: () => void, isFirst = false) =>
    html`<vscode-button ?secondary=${!isFirst} @click=${action}>${words}</vscode-button>`;
  return html`
    <div class="failure ${beside ? 'beside' : ''}" role="alert">
      <i class="codicon codicon-error" aria-hidden="true"></i>
      <div>
        <h2>${failed}</h2>
        ${tried ? html`<p class="tried">${tried}</p>` : nothing} ${todo ? html`<p>${todo}</p>` : nothing}
        <div class="buttons">
          ${canRetry ? button(l10n.t('Try Again'), retry, true) : nothing}
          ${remedies.map((action, i) => button(BUTTONS[action], () => ask({ do: action }), !canRetry && i === 0))}
          ${
            setting || SETTLED_BY_SETTING.includes(kind)
              ? button(l10n.t('Open Settings'), () => ask({ do: 'open-settings', ...(setting && { setting }) }))
              : nothing
          }
          ${remedies.includes('show-server-log') ? nothing : button(l10n.t('Show Log'), () => ask({ do: 'show-log' }))}
        </div>
      </div>
    </div>
  `;
}
