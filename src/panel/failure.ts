import { html, nothing } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { ErrorKind } from '../errors.ts';
import type { Failure, PageRequest } from '../protocol.ts';

/** Failures that a setting decides. */
const SETTLED_BY_SETTING: readonly ErrorKind[] = ['file-too-large', 'too-many-pixels', 'bad-usage'];

/** What failed, what was tried and what to do, with a button for each thing that can be done from here. */
export function failureView(
  { kind, failed, tried, todo }: Failure,
  retry: () => void,
  ask: (what: PageRequest) => void,
) {
  return html`
    <div class="failure" role="alert">
      <i class="codicon codicon-error" aria-hidden="true"></i>
      <div>
        <h2>${failed}</h2>
        ${tried ? html`<p>${tried}</p>` : nothing} ${todo ? html`<p>${todo}</p>` : nothing}
        <div class="buttons">
          <vscode-button @click=${retry}>Try Again</vscode-button>
          ${
            SETTLED_BY_SETTING.includes(kind)
              ? html`<vscode-button secondary @click=${() => ask({ do: 'open-settings' })}>Open Settings</vscode-button>`
              : nothing
          }
          <vscode-button secondary @click=${() => ask({ do: 'show-log' })}>Show Log</vscode-button>
        </div>
      </div>
    </div>
  `;
}
