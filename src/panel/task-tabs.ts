import * as l10n from '@vscode/l10n';
import { html } from 'lit';
import { TASKS, type TaskName } from '../tasks/task.ts';
import { TASK_WORDS } from './words.ts';

/** The id of what the tabs are about. */
export const TASK_PANEL = 'task-panel';
/** The id of a task's tab. */
export const tabId = (task: TaskName): string => `tab-${task}`;

/** The tasks as tabs, of which the arrow keys choose one (WAI-ARIA, tabs with automatic activation). */
export function taskTabs(task: TaskName, choose: (task: TaskName) => void) {
  const press = (event: KeyboardEvent) => {
    const at = TASKS.indexOf(task);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: TASKS.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = TASKS[(to + TASKS.length) % TASKS.length]!;
    choose(next);
    document.getElementById(tabId(next))?.focus();
  };
  return html`
    <div class="tabs" role="tablist" aria-label=${l10n.t('Task')} @keydown=${press}>
      ${TASKS.map(
        (name) => html`<button role="tab" id=${tabId(name)} aria-selected=${name === task} aria-controls=${TASK_PANEL}
          tabindex=${name === task ? 0 : -1} @click=${() => choose(name)}>${TASK_WORDS[name].title}</button>`,
      )}
    </div>
  `;
}
