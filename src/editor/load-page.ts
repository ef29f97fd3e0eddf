import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Uri, type WebviewPanel } from 'vscode';
import { words } from './l10n.ts';
import { pageHtml } from './page.ts';
import { baseName } from './read.ts';

/** Puts the page into a webview, which knows nothing until it says `ready`. */
export function loadPage({ webview }: WebviewPanel, extensionUri: Uri, { hasPicture }: { hasPicture: boolean }): void {
  const dist = Uri.joinPath(extensionUri, 'dist');
  const address = (file: string) => webview.asWebviewUri(Uri.joinPath(dist, file)).toString();
  webview.options = { enableScripts: true, localResourceRoots: [dist] };
  styles ??= readFileSync(Uri.joinPath(dist, 'panel.css').fsPath, 'utf8');
  webview.html = pageHtml({
    cspSource: webview.cspSource,
    nonce: newNonce(),
    styleNonce: newNonce(),
    script: address('panel.js'),
    styles,
    codicons: address('codicon.css'),
    words,
    hasPicture,
  });
}

let styles: string | undefined;

const newNonce = (): string => randomBytes(16).toString('base64url');

/** The words on the tab of a picture's panel; by them `namesInTabs` knows it again. */
export const panelTitle = (uri: Uri): string => `Glimpse: ${baseName(uri)}`;

/** What a tab shows of Glimpse: its icon, and what it is about. */
export function dressTab(panel: WebviewPanel, extensionUri: Uri, title: string): void {
  const icon = (theme: string) => Uri.joinPath(extensionUri, 'media', `tab-${theme}.svg`);
  panel.title = title;
  panel.iconPath = { light: icon('light'), dark: icon('dark') };
}
