import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { TextFormat } from '../tasks/format.ts';
import type { LocatorFormat } from '../tasks/locators.ts';
import type { TaskName } from '../tasks/task.ts';
import { countWords, TASK_WORDS } from './words.ts';

/** Words have no rows for a CSV. */
const FORMATS: Record<TaskName, readonly TextFormat[]> = {
  elements: ['json', 'md', 'csv', 'playwright', 'testing-library'],
  outline: ['json', 'md', 'csv'],
  describe: ['json', 'md'],
  ask: ['json', 'md'],
};
export const FORMAT_WORDS: Record<TextFormat, string> = {
  json: 'JSON',
  md: 'Markdown',
  csv: 'CSV',
  playwright: 'Playwright',
  'testing-library': 'Testing Library',
};

/** The formats that say how a test finds an element. */
export const LOCATOR_WORDS: Partial<Record<TextFormat, string>> & Record<LocatorFormat, string> = {
  playwright: l10n.t('Playwright locators'),
  'testing-library': l10n.t('Testing Library queries'),
};

/** What can be taken out of a result; `selected`: how many elements it is about, 0: all that are shown; `code`: buttons for an outline's code. */
export function actions(
  task: TaskName,
  selected: number,
  copy: (format: TextFormat) => void,
  code: unknown,
  save: () => void,
) {
  return html`
    <div class="actions">
      <span class="copy">${l10n.t('Copy as')}
        ${FORMATS[task].map(
          (
            format,
          ) => html`<vscode-button secondary title=${copyTitle(task, selected, LOCATOR_WORDS[format] ?? FORMAT_WORDS[format])}
            @click=${() => copy(format)}>${FORMAT_WORDS[format]}</vscode-button>`,
        )}
      </span>
      ${code}
      ${
        task === 'elements'
          ? html`<vscode-button secondary icon="save" title=${saveTitle(selected)} @click=${save}>${l10n.t('Annotated PNG…')}</vscode-button>`
          : nothing
      }
    </div>
  `;
}

const copyTitle = (task: TaskName, selected: number, format: string): string =>
  selected > 0
    ? l10n.t('Copy the {0} selected elements as {1}', selected, format)
    : l10n.t('Copy {0} as {1}', TASK_WORDS[task].copied, format);

const saveTitle = (selected: number): string =>
  selected > 0
    ? l10n.t('Save the picture with the boxes of the {0} selected elements as a PNG', selected)
    : l10n.t('Save the picture with the boxes that are shown as a PNG');

/** What was copied; `selected`: how many elements, 0: all that are `shown`. */
export function copiedWords(task: TaskName, selected: number, shown: number, format: TextFormat): string {
  const locators = LOCATOR_WORDS[format];
  if (selected > 0) return l10n.t('Copied {0} selected elements as {1}.', selected, locators ?? FORMAT_WORDS[format]);
  if (locators) return l10n.t('{0} copied.', locators);
  const what = task === 'elements' ? countWords(task, shown, shown) : TASK_WORDS[task].copied;
  return l10n.t('Copied {0} as {1}.', what, FORMAT_WORDS[format]);
}
