import { type Disposable, type WebviewPanel, window } from 'vscode';
import type { Panels } from './panels.ts';

/** Declared in package.json as `onWebviewPanel:...` too. */
export const VIEW_TYPE = 'glimpse.panel';

/** Lets VS Code bring back the panels of an earlier window, with what their pages had left in `setState`. */
export function registerRestore(panels: () => Promise<Panels>): Disposable {
  return window.registerWebviewPanelSerializer(VIEW_TYPE, {
    deserializeWebviewPanel: async (webview: WebviewPanel, state: unknown) => (await panels()).restore(webview, state),
  });
}
