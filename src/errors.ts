import * as l10n from '@vscode/l10n';
import { sentences } from './sentences.ts';

/** Why one picture can't be looked at, while others can. */
export const PICTURE_ERRORS = [
  'empty-file',
  'not-an-image',
  'unsupported-format',
  'damaged-image',
  'file-too-large',
  'too-many-pixels',
  'not-found',
  'is-a-folder',
  'cannot-read',
] as const;

/** What went wrong, for code that has to choose: the editor picks a button by it, the terminal an exit code. */
export const ERROR_KINDS = [
  ...PICTURE_ERRORS,
  'cannot-write',
  /** Something to be downloaded does not fit on the disk. */
  'disk-full',
  /** What was downloaded is not what was announced: its length or its SHA-256 differs. */
  'bad-download',
  'worker-stopped',
  /** Nothing says which model to ask: no file was chosen, no server named. */
  'no-model',
  /** A picture was to be looked at by a model that reads text only. */
  'cannot-see',
  /** A GGUF file that is missing, damaged, cut off or of the wrong kind. */
  'bad-model',
  /** The model and its mmproj do not belong together. */
  'model-mismatch',
  'out-of-memory',
  /** The prompt and its pictures need more tokens than the context or the batch holds. */
  'context-too-small',
  /** No llama-server was found that runs here. */
  'no-server',
  /** The GPU, or its driver, that the settings ask for does not work here. */
  'no-gpu',
  /** The model's process could not be started. */
  'host-failed',
  /** The model's process was ended from outside while it loaded, as systems do where memory runs out. */
  'host-killed',
  /** The model's process ended while it was needed. */
  'host-stopped',
  /** A server can't be reached, or went away in the middle of an answer. */
  'server-unreachable',
  /** A server wants a key, or another one. */
  'server-key',
  /** A hub gives a model only to those who accepted its licence, and prove that by a token. */
  'hub-token',
  /** A server said no: the request is wrong for it, or it is for something else. */
  'server-refused',
  /** A server answered with what is not an answer. */
  'server-garbage',
  'timeout',
  /** A model's answer that can't be read as what was asked for. */
  'bad-answer',
  /** A prompt template or its variables. */
  'bad-prompt',
  'bad-usage',
  'internal',
] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

/**
 * An error that a person can act on. The message has up to three parts: what failed, what was tried, what to do.
 * Cancelling is not one of these: it is the `AbortError` that an `AbortSignal` throws.
 */
export class GlimpseError extends Error {
  override readonly name = 'GlimpseError';

  constructor(
    readonly kind: ErrorKind,
    readonly parts: { failed: string; tried?: string; todo?: string },
    options?: ErrorOptions,
  ) {
    super(sentences(parts.failed, parts.tried, parts.todo), options);
  }
}

/** Whether `error` only says that somebody cancelled. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** Any thrown thing as a GlimpseError, for the places where errors reach a person. */
export function toGlimpseError(error: unknown): GlimpseError {
  if (error instanceof GlimpseError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new GlimpseError(
    'internal',
    {
      failed: l10n.t('Something unexpected went wrong: {0}', message),
      todo: l10n.t('Try again; if it stays, please report it with the log.'),
    },
    { cause: error },
  );
}
