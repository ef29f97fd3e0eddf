import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { OPEN_FORMATS, type OpenFormat } from '../protocol.ts';
import { CODE_LANGUAGES, type CodeLanguage, STYLINGS, type Styling } from '../tasks/code/language.ts';

const LANGUAGE_WORDS: Record<OpenFormat, string> = {
  md: 'Markdown',
  json: 'JSON',
  html: 'HTML',
  tsx: 'React',
  vue: 'Vue',
  svelte: 'Svelte',
};
const STYLING_WORDS: Record<Styling, string> = { plain: 'CSS', tailwind: 'Tailwind' };

interface CodeActions {
  styling: Styling;
  setStyling(styling: Styling): void;
  /** Generated from the outline. */
  open(as: OpenFormat): void;
  /** Whether there is a model that could write it. */
  canAsk: boolean;
  /** What the model is writing now. */
  writing: CodeLanguage | undefined;
  write(language: CodeLanguage): void;
  stop(): void;
  /** Why the model could not, last. */
  failed: { language: CodeLanguage; words: string } | undefined;
}

/** The outline as code, in a new editor: generated, or written by the model. */
export function codeActions({ styling, setStyling, open, canAsk, writing, write, stop, failed }: CodeActions) {
  return html`
    <span class="copy">${l10n.t('Open as')}
      ${OPEN_FORMATS.map(
        (
          language,
        ) => html`<vscode-button secondary title=${l10n.t('Open in a new editor as {0}', LANGUAGE_WORDS[language])}
            @click=${() => open(language)}>${LANGUAGE_WORDS[language]}</vscode-button>`,
      )}
      <select class="styling" aria-label=${l10n.t('Styling')} title=${l10n.t('How the code says what things look like')} .value=${styling}
        @change=${(event: Event) => setStyling((event.target as HTMLSelectElement).value as Styling)}>
        ${STYLINGS.map((each) => html`<option value=${each} ?selected=${each === styling}>${STYLING_WORDS[each]}</option>`)}
      </select>
    </span>
    ${
      failed
        ? html`<p class="not-written" role="alert"><i class="codicon codicon-error" aria-hidden="true"></i><span>${failed.words}</span>
            <vscode-button secondary @click=${() => open(failed.language)}>${l10n.t('Open the generated {0} instead', LANGUAGE_WORDS[failed.language])}</vscode-button></p>`
        : nothing
    }
    ${canAsk ? html`<span class="copy" role="group" aria-label=${l10n.t('Write with the model')}>${writing ? progress(writing, stop) : choices(write)}</span>` : nothing}
  `;
}

const choices = (write: (language: CodeLanguage) => void) => html`${l10n.t('Write with the model')}
  ${CODE_LANGUAGES.map(
    (
      language,
    ) => html`<vscode-button secondary title=${l10n.t('Let the model write {0} into a new editor', LANGUAGE_WORDS[language])}
      @click=${() => write(language)}>${LANGUAGE_WORDS[language]}</vscode-button>`,
  )}`;

const progress = (writing: CodeLanguage, stop: () => void) => html`
  <i class="codicon codicon-loading codicon-modifier-spin" aria-hidden="true"></i>
  <span role="status">${l10n.t('The model writes {0}…', LANGUAGE_WORDS[writing])}</span>
  <vscode-button secondary @click=${stop}>${l10n.t('Stop')}</vscode-button>`;
