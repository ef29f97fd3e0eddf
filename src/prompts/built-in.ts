import * as l10n from '@vscode/l10n';
import type * as z from 'zod';
import {
  DEFECT_KINDS,
  DefectsAnswer,
  ElementsAnswer,
  FieldsAnswer,
  OutlineAnswer,
  schemaOf,
  TableAnswer,
} from './answers.ts';
import { Template } from './template.ts';

type Task = Template['task'];

/** As Qwen advises for Qwen3-VL Instruct with pictures; other models have their own (the catalogue's). */
export const PROSE = { temperature: 0.7, topP: 0.8, topK: 20, presencePenalty: 1.5, repeatPenalty: 1 };
/** As in its cookbook for web pages; a presence penalty would punish every tag that comes twice. */
const CODE = { temperature: 0.8, topP: 0.8, topK: 20, presencePenalty: 0, repeatPenalty: 1 };
/** What is copied or listed has one right answer, with the same keys again and again. */
const EXACT = { temperature: 0, presencePenalty: 0, repeatPenalty: 1 };

/** Visual tokens an image: for an overview; and to read letters and give boxes, for which Qwen-VL needs 1024. */
const OVERVIEW = { min: 256, max: 1024 };
const CLOSE = { min: 1024, max: 2048 };

const IN_LANGUAGE = `Answer in \${language}.`;
const FOUND = `A screen parser has found these elements in it, one a line: number, role, text in quotes, box (\${box}).

\${elements}`;

const describing = { task: 'describe', sampling: PROSE, imageTokens: OVERVIEW } as const;
const altText = { ...describing, sampling: { ...PROSE, temperature: 0.3 }, maxTokens: 200 } as const;
const closely = { task: 'ask', sampling: EXACT, imageTokens: CLOSE } as const;
const asJson = (answer: z.ZodType) => ({ answer: 'json', schema: schemaOf(answer) }) as const;

