import { hasModel, type ModelState, type TaskStatus, type TemplateChoice } from '../protocol.ts';
import type { ResultOf, TaskName, TaskResult } from '../tasks/task.ts';
import type { ShownPicture } from './shown-picture.ts';

export type Results = { readonly [T in TaskName]?: ResultOf<T> };
type Statuses = { readonly [T in TaskName]?: TaskStatus };

/** What the extension has said of each task, which of them is in front, and what it can ask. */
export class TaskStates {
  front: TaskName = 'elements';
  results: Results = {};
  statuses: Statuses = {};
  model: ModelState = { state: 'none' };
  templates: readonly TemplateChoice[] = [];
  /** Until the extension has said how far it is. */
  private readonly starting: TaskStatus = { state: 'running', step: 'read', since: Date.now() };

  constructor(private readonly picture: ShownPicture) {}

  setStatus(task: TaskName, status: TaskStatus): void {
    this.statuses = { ...this.statuses, [task]: status };
  }

  setResult(result: TaskResult): void {
    this.results = { ...this.results, [result.task]: result };
  }

  /** Of the task in front. One of an earlier state of the file has boxes of another picture: it is none. */
  get result(): TaskResult | undefined {
    return this.resultOf(this.front);
  }

  /** The same of any task. */
  resultOf<T extends TaskName>(task: T): Results[T] {
    const result = this.results[task];
    const { info } = this.picture;
    return !info || result?.picture.sha256 === info.sha256 ? result : undefined;
  }

  /** Of the task in front; a question has none before it is sent. */
  get status(): TaskStatus | undefined {
    return this.statuses[this.front] ?? (this.front === 'ask' ? undefined : this.starting);
  }

  /** Whether the task in front is at work, also where it is about to end. */
  get isBusy(): boolean {
    return this.status?.state === 'running' || this.status?.state === 'stopping';
  }

  /** Whether there is a model to ask. */
  get hasModel(): boolean {
    return hasModel(this.model);
  }

  /** What the task in front can be asked with. */
  get choices(): TemplateChoice[] {
    return this.templates.filter(({ task }) => task === this.front);
  }
}
