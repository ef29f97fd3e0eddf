import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import * as l10n from '@vscode/l10n';
import { version } from '../../package.json';
import { GlimpseError } from '../errors.ts';

export interface HttpGetOptions {
  method?: 'GET' | 'HEAD';
  headers?: Readonly<Record<string, string>>;
  signal: AbortSignal;
  /** Asked before a redirect is followed; `stop`: what it says itself is the answer. What it throws ends it. */
  onRedirect?: (headers: IncomingHttpHeaders, next: URL) => 'follow' | 'stop';
  /** ms without a sign of the server after which it counts as gone. */
  silenceMs?: number;
}

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: IncomingMessage;
  /** Where the redirects led, and the headers that went there. */
  from: { url: URL; headers: Readonly<Record<string, string>> };
}

/** A server that was silent for too long. */
export class Silence extends Error {
  override readonly name = 'Silence';
  constructor(readonly ms: number) {
    super(`silent for ${ms} ms`);
  }
}

/** A server that wants to know who asks, or knows and says no: 401 or 403. */
export class Unauthorized extends Error {
  override readonly name = 'Unauthorized';
  /** @param origin of the server that said so, which a redirect may have led to */
  constructor(readonly origin: string) {
    super(`${origin} says no`);
  }
}

/** The cause of an error, where an answer says 401 or 403. */
export const unauthorized = ({ status, from }: Pick<HttpAnswer, 'status' | 'from'>): { cause?: Unauthorized } =>
  status === 401 || status === 403 ? { cause: new Unauthorized(from.url.origin) } : {};

export const SILENCE_MS = 30_000;
const MAX_REDIRECTS = 10;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** What is for the server that was asked, and for no other. */
const SECRET = ['authorization', 'cookie', 'proxy-authorization'];

/**
 * Asks a server by node:http and node:https, whose functions VS Code replaces by ones that know its proxy settings and the
 * system's certificates; the terminal program gives them an agent for proxies. Follows redirects; what proves who asks does
 * not go along to another origin. Read the body with `chunks`, or destroy it.
 *
 * @throws Silence, AbortError, what Node throws for a connection; GlimpseError `server-refused` for a bad redirect
 */
export async function httpGet(address: URL, options: HttpGetOptions): Promise<HttpAnswer> {
  let url = address;
  let headers = options.headers ?? {};
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const body = await once(url, headers, options);
    const { statusCode: status = 0, headers: answered } = body;
    const answer = { status, headers: answered, body, from: { url, headers } };
    const { location } = answered;
    if (!REDIRECTS.has(status) || location === undefined) return answer;
    let next: URL;
    try {
      next = nextOf(url, location);
      if (options.onRedirect?.(answered, next) === 'stop') return answer;
    } catch (error) {
      body.destroy();
      throw error;
    }
    body.destroy();
    if (next.origin !== url.origin) {
      headers = Object.fromEntries(Object.entries(headers).filter(([name]) => !SECRET.includes(name.toLowerCase())));
    }
    url = next;
  }
  throw new GlimpseError('server-refused', {
    failed: l10n.t('{0} leads nowhere.', address.host),
    tried: l10n.t('It redirected more than {0} times.', MAX_REDIRECTS),
    todo: l10n.t('Check the address, or choose another source.'),
  });
}

function nextOf(url: URL, location: string): URL {
  const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
  const isDowngrade = url.protocol === 'https:' && next?.protocol === 'http:';
  if (next && /^https?:$/.test(next.protocol) && !isDowngrade) return next;
  throw new GlimpseError('server-refused', {
    failed: l10n.t('{0} leads elsewhere.', url.host),
    tried: l10n.t('It redirects to an address that is not safe to follow: {0}', next?.origin ?? location),
    todo: l10n.t('Check the address, or choose another source.'),
  });
}

function once(
  url: URL,
  headers: Readonly<Record<string, string>>,
  { method = 'GET', signal, silenceMs = SILENCE_MS }: HttpGetOptions,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
      method,
      headers: { 'user-agent': `glimpse/${version}`, 'accept-encoding': 'identity', ...headers },
      signal,
    });
    const tooLong = setTimeout(() => request.destroy(new Silence(silenceMs)), silenceMs);
    request.on('error', reject);
    request.once('close', () => clearTimeout(tooLong));
    request.once('response', (response) => {
      clearTimeout(tooLong);
      resolve(response);
    });
    request.end();
  });
}

/** What comes, as it comes; the time that the caller needs for it does not count as silence. Throws like `httpGet`. */
export async function* chunks({ body }: HttpAnswer, silenceMs = SILENCE_MS): AsyncGenerator<Buffer> {
  const watch = () => setTimeout(() => body.destroy(new Silence(silenceMs)), silenceMs);
  let tooLong = watch();
  try {
    for await (const chunk of body) {
      clearTimeout(tooLong);
      yield chunk as Buffer;
      tooLong = watch();
    }
  } finally {
    clearTimeout(tooLong);
  }
}
