import { html, nothing } from 'lit';
import type { TaskStatus } from '../protocol.ts';

/** Stands for what a task has not found yet, while it is at work. */
export const skeleton = (status: TaskStatus | undefined) =>
  status?.state === 'running'
    ? html`<div class="skeleton" aria-hidden="true">${Array.from({ length: 8 }, () => html`<div></div>`)}</div>`
    : nothing;
