import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../errors.ts';

/** What of a request goes out; what the openai package adds about this machine and from its environment stays here. */
const SENT_HEADERS = ['accept', 'authorization', 'content-type'];

export interface HttpLimits {
  /** ms until the connection stands. */
  connectMs: number;
  /** Bytes of one answer. */
  maxBytes: number;
}

/**
 * `fetch` as a slow model and an untrusted server need it: without the five minutes after which Node's own gives up on a
 * server that still looks at a picture, on a connection of its own that closes when `signal` aborts, and without following
 * redirects, which could carry a picture or a key elsewhere.
 *
 * @throws TypeError as `fetch` does, with the reason as its `cause`; GlimpseError `timeout`, `server-garbage`
 */
export function httpFetch({ connectMs, maxBytes }: HttpLimits): typeof fetch {
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const signal = init.signal ?? undefined;
    signal?.throwIfAborted();
    const headers = Object.fromEntries([...new Headers(init.headers)].filter(([name]) => SENT_HEADERS.includes(name)));
    return new Promise<Response>((resolve, reject) => {
      const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
        method: init.method ?? 'GET',
        headers,
        agent: false,
        signal,
      });
      const tooSlow = setTimeout(() => request.destroy(unanswered(url, connectMs)), connectMs);
      request.on('socket', (socket) => {
        socket.setNoDelay(true);
        socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => clearTimeout(tooSlow));
      });
      request.on('close', () => clearTimeout(tooSlow));
      request.on('error', (error) => {
        const known = error instanceof GlimpseError || error.name === 'AbortError';
        reject(known ? error : new TypeError('fetch failed', { cause: error }));
      });
      request.on('response', (response) => {
        const status = response.statusCode ?? 0;
        const empty = status === 204 || status === 205 || status === 304;
        if (empty) response.resume();
        resolve(
          new Response(empty ? null : ReadableStream.from(upTo(maxBytes, response)), {
            status: status >= 200 && status <= 599 ? status : 500,
            headers: new Headers(
              Object.entries(response.headers).map(([name, value]): [string, string] => [name, String(value)]),
            ),
          }),
        );
      });
      request.end(typeof init.body === 'string' ? init.body : undefined);
    });
  };
}

async function* upTo(maxBytes: number, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new GlimpseError('server-garbage', {
        failed: l10n.t('The server does not stop sending.'),
        tried: l10n.t('More than {0} KB came for one answer.', Math.round(maxBytes / 1024)),
        todo: l10n.t('Check that the URL is that of a model server.'),
      });
    }
    yield chunk;
  }
}

function unanswered(url: URL, connectMs: number): GlimpseError {
  return new GlimpseError('timeout', {
    failed: l10n.t('No connection to {0}.', url.origin),
    tried: l10n.t('It did not answer within {0} s.', connectMs / 1000),
    todo: l10n.t('Check the URL, and that the server runs.'),
  });
}
