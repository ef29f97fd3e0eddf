import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { Asked, TemplateChoice } from '../protocol.ts';
import { onSendKey, QUESTION_HINT } from './keys.ts';
import { regionWords } from './region-tool.ts';

interface PromptForm {
  /** Those of the task. */
  templates: readonly TemplateChoice[];
  asked: Asked;
  /** What the button says. */
  send: string;
  onChange(asked: Asked): void;
  onSend(): void;
}

/** The template that `asked` means: its own, or the task's first. */
export const chosenTemplate = (templates: readonly TemplateChoice[], { template }: Asked): TemplateChoice | undefined =>
  templates.find(({ id }) => id === template) ?? templates[0];

/** Whether there is all that the template wants to know. */
const canSend = (templates: readonly TemplateChoice[], asked: Asked): boolean => {
  const chosen = chosenTemplate(templates, asked);
  return chosen !== undefined && (!chosen.question || (asked.question ?? '').trim() !== '');
};

/** Which template to ask the model with, and the user's own words where it wants some. */
export function promptForm({ templates, asked, send, onChange, onSend }: PromptForm) {
  const chosen = chosenTemplate(templates, asked);
  const ready = canSend(templates, asked);
  const submit = () => ready && onSend();
  const onKey = (event: KeyboardEvent) => onSendKey(event, submit);
  const button = html`<vscode-button ?disabled=${!ready} title=${l10n.t('{0} (Ctrl+Enter, on a Mac ⌘Enter)', send)} @click=${submit}>${send}</vscode-button>`;
  return html`
    <div class="prompt" role="group" aria-label=${l10n.t('What to ask the model')} @keydown=${onKey}>
      <div class="line">
        <select aria-label=${l10n.t('Prompt')} aria-describedby="prompt-description"
          @change=${(event: Event) => onChange({ ...asked, template: (event.target as HTMLSelectElement).value })}>
          ${templates.map(({ id, title }) => html`<option value=${id} ?selected=${id === chosen?.id} .selected=${id === chosen?.id}>${title}</option>`)}
        </select>
        ${chosen?.question ? nothing : button}
      </div>
      ${
        asked.region
          ? html`<div class="line"><button class="chip" title=${l10n.t('Ask about the whole picture instead')}
              @click=${() => onChange({ ...asked, region: undefined })}><i class="codicon codicon-screen-cut" aria-hidden="true"></i>${l10n.t('About the region {0}', regionWords(asked.region))}<i class="codicon codicon-close" aria-hidden="true"></i></button></div>`
          : nothing
      }
      <div class="about" id="prompt-description">${chosen?.description ?? ''}</div>
      ${
        chosen?.question
          ? html`<textarea aria-label=${l10n.t('Your question')} placeholder=${QUESTION_HINT} rows="3" maxlength="1000000"
                .value=${live(asked.question ?? '')}
                @input=${(event: Event) => onChange({ ...asked, question: (event.target as HTMLTextAreaElement).value })}></textarea>
              <div class="send">${button}</div>`
          : nothing
      }
    </div>
  `;
}
