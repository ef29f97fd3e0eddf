import * as l10n from '@vscode/l10n';
import { InputBoxValidationSeverity, ProgressLocation, window } from 'vscode';
import { GlimpseError, toGlimpseError } from '../errors.ts';
import { parseServerUrl } from '../vision/remote.ts';
import { set } from './choose-model.ts';
import type { ServerKeys } from './keys.ts';
import { RemoteModel } from './remote-model.ts';

/**
 * Asks for a server's URL, makes sure that a model which sees answers there, with a key where it wants one, and makes it the
 * model of this machine.
 * @param current the URL that is set now
 * @returns what was found, for a person; undefined when the user thought better of it
 * @throws GlimpseError as `VisionModel.load` does
 */
export async function useServer(current: string, id: string, keys: ServerKeys): Promise<string | undefined> {
  const typed = await window.showInputBox({
    title: l10n.t('Use a Server for Glimpse'),
    prompt: l10n.t(
      'The URL of a server that speaks the OpenAI protocol and has a vision model. Pictures are sent there.',
    ),
    placeHolder: 'http://localhost:11434/v1',
    value: current,
    ignoreFocusOut: true,
    validateInput: remark,
  });
  if (!typed?.trim()) return undefined;
  const url = withVersion(typed.trim());
  const model = url === current ? id : '';
  const name = await check(url, model, keys);
  if (name === undefined) return undefined;
  await set({ endpoint: url, endpointModel: model });
  return l10n.t('{0} at {1} answers, and sees images.', name, new URL(url).host);
}

/** Asks for the key of the server at `url`, and keeps it; an empty one is forgotten. Says false when the user gives up. */
export async function setServerKey(url: string, keys: ServerKeys): Promise<boolean> {
  const key = await window.showInputBox({
    title: l10n.t('Key of {0}', new URL(url).host),
    prompt: l10n.t("Kept in the system's keychain and sent to this server only. Empty: forget the key."),
    password: true,
    ignoreFocusOut: true,
  });
  if (key === undefined) return false;
  await keys.set(url, key.trim());
  return true;
}

async function check(url: string, id: string, keys: ServerKeys): Promise<string | undefined> {
  for (;;) {
    try {
      return await window.withProgress(
        { location: ProgressLocation.Notification, title: l10n.t('Asking {0}…', new URL(url).host), cancellable: true },
        async (_, cancelled) => {
          const controller = new AbortController();
          cancelled.onCancellationRequested(() => controller.abort());
          const { name } = await new RemoteModel(url, id, keys, () => {}).load({ signal: controller.signal });
          return name;
        },
      );
    } catch (error) {
      if (!(error instanceof GlimpseError) || error.kind !== 'server-key') throw error;
      if (!(await setServerKey(url, keys))) return undefined;
    }
  }
}

function remark(typed: string) {
  const address = typed.trim();
  if (!address) return undefined;
  try {
    const { protocol, host, hostname } = parseServerUrl(address);
    const isNear = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
    if (protocol === 'https:' || isNear) return undefined;
    return { message: l10n.t('Pictures go to {0} unencrypted.', host), severity: InputBoxValidationSeverity.Warning };
  } catch (error) {
    return { message: toGlimpseError(error).message, severity: InputBoxValidationSeverity.Error };
  }
}

/** Servers answer under a version; people leave it out. */
function withVersion(typed: string): string {
  const url = parseServerUrl(typed);
  if (url.pathname === '/') url.pathname = '/v1';
  return url.href;
}
