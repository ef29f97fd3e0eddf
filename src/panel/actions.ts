import { html, nothing } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { TextFormat } from '../tasks/format.ts';
import type { TaskName } from '../tasks/task.ts';
import { TASK_WORDS } from './words.ts';

/** Words have no rows for a CSV. */
const FORMATS: Record<TaskName, readonly TextFormat[]> = {
  elements: ['json', 'md', 'csv'],
  outline: ['json', 'md', 'csv'],
  describe: ['json', 'md'],
  ask: ['json', 'md'],
};
export const FORMAT_WORDS: Record<TextFormat, string> = { json: 'JSON', md: 'Markdown', csv: 'CSV' };

/** What can be taken out of a result. */
export function actions(task: TaskName, copy: (format: TextFormat) => void, save: () => void) {
  return html`
    <div class="actions">
      <span class="copy">Copy as
        ${FORMATS[task].map(
          (format) => html`<vscode-button secondary title="Copy ${TASK_WORDS[task].copied} as ${FORMAT_WORDS[format]}"
            @click=${() => copy(format)}>${FORMAT_WORDS[format]}</vscode-button>`,
        )}
      </span>
      ${
        task === 'elements'
          ? html`<vscode-button secondary icon="save" title="Save the picture with its boxes as a PNG" @click=${save}>Annotated PNG…</vscode-button>`
          : nothing
      }
    </div>
  `;
}
