import * as l10n from '@vscode/l10n';

const isMac = /Mac/.test(navigator.platform);

/** The keys that send, as a tooltip says them. */
export const SEND_KEYS = isMac ? l10n.t('Send (⌘Enter)') : l10n.t('Send (Ctrl+Enter)');

/** What stands in an empty field for a question. */
export const QUESTION_HINT = isMac
  ? l10n.t('What do you want to know about the picture? (⌘Enter sends)')
  : l10n.t('What do you want to know about the picture? (Ctrl+Enter sends)');

/** What stands in an empty field for a follow-up. */
export const REPLY_HINT = isMac
  ? l10n.t('Ask a follow-up (⌘Enter sends)')
  : l10n.t('Ask a follow-up (Ctrl+Enter sends)');

/** Calls `send` for Ctrl+Enter and ⌘Enter; Enter alone is a new line. */
export function onSendKey(event: KeyboardEvent, send: () => void): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  event.preventDefault();
  send();
}

/** Ctrl+A, or Cmd+A. */
export const isSelectAll = (event: KeyboardEvent): boolean =>
  (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'a';

/** Where an arrow key leads by steps of `step`, right and down; undefined: it is another key. */
export function arrowSteps(key: string, step: number): readonly [dx: number, dy: number] | undefined {
  switch (key) {
    case 'ArrowLeft':
      return [-step, 0];
    case 'ArrowRight':
      return [step, 0];
    case 'ArrowUp':
      return [0, -step];
    case 'ArrowDown':
      return [0, step];
    default:
      return undefined;
  }
}