const BUILT_IN: z.input<typeof Template>[] = [
  {
    ...describing,
    id: 'describe.short',
    title: l10n.t('Describe in short'),
    description: l10n.t('What it is and what it shows, in two or three sentences.'),
    prompt: `Describe this picture in two or three sentences: what it is, what it shows, and what stands out. Quote important words exactly.

${IN_LANGUAGE} Plain sentences, no heading.`,
    maxTokens: 400,
  },
  {
    ...describing,
    id: 'describe.detailed',
    title: l10n.t('Describe in detail'),
    description: l10n.t('Everything that matters, part by part, in Markdown.'),
    prompt: `Describe this picture in detail for somebody who can't see it.
1. What it is, in one sentence: an application and its page, a document, a chart, a photo.
2. Its parts from top to bottom, each with what it holds and what it is for. Quote headings, labels and values exactly.
3. Its state: what is selected, filled in, switched off, wrong or still loading, and what could be done next.
4. Its look: layout, colours, style.

${IN_LANGUAGE} Markdown with short paragraphs and lists, no HTML.`,
    imageTokens: CLOSE,
    maxTokens: 1500,
  },
  {
    ...altText,
    id: 'alt.informative',
    title: l10n.t('Alt text: the picture informs'),
    description: l10n.t('What a reader would miss without it (WCAG, informative images).'),
    prompt: `Write the alternative text of this picture, which stands in a page to inform.
Say what the picture tells, not what it looks like: one sentence, 150 characters at most. Words in it that matter are quoted. Don't begin with "Picture of" or the like.

${IN_LANGUAGE} Nothing but the text itself, without quotation marks around it.`,
  },
  {
    ...altText,
    id: 'alt.decorative',
    title: l10n.t('Alt text: the picture decorates'),
    description: l10n.t('Whether it may be left empty (WCAG, decorative images).'),
    prompt: `This picture stands in a page as a decoration. Does a reader who can't see it miss anything: words, data, a mood that the page needs?
- If not, answer only: alt=""
- If so, write the alternative text, one phrase of 80 characters at most, and nothing else.

${IN_LANGUAGE}`,
  },
  {
    ...altText,
    id: 'alt.functional',
    title: l10n.t('Alt text: the picture is a link or button'),
    description: l10n.t('What happens when it is pressed (WCAG, functional images).'),
    prompt: `This picture is all that a link or a button shows. Write its alternative text: what happens when it is pressed, or where it leads, not what it looks like. A verb first, eight words at most: "Search", "Open settings", "Go to the start page".

${IN_LANGUAGE} Nothing but the text itself, without quotation marks around it.`,
  },
  {
    id: 'elements',
    title: l10n.t('Name the elements'),
    description: l10n.t('Roles, names, states and nesting of what the screen parser found, and what it missed.'),
    task: 'elements',
    prompt: `This is a screenshot. ${FOUND}

Correct and complete this list for somebody who has to use this screen without seeing it.
- Elements of the list: "id" is the number. Give those that are not plain text, and plain text that has the wrong role. Leave the others out.
- Elements that can be seen but are not in the list: "bbox_2d" is their box, \${box}. Give "text" where something is written on them.
- "role": what it is to a user. "container" for areas that group others: toolbars, cards, dialogs, lists.
- "name": what a screen reader would say, in the language of the screen; only where that is not the text itself, such as for icons and inputs with a label beside them.
- "state": only what can be seen: checked, disabled, selected, expanded.
- "parent": the number of the element that holds it.

Answer with JSON only, from top to bottom, in this form:
{"elements":[{"id":12,"role":"checkbox","name":"Remember me","state":{"checked":true},"parent":3},{"bbox_2d":[...],"role":"icon","name":"Settings"}]}`,
    ...asJson(ElementsAnswer),
    sampling: EXACT,
    imageTokens: CLOSE,
    maxTokens: 6144,
  },
  {
    id: 'outline',
    title: l10n.t('Outline the components'),
    description: l10n.t('A tree of components as a developer would name them.'),
    task: 'outline',
    prompt: `This is a screenshot. ${FOUND}

Group these elements into the tree of components in which a front-end developer would build this screen.
- "name": PascalCase, by what it is for: SearchForm, OrderTable, UserMenu. Repetitions of one component have the same name.
- "role": a WAI-ARIA role or landmark in lower case: banner, navigation, main, form, list, listitem, table, dialog, group.
- "layout": how its parts stand: row, column, grid, or stack for parts on top of each other.
- "elements": the numbers of the elements that are directly in it. Each number once in the whole tree.
- "children": the components in it.
Two to five levels are right for most screens; a component of one element is not needed.

Answer with JSON only, in this form:
{"name":"LoginPage","role":"main","layout":"column","elements":[1],"children":[{"name":"LoginForm","role":"form","layout":"column","elements":[4,5,6]}]}`,
    ...asJson(OutlineAnswer),
    sampling: EXACT,
    imageTokens: CLOSE,
    maxTokens: 6144,
  },
  {
    id: 'ask',
    title: l10n.t('Ask'),
    description: l10n.t('Your own question about the picture.'),
    task: 'ask',
    prompt: `\${question}

Unless this asks for another language, answer in \${language}.`,
    sampling: PROSE,
    imageTokens: CLOSE,
  },
  {
    ...closely,
    id: 'text',
    title: l10n.t('Read the text'),
    description: l10n.t('All that is written, as Markdown: headings, lists, tables.'),
    prompt: `Copy everything that is written in this picture, in reading order, as Markdown: headings, paragraphs, lists, tables, code, formulas as LaTeX.
Letter by letter, in the language and script in which it is written: don't translate, correct, shorten or explain. Write [illegible] where it can't be read. Leave out what is no text.`,
    maxTokens: 4096,
  },
  {
    ...closely,
    id: 'fields',
    title: l10n.t('Read the fields of a document'),
    description: l10n.t('Names and values of an invoice, a form, a card, as JSON.'),
    prompt: `Read all fields of this document: what is named, and its value, such as a number, a date, a name, an amount, a box that is ticked.
- "name": as it is written beside the value; where nothing is written, what it is.
- "value": letter by letter as it is written; "" where the field is empty, "true" or "false" for boxes to tick.
- "bbox_2d": where the value is, \${box}.

Answer with JSON only, from top to bottom, in this form:
{"fields":[{"name":"Invoice No.","value":"2024-0117","bbox_2d":[...]}]}`,
    ...asJson(FieldsAnswer),
    maxTokens: 4096,
  },
  {
    ...closely,
    id: 'defects',
    title: l10n.t('Check for defects'),
    description: l10n.t('What is broken or hard to use on a screen, with places.'),
    prompt: `Check this screenshot as a tester would, for what is visibly wrong or hard to use: ${DEFECT_KINDS.slice(0, -1).join(', ')}.
Report only what can be seen, the worst first. A list without defects is a good answer: don't invent any, and don't report matters of taste.
- "bbox_2d": where it is, \${box}.
- "problem": what is wrong, in one sentence. "suggestion": what would be right.
Write "problem" and "suggestion" in \${language}.

Answer with JSON only, in this form:
{"defects":[{"kind":"cut-off","severity":"high","bbox_2d":[...],"problem":"...","suggestion":"..."}]}`,
    ...asJson(DefectsAnswer),
    maxTokens: 3072,
  },
  {
    ...closely,
    id: 'chart.table',
    title: l10n.t('Chart to table'),
    description: l10n.t('The data of a chart or a table, as JSON.'),
    prompt: `Read the data of this chart or table.
- "title": as it is written, or "" where there is none.
- "columns": the name of the category axis or the first column, then one name for each series, with its unit in brackets.
- "rows": one for each category, with as many values as there are columns. Values are numbers without units or separators; where no number is written, estimate it from the axis; "" where there is nothing.
Copy names letter by letter, don't translate them.

Answer with JSON only, in this form:
{"title":"...","columns":["Year","Sales (EUR)"],"rows":[["2023",1200.5],["2024",1310]]}`,
    ...asJson(TableAnswer),
    maxTokens: 4096,
  },
  mockup('code.html', 'HTML', 'html', 'one HTML file with its CSS in a style element and no script'),
  mockup(
    'code.react',
    'React',
    'tsx',
    'one React function component in TypeScript (TSX), exported as default, with its CSS in a style element',
  ),
  mockup(
    'code.vue',
    'Vue',
    'vue',
    'one Vue 3 single-file component with <script setup lang="ts">, a template and a scoped style',
  ),
  mockup('code.svelte', 'Svelte', 'svelte', 'one Svelte 5 component with a script (lang="ts"), its markup and a style'),
];

