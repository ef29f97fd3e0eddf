import { env } from 'vscode';
import { PROSE } from '../prompts/built-in.ts';
import type { Template } from '../prompts/template.ts';
import { variablesOf } from '../prompts/variables.ts';
import type { Asked } from '../protocol.ts';
import type { AskOptions, FollowUp, TaskName } from '../tasks/task.ts';
import type { CurrentModel } from './current-model.ts';
import type { Settings } from './settings.ts';
import type { Templates } from './templates.ts';

/**
 * What `task` asks the model, or what follows that, as the settings are now; undefined where there is no model.
 * @throws GlimpseError `bad-usage` or `bad-prompt`, naming the setting that is wrong
 */
export function askOptions(
  { model: current, settings, templates }: { model: CurrentModel; settings: Settings; templates: Templates },
  task: TaskName,
  { template: id, question, region }: Asked,
  followUp?: FollowUp,
): AskOptions | undefined {
  const model = current.get();
  if (!model) return undefined;
  const find = (name: TaskName, wanted: string | undefined) => suited(templates.find(name, wanted), current);
  const template = find(task, id);
  const { imageTokens: most } = settings.model;
  const imageTokens =
    typeof most === 'number'
      ? { min: Math.min(template.imageTokens.min, most), max: most }
      : most === 'small'
        ? most
        : undefined;
  // What was typed for another template is not asked with this one.
  const own = variablesOf(template).has('question') ? question : undefined;
  return {
    model,
    template,
    question: own,
    region,
    imageTokens,
    language: settings.language(env.language),
    // Answered as any question, whatever the first answer was to be.
    followUp: followUp && { ...followUp, manner: find('ask', undefined) },
  };
}

/** Where nobody said how a template's prose is to be sampled: as the makers of the model recommend. */
function suited(template: Template, { recommended }: CurrentModel): Template {
  const isUsual = JSON.stringify(template.sampling) === JSON.stringify(PROSE);
  return isUsual && recommended?.sampling ? { ...template, sampling: recommended.sampling } : template;
}
