import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { ModelAction, ModelState, TaskStatus } from '../protocol.ts';
import type { TaskName } from '../tasks/task.ts';
import './elapsed.ts';
import { modelChip } from './model-chip.ts';
import { taskTabs } from './task-tabs.ts';
import { tookDetails, tookWords } from './time-words.ts';
import { fromWords, stepNumbers, stepWords, timedSince } from './words.ts';

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
  stop(): void;
  /** Absent: there is nothing to run. */
  again?: (() => void) | undefined;
  /** Opens and closes the form for another question; absent: it is open for good. */
  another?: { toggle(): void; isOpen: boolean } | undefined;
}

/** Always there, so that nothing jumps: how far the task is, or what it found and how long that took. */
export function statusRow({ status, found, stop, again, another }: StatusRow) {
  const step = stepWords(status);
  const from = fromWords(status, Date.now());
  const since = timedSince(status);
  const stopping = status?.state === 'stopping';
  const working = stopping || status?.state === 'running';
  const timing = status?.state === 'done' || status?.state === 'stopped' ? status.timing : undefined;
  const percent =
    status?.state === 'running' && status.progress !== undefined ? Math.round(status.progress * 100) : undefined;
  const button = (icon: string, words: string, action: () => void) =>
    html`<vscode-toolbar-button icon=${icon} label=${words} title=${words} @click=${action}></vscode-toolbar-button>`;
  return html`
    <div class="status">
      ${step ? html`<span class="step">${step}</span><span class="numbers">${stepNumbers(status)}</span>` : nothing}
      ${since === undefined ? nothing : html`<glimpse-elapsed class="numbers" .since=${since}></glimpse-elapsed>`}
      <span class="found">${found}</span>
      ${from ? html`<span class="made" title=${l10n.t('Kept in the history; it was not run anew.')}>${from}</span>` : nothing}
      ${timing ? html`<span class="took" title=${tookDetails(timing)}>${tookWords(timing)}</span>` : nothing}
      ${
        working
          ? html`<vscode-button secondary icon=${stopping ? 'debug-restart' : 'debug-stop'} @click=${stop}
                title=${stopping ? l10n.t('End the model’s process now; the next request starts it again') : l10n.t('Stop')}>${stopping ? l10n.t('Restart') : l10n.t('Stop')}</vscode-button>
              <vscode-progress-bar .value=${percent} .indeterminate=${percent === undefined}></vscode-progress-bar>`
          : [
              again ? button('refresh', l10n.t('Run again'), again) : nothing,
              another?.isOpen === false ? button('add', l10n.t('Another question'), another.toggle) : nothing,
              another?.isOpen ? button('close', l10n.t('Back to the answer'), another.toggle) : nothing,
            ]
      }
    </div>
  `;
}
