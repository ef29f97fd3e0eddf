import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import createMarkdownIt, { type Token } from 'markdown-it';
import { codeBlock, type TakeOut } from './code-block.ts';

type Part = string | TemplateResult | typeof nothing;

/** CommonMark with tables and strikethrough. HTML stays text, and plain addresses are no links. */
const parser = createMarkdownIt({ html: false, linkify: false, typographer: false });
// An address that it would refuse is shown like any other: nothing leads anywhere.
parser.validateLink = () => true;

/**
 * Markdown of a description or a model as templates: what it says is only ever text in an element of ours, never HTML.
 * Links and pictures are text with their address behind it: they may come from a picture, and lead nowhere.
 */
export function markdown(source: string, take: TakeOut): Part[] {
  const tokens = parser.parse(source, {});
  nestHeadings(tokens);
  return blocks(tokens, take);
}

/** Models begin at any level and leave some out: screen readers are told how the headings lie in each other, below the page's. */
function nestHeadings(tokens: readonly Token[]): void {
  const around: number[] = [];
  for (const token of tokens) {
    if (token.type !== 'heading_open') continue;
    const level = Number(token.tag.slice(1));
    while ((around.at(-1) ?? 0) >= level) around.pop();
    around.push(level);
    token.tag = `h${Math.min(around.length, 3) + 1}`;
  }
}

/** What lies between a token that opens and the one that closes it, as templates, and all that comes after. */
function blocks(tokens: readonly Token[], take: TakeOut): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (token.nesting === 1) {
      const end = closing(tokens, at);
      const inner = tokens.slice(at + 1, end);
      const done = token.type === 'list_item_open' ? takeTick(inner) : undefined;
      parts.push(wrapped(token, [...tick(done), ...blocks(inner, take)]));
      at = end;
    } else parts.push(...leaf(token, take));
  }
  return parts;
}

/**
 * Whether an item of a task list is done; undefined: it is of another list. Takes the brackets away that say so.
 * https://github.github.com/gfm/#task-list-items-extension-
 */
function takeTick(item: readonly Token[]): boolean | undefined {
  const text = item[0]?.type === 'paragraph_open' ? item[1]?.children?.[0] : undefined;
  const box = text?.type === 'text' ? /^\[([ xX])\]\s+/.exec(text.content) : null;
  if (!text || !box) return undefined;
  text.content = text.content.slice(box[0].length);
  return box[1] !== ' ';
}

const tick = (done: boolean | undefined): Part[] =>
  done === undefined
    ? []
    : [html`<input type="checkbox" disabled .checked=${done} aria-label=${done ? l10n.t('Done') : l10n.t('To do')}>`];

function closing(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at++) {
    depth += tokens[at]!.nesting;
    if (depth === 0) return at;
  }
  return tokens.length;
}

function wrapped(token: Token, inner: Part[]): Part {
  switch (token.type) {
    case 'paragraph_open':
      return token.hidden ? html`${inner}` : html`<p dir="auto">${inner}</p>`;
    case 'heading_open':
      return heading(token.tag, inner);
    case 'bullet_list_open':
      return html`<ul>${inner}</ul>`;
    case 'ordered_list_open':
      return html`<ol start=${String(token.attrGet('start') ?? 1)}>${inner}</ol>`;
    case 'list_item_open':
      return html`<li dir="auto">${inner}</li>`;
    case 'blockquote_open':
      return html`<blockquote>${inner}</blockquote>`;
    case 'table_open':
      return html`<div class="table" tabindex="0"><table>${inner}</table></div>`;
    case 'thead_open':
      return html`<thead>${inner}</thead>`;
    case 'tbody_open':
      return html`<tbody>${inner}</tbody>`;
    case 'tr_open':
      return html`<tr>${inner}</tr>`;
    case 'th_open':
      return html`<th dir="auto" class=${alignment(token)}>${inner}</th>`;
    case 'td_open':
      return html`<td dir="auto" class=${alignment(token)}>${inner}</td>`;
    case 'strong_open':
      return html`<strong>${inner}</strong>`;
    case 'em_open':
      return html`<em>${inner}</em>`;
    case 's_open':
      return html`<s>${inner}</s>`;
    case 'link_open':
      return html`${inner}${address(token.attrGet('href'), token.markup === 'autolink')}`;
    default:
      return html`${inner}`;
  }
}

function heading(tag: string, inner: Part[]): Part {
  if (tag === 'h2') return html`<h2 dir="auto">${inner}</h2>`;
  return tag === 'h3' ? html`<h3 dir="auto">${inner}</h3>` : html`<h4 dir="auto">${inner}</h4>`;
}

const alignment = (cell: Token): string => /center|right/.exec(String(cell.attrGet('style') ?? ''))?.[0] ?? '';

function leaf(token: Token, take: TakeOut): Part[] {
  switch (token.type) {
    case 'inline':
      return blocks(token.children ?? [], take);
    case 'fence':
    case 'code_block':
      return [codeBlock(token.content.replace(/\n$/, ''), /^\S*/.exec(token.info)?.[0] ?? '', take)];
    case 'code_inline':
      return [html`<code>${token.content}</code>`];
    case 'image':
      return [token.content, address(token.attrGet('src'))];
    case 'softbreak':
      return [' '];
    case 'hardbreak':
      return [html`<br>`];
    case 'hr':
      return [html`<hr>`];
    default:
      return [token.content];
  }
}

const address = (href: unknown, isText = false): Part =>
  href && !isText ? html`<bdi class="address"> (${parser.normalizeLinkText(String(href))})</bdi>` : nothing;
