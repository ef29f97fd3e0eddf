import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import type { TaskResult } from '../tasks/task.ts';

/** Under a result: which models had a part in it, and what a reader should know of it. */
export function provenance(result: TaskResult) {
  const { task, answered } = result;
  const isTalk = task === 'describe' || task === 'ask';
  // In a conversation they stand below the answers that they are about.
  const notes = isTalk ? [] : (result.notes ?? []);
  if (!answered && notes.length === 0) return nothing;
  const models = new Set([answered?.model, ...(isTalk ? (result.followUps ?? []).map(({ model }) => model) : [])]);
  const named = [...models].filter(Boolean).join(', ');
  const line = (icon: string, words: string) =>
    html`<p><i class="codicon codicon-${icon}" aria-hidden="true"></i>${words}</p>`;
  return html`
    <div class="provenance">
      ${answered ? line('eye', isTalk ? named : l10n.t('The screen parser and {0}', named)) : nothing} ${notes.map((note) => line('info', note))}
    </div>
  `;
}
