import * as l10n from '@vscode/l10n';
import { window } from 'vscode';
import { isToken } from '../models/hub-token.ts';
import type { ServerKeys } from './keys.ts';
import { sayQuietly } from './quiet.ts';

/** Asks for the token of the hub at `url`, and keeps it; an empty one is forgotten. Says false when the user gives up. */
export async function setHubToken(url: string, tokens: ServerKeys): Promise<boolean> {
  const { host } = new URL(url);
  const typed = await window.showInputBox({
    title: l10n.t('Token of {0}', host),
    prompt: l10n.t(
      "From the settings of your account, with the right to read. Kept in the system's keychain and sent to {0} only. Empty: forget the token.",
      host,
    ),
    placeHolder: 'hf_…',
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === '' || isToken(text.trim())
        ? undefined
        : l10n.t('A token is one word of letters, digits and signs.'),
  });
  if (typed === undefined) return false;
  const token = typed.trim();
  await tokens.set(url, token);
  sayQuietly(token === '' ? l10n.t('The token of {0} is forgotten.', host) : l10n.t('The token of {0} is kept.', host));
  return token !== '';
}
