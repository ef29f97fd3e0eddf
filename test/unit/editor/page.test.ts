import { describe, expect, it } from 'vitest';
import { pageHtml } from '../../../src/editor/page.ts';

const page = {
  cspSource: 'https://webview.example',
  nonce: 'abc123',
  styleNonce: 'def456',
  script: 'https://webview.example/panel.js',
  styles: 'body { margin: 0 }',
  codicons: 'https://webview.example/codicon.css',
  words: { language: 'zh-cn', bundle: { Stop: '</script><script>停止' }, file: undefined },
  hasPicture: true,
};
const html = pageHtml(page);

describe('the page', () => {
  it('lets in one script, local styles and fonts, pictures from memory, and nothing else', () => {
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1]?.split('; ');
    expect(policy).toEqual([
      "default-src 'none'",
      "script-src 'nonce-abc123'",
      "style-src https://webview.example 'nonce-def456'",
      'font-src https://webview.example',
      'img-src blob:',
    ]);
  });

  it('has no script in its text but the one that loads its own, and no style but the one that it lets in', () => {
    expect(html.match(/<script(?! type="application\/json")/g)).toHaveLength(1);
    expect(html).toContain('<script nonce="abc123">import("https://webview.example/panel.js")');
    expect(html.match(/<style/g)).toHaveLength(1);
    expect(html).toContain('<style nonce="def456">body { margin: 0 }</style>');
    expect(html).not.toMatch(/\sstyle=|\son\w+=/);
  });

  it('shows what it will be before its script runs, where it will have a picture', () => {
    expect(html).toMatch(/<main class="panes opening" inert>.*Elements.*Ask.*Opening the picture….*<\/main>/s);
    expect(pageHtml({ ...page, hasPicture: false })).not.toContain('<main');
  });

  it('hands over the words of the editor, which can end no script', () => {
    expect(html).toContain('<html lang="zh-cn">');
    const bundle = /id="l10n">(.*?)<\/script>/.exec(html)?.[1] ?? '';
    expect(JSON.parse(bundle)).toEqual({ Stop: '</script><script>停止' });
  });
});
