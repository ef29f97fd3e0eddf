import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { ModelAction, ModelState, TaskStatus } from '../protocol.ts';
import type { TaskName } from '../tasks/task.ts';
import { modelChip } from './model-chip.ts';
import { taskTabs } from './task-tabs.ts';
import { fromWords, stepNumbers, stepWords } from './words.ts';

/** The tasks, and the model that they ask. */
export function taskBar(
  task: TaskName,
  model: ModelState,
  choose: (task: TaskName) => void,
  act: (action: ModelAction) => void,
) {
  return html`
    <div class="task-bar">
      ${taskTabs(task, choose)} ${modelChip(model, act)}
    </div>
  `;
}

interface StatusRow {
  status: TaskStatus | undefined;
  /** What there is so far, in words. */
  found: string;
  /** ms since 1970 */
  now: number;
  stop(): void;
  /** Absent: there is nothing to run. */
  again?: (() => void) | undefined;
}

/** Always there, so that nothing jumps: how far the task is, or what it found. */
export function statusRow({ status, found, now, stop, again }: StatusRow) {
  const step = stepWords(status);
  const from = fromWords(status, now);
  const stopping = status?.state === 'stopping';
  const working = stopping || status?.state === 'running';
  const percent =
    status?.state === 'running' && status.progress !== undefined ? Math.round(status.progress * 100) : undefined;
  return html`
    <div class="status">
      ${step ? html`<span class="step">${step}</span><span class="numbers">${stepNumbers(status, now)}</span>` : nothing}
      <span class="found">${found}</span>
      ${from ? html`<span class="made" title=${l10n.t('Kept in the history; it was not run anew.')}>${from}</span>` : nothing}
      <span class="visually-hidden" role="status">${step || [found, from].filter(Boolean).join(', ')}</span>
      ${
        working
          ? html`<vscode-button secondary icon=${stopping ? 'debug-restart' : 'debug-stop'} @click=${stop}
                title=${stopping ? l10n.t('End the model’s process now; the next request starts it again') : l10n.t('Stop')}>${stopping ? l10n.t('Restart') : l10n.t('Stop')}</vscode-button>
              <vscode-progress-bar .value=${percent} .indeterminate=${percent === undefined}></vscode-progress-bar>`
          : again
            ? html`<vscode-toolbar-button icon="refresh" label=${l10n.t('Run again')} title=${l10n.t('Run again')} @click=${again}></vscode-toolbar-button>`
            : nothing
      }
    </div>
  `;
}
