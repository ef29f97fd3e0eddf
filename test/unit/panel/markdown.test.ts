import type { TemplateResult } from 'lit';
import { nothing } from 'lit';
import { describe, expect, it } from 'vitest';
import { markdown } from '../../../src/panel/markdown.ts';

/** A template as the page gets it: its own markup, and every value as the text that Lit makes of a string. */
function html(part: unknown): string {
  if (part === nothing) return '';
  if (Array.isArray(part)) return part.map(html).join('');
  if (typeof part === 'string') return part.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  if (typeof part === 'function') return '';
  const { strings, values } = part as TemplateResult;
  return strings.map((string, i) => string + (i < values.length ? html(values[i]) : '')).join('');
}
const page = (source: string) => html(markdown(source, () => {}));

describe('Markdown on the page', () => {
  it('has paragraphs, headings, lists, bold and code', () => {
    expect(page('# Login\nA form.\n\n- **two** inputs\n- a `button`')).toBe(
      '<h3>Login</h3><p>A form.</p><ul><li><strong>two</strong> inputs</li><li>a <code>button</code></li></ul>',
    );
  });

  it('has what a model writes beyond that: tables, numbered and nested lists, quotes, fences', () => {
    expect(page('3. three\n   - inner\n4. four')).toBe(
      '<ol start=3><li>three<ul><li>inner</li></ul></li><li>four</li></ol>',
    );
    expect(page('| 商品 | 价格 |\n| --- | ---: |\n| 茶 | 12 |')).toBe(
      '<div class="table"><table><thead><tr><th class=>商品</th><th class=right>价格</th></tr></thead>' +
        '<tbody><tr><td class=>茶</td><td class=right>12</td></tr></tbody></table></div>',
    );
    expect(page('> said\n\n~~gone~~ *soft*')).toBe(
      '<blockquote><p>said</p></blockquote><p><s>gone</s> <em>soft</em></p>',
    );
    const fence = page('```html onload=x\n<script>alert(1)</script>\n```');
    expect(fence).toContain('<span>html</span>');
    expect(fence).toContain('<code>&lt;script>alert(1)&lt;/script></code>');
  });

  it('shows a fence that is still being written as code', () => {
    expect(page('```tsx\nconst a = <b')).toContain('<code>const a = &lt;b</code>');
  });

  it('shows escaped characters as they are', () => {
    expect(page('It says "5 \\* 3 \\<b\\> \\\\ \\_x\\_".')).toBe('<p>It says "5 * 3 &lt;b> \\ _x_".</p>');
    expect(page('**a \\*\\* b**')).toBe('<p><strong>a ** b</strong></p>');
    expect(page('"https\\:\\/\\/a\\.example \\& me\\@b\\.example"')).toBe(
      '<p>"https://a.example &amp; me@b.example"</p>',
    );
  });

  it('makes no HTML, no link and no picture of what it is given, and hides no address', () => {
    expect(page('<img src=x onerror=alert(1)> [click](command:evil) ![cat](http://spy.example/1.png)')).toBe(
      '<p>&lt;img src=x onerror=alert(1)> click<span class="address"> (command:evil)</span> ' +
        'cat<span class="address"> (http://spy.example/1.png)</span></p>',
    );
    expect(page('<https://a.example> [x](javascript:alert(1)) https://b.example')).toBe(
      '<p>https://a.example x<span class="address"> (javascript:alert(1))</span> https://b.example</p>',
    );
    expect(page('[me][1]\n\n[1]: file:///etc/passwd "title"')).toBe(
      '<p>me<span class="address"> (file:///etc/passwd)</span></p>',
    );
    expect(page('<div onclick=x>\nhi\n</div>')).toBe('<p>&lt;div onclick=x> hi &lt;/div></p>');
  });
});
