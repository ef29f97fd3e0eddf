import type { Asking, PageState, Reply, Talk } from '../protocol.ts';
import type { Conversation } from '../tasks/task.ts';

const NOTHING: Reply = { text: '' };

/** What the user writes into each conversation. What got no answer comes back to where it was written. */
export class Replies {
  constructor(
    private all: NonNullable<PageState['replies']>,
    private readonly changed: () => void,
  ) {}

  /** For VS Code to keep. */
  get kept(): PageState['replies'] {
    return this.all;
  }

  of(task: Talk): Reply {
    return this.all[task] ?? NOTHING;
  }

  write(task: Talk, change: Partial<Reply>): void {
    this.all = { ...this.all, [task]: { ...this.of(task), ...change } };
    this.changed();
  }

  /** `asking` was sent and got no answer. */
  giveBack(task: Talk, { at, question }: Asking, followUps: NonNullable<Conversation['followUps']>): void {
    const turn = followUps[at - 1];
    if (turn && turn.question !== question) this.write(task, { editing: { at, text: question } });
    else if (!turn && this.of(task).text === '') this.write(task, { text: question });
  }
}
