import * as l10n from '@vscode/l10n';
import type { Words } from './l10n.ts';

/** What the page may load, as addresses of the webview. */
export interface PageParts {
  cspSource: string;
  nonce: string;
  /** Of the page's styles, and of those in the frame with the outline's page, which has this page's policy too. */
  styleNonce: string;
  script: string;
  /** The stylesheet itself: a file would have to come before anything is drawn. */
  styles: string;
  codicons: string;
  words: Words;
  /** Whether a picture is to be shown. */
  hasPicture: boolean;
}

/**
 * The page's HTML. VS Code shows a page when all is loaded that it names (but after 200 ms in any case): so the script is
 * imported, for which nobody waits. Its policy lets in this one script, our styles and font, pictures handed over as blobs, and the styles
 * that we generate for a frame.
 */
export function pageHtml({
  cspSource,
  nonce,
  styleNonce,
  script,
  styles,
  codicons,
  words,
  hasPicture,
}: PageParts): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${styleNonce}'`,
    `font-src ${cspSource}`,
    'img-src blob:',
  ].join('; ');
  const notLoaded = l10n.t('This page could not be loaded: was Glimpse just updated? Reload the window.');
  return `<!DOCTYPE html>
<html lang="${words.language}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <style nonce="${styleNonce}">${styles}</style>
    <title>Glimpse</title>
  </head>
  <body>
    <script type="application/json" id="l10n">${inScript(words.bundle)}</script>
    <glimpse-app data-style-nonce="${styleNonce}" data-codicons="${codicons}">${hasPicture ? opening() : ''}</glimpse-app>
    <script nonce="${nonce}">import(${inScript(script)}).catch(() => document.body.replaceChildren(${inScript(notLoaded)}))</script>
  </body>
</html>`;
}

/** As JSON that ends no script. */
const inScript = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

/** What is seen until the script runs: the page as it first is, without anything that could be pressed. */
function opening(): string {
  const tabs = [l10n.t('Elements'), l10n.t('Outline'), l10n.t('Describe'), l10n.t('Ask')];
  return `
      <main class="panes opening" inert>
        <div class="picture"><div class="zoom"></div><div class="stage"></div></div>
        <div class="splitter"></div>
        <section class="side">
          <div class="task-bar"><div class="tabs">${tabs.map((tab) => `<button>${tab}</button>`).join('')}</div></div>
          <div class="status"><span class="step">${l10n.t('Opening the picture…')}</span></div>
          <div class="skeleton">${'<div></div>'.repeat(8)}</div>
        </section>
      </main>`;
}
