import { html, nothing } from 'lit';
import type { TaskResult } from '../tasks/task.ts';

/** Under a result: which model had a part in it, and what a reader should know of it. */
export function provenance({ task, answered, notes = [] }: TaskResult) {
  if (!answered && notes.length === 0) return nothing;
  const parser = task === 'elements' || task === 'outline' ? 'The screen parser and ' : '';
  const line = (icon: string, words: string) =>
    html`<p><i class="codicon codicon-${icon}" aria-hidden="true"></i>${words}</p>`;
  return html`
    <div class="provenance">
      ${answered ? line('eye', `${parser}${answered.model}`) : nothing} ${notes.map((note) => line('info', note))}
    </div>
  `;
}
