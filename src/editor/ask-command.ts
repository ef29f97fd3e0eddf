import * as l10n from '@vscode/l10n';
import { type Memento, type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import * as z from 'zod';
import { Asked, type TemplateChoice } from '../protocol.ts';
import { TASKS } from '../tasks/task.ts';

const Last = Asked.extend({ task: z.enum(TASKS) });
/** What to ask a picture, and as which task. */
export type Question = z.infer<typeof Last>;

/** What asks: `describe` offers the templates of its task, `ask` its own and those. */
type Command = 'describe' | 'ask';

/** Where the last answer of each is kept. */
const LAST: Record<Command, string> = { describe: 'lastDescription', ask: 'lastQuestion' };

interface Entry extends QuickPickItem {
  choice?: TemplateChoice;
  again?: Question;
}

/** Asks what to ask: a template, and the user's own words where it wants some. The last question is offered first. */
export async function askWhat(
  command: Command,
  choices: readonly TemplateChoice[],
  memory: Memento,
): Promise<Question | undefined> {
  const last = Last.safeParse(memory.get(LAST[command])).data;
  const entry = await window.showQuickPick(entries(command, choices, last), {
    title: command === 'ask' ? l10n.t('Ask About Image') : l10n.t('Describe Image'),
    placeHolder: l10n.t('What do you want to know?'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (!entry) return undefined;
  const question = entry.again ?? (entry.choice && (await complete(entry.choice, last?.question)));
  if (question) await memory.update(LAST[command], question);
  return question;
}

function entries(command: Command, choices: readonly TemplateChoice[], last: Question | undefined): Entry[] {
  const of = (task: TemplateChoice['task']) =>
    choices
      .filter((choice) => choice.task === task)
      .map((choice): Entry => ({ label: choice.title, detail: choice.description, choice }));
  const before = last && choices.find(({ id, task }) => id === last.template && task === last.task);
  const again: Entry[] =
    last && before
      ? [
          {
            label: `$(history) ${(last.question ?? before.title).replaceAll('$(', '$\u200b(')}`,
            description: last.question && before.title,
            again: last,
          },
          { label: '', kind: QuickPickItemKind.Separator },
        ]
      : [];
  if (command === 'describe') return [...again, ...of('describe')];
  const describing = { label: l10n.t('Describe'), kind: QuickPickItemKind.Separator };
  return [...again, ...of('ask'), describing, ...of('describe')];
}

async function complete({ id, task, title, question }: TemplateChoice, before?: string): Promise<Question | undefined> {
  if (!question) return { task, template: id };
  const words = await window.showInputBox({
    title,
    prompt: l10n.t('What do you want to know about the picture?'),
    value: before ?? '',
    ignoreFocusOut: true,
  });
  return words?.trim() ? { task, template: id, question: words } : undefined;
}
