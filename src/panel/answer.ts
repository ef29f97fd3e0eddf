import * as l10n from '@vscode/l10n';
import { html } from 'lit';
import type { AskResult, DescribeResult } from '../tasks/task.ts';
import { codeBlock } from './code-block.ts';
import { markdown } from './markdown.ts';

/** A description or an answer in words or code. What a model wrote is text: it makes no HTML and leads nowhere. */
export function answer(result: DescribeResult | AskResult, copy: (text: string, what: string) => void) {
  const isCode = result.task === 'ask' && result.form !== 'markdown';
  const language = result.task === 'ask' ? (result.codeLanguage ?? (result.form === 'json' ? 'json' : '')) : '';
  return html`<div class="description" tabindex="0" role="region" aria-label=${l10n.t('Answer')}>
    ${isCode ? codeBlock(result.text, language, copy) : markdown(result.text, copy)}
  </div>`;
}
