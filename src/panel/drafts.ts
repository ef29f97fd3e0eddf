import type { Asked, Draft, PageState } from '../protocol.ts';
import type { TaskName } from '../tasks/task.ts';

/** What the user wants to ask with each task, also while it is being typed. */
export class Drafts {
  /** @param changed is called when the user has written something */
  constructor(
    private all: NonNullable<PageState['drafts']> = {},
    private readonly changed: () => void,
  ) {}

  /** For VS Code to keep. */
  get kept(): PageState['drafts'] {
    return this.all;
  }

  of(task: TaskName): Asked {
    const { template, question, region } = this.all[task] ?? {};
    return { template, question, region };
  }

  write(task: TaskName, asked: Asked): void {
    this.all = { ...this.all, [task]: { ...asked, at: Date.now() } };
    this.changed();
  }

  /** What was asked elsewhere, by a command say; of two the later counts. */
  receive(task: TaskName, draft: Draft): void {
    if (draft.at >= (this.all[task]?.at ?? 0)) this.all = { ...this.all, [task]: draft };
  }
}
