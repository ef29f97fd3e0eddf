import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../../errors.ts';
import { bytes } from '../../host/gguf.ts';
import { type HttpAnswer, Silence, unauthorized } from '../http-get.ts';

/** Something that may pass: worth another try after a while. */
export class Passing extends Error {
  override readonly name = 'Passing';

  /**
   * @param failure what to say when it did not pass
   * @param reason in a few words, while it is tried again
   * @param afterMs how long the server asks to wait
   */
  constructor(
    readonly failure: GlimpseError,
    readonly reason: string,
    readonly afterMs = 0,
  ) {
    super(reason, { cause: failure });
  }
}

/** What is on the server is not what the bytes that are there belong to, or it can't be gone on with. */
export class StartOver extends Error {
  override readonly name = 'StartOver';
  constructor(readonly passing: Passing) {
    super(passing.reason);
  }
}

const notDownloaded = (file: string): string => l10n.t('{0} could not be downloaded.', path.basename(file));

/** Answers that another try may better. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

/** What an answer without the file means; throws nothing. */
export function refused(file: string, answer: HttpAnswer): GlimpseError | Passing {
  const { status, headers, from } = answer;
  const failed = notDownloaded(file);
  const { host } = from.url;
  const tried = l10n.t('{0} answered {1}.', host, status);
  if (PASSING.has(status)) {
    const failure = new GlimpseError('server-unreachable', {
      failed,
      tried,
      todo: l10n.t('Try again later. What has arrived is kept: the next try goes on from there.'),
    });
    return new Passing(failure, l10n.t('{0} is busy ({1})', host, status), retryAfterMs(headers['retry-after']));
  }
  const todo =
    status === 401 || status === 403
      ? l10n.t(
          'It may want an account, or its licence accepted: open the address in a browser, or choose another source.',
        )
      : status === 404 || status === 410
        ? l10n.t('It is not there: check the address, or choose another source.')
        : status === 407
          ? l10n.t('The proxy wants a name and a password: add them to its address.')
          : l10n.t('Check the address, or choose another source.');
  const kind = status === 401 ? 'server-key' : 'server-refused';
  return new GlimpseError(kind, { failed, tried, todo }, unauthorized(answer));
}

/** `Retry-After`: seconds, or a date. */
function retryAfterMs(header: string | undefined): number {
  if (header === undefined) return 0;
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1000;
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}

/** A page for people where a file should be: of a login, or of a hotel's network. */
export function webPage(file: string, host: string): GlimpseError {
  return new GlimpseError('server-refused', {
    failed: notDownloaded(file),
    tried: l10n.t('{0} sent a web page instead, perhaps one to log in.', host),
    todo: l10n.t('Open the address in a browser, or choose another source.'),
  });
}

/** An answer that is none to what was asked. */
export function garbage(file: string, host: string, what: string): GlimpseError {
  return new GlimpseError('server-garbage', {
    failed: notDownloaded(file),
    tried: l10n.t('{0} sent what was not asked for: {1}.', host, what),
    todo: l10n.t('Check the address and the proxy, or choose another source.'),
  });
}

export function wrongLength(file: string, expected: number, found: number): GlimpseError {
  return new GlimpseError('bad-download', {
    failed: l10n.t('{0} is not the file that was announced.', path.basename(file)),
    tried: l10n.t('It has {0} bytes on the server, and should have {1}.', found, expected),
    todo: l10n.t('Choose another source.'),
  });
}

export function wrongHash(file: string, expected: string, found: string): GlimpseError {
  return new GlimpseError('bad-download', {
    failed: l10n.t('{0} arrived damaged, or is another file than announced. It was removed.', path.basename(file)),
    tried: l10n.t('Its SHA-256 is {0}, and should be {1}.', found, expected),
    todo: l10n.t('Download it again; if that fails too, choose another source.'),
  });
}

/** The file became another one while it was fetched, or can't be fetched in parts. */
export function changed(file: string, host: string): StartOver {
  const reason = l10n.t('the file on {0} has changed', host);
  const failure = new GlimpseError('bad-download', {
    failed: notDownloaded(file),
    tried: l10n.t('It changes on {0} again and again.', host),
    todo: l10n.t('Try again later, or choose another source.'),
  });
  return new StartOver(new Passing(failure, reason));
}

export function diskFull(file: string, free: number, missing: number): GlimpseError {
  return new GlimpseError('disk-full', {
    failed: l10n.t('{0} does not fit on the disk.', path.basename(file)),
    tried: l10n.t('{0} more are needed, and {1} are free in {2}.', bytes(missing), bytes(free), path.dirname(file)),
    todo: l10n.t('Free {0}, or choose another folder.', bytes(Math.max(missing - free, 1))),
  });
}

/** What node:fs says about a file that is to be written, in words. */
export function notWritten(file: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new GlimpseError(
      'disk-full',
      {
        failed: l10n.t('The disk became full while {0} was downloaded.', path.basename(file)),
        tried: l10n.t('What has arrived is kept in {0}.', path.dirname(file)),
        todo: l10n.t('Free some space, and go on; or choose another folder.'),
      },
      { cause: error },
    );
  }
  return new GlimpseError(
    'cannot-write',
    {
      failed: l10n.t('{0} can not be written.', file),
      tried: l10n.t('The system says {0}.', code),
      todo: l10n.t('Check the permissions of the folder, or choose another one.'),
    },
    { cause: error },
  );
}

/** Does `work` on the file; what node:fs throws is told in words. */
export async function onDisk<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw notWritten(file, error);
  }
}

/** Codes of certificates that are not trusted: another try shows the same ones. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_TLS/;

/** What a broken connection means: anything that is thrown by `httpGet` and `chunks`. */
export function disconnected(file: string, host: string, error: unknown): unknown {
  if (error instanceof GlimpseError || error instanceof Passing || error instanceof StartOver) return error;
  const failed = notDownloaded(file);
  if (error instanceof Silence) {
    const seconds = Math.ceil(error.ms / 1000);
    const tried = l10n.t('Nothing came from {0} for {1} s.', host, seconds);
    const todo = l10n.t('Check the network. What has arrived is kept: the next try goes on from there.');
    return new Passing(
      new GlimpseError('timeout', { failed, tried, todo }, { cause: error }),
      l10n.t('nothing comes from {0}', host),
    );
  }
  const { code, message } = error as NodeJS.ErrnoException;
  const tried = l10n.t('The connection to {0} failed: {1}.', host, code ?? message);
  if (code !== undefined && CERTIFICATE.test(code)) {
    const todo = l10n.t('Its certificate is not trusted on this machine; behind a proxy, install that of the proxy.');
    return new GlimpseError('server-unreachable', { failed, tried, todo }, { cause: error });
  }
  // A mistake of this program is no broken connection.
  if (!(error instanceof Error) || error instanceof TypeError) return error;
  const todo = l10n.t('Check the network and the proxy. What has arrived is kept: the next try goes on from there.');
  return new Passing(
    new GlimpseError('server-unreachable', { failed, tried, todo }, { cause: error }),
    l10n.t('the connection to {0} was lost', host),
  );
}
