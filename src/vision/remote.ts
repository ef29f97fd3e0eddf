import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../errors.ts';
import type { EndpointSource } from './endpoint.ts';

export interface RemoteServer {
  /** With its version: `http://192.168.1.7:8080/v1`. */
  url: string;
  /** Asked for at each use; undefined: the server wants none. */
  apiKey?: () => Promise<string | undefined> | string | undefined;
  /** The server's id of the model; absent: the first that it lists. */
  model?: string;
}

/**
 * A server that runs already, at an address that the user set.
 * @throws GlimpseError `bad-usage` for what is not the address of a server
 */
export function remoteServer({ url, apiKey, model }: RemoteServer): EndpointSource {
  const { host, href } = parseServerUrl(url);
  return {
    name: model ? l10n.t('{0} on {1}', model, host) : host,
    async open() {
      const key = await apiKey?.();
      return { baseURL: href.replace(/\/+$/, ''), ...(key && { apiKey: key }), ...(model && { model }) };
    },
  };
}

/** @throws GlimpseError `bad-usage` */
export function parseServerUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.username || parsed.password || parsed.search) {
    throw new GlimpseError('bad-usage', {
      failed: l10n.t('This is not the address of a model server.'),
      todo: l10n.t('Give one such as http://127.0.0.1:8080/v1, with the key apart.'),
    });
  }
  return parsed;
}
