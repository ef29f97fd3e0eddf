/** What went wrong, for code that has to choose: the editor picks a button by it, the terminal an exit code. */
export const ERROR_KINDS = [
  'empty-file',
  'not-an-image',
  'unsupported-format',
  'damaged-image',
  'file-too-large',
  'too-many-pixels',
  'not-found',
  'is-a-folder',
  'cannot-read',
  'cannot-write',
  'worker-stopped',
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
    super([parts.failed, parts.tried, parts.todo].filter(Boolean).join(' '), options);
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
      failed: `Something unexpected went wrong: ${message}`,
      todo: 'Try again; if it stays, please report it with the log.',
    },
    { cause: error },
  );
}
