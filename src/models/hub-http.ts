import type { IncomingHttpHeaders } from 'node:http';
import * as l10n from '@vscode/l10n';
import type * as z from 'zod';
import { GlimpseError } from '../errors.ts';
import { isAllowed } from './catalog.ts';
import { chunks, type HttpAnswer, httpGet, Silence, unauthorized } from './http-get.ts';

/** The metadata of a repository is small; a server that goes on sending is none. */
const MAX_BYTES = 8 * 2 ** 20;

/** What a server says of a file without sending it. */
export interface HeadAnswer {
  /** Of the last answer; what an earlier one said of the linked file among them. */
  headers: IncomingHttpHeaders;
}

/**
 * The headers of a file, redirects followed until they tell its size: a hub's own answer says what it links to.
 * @param headers besides those that any server gets
 * @throws GlimpseError `server-unreachable`, `server-refused`, `server-garbage`
 */
export async function head(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<HeadAnswer> {
  const linked: IncomingHttpHeaders = {};
  const { headers: last, body } = await ask('HEAD', url, headers, signal, (said) => {
    for (const name of ['x-linked-size', 'x-linked-etag']) if (said[name]) linked[name] ??= said[name];
    return linked['x-linked-size'] === undefined ? 'follow' : 'stop';
  });
  body.resume();
  return { headers: { ...last, ...linked } };
}

/**
 * A small JSON document, checked.
 * @param headers besides those that any server gets
 * @throws GlimpseError `server-unreachable`, `server-refused`, `server-garbage`
 */
export async function getJson<T>(
  url: string,
  shape: z.ZodType<T>,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<T> {
  const answer = await ask('GET', url, headers, signal);
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of chunks(answer)) {
      length += chunk.length;
      if (length > MAX_BYTES) throw garbage(url);
      parts.push(chunk);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof GlimpseError ? error : unreachable(url, error);
  }
  try {
    return shape.parse(JSON.parse(Buffer.concat(parts).toString('utf8')));
  } catch (error) {
    throw garbage(url, error);
  }
}

/** @param onRedirect whether an answer that redirects says all that is wanted */
async function ask(
  method: 'GET' | 'HEAD',
  url: string,
  own: Readonly<Record<string, string>>,
  signal: AbortSignal,
  onRedirect: (headers: IncomingHttpHeaders) => 'follow' | 'stop' = () => 'follow',
): Promise<HttpAnswer> {
  const allowed = (headers: IncomingHttpHeaders, next: URL) => {
    const decision = onRedirect(headers);
    if (decision === 'follow' && !isAllowed(next.href)) throw garbage(url);
    return decision;
  };
  let answer: HttpAnswer;
  try {
    answer = await httpGet(new URL(url), { method, signal, headers: { accept: '*/*', ...own }, onRedirect: allowed });
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof GlimpseError ? garbage(url, error) : unreachable(url, error);
  }
  const { status, headers, body } = answer;
  const isPage = /^text\/html\b/.test(headers['content-type'] ?? '');
  if ((status === 200 && !isPage) || (status >= 300 && status < 400 && headers.location !== undefined)) return answer;
  body.resume();
  throw status === 200 ? garbage(url) : refused(url, answer);
}

function unreachable(url: string, error: unknown): GlimpseError {
  return new GlimpseError(
    'server-unreachable',
    {
      failed: l10n.t("{0} can't be reached.", new URL(url).host),
      tried: l10n.t('{0}: {1}.', url, reasonOf(error)),
      todo: l10n.t(
        'Check the connection and the proxy; glimpse.modelSource and glimpse.modelMirror name other places.',
      ),
    },
    { cause: error },
  );
}

function reasonOf(error: unknown): string {
  if (error instanceof Silence) return l10n.t('no answer within {0} s', error.ms / 1000);
  return (error as Error).message.replace(/\.$/, '');
}

function refused(url: string, answer: HttpAnswer): GlimpseError {
  const { status } = answer;
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
  const tried = l10n.t('{0}: HTTP {1}.', url, status);
  return new GlimpseError('server-refused', { failed: why, tried, todo }, unauthorized(answer));
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
