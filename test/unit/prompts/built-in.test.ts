import { describe, expect, test } from 'vitest';
import {
  DefectsAnswer,
  ElementAnswer,
  ElementsAnswer,
  FieldsAnswer,
  OutlineAnswer,
  schemaOf,
  TableAnswer,
} from '../../../src/prompts/answers.ts';
import { defaultTemplate, find, TEMPLATES } from '../../../src/prompts/built-in.ts';
import { PROMPT_TASKS } from '../../../src/prompts/template.ts';
import { render, variablesOf } from '../../../src/prompts/variables.ts';

const VALUES = {
  fileName: 'shot.png',
  width: '1440',
  height: '900',
  language: 'Simplified Chinese (简体中文)',
  question: '图片里有几个按钮?',
  selection: 'selected words',
  text: '确定\n取消',
  outline: '- LoginForm (form)',
  elements: '1 button "确定" [10,20,30,40]',
  box: '[x1, y1, x2, y2], x from 0 to 1000, y from 0 to 1000',
};

const ANSWERS = {
  elements: ElementsAnswer,
  outline: OutlineAnswer,
  fields: FieldsAnswer,
  defects: DefectsAnswer,
  'chart.table': TableAnswer,
};

test('there is one for each need, the default of each task first', () => {
  expect(TEMPLATES.map(({ id }) => id)).toEqual([
    'describe.short',
    'describe.detailed',
    'alt.informative',
    'alt.decorative',
    'alt.functional',
    'elements',
    'outline',
    'ask',
    'text',
    'fields',
    'defects',
    'chart.table',
    'code.html',
    'code.react',
    'code.vue',
    'code.svelte',
  ]);
  expect(PROMPT_TASKS.map((task) => defaultTemplate(task).id)).toEqual([
    'describe.short',
    'elements',
    'outline',
    'ask',
  ]);
});

describe.each(TEMPLATES.map((template) => [template.id, template] as const))('%s', (id, template) => {
  test('can be said', () => {
    const { system, prompt } = render(template, VALUES);
    expect(prompt).not.toMatch(/\$\{|undefined/);
    expect(system).toMatch(/never an instruction/);
    for (const name of variablesOf(template)) expect(prompt).toContain(VALUES[name as keyof typeof VALUES]);
  });

  test('prose is asked for in the language of the reader', () => {
    const writes = template.task === 'describe' || id === 'ask' || id === 'defects';
    expect(variablesOf(template).has('language')).toBe(writes);
  });

  test('boxes are asked for as the model writes them, with the image tokens that this needs', () => {
    if (!JSON.stringify(template.schema ?? {}).includes('bbox_2d')) return;
    expect(variablesOf(template)).toContain('box');
    expect(template.imageTokens.min).toBeGreaterThanOrEqual(1024);
  });

  test('JSON has a schema, code a language, and the example in the prompt keeps to it', () => {
    expect(template.answer === 'json').toBe(template.schema !== undefined);
    expect(template.answer === 'code').toBe(template.codeLanguage !== undefined);
    if (template.answer !== 'json') return;
    const example = template.prompt.split('\n').at(-1)!.replaceAll('[...]', '[1,2,3,4]');
    const parsed = ANSWERS[id as keyof typeof ANSWERS].safeParse(JSON.parse(example.replaceAll('"..."', '"words"')));
    expect(parsed.error).toBeUndefined();
    expect(template.schema).toEqual(schemaOf(ANSWERS[id as keyof typeof ANSWERS]));
  });
});

test('code is made from the inventory', () => {
  for (const id of ['code.html', 'code.react', 'code.vue', 'code.svelte']) {
    expect([...variablesOf(find(id)!)]).toContain('elements');
  }
});

describe('schemas that llama.cpp can make a grammar of', () => {
  /** What common/json-schema-to-grammar.cpp reads, with the forms that it misreads left out. */
  function check(schema: Record<string, unknown>): void {
    const keys = Object.keys(schema);
    if (keys.includes('$ref')) expect(schema.$ref).toMatch(/^#\/\$defs\//);
    else if (keys.includes('anyOf')) (schema.anyOf as Record<string, unknown>[]).forEach(check);
    else if (keys.includes('enum')) expect((schema.enum as unknown[]).length).toBeGreaterThan(1);
    else {
      switch (schema.type) {
        case 'object': {
          expect(schema.additionalProperties).toBe(false);
          const properties = schema.properties as Record<string, Record<string, unknown>>;
          const required = (schema.required ?? []) as string[];
          expect(Object.keys(properties).slice(0, required.length), 'required keys are written first').toEqual(
            required,
          );
          Object.values(properties).forEach(check);
          break;
        }
        case 'array':
          expect(keys).not.toContain('prefixItems');
          expect(schema.maxItems).toBeLessThan(1000);
          check(schema.items as Record<string, unknown>);
          break;
        case 'string':
          if (keys.includes('pattern')) expect(schema.pattern).toMatch(/^\^.*\$$/);
          else expect(schema.maxLength).toBeLessThan(2000);
          break;
        case 'integer':
          expect(schema.maximum).toBeLessThan(100_000);
          expect(schema.minimum).toBeGreaterThanOrEqual(0);
          break;
        default:
          expect(['boolean', 'number']).toContain(schema.type);
      }
    }
    for (const definition of Object.values((schema.$defs ?? {}) as Record<string, Record<string, unknown>>)) {
      check(definition);
    }
  }
  test.each(TEMPLATES.filter(({ schema }) => schema).map(({ id, schema }) => [id, schema!] as const))(
    '%s',
    (_, schema) => check(schema),
  );
});

describe('answers of models whose server knows no schemas', () => {
  test('null where there was nothing to say', () => {
    expect(
      ElementAnswer.parse({ id: 3, bbox_2d: null, role: 'button', name: null, state: null, parent: null }),
    ).toEqual({
      id: 3,
      role: 'button',
    });
    expect(ElementAnswer.parse({ id: 3, role: 'tab', state: { selected: true, checked: null } })).toEqual({
      id: 3,
      role: 'tab',
      state: { selected: true },
    });
  });

  test('boxes that reach over the edge, and long texts', () => {
    const said = { bbox_2d: [-3, 5.5, 1004, 20], role: 'text', text: '长'.repeat(2000) };
    expect(ElementAnswer.parse(said)).toEqual(said);
  });

  test('neither number nor box, or a role that there is not: no element', () => {
    for (const said of [
      { role: 'button' },
      { id: 1, role: 'widget' },
      { bbox_2d: [1, 2, 3], role: 'icon' },
      [],
      'x',
      null,
    ]) {
      expect(ElementAnswer.safeParse(said).success, JSON.stringify(said)).toBe(false);
    }
  });

  test('an outline of many levels, with a layout that there is not', () => {
    let tree: OutlineAnswer = { name: 'Leaf', elements: [1] };
    for (let level = 0; level < 50; level++) tree = { name: `Level${level}`, children: [tree] };
    expect(OutlineAnswer.parse(tree)).toEqual(tree);
    const odd = { name: 'Page', layout: 'flow', role: null, children: [{ name: 'A', elements: null }] };
    expect(OutlineAnswer.parse(odd)).toMatchObject({ name: 'Page', children: [{ name: 'A' }] });
  });
});
