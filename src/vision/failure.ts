import * as l10n from '@vscode/l10n';
import { APIError } from 'openai/core/error';
import { GlimpseError, toGlimpseError } from '../errors.ts';
import { excerpt } from './excerpt.ts';

/** Whom an error is about. */
export interface Asked {
  /** As a person would call it. */
  name: string;
  baseURL: string;
  model?: string;
  /** So that no message shows it. */
  apiKey?: string;
}

/** Whether asking the same again a little later may help: the server is busy, or not up yet. */
export function isPassing(error: unknown): boolean {
  if (knownIn(error)) return false;
  if (error instanceof APIError && error.status !== undefined) return error.status === 429 || error.status === 503;
  return codesOf(error).includes('ECONNREFUSED');
}

/** Whether the server went away, or never was there, rather than said something. */
export function isBroken(error: unknown): error is Error {
  return !knownIn(error) && codesOf(error).some((code) => !code.startsWith('HPE_'));
}

/** How long a server wants to be left alone, in ms. https://developer.mozilla.org/docs/Web/HTTP/Headers/Retry-After */
export function retryAfter(error: unknown): number | undefined {
  const header = error instanceof APIError ? error.headers?.get('retry-after') : undefined;
  if (!header) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** What went wrong with a request, as a person can act on it. */
export function failureOf(error: unknown, asked: Asked): GlimpseError {
  const known = knownIn(error);
  if (known) return known;
  if (error instanceof APIError && saidNo(error)) return refusal(error, asked);
  if (error instanceof SyntaxError) return garbage(asked, l10n.t('what it sent is not JSON.'));
  const codes = codesOf(error);
  if (codes.some((code) => code.startsWith('HPE_'))) return garbage(asked, l10n.t('what it sent is not HTTP.'));
  if (codes.length === 0) return toGlimpseError(error);
  if (codes.some((code) => /CERT|SIGNED|TLS|SSL/.test(code))) {
    return new GlimpseError('server-unreachable', {
      failed: l10n.t('No safe connection to {0}.', asked.name),
      tried: `${asked.baseURL}: ${codes.join(', ')}`,
      todo: l10n.t('Check its certificate, or the URL.'),
    });
  }
  const never = codes.find((code) =>
    ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code),
  );
  return new GlimpseError(
    'server-unreachable',
    never
      ? {
          failed: l10n.t("{0} can't be reached.", asked.name),
          tried: `${asked.baseURL}: ${never}`,
          todo: l10n.t('Start the server, or check the URL.'),
        }
      : {
          failed: l10n.t('{0} went away in the middle of its answer.', asked.name),
          tried: l10n.t('The connection to {0} broke ({1}).', asked.baseURL, codes.join(', ')),
          todo: l10n.t('Try again; if it stays, look at the log of the server.'),
        },
    { cause: error },
  );
}

/** An answer that is none. */
export function garbage(asked: Asked, tried: string): GlimpseError {
  return new GlimpseError('server-garbage', {
    failed: l10n.t('{0} answered with something else than the OpenAI protocol.', asked.name),
    tried: l10n.t('{0}: {1}', asked.baseURL, tried),
    todo: needsVersion(asked.baseURL)
      ? l10n.t('Check the URL: most servers want /v1 at its end.')
      : l10n.t('Check that the URL is that of a model server.'),
  });
}

/** Errors that came in an answer: with a status, or in the stream. */
const saidNo = (error: APIError): boolean => error.status !== undefined || typeof error.error === 'object';

