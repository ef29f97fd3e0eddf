import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { CODE_LANGUAGES, type CodeLanguage } from '../tasks/code/language.ts';
import type { TextFormat } from '../tasks/format.ts';
import type { LocatorFormat } from '../tasks/locators.ts';
import type { TaskName } from '../tasks/task.ts';
import { TASK_WORDS } from './words.ts';

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

const CODE_WORDS: Record<CodeLanguage, string> = { html: 'HTML', tsx: 'React', vue: 'Vue', svelte: 'Svelte' };

/** What can be taken out of a result; `open`: an outline as code. */
export function actions(
  task: TaskName,
  copy: (format: TextFormat) => void,
  open: (language: CodeLanguage) => void,
  save: () => void,
) {
  return html`
    <div class="actions">
      <span class="copy">${l10n.t('Copy as')}
        ${FORMATS[task].map(
          (
            format,
          ) => html`<vscode-button secondary title=${l10n.t('Copy {0} as {1}', TASK_WORDS[task].copied, LOCATOR_WORDS[format] ?? FORMAT_WORDS[format])}
            @click=${() => copy(format)}>${FORMAT_WORDS[format]}</vscode-button>`,
        )}
      </span>
      ${
        task === 'outline'
          ? html`<span class="copy">${l10n.t('Open as')}
              ${CODE_LANGUAGES.map(
                (
                  language,
                ) => html`<vscode-button secondary title=${l10n.t('Open in a new editor as {0}', CODE_WORDS[language])}
                  @click=${() => open(language)}>${CODE_WORDS[language]}</vscode-button>`,
              )}
            </span>`
          : nothing
      }
      ${
        task === 'elements'
          ? html`<vscode-button secondary icon="save" title=${l10n.t('Save the picture with its boxes as a PNG')} @click=${save}>${l10n.t('Annotated PNG…')}</vscode-button>`
          : nothing
      }
    </div>
  `;
}
