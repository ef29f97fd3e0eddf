import { defaultTemplate } from './built-in.ts';
import { PROMPT_TASKS, type Template, type TemplateEntry } from './template.ts';

type Task = Template['task'];

/** What a prompt says to which nobody has said anything yet; the answers of the other tasks are Glimpse's own. */
const EMPTY: Partial<Record<Task, string>> = {
  describe: `Describe what matters in this picture.\n\nAnswer in \${language}.`,
  ask: `\${question}\n\nAnswer in \${language}.`,
};

/** The tasks that a new prompt may belong to, and whether it may begin with next to nothing. */
export const NEW_TASKS = PROMPT_TASKS.map((task) => ({ task, mayBeEmpty: EMPTY[task] !== undefined }));

/**
 * An entry of the setting `glimpse.prompts` for a new prompt: its texts, and else only what differs from what an entry of
 * its task has anyway.
 * @param from the template that it begins as; absent: with next to nothing
 */
export function newEntry(title: string, task: Task, from?: Template): TemplateEntry {
  const base = defaultTemplate(task);
  const { prompt, description } = from ?? { prompt: EMPTY[task] ?? base.prompt, description: '' };
  const entry: TemplateEntry = { title, description, task, prompt };
  if (!from) return entry;
  const { system, answer, codeLanguage, schema, sampling, maxTokens, imageTokens } = from;
  const rest: TemplateEntry = { system, answer, codeLanguage, schema, sampling, maxTokens, imageTokens };
  const differs = ([key, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(base[key as keyof Template]);
  return { ...entry, ...Object.fromEntries(Object.entries(rest).filter(differs)) };
}
