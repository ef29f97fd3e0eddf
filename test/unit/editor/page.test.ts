import { describe, expect, it } from 'vitest';
import { pageHtml } from '../../../src/editor/page.ts';

const html = pageHtml({
  cspSource: 'https://webview.example',
  nonce: 'abc123',
  styleNonce: 'def456',
  script: 'https://webview.example/panel.js',
  styles: 'https://webview.example/panel.css',
  codicons: 'https://webview.example/codicon.css',
  words: { language: 'zh-cn', bundle: { Stop: '</script><script>停止' }, file: undefined },
});

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

  it('has no script or style of its own in its text', () => {
    expect(html.match(/<script(?! type="application\/json")/g)).toHaveLength(1);
    expect(html).toContain('<script nonce="abc123" src=');
    expect(html).not.toMatch(/<style|style=|\son\w+=/);
  });

  it('hands over the words of the editor, which can end no script', () => {
    expect(html).toContain('<html lang="zh-cn">');
    const bundle = /id="l10n">(.*?)<\/script>/.exec(html)?.[1] ?? '';
    expect(JSON.parse(bundle)).toEqual({ Stop: '</script><script>停止' });
  });
});
