import * as l10n from '@vscode/l10n';
import type * as z from 'zod';
import { GlimpseError, toGlimpseError } from '../errors.ts';
import { defaultTemplate, find, TEMPLATES } from './built-in.ts';
import { nearest } from './nearest.ts';
import { Template, TemplateEntry } from './template.ts';
import { variablesOf } from './variables.ts';

/** What the answers of these have to be is not the user's to say: they are merged with what the parser found. */
const FIXED: ReadonlySet<string> = new Set(['elements', 'outline']);
const FIXED_KEYS = ['answer', 'codeLanguage', 'schema'] as const;

/**
 * The built-in templates as the setting `glimpse.prompts` changes them, and the user's own after them. The setting is an
 * object by id, so that those of user and workspace are merged by the editor: `{"describe.short": {"maxTokens": 200},
 * "alt.mine": {"task": "describe", "prompt": "..."}}`. What an entry leaves out is as in the built-in of that id, else as
 * in the first of its task.
 *
 * An entry that is wrong is left out, with an error that says where; the others stay.
 */
export function readPrompts(setting: unknown): { templates: Template[]; errors: GlimpseError[] } {
  const errors: GlimpseError[] = [];
  const read = new Map<string, Template>();
  if (setting !== undefined && setting !== null) {
    if (typeof setting !== 'object' || Array.isArray(setting)) {
      errors.push(wrong('', l10n.t('must be an object with an entry for each prompt')));
    } else {
      for (const [id, entry] of Object.entries(setting)) {
        try {
          read.set(id, readEntry(id, entry));
        } catch (error) {
          errors.push(toGlimpseError(error));
        }
      }
    }
  }
  const changed = TEMPLATES.map((template) => read.get(template.id) ?? template);
  return { templates: [...changed, ...[...read.values()].filter(({ id }) => !find(id))], errors };
}

function readEntry(id: string, value: unknown): Template {
  const at = `[${JSON.stringify(id)}]`;
  check(at, Template.shape.id, id);
  const entry = check(at, TemplateEntry, value);
  const own = find(id);
  if (own && entry.task && entry.task !== own.task) {
    throw wrong(
      `${at}.task`,
      l10n.t('must stay "{0}", as that of the built-in prompt; give yours another name', own.task),
    );
  }
  if (!own && entry.prompt === undefined) {
    const guess = nearest(
      id,
      TEMPLATES.map((template) => template.id),
    );
    throw wrong(`${at}.prompt`, guess ? l10n.t('is missing; or was {0} meant', guess) : l10n.t('is missing'));
  }
  const task = own?.task ?? entry.task ?? 'ask';
  const fixed = FIXED.has(task) && FIXED_KEYS.find((key) => entry[key] !== undefined);
  if (fixed)
    throw wrong(`${at}.${fixed}`, l10n.t("can't be set for {0}, whose answer Glimpse has to understand", task));
  const base = own ?? { ...defaultTemplate(task), title: id, description: '' };
  const template = check(at, Template, {
    ...base,
    ...entry,
    id,
    sampling: { ...base.sampling, ...entry.sampling },
  });
  try {
    variablesOf(template);
  } catch (error) {
    const { kind, parts } = toGlimpseError(error);
    throw new GlimpseError(kind, {
      ...parts,
      failed: l10n.t('The setting glimpse.prompts{0} is wrong: {1}', at, parts.failed),
    });
  }
  return template;
}

function check<T>(at: string, schema: z.ZodType<T>, value: unknown): T {
  const { data, error } = schema.safeParse(value);
  if (data !== undefined) return data;
  const [issue] = error!.issues;
  if (issue!.code === 'unrecognized_keys') {
    const [key] = issue!.keys as [string];
    const guess = nearest(key, Object.keys(TemplateEntry.shape));
    throw wrong(
      `${at}${pathOf([...issue!.path, key])}`,
      guess ? l10n.t('is not known; did you mean {0}', guess) : l10n.t('is not known'),
    );
  }
  throw wrong(`${at}${pathOf(issue!.path)}`, issue!.message);
}

const pathOf = (path: readonly PropertyKey[]): string =>
  path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');

function wrong(place: string, what: string): GlimpseError {
  return new GlimpseError('bad-prompt', {
    failed: l10n.t('The setting glimpse.prompts{0} is wrong: {1}.', place, what),
    todo: l10n.t('Correct it in the settings; until then it is left out.'),
  });
}
