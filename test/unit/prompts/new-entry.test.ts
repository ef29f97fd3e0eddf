import { describe, expect, it } from 'vitest';
import { defaultTemplate, TEMPLATES } from '../../../src/prompts/built-in.ts';
import { NEW_TASKS, newEntry } from '../../../src/prompts/new-entry.ts';
import { readPrompts } from '../../../src/prompts/settings.ts';

/** What Glimpse makes of an entry, as it comes out of a settings file. */
function read(entry: unknown) {
  const { templates, errors } = readPrompts({ mine: JSON.parse(JSON.stringify(entry)) });
  expect(errors).toEqual([]);
  return templates.find(({ id }) => id === 'mine')!;
}

describe('a new prompt', () => {
  it.each(TEMPLATES.map((template) => [template.id, template] as const))('that begins as %s is like it', (_, from) => {
    const { sampling, ...own } = read(newEntry('Mine', from.task, from));
    expect(own).toEqual({ ...from, id: 'mine', title: 'Mine', sampling: undefined });
    expect(sampling).toMatchObject(from.sampling);
  });

  it('says no more than it has to', () => {
    expect(Object.keys(newEntry('Mine', 'describe', defaultTemplate('describe')))).toEqual([
      'title',
      'description',
      'task',
      'prompt',
    ]);
  });

  it.each(NEW_TASKS.filter(({ mayBeEmpty }) => mayBeEmpty))('that begins empty for $task is valid', ({ task }) => {
    expect(read(newEntry('Mine', task))).toMatchObject({ title: 'Mine', task, answer: 'markdown' });
  });
});
