import { html, nothing, type TemplateResult } from 'lit';
import createMarkdownIt, { type Token } from 'markdown-it';
import { codeBlock } from './code-block.ts';

type Part = string | TemplateResult | typeof nothing;
type Copy = (text: string, what: string) => void;

/** CommonMark with tables and strikethrough. HTML stays text, and plain addresses are no links. */
const parser = createMarkdownIt({ html: false, linkify: false, typographer: false });
// An address that it would refuse is shown like any other: nothing leads anywhere.
parser.validateLink = () => true;

/**
 * Markdown of a description or a model as templates: what it says is only ever text in an element of ours, never HTML.
 * Links and pictures are text with their address behind it: they may come from a picture, and lead nowhere.
 */
export function markdown(source: string, copy: Copy): Part[] {
  return blocks(parser.parse(source, {}), copy);
}

/** What lies between a token that opens and the one that closes it, as templates, and all that comes after. */
function blocks(tokens: readonly Token[], copy: Copy): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (token.nesting === 1) {
      const end = closing(tokens, at);
      parts.push(wrapped(token, blocks(tokens.slice(at + 1, end), copy)));
      at = end;
    } else parts.push(...leaf(token, copy));
  }
  return parts;
}

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
      return token.hidden ? html`${inner}` : html`<p>${inner}</p>`;
    case 'heading_open':
      return heading(Number(token.tag.slice(1)), inner);
    case 'bullet_list_open':
      return html`<ul>${inner}</ul>`;
    case 'ordered_list_open':
      return html`<ol start=${String(token.attrGet('start') ?? 1)}>${inner}</ol>`;
    case 'list_item_open':
      return html`<li>${inner}</li>`;
    case 'blockquote_open':
      return html`<blockquote>${inner}</blockquote>`;
    case 'table_open':
      return html`<div class="table"><table>${inner}</table></div>`;
    case 'thead_open':
      return html`<thead>${inner}</thead>`;
    case 'tbody_open':
      return html`<tbody>${inner}</tbody>`;
    case 'tr_open':
      return html`<tr>${inner}</tr>`;
    case 'th_open':
      return html`<th class=${alignment(token)}>${inner}</th>`;
    case 'td_open':
      return html`<td class=${alignment(token)}>${inner}</td>`;
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

/** Below the page's own headings. */
function heading(level: number, inner: Part[]): Part {
  if (level === 1) return html`<h3>${inner}</h3>`;
  return level === 2 ? html`<h4>${inner}</h4>` : html`<h5>${inner}</h5>`;
}

const alignment = (cell: Token): string => /center|right/.exec(String(cell.attrGet('style') ?? ''))?.[0] ?? '';

function leaf(token: Token, copy: Copy): Part[] {
  switch (token.type) {
    case 'inline':
      return blocks(token.children ?? [], copy);
    case 'fence':
    case 'code_block':
      return [codeBlock(token.content.replace(/\n$/, ''), /^\S*/.exec(token.info)?.[0] ?? '', copy)];
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
  href && !isText ? html`<span class="address"> (${parser.normalizeLinkText(String(href))})</span>` : nothing;