/** Code from screenshots fails by leaving things out, so the model gets the inventory first (DCGen, arXiv 2406.16386). */
function mockup(id: string, name: string, codeLanguage: string, form: string): z.input<typeof Template> {
  return {
    id,
    title: l10n.t('Mockup to {0}', name),
    description: l10n.t('Builds what the picture shows as one {0} file.', name),
    task: 'ask',
    prompt: `This is a screen of \${width} x \${height} pixels. ${FOUND}

They form these components, named as the developers want them:

\${outline}

Build it as ${form}.
- Every text that can be seen comes into the code, letter by letter and at its place. Invent none.
- Layout, sizes, colours, borders and corners as in the picture, with flexbox and grid rather than absolute positions.
- Semantic elements, labels for inputs, and the states that can be seen: checked, disabled, selected.
- Icons as inline SVG, photos as areas of their main colour and their size. Nothing is loaded from anywhere.
Then go through the list once more: what is not in the code yet?

Answer with the whole file in one \`\`\`${codeLanguage} block, and nothing else.`,
    answer: 'code',
    codeLanguage,
    sampling: CODE,
    imageTokens: CLOSE,
    maxTokens: 8192,
  };
}

/** In the order in which they are offered; the first of each task is its default. */
export const TEMPLATES: readonly Template[] = BUILT_IN.map((template) => Template.parse(template));

export const find = (id: string, templates: readonly Template[] = TEMPLATES): Template | undefined =>
  templates.find((template) => template.id === id);

export const defaultTemplate = (task: Task, templates: readonly Template[] = TEMPLATES): Template =>
  templates.find((template) => template.task === task)!;
