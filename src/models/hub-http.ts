import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import * as l10n from '@vscode/l10n';
import type * as z from 'zod';
import { GlimpseError } from '../errors.ts';
import { isAllowed } from './catalog.ts';

/** The metadata of a repository is small; a server that goes on sending is none. */
const MAX_BYTES = 8 * 2 ** 20;
const MAX_REDIRECTS = 8;
/** A server that says nothing for so long is not there. */
const SILENCE_MS = 30_000;

/** What a server says of a file without sending it. */
export interface HeadAnswer {
  /** Of the last answer; what an earlier one said of the linked file among them. */
  headers: IncomingHttpHeaders;
}

/**
 * The headers of a file, redirects followed until they tell its size: a hub's own answer says what it links to.
 * @throws GlimpseError `server-unreachable`, `server-refused`, `server-garbage`
 */
export async function head(url: string, signal: AbortSignal): Promise<HeadAnswer> {
  const answer = await follow('HEAD', url, signal, ({ headers }) => headers['x-linked-size'] !== undefined);
  answer.resume();
  return { headers: answer.headers };
}

/**
 * A small JSON document, checked.
 * @throws GlimpseError `server-unreachable`, `server-refused`, `server-garbage`
 */
export async function getJson<T>(url: string, shape: z.ZodType<T>, signal: AbortSignal): Promise<T> {
  const answer = await follow('GET', url, signal);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > MAX_BYTES) throw garbage(url);
      chunks.push(chunk);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof GlimpseError ? error : unreachable(url, error);
  }
  try {
    return shape.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  } catch (error) {
    throw garbage(url, error);
  }
}

/** @param enough whether an answer that redirects says all that is wanted */
async function follow(
  method: 'GET' | 'HEAD',
  start: string,
  signal: AbortSignal,
  enough: (answer: IncomingMessage) => boolean = () => false,
): Promise<IncomingMessage> {
  let url = start;
  const linked: IncomingHttpHeaders = {};
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const answer = await ask(method, url, signal);
    const status = answer.statusCode ?? 0;
    const { location } = answer.headers;
    for (const name of ['x-linked-size', 'x-linked-etag']) linked[name] ??= answer.headers[name];
    if (status >= 300 && status < 400 && location !== undefined) {
      if (enough(answer)) return answer;
      answer.resume();
      const next = new URL(location, url).href;
      // Neither to an unencrypted server, nor from the internet to this machine.
      if (!isAllowed(next) || (next.startsWith('http:') && !url.startsWith('http:'))) throw garbage(start);
      url = next;
      continue;
    }
    if (status === 200 && !/^text\/html\b/.test(answer.headers['content-type'] ?? '')) {
      Object.assign(answer.headers, linked);
      return answer;
    }
    answer.resume();
    throw status === 200 ? garbage(start) : refused(start, status);
  }
  throw garbage(start);
}

/** Through node's http and https, which VS Code patches for its proxy settings and certificates. */
function ask(method: string, url: string, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = url.startsWith('https:') ? requestHttps : requestHttp;
    const asked = request(url, { method, signal, headers: { accept: '*/*', 'user-agent': 'glimpse' } });
    asked.setTimeout(SILENCE_MS, () => asked.destroy(new Error(l10n.t('no answer within {0} s', SILENCE_MS / 1000))));
    asked.on('response', resolve);
    asked.on('error', (error) => reject(signal.aborted ? signal.reason : unreachable(url, error)));
    asked.end();
  });
}

function unreachable(url: string, error: unknown): GlimpseError {
  return new GlimpseError(
    'server-unreachable',
    {
      failed: l10n.t("{0} can't be reached.", new URL(url).host),
      tried: l10n.t('{0}: {1}.', url, (error as Error).message.replace(/\.$/, '')),
      todo: l10n.t(
        'Check the connection and the proxy; glimpse.modelSource and glimpse.modelMirror name other places.',
      ),
    },
    { cause: error },
  );
}

function refused(url: string, status: number): GlimpseError {
  const { host } = new URL(url);
  const [why, todo] =
    status === 401 || status === 403
      ? [
          l10n.t('{0} does not give it to everybody.', host),
          l10n.t("Accept the model's licence there and download it by hand, or use another model or source."),
        ]
      : status === 404
        ? [
            l10n.t('{0} does not have it.', host),
            l10n.t('Use another model or source; glimpse.models can name where it is now.'),
          ]
        : [l10n.t('{0} is not able to answer now.', host), l10n.t('Try again later, or use another source.')];
  return new GlimpseError('server-refused', { failed: why, tried: l10n.t('{0}: HTTP {1}.', url, status), todo });
}

function garbage(url: string, cause?: unknown): GlimpseError {
  return new GlimpseError(
    'server-garbage',
    {
      failed: l10n.t('{0} answers with something else than what was asked for.', new URL(url).host),
      tried: l10n.t('Asked for {0}.', url),
      todo: l10n.t('Check that no login page or proxy stands in between, and that glimpse.modelMirror is right.'),
    },
    { cause },
  );
}
