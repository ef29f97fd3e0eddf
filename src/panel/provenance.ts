import { html, nothing } from 'lit';
import type { TaskResult } from '../tasks/task.ts';

/** Under a result: which model had a part in it, and what a reader should know of it. */
export function provenance({ task, answered, notes = [] }: TaskResult, template: string | undefined) {
  if (!answered && notes.length === 0) return nothing;
  const parser = task === 'elements' || task === 'outline' ? 'The screen parser and ' : '';
  return html`
    <div class="provenance">
      ${answered ? html`<p><i class="codicon codicon-eye" aria-hidden="true"></i>${parser}${answered.model}${template ? html`, asked with “${template}”` : nothing}</p>` : nothing}
      ${notes.map((note) => html`<p><i class="codicon codicon-info" aria-hidden="true"></i>${note}</p>`)}
    </div>
  `;
}
