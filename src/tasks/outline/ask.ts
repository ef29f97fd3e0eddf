import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../../errors.ts';
import { area } from '../../image/box.ts';
import { OutlineAnswer } from '../../prompts/answers.ts';
import { type Element, isInteractive } from '../../screen/element.ts';
import { readJson } from '../../vision/json-stream.ts';
import { answer, notesOf } from '../answer.ts';
import { idOf } from '../elements/inventory.ts';
import { imagesOf, type Question, requestOf } from '../question.ts';
import type { OutlineResult, TaskEvent } from '../task.ts';
import { mergeOutline, type NamedComponent } from './merge.ts';

/** A model is shown the largest; the others go where their place is. */
const MOST = 250;

/** The parser's tree, grouped and named by a model. */
export async function* askOutline(
  question: Question & { screen: NonNullable<Question['screen']> },
  plain: OutlineResult,
): AsyncGenerator<TaskEvent<'outline'>> {
  const { template, ask, facts, screen } = question;
  const { tiles, others } = await imagesOf(question);
  const request = requestOf(question, [...tiles, ...others], worthNaming(screen.elements));
  for await (const event of answer(ask.model, request)) {
    if (event.type === 'phase') yield event;
    if (event.type !== 'answer') continue;
    const { data: named } = OutlineAnswer.safeParse(readJson(event.text));
    if (!named) {
      throw new GlimpseError('bad-answer', {
        failed: l10n.t('The answer of the model is no outline.'),
        todo: l10n.t('Try again, or choose a larger model.'),
      });
    }
    const notes = notesOf(event, template.maxTokens);
    const result: OutlineResult = {
      ...plain,
      root: mergeOutline(namedComponent(named), plain.root, screen.elements),
      answered: { model: facts.name, template: template.id },
      ...(notes.length > 0 && { notes }),
    };
    yield { type: 'done', result };
  }
}

/** Without what lies on a control: the control stands for it. */
function worthNaming(elements: readonly Element[]): Element[] {
  const controls = new Set(elements.filter(({ role }) => isInteractive(role)).map(({ id }) => id));
  const whole = elements.filter(({ parent }) => !parent || !controls.has(parent));
  const largest = new Set([...whole].sort((a, b) => area(b.box) - area(a.box)).slice(0, MOST));
  return whole.filter((element) => largest.has(element));
}

const namedComponent = ({ name, role, layout, elements = [], children = [] }: OutlineAnswer): NamedComponent => ({
  name,
  role,
  layout,
  elements: elements.map(idOf),
  children: children.map(namedComponent),
});
