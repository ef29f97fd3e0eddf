import * as l10n from '@vscode/l10n';
import { stringify } from 'csv-stringify/sync';
import { GlimpseError } from '../errors.ts';
import type { Box } from '../image/box.ts';
import { type Element, isUnsure } from '../screen/element.ts';
import { isLocatorFormat, LOCATOR_FORMATS, type LocatorFormat, locators } from './locators.ts';
import { escapeMarkdown, quote } from './markdown.ts';
import type { Component, Conversation, TaskResult, Unfinished } from './task.ts';

/** The forms of a result that are text. */
export const TEXT_FORMATS = ['json', 'md', 'csv', ...LOCATOR_FORMATS] as const;
export type TextFormat = (typeof TEXT_FORMATS)[number];

/**
 * A result as text, with a line break at its end. Throws `bad-usage` for a CSV of what has no rows, and for locators of what
 * is no list of elements.
 *
 * @param ids only these of the elements
 */
export function format(result: TaskResult, as: TextFormat, ids?: readonly string[]): string {
  if (isLocatorFormat(as)) return toLocators(result, as, ids);
  return { json: toJson, md: toMarkdown, csv: toCsv }[as](narrowed(result, ids));
}

/** The same result with only these of its elements. */
export function narrowed(result: TaskResult, ids: readonly string[] | undefined): TaskResult {
  if (result.task !== 'elements' || !ids) return result;
  const wanted = new Set(ids);
  return { ...result, elements: result.elements.filter(({ id }) => wanted.has(id)) };
}

/** A line for each element; what is not among `ids` counts too, since a locator must not find it. */
function toLocators(result: TaskResult, as: LocatorFormat, ids?: readonly string[]): string {
  if (result.task !== 'elements') {
    throw new GlimpseError('bad-usage', {
      failed: l10n.t('Only elements have locators.'),
      todo: l10n.t('Use json or md.'),
    });
  }
  const lines = locators(result, as, ids);
  return lines.map((line) => `${line}\n`).join('');
}

/** Indented, with a line feed at the end. */
export const toJson = (result: unknown): string => `${JSON.stringify(result, null, 2)}\n`;

/** A table of elements, a nested list of components, or the description itself. Text of the picture stays text. */
function toMarkdown(result: TaskResult): string {
  if (result.task === 'elements') return elementsTable(result.elements);
  if (result.task === 'outline') return componentList(result.root);
  return conversation(result);
}

/** An answer; where others followed it, each below its question, which is a quotation. */
function conversation(result: Conversation): string {
  const isCode = result.task === 'ask' && result.form !== 'markdown';
  const first = isCode ? `\`\`\`${result.codeLanguage ?? result.form}\n${result.text}\n\`\`\`` : result.text;
  const { followUps = [] } = result;
  const question = result.task === 'ask' && followUps.length > 0 ? [quotation(result.question)] : [];
  const turns = followUps.flatMap(({ question, text, unfinished }) => [quotation(question), text, ...end(unfinished)]);
  return `${[...question, first, ...end(result.unfinished), ...turns].join('\n\n')}\n`;
}

const quotation = (text: string): string => text.replace(/^/gm, '> ');
const end = (unfinished: Unfinished | undefined): string[] => (unfinished ? ['*…*'] : []);

/** One line for each element or component; cells that a spreadsheet would run as formulas are disarmed. */
function toCsv(result: TaskResult): string {
  if (result.task === 'describe' || result.task === 'ask') {
    throw new GlimpseError('bad-usage', {
      failed: l10n.t('An answer in words has no rows for a CSV.'),
      todo: l10n.t('Use md or json.'),
    });
  }
  const rows = result.task === 'elements' ? result.elements.map(elementRow) : [...componentRows(result.root)];
  return stringify(rows, { header: true, columns: COLUMNS[result.task], escape_formulas: true });
}

const COLUMNS = {
  elements: ['id', 'role', 'name', 'text', 'x', 'y', 'width', 'height', 'confidence', 'parent'],
  outline: ['depth', 'name', 'role', 'text', 'layout', 'gap', 'align', 'x', 'y', 'width', 'height', 'element'],
};

const rounded = ({ x, y, width, height }: Box): Box => ({
  x: Math.round(x),
  y: Math.round(y),
  width: Math.round(width),
  height: Math.round(height),
});

function elementRow({ id, role, name, text, box, confidence, parent }: Element) {
  return { id, role, name, text, ...rounded(box), confidence: Math.round(confidence * 100) / 100, parent };
}

function* componentRows(
  { name, role, text, layout, box, elementId, children }: Component,
  depth = 0,
): Generator<object> {
  const { type, gap, align } = layout ?? {};
  yield { depth, name, role, text, layout: type, gap, align, ...rounded(box), element: elementId };
  for (const child of children) yield* componentRows(child, depth + 1);
}

function elementsTable(elements: readonly Element[]): string {
  const rows = elements.map((element) => {
    const { id, role, name, text, box } = element;
    const { x, y, width, height } = rounded(box);
    return `| ${id} | ${role}${isUnsure(element) ? ' (unsure)' : ''} | ${escapeMarkdown(text ?? name ?? '')} | ${x} | ${y} | ${width} | ${height} |\n`;
  });
  return `| id | role | text | x | y | width | height |\n| --- | --- | --- | ---: | ---: | ---: | ---: |\n${rows.join('')}`;
}

function componentList({ name, role, text, layout, children }: Component, indent = ''): string {
  const facts = [
    role,
    layout && `${layout.type}${layout.columns ? ` of ${layout.columns}` : ''}, gap ${layout.gap}, ${layout.align}`,
  ];
  const line = `${indent}- **${name}** (${facts.filter(Boolean).join('; ')})${text ? ` ${quote(text)}` : ''}\n`;
  // A button and the text on it are one line.
  const [only] = children;
  const says = children.length === 1 && only!.children.length === 0 && only!.text === text;
  return line + (says ? '' : children.map((child) => componentList(child, `${indent}  `)).join(''));
}
