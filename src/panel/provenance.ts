import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import type { TaskResult } from '../tasks/task.ts';

/** Under a result: which model had a part in it, and what a reader should know of it. */
export function provenance({ task, answered, notes = [] }: TaskResult) {
  if (!answered && notes.length === 0) return nothing;
  const withParser = task === 'elements' || task === 'outline';
  const line = (icon: string, words: string) =>
    html`<p><i class="codicon codicon-${icon}" aria-hidden="true"></i>${words}</p>`;
  return html`
    <div class="provenance">
      ${answered ? line('eye', withParser ? l10n.t('The screen parser and {0}', answered.model) : answered.model) : nothing} ${notes.map((note) => line('info', note))}
    </div>
  `;
}
