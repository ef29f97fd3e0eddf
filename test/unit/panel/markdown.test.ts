import type { TemplateResult } from 'lit';
import { describe, expect, it } from 'vitest';
import { markdown } from '../../../src/panel/markdown.ts';

/** A template as the page gets it: its own markup, and every value as the text that Lit makes of a string. */
function html(part: unknown): string {
  if (Array.isArray(part)) return part.map(html).join('');
  if (typeof part === 'string') return part.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const { strings, values } = part as TemplateResult;
  return strings.map((string, i) => string + (i < values.length ? html(values[i]) : '')).join('');
}
const page = (source: string) => html(markdown(source));

describe('Markdown on the page', () => {
  it('has paragraphs, headings, lists, bold and code', () => {
    expect(page('# Login\nA form.\n\n- **two** inputs\n- a `button`')).toBe(
      '<h3>Login</h3><p>A form.</p><ul><li><strong>two</strong> inputs</li><li>a <code>button</code></li></ul>',
    );
  });

  it('shows escaped characters as they are', () => {
    expect(page('It says "5 \\* 3 \\<b\\> \\\\ \\_x\\_".')).toBe('<p>It says "5 * 3 &lt;b> \\ _x_".</p>');
    expect(page('**a \\*\\* b**')).toBe('<p><strong>a ** b</strong></p>');
  });

  it('makes no HTML and no link of what a picture says', () => {
    expect(page('<img src=x onerror=alert(1)> [click](command:evil)')).toBe(
      '<p>&lt;img src=x onerror=alert(1)> [click](command:evil)</p>',
    );
  });
});
