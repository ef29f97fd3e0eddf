import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../../errors.ts';
import type { Component, TaskResult } from '../task.ts';
import { buildPage } from './build.ts';
import type { CodeLanguage, Styling } from './language.ts';
import { isRepeat, isTag, type Tag } from './markup.ts';
import { type Dialect, escapeText, indented, type Lists, print } from './print.ts';
import { allTags, withRepeats } from './repeat.ts';
import { plainStyles, type Styles, tailwindStyles } from './styles.ts';

/**
 * The page of an outline as code in one file, with a line break at its end: the same for the same outline. What was read from
 * the picture is data in it; what a list repeats is written once in the languages that have loops. Throws `bad-usage` for
 * other results.
 */
export function toCode(result: TaskResult, language: CodeLanguage, styling: Styling = 'plain'): string {
  const root = rootOf(result);
  const built = buildPage(root);
  const page = language === 'html' ? built : withRepeats(built);
  const styles = styling === 'tailwind' ? tailwindStyles() : plainStyles(page);
  const lists = listsOf(page);
  const lines = print(page, DIALECTS[language], styles, lists);
  return WHOLE[language]({ lines, styles, lists, root });
}

function rootOf(result: TaskResult): Component {
  if (result.task === 'outline') return result.root;
  throw new GlimpseError('bad-usage', {
    failed: l10n.t('Only an outline becomes code.'),
    todo: l10n.t('Outline the picture first.'),
  });
}

interface Parts {
  lines: string[];
  styles: Styles;
  lists: Lists;
  root: Component;
}

const asIs = (name: string): string => name;

const HTML: Dialect = {
  attribute: asIs,
  slotAttribute: () => '',
  slotText: () => '',
  slotStyle: () => '',
  voidEnd: '>',
  loop: () => [],
};

const DIALECTS: Record<CodeLanguage, Dialect> = {
  html: HTML,
  tsx: {
    attribute: (name) => ({ class: 'className', checked: 'defaultChecked' })[name] ?? name,
    slotAttribute: (name, value) => `${name}={${value}}`,
    slotText: (value) => `{${value}}`,
    slotStyle: (values) => `style={{ ${values.map((each) => each.join(': ')).join(', ')} }}`,
    voidEnd: ' />',
    loop: (list, print) => [`{${list}.map((item, i) => (`, ...indented(print(' key={i}')), '))}'],
  },
  vue: {
    attribute: asIs,
    slotAttribute: (name, value) => `:${name}="${value}"`,
    slotText: (value) => `{{ ${value} }}`,
    slotStyle: (values) => `:style="{ ${values.map((each) => each.join(': ')).join(', ')} }"`,
    voidEnd: ' />',
    loop: (list, print) => print(` v-for="(item, i) in ${list}" :key="i"`),
  },
  svelte: {
    attribute: asIs,
    slotAttribute: (name, value) => `${name}={${value}}`,
    slotText: (value) => `{${value}}`,
    slotStyle: (values) => values.map(([property, value]) => `style:${property}={${value}}`).join(' '),
    voidEnd: ' />',
    loop: (list, print) => [`{#each ${list} as item}`, ...indented(print('')), '{/each}'],
  },
};

