import type { Words } from './l10n.ts';

/** What the page may load, as addresses of the webview. */
export interface PageParts {
  cspSource: string;
  nonce: string;
  /** Of the styles in the frame with the outline's page, which has this page's policy too. */
  styleNonce: string;
  script: string;
  styles: string;
  codicons: string;
  words: Words;
}

/**
 * The page's HTML. Its policy lets in this one script, our stylesheets and font, pictures handed over as blobs, and the styles
 * that we generate for a frame.
 */
export function pageHtml({ cspSource, nonce, styleNonce, script, styles, codicons, words }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${styleNonce}'`,
    `font-src ${cspSource}`,
    'img-src blob:',
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${words.language}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="stylesheet" href="${codicons}" id="vscode-codicon-stylesheet">
    <link rel="stylesheet" href="${styles}">
    <title>Glimpse</title>
  </head>
  <body>
    <script type="application/json" id="l10n">${JSON.stringify(words.bundle).replaceAll('<', '\\u003c')}</script>
    <glimpse-app data-style-nonce="${styleNonce}"></glimpse-app>
    <script nonce="${nonce}" src="${script}"></script>
  </body>
</html>`;
}