function refusal(error: APIError, asked: Asked): GlimpseError {
  const code = statusOf(error);
  const said = excerpt(error.message.replace(/^\d{3} /, ''), asked.apiKey);
  const tried = code
    ? l10n.t('{0} said ({1}): {2}', asked.baseURL, code, said || l10n.t('nothing more'))
    : l10n.t('{0} said: {1}', asked.baseURL, said || l10n.t('nothing more'));
  const refused = (
    kind: 'server-refused' | 'server-key' | 'context-too-small' | 'cannot-see',
    failed: string,
    todo: string,
  ) => new GlimpseError(kind, { failed, tried, todo });

  if (code === 401 || code === 403) {
    return asked.apiKey
      ? refused('server-key', l10n.t('{0} does not accept the key.', asked.name), l10n.t('Set its right API key.'))
      : refused('server-key', l10n.t('{0} wants a key.', asked.name), l10n.t('Set its API key.'));
  }
  if (isContext(error)) {
    return refused(
      'context-too-small',
      l10n.t('The question and its pictures are too long for the context of the model.'),
      l10n.t('Give the model a larger context, or spend fewer tokens on each picture.'),
    );
  }
  if (
    /image|vision|multi-?modal|mmproj/i.test(said) &&
    /not support|unsupported|not a multi|does not accept|at most 0|no vision/i.test(said)
  ) {
    return refused(
      'cannot-see',
      cannotSee(asked),
      l10n.t('Choose a vision-language model; a GGUF model needs its mmproj file.'),
    );
  }
  if (code !== undefined && code >= 300 && code < 400) {
    return refused(
      'server-refused',
      l10n.t('{0} sends requests to another address.', asked.name),
      l10n.t('Set the address that it has moved to.'),
    );
  }
  if (code === 404 && needsVersion(asked.baseURL)) {
    return refused('server-refused', l10n.t('{0} knows no such address.', asked.name), l10n.t('Add /v1 to the URL.'));
  }
  if (code === 404) {
    return asked.model
      ? refused(
          'server-refused',
          l10n.t('{0} has no model "{1}".', asked.name, asked.model),
          l10n.t('Choose a model that it lists.'),
        )
      : refused('server-refused', l10n.t('{0} knows no such address.', asked.name), l10n.t('Check the URL.'));
  }
  if (code === 413) {
    return refused(
      'server-refused',
      l10n.t('The pictures are too large for {0}.', asked.name),
      l10n.t('Spend fewer tokens on each picture.'),
    );
  }
  if (code === 429)
    return refused('server-refused', l10n.t('{0} has too much to do.', asked.name), l10n.t('Try again in a while.'));
  if (code === 503)
    return refused(
      'server-refused',
      l10n.t('{0} is busy, or still loads its model.', asked.name),
      l10n.t('Try again in a while.'),
    );
  if (code === undefined || code >= 500) {
    return refused(
      'server-refused',
      l10n.t('{0} failed.', asked.name),
      l10n.t('Try again; if it stays, look at the log of the server.'),
    );
  }
  return refused(
    'server-refused',
    l10n.t('{0} refused the request.', asked.name),
    l10n.t('Check what the server and its model support.'),
  );
}

export const cannotSee = (asked: Asked): string =>
  l10n.t('This model cannot see images: {0}.', asked.model ?? asked.name);

/** llama-server gives streamed errors a `code` that is an HTTP status. */
function statusOf(error: APIError): number | undefined {
  const code = Number(error.status ?? error.code);
  return Number.isInteger(code) && code >= 300 && code < 600 ? code : undefined;
}

/** As llama-server, vLLM, SGLang, LM Studio and Ollama put it. */
function isContext(error: APIError): boolean {
  return (
    error.type === 'exceed_context_size_error' ||
    error.code === 'context_length_exceeded' ||
    /context[ _](?:size|length|window)|maximum model length|max_model_len|too large to process|prompt is too long/i.test(
      error.message,
    )
  );
}

const needsVersion = (baseURL: string): boolean => new URL(baseURL).pathname === '/';

/** The codes of an error and of all that caused it: `ECONNREFUSED`, `ECONNRESET`. */
function codesOf(error: unknown): string[] {
  return causesOf(error).flatMap((each) => ('code' in each && typeof each.code === 'string' ? [each.code] : []));
}

/** What was understood where it happened: the openai package wraps what its `fetch` throws. */
function knownIn(error: unknown): GlimpseError | undefined {
  return causesOf(error).find((each) => each instanceof GlimpseError);
}

function causesOf(error: unknown): Error[] {
  if (!(error instanceof Error)) return [];
  // Node tries all addresses of a name, and gives all their errors.
  const several: unknown[] = error instanceof AggregateError ? error.errors : [];
  return [error, ...several.flatMap(causesOf), ...causesOf(error.cause)];
}