const WHOLE: Record<CodeLanguage, (parts: Parts) => string> = {
  html: ({ lines, styles: { css }, root }) =>
    joined([
      '<!doctype html>',
      '<html>',
      '<head>',
      '  <meta charset="utf-8">',
      '  <meta name="viewport" content="width=device-width">',
      `  <title>${escapeText(root.text ?? root.name)}</title>`,
      ...(css
        ? [
            '  <style>',
            ...indented(indented(NO_MARGIN)),
            ...indented(indented(css.trimEnd().split('\n'))),
            '  </style>',
          ]
        : ["  <!-- The classes are Tailwind's: give the page its stylesheet. -->"]),
      '</head>',
      '<body>',
      ...indented(lines),
      '</body>',
      '</html>',
    ]),
  tsx: ({ lines, styles: { css }, lists, root }) => {
    const name = /^[A-Z][A-Za-z0-9]*$/.test(root.name) ? root.name : 'Page';
    const body = css ? ['<>', ...indented(['<style>{css}</style>', ...lines]), '</>'] : lines;
    return joined([
      ...constants(lists),
      ...(css ? [`const css = \`\n${css}\`;`, ''] : []),
      `export default function ${name}() {`,
      '  return (',
      ...indented(indented(body)),
      '  );',
      '}',
    ]);
  },
  vue: ({ lines, styles: { css }, lists }) =>
    joined([
      ...script('<script setup lang="ts">', lists),
      '<template>',
      ...indented(lines),
      '</template>',
      ...(css ? ['', '<style scoped>', css.trimEnd(), '</style>'] : []),
    ]),
  svelte: ({ lines, styles: { css }, lists }) =>
    joined([
      ...script('<script lang="ts">', lists),
      ...lines,
      ...(css ? ['', '<style>', css.trimEnd(), '</style>'] : []),
    ]),
};

/** Tailwind's reset says so too. */
const NO_MARGIN = ['body {', '  margin: 0;', '}', ''];

/**
 * The page as HTML for a frame beside the picture: nothing in it runs or is loaded, and its styles have `nonce`, for the
 * policy of the page around it. Images are boxes, since they have no source.
 */
export function toPreview(result: TaskResult, nonce: string): string {
  const root = rootOf(result);
  const page = withoutImages(buildPage(root));
  const styles = plainStyles(page);
  return joined([
    '<!doctype html>',
    '<html>',
    '<head>',
    '  <meta charset="utf-8">',
    `  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'">`,
    `  <style nonce="${nonce}">`,
    ...NO_MARGIN,
    'html { overflow: hidden; background: #fff; }',
    styles.css.trimEnd(),
    '  </style>',
    '</head>',
    '<body>',
    ...print(page, DIALECTS.html, styles, new Map()),
    '</body>',
    '</html>',
  ]);
}

const withoutImages = (tag: Tag): Tag => ({
  ...tag,
  ...(tag.tag === 'img' && { tag: 'div', attributes: {} }),
  children: tag.children.map((child) => (isTag(child) ? withoutImages(child) : child)),
});

const joined = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

/** A script of the lists; Vue's and Svelte's parsers look for its end before they read it. */
function script(open: string, lists: Lists): string[] {
  return lists.size > 0 ? [open, ...constants(lists).slice(0, -1), '</script>', ''] : [];
}

function constants(lists: Lists): string[] {
  return [...lists].flatMap(([{ items }, name]) => [
    `const ${name} = [`,
    ...items.map((item) => {
      const fields = Object.entries(item).map(([field, text]) => `${field}: ${literal(text)}`);
      return `  { ${fields.join(', ')} },`;
    }),
    '];',
    '',
  ]);
}

/** A string of JavaScript in which no parser around it finds a tag. */
const literal = (text: string | boolean): string => JSON.stringify(text).replace(/</g, '\\u003c');

/** `statCards` for what repeats a StatCard. */
function listsOf(page: Tag): Lists {
  const lists: Lists = new Map();
  const taken = new Set<string>(['css', 'item', 'i']);
  for (const { children } of allTags(page)) {
    for (const repeat of children.filter(isRepeat)) {
      const stem = plural(repeat.each.name);
      let name = stem;
      for (let n = 2; taken.has(name); n++) name = `${stem}${n}`;
      taken.add(name);
      lists.set(repeat, name);
    }
  }
  return lists;
}

function plural(name: string): string {
  const letters = name.replace(/[^A-Za-z0-9]/g, '').replace(/^[^A-Za-z]+/, '') || 'Item';
  return `${letters.charAt(0).toLowerCase()}${letters.slice(1)}s`;
}
