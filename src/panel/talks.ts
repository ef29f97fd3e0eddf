import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import { type Asking, type PageState, TALKS, type Talk, type TaskStatus } from '../protocol.ts';
import type { Conversation, TaskName } from '../tasks/task.ts';
import './conversation.ts';
import type { Talking } from './conversation.ts';
import type { Desk } from './desk.ts';
import type { Drafts } from './drafts.ts';
import { chosenTemplate } from './prompt-form.ts';
import { Replies } from './replies.ts';
import { replyField } from './reply-field.ts';
import { skeleton } from './skeleton.ts';
import type { TaskStates } from './task-states.ts';
import { turnsOf } from './turns.ts';

/** Whether the results of a task are conversations. */
export const isTalk = (task: TaskName): task is Talk => TALKS.some((talk) => talk === task);

/** The conversations: what is written, sent and sent again to each, and how the one in front is shown. */
export class Talks {
  /** Whether the user wants to ask another question beside the answer to the last. */
  isAnother = false;
  private readonly replies: Replies;
  /** The conversations that took the place of others. */
  private readonly replaced = new Set<TaskName>();

  constructor(
    private readonly desk: Desk,
    private readonly tasks: TaskStates,
    private readonly drafts: Drafts,
    kept: PageState['replies'],
    changed: () => void,
  ) {
    this.replies = new Replies(kept ?? {}, changed);
  }

  /** For VS Code to keep. */
  get kept(): PageState['replies'] {
    return this.replies.kept;
  }

  /** Whether the form for that question is open: not while one is being answered. */
  get isFormOpen(): boolean {
    return this.isAnother && this.tasks.status?.state !== 'running';
  }

  /** A task has another result; `earlier`: that took the place of a conversation. */
  receive(task: TaskName, earlier: boolean): void {
    if (earlier) this.replaced.add(task);
    else this.replaced.delete(task);
  }

  /** A question that was stopped or failed before it had an answer goes back to where it was written. */
  takeBack(task: TaskName, status: TaskStatus): void {
    if (task === 'ask' && status.state === 'running') this.isAnother = false;
    if ((status.state !== 'stopped' && status.state !== 'failed') || !status.asking || !isTalk(task)) return;
    if (status.asking.at === 0) this.isAnother = true;
    else this.replies.giveBack(task, status.asking, this.followUps(task));
  }

  /** Asks what had no answer again, as it was asked; gives whether it was one of a conversation's later questions. */
  retry(task: TaskName, asking: Asking | undefined): boolean {
    if (!asking || asking.at === 0 || !isTalk(task)) return false;
    this.followUp(task, asking.question, asking.at);
    return true;
  }

  private followUps(task: Talk): NonNullable<Conversation['followUps']> {
    return this.tasks.results[task]?.followUps ?? [];
  }

  private followUp(task: Talk, question: string, at: number): void {
    this.replies.write(task, at > this.followUps(task).length ? { text: '' } : { editing: undefined });
    void this.desk.ask({ do: 'follow-up', task, question, at });
  }

  /** Asks the first question of the conversation again, with the template and about the part that it was asked with. */
  private askFirst(task: Talk, question: string | undefined): void {
    const result = this.tasks.resultOf(task);
    const region = result?.task === 'ask' ? result.region : undefined;
    const asked = { template: result?.answered?.template, question, region };
    this.drafts.write(task, asked);
    void this.desk.ask({ do: 'run', task, asked, again: true });
  }

  /** What a reader of `task` can do with its turns. */
  private talking(task: Talk): Talking {
    const open = (text: string, language: string) => void this.desk.do({ do: 'open-text', text, language });
    return {
      copy: (text, what) => this.desk.copyText(text, what),
      insert: (text) => void this.insert(text, () => open(text, 'markdown')),
      open,
      edit: (editing) => this.replies.write(task, { editing }),
      resend: (at, question) => {
        if (at > 0) return this.followUp(task, question, at);
        this.replies.write(task, { editing: undefined });
        this.askFirst(task, question);
      },
      answerAgain: () => {
        const result = this.tasks.resultOf(task);
        const followUps = this.followUps(task);
        const last = followUps.at(-1);
        if (last) this.followUp(task, last.question, followUps.length);
        else this.askFirst(task, result?.task === 'ask' ? result.question : undefined);
      },
      bringBack: () => void this.desk.do({ do: 'bring-back', task }),
    };
  }

  private readonly talkings: Record<Talk, Talking> = { describe: this.talking('describe'), ask: this.talking('ask') };

  private async insert(text: string, open: () => void): Promise<void> {
    const failure = await this.desk.ask({ do: 'insert-text', text });
    if (!failure) return this.desk.say(l10n.t('Inserted into the text editor.'));
    this.desk.say(failure.failed, true, { words: l10n.t('Open in a New Editor'), do: open });
  }

  /** The question that has no answer yet, in the title of its template where it has no words of its own. */
  private asking(): Asking | undefined {
    const { status, choices, front } = this.tasks;
    if (status?.state !== 'running' && status?.state !== 'stopping') return undefined;
    const chosen = chosenTemplate(choices, this.drafts.of(front));
    const isTemplates = status.asking?.at === 0 && !chosen?.question;
    return isTemplates ? { at: 0, question: chosen?.title ?? '' } : status.asking;
  }

  /** The conversation in front, where its next question is written, and what can be taken out of it. */
  view(task: Talk, out: (result: Conversation) => unknown) {
    const { status, hasModel, isBusy, templates } = this.tasks;
    const result = this.tasks.resultOf(task);
    const turns = turnsOf(result, this.asking());
    if (turns.length === 0) return skeleton(status);
    const first = result && templates.find(({ id }) => id === result.answered?.template);
    const canAsk = hasModel && result?.answered !== undefined;
    const reply = this.replies.of(task);
    return html`
      <glimpse-conversation .turns=${turns} .busy=${isBusy} .editing=${reply.editing} .ownWords=${first?.question ?? false}
        .canAsk=${canAsk} .earlier=${this.replaced.has(task)} .talking=${this.talkings[task]}></glimpse-conversation>
      ${
        (canAsk || (isBusy && hasModel)) && !this.isFormOpen
          ? replyField({
              text: reply.text,
              last: turns.findLast(({ question }) => question !== undefined)?.question,
              ready: canAsk && !isBusy,
              onChange: (text) => this.replies.write(task, { text }),
              onSend: (question) => this.followUp(task, question, this.followUps(task).length + 1),
            })
          : nothing
      }
      ${result ? out(result) : nothing}
    `;
  }
}
