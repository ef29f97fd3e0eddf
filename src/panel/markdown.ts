import { html, type TemplateResult } from 'lit';

/**
 * The little Markdown that descriptions use (headings, lists, paragraphs, bold, code) as a template. Everything else is
 * shown as the text it is: text from a picture never becomes HTML or a link.
 */
export function markdown(source: string): TemplateResult[] {
  return source
    .split(/\n\s*\n|\n(?=#+ )|(?<=^#+ .*)\n/m)
    .map((block) => block.trim())
    .filter(Boolean)
    .map((block) => {
      const heading = /^#+ (.*)$/.exec(block)?.[1];
      if (heading !== undefined) return html`<h3>${inline(heading)}</h3>`;
      const lines = block.split('\n');
      if (!lines.every((line) => /^\s*[-*] /.test(line))) return html`<p>${inline(lines.join(' '))}</p>`;
      return html`<ul>${lines.map((line) => html`<li>${inline(line.replace(/^\s*[-*] /, ''))}</li>`)}</ul>`;
    });
}

const TOKEN = /(\*\*(?:\\.|[^*\\])+\*\*|`[^`]+`|\\.)/;

function inline(text: string): (string | TemplateResult)[] {
  return text.split(TOKEN).map((part) => {
    if (/^\*\*./.test(part)) return html`<strong>${inline(part.slice(2, -2))}</strong>`;
    if (/^`./.test(part)) return html`<code>${part.slice(1, -1)}</code>`;
    return part.replace(/^\\(?=.)/, ''); // an escaped character is that character
  });
}
