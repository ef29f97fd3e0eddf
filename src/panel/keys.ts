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
