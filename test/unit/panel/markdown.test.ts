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
  if (typeof part === 'boolean') return String(part);
  const { strings, values } = part as TemplateResult;
  return strings.map((string, i) => string + (i < values.length ? html(values[i]) : '')).join('');
}
const nowhere = { copy: () => {}, insert: () => {}, open: () => {} };
/** Without the directions of writing, which one test looks at. */
const page = (source: string) => html(markdown(source, nowhere)).replaceAll(' dir="auto"', '');

describe('Markdown on the page', () => {
  it('has paragraphs, headings, lists, bold and code', () => {
    expect(page('# Login\nA form.\n\n- **two** inputs\n- a `button`')).toBe(
      '<h2>Login</h2><p>A form.</p><ul><li><strong>two</strong> inputs</li><li>a <code>button</code></li></ul>',
    );
  });

  it('nests its headings below the page, at whatever level they begin and whichever they leave out', () => {
    expect(page('### a\n\n##### b\n\n### c\n\n## d\n\n### e')).toBe(
      '<h2>a</h2><h3>b</h3><h2>c</h2><h2>d</h2><h3>e</h3>',
    );
    expect(page('# a\n\n## b\n\n### c\n\n#### d')).toBe('<h2>a</h2><h3>b</h3><h4>c</h4><h4>d</h4>');
  });

  it('has what a model writes beyond that: tables, numbered and nested lists, quotes, fences', () => {
    expect(page('3. three\n   - inner\n4. four')).toBe(
      '<ol start=3><li>three<ul><li>inner</li></ul></li><li>four</li></ol>',
    );
    expect(page('| 商品 | 价格 |\n| --- | ---: |\n| 茶 | 12 |')).toBe(
      '<div class="table" tabindex="0"><table><thead><tr><th class=>商品</th><th class=right>价格</th></tr></thead>' +
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
      '<p>&lt;img src=x onerror=alert(1)> click<bdi class="address"> (command:evil)</bdi> ' +
        'cat<bdi class="address"> (http://spy.example/1.png)</bdi></p>',
    );
    expect(page('<https://a.example> [x](javascript:alert(1)) https://b.example')).toBe(
      '<p>https://a.example x<bdi class="address"> (javascript:alert(1))</bdi> https://b.example</p>',
    );
    expect(page('[me][1]\n\n[1]: file:///etc/passwd "title"')).toBe(
      '<p>me<bdi class="address"> (file:///etc/passwd)</bdi></p>',
    );
    expect(page('<div onclick=x>\nhi\n</div>')).toBe('<p>&lt;div onclick=x> hi &lt;/div></p>');
  });

  it('has task lists with boxes that nobody can tick', () => {
    const item = (word: string) =>
      `<li><input type="checkbox" disabled .checked=${word === 'Done'} aria-label=${word}>`;
    expect(page('- [x] labels\n- [ ] a hint\n- [X]no')).toBe(
      `<ul>${item('Done')}labels</li>${item('To do')}a hint</li><li>[X]no</li></ul>`,
    );
    expect(page('1. [x] **bold**\n   - [ ] inner')).toBe(
      `<ol start=1>${item('Done')}<strong>bold</strong><ul>${item('To do')}inner</li></ul></li></ol>`,
    );
    expect(page('[x] alone')).toBe('<p>[x] alone</p>');
  });

  it('lets each block decide its direction, and keeps addresses out of it', () => {
    const both = html(markdown('العربية [a](http://b.example)\n\n- 中文', nowhere));
    expect(both).toBe(
      '<p dir="auto">العربية a<bdi class="address"> (http://b.example)</bdi></p><ul><li dir="auto">中文</li></ul>',
    );
    expect(html(markdown('```\nx\n```', nowhere))).toContain('<div class="code" dir="ltr">');
  });

  it('gives a hostile answer no element, attribute or address of its own', () => {
    const evil = [
      '<script>alert(1)</script><svg onload=alert(1)><iframe srcdoc="<b>">',
      '[a]("onclick=alert(1) x=")',
      '[a](<javascript:alert(1)>"onmouseover=x")',
      '![a](data:text/html;base64,PHNjcmlwdD4= "onerror=alert(1)")',
      '```"><img src=x onerror=alert(1)>\n</code></pre><script>\n```',
      '| <img src=x> |\n| :-: |\n| <style>*{}</style> |',
      '- [x] <input autofocus onfocus=alert(1)>',
      '# <a href=command:workbench.action.quit>x</a>',
      '&lt;script&gt;&#60;img src=x&#62;',
      '\u202e[a](\u0000javascript:alert(1))',
    ].join('\n\n');
    const elements = [...html(markdown(evil, nowhere)).matchAll(/<([a-z][\w-]*)([^>]*)>/g)];
    const OURS =
      /^(p|h2|ul|ol|li|div|table|thead|tbody|tr|th|td|span|bdi|pre|code|input|vscode-toolbar-button|strong|em)$/;
    expect(elements.length).toBeGreaterThan(20);
    for (const [whole, name, attributes] of elements) {
      expect(name, whole).toMatch(OURS);
      expect(attributes, whole).not.toMatch(/\bon\w+|href|src\b|style|javascript|data:/);
    }
  });
});
