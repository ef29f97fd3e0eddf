import type { GlimpseError } from '../errors.ts';
import { defaultTemplate, find } from '../prompts/built-in.ts';
import { readPrompts } from '../prompts/settings.ts';
import type { Template } from '../prompts/template.ts';
import { variablesOf } from '../prompts/variables.ts';
import type { TemplateChoice } from '../protocol.ts';
import type { TaskName } from '../tasks/task.ts';
import type { Settings } from './settings.ts';

/** The templates that there are: the built-in ones, and what the settings make of them. Read anew at each use. */
export class Templates {
  /** The errors that were told, so that each is told once. */
  #told = '';

  /** @param warn gets what is wrong in the settings; the template that it is in is left out */
  constructor(
    private readonly settings: Settings,
    private readonly warn: (error: GlimpseError) => void,
  ) {}

  /** As far as somebody who chooses needs to know them. */
  get choices(): TemplateChoice[] {
    return this.#read().templates.map((template) => {
      const { id, title, description, task } = template;
      return { id, title, description, task, question: variablesOf(template).has('question') };
    });
  }

  /** The template of this id, or the first of `task`. Throws a GlimpseError when it was left out as wrong. */
  find(task: TaskName, id: string | undefined): Template {
    const { templates, errors } = this.#read();
    const found = id === undefined ? undefined : find(id, templates);
    if (found?.task === task) return found;
    const [error] = id === undefined ? [] : errors.filter(({ message }) => message.includes(JSON.stringify(id)));
    if (error) throw error;
    return defaultTemplate(task, templates);
  }

  #read() {
    const read = readPrompts(this.settings.prompts);
    const telling = read.errors.map(({ message }) => message).join('\n');
    if (telling !== this.#told) {
      this.#told = telling;
      for (const error of read.errors) this.warn(error);
    }
    return read;
  }
}
