import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../errors.ts';
import { replace } from '../write-atomic.ts';
import { checkSpace, makeFolder } from './download/disk-space.ts';
import { onDisk, StartOver, wrongHash, wrongLength } from './download/failures.ts';
import { FrontHash } from './download/front-hash.ts';
import { isPartOf, keepState, stateOf } from './download/keep-part.ts';
import { forgetPart, partFile, readPart, removePart, writePartAnyway } from './download/part.ts';
import { lockPart, tryLock } from './download/part-lock.ts';
import { type DownloadProgress, Report } from './download/progress.ts';
import { type Pace, Transfer, type Wanted } from './download/transfer.ts';
import { SILENCE_MS } from './http-get.ts';

export type { DownloadProgress };

export interface Download {
  url: string;
  /** Where it goes; until it is whole, only `<file>.part` and its state lie there. */
  file: string;
  /** Its size, where it is known; a file of another size is refused before anything is written. */
  bytes?: number;
  /** Hexadecimal; a file with another one is removed. */
  sha256?: string;
  /** For the server of `url` only where they prove who asks: `authorization`, `cookie`. */
  headers?: Readonly<Record<string, string>>;
  /** How many at once, where the server sends parts [4]. */
  connections?: number;
  signal: AbortSignal;
  onProgress?: (progress: DownloadProgress) => void;
  pace?: Partial<Pace>;
}

export interface Downloaded {
  bytes: number;
  /** Of what came, hexadecimal. */
  sha256: string;
}

const PACE: Pace = { silenceMs: SILENCE_MS, waits: [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000] };
const CONNECTIONS = 4;
/** How often a file may become another one, or break off where it can't be gone on with. */
const RESTARTS = 3;

/**
 * Fetches a file, or goes on with what an earlier try left. Cancelling keeps what came where it can be gone on with;
 * `discard` removes it. A file that is there already, and whose `sha256` is the one that is wanted, is not fetched again.
 *
 * @throws GlimpseError `server-unreachable`, `server-refused`, `server-key`, `server-garbage`, `timeout`, `disk-full`,
 * `cannot-write`, `bad-download`; AbortError
 */
export async function download(job: Download): Promise<Downloaded> {
  const { signal } = job;
  const wanted = wantedOf(job);
  const { file } = wanted;
  signal.throwIfAborted();
  await makeFolder(file);
  const report = new Report(job.onProgress);
  try {
    const others = async () => {
      const { received = 0, total } = (await partOf(file)) ?? {};
      report.follow(() => ({ state: 'waiting', received, total }));
    };
    const held = await lockPart(file, signal, others);
    try {
      return (
        (await whole(wanted, held.waited, report, signal)) ??
        (await fetchWhole(wanted, report, AbortSignal.any([signal, held.lost])))
      );
    } finally {
      await held.release();
    }
  } finally {
    report.stop();
  }
}

/** What is there of a file that is not whole. */
export interface Part {
  /** Where it comes from. */
  url: string;
  /** Bytes. */
  received: number;
  total: number;
}

/** Undefined: nothing that a download could go on with. */
export async function partOf(file: string): Promise<Part | undefined> {
  const state = await readPart(path.resolve(file));
  if (!state) return undefined;
  const { url, total, done } = state;
  return { url, total, received: done.reduce((sum, [start, end]) => sum + end - start, 0) };
}

/**
 * Removes what is there of a file that is not whole.
 * @throws GlimpseError `cannot-write` while it is being downloaded
 */
export async function discard(file: string): Promise<void> {
  const target = path.resolve(file);
  const held = await tryLock(target);
  if (!held) {
    throw new GlimpseError('cannot-write', {
      failed: l10n.t('{0} is being downloaded.', path.basename(file)),
      todo: l10n.t('Cancel the download first, here or in the other window.'),
    });
  }
  try {
    await onDisk(target, () => removePart(target));
  } finally {
    await held.release();
  }
}

function wantedOf({ url, file, sha256, pace, connections = CONNECTIONS, ...rest }: Download): Wanted {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (!address || !/^https?:$/.test(address.protocol)) {
    throw new GlimpseError('bad-usage', {
      failed: l10n.t('{0} is not the address of a file.', url),
      todo: l10n.t('It begins with https:// or http://.'),
    });
  }
  const { bytes, headers } = rest;
  return {
    url: address,
    file: path.resolve(file),
    connections,
    pace: { ...PACE, ...pace },
    ...(bytes !== undefined && { bytes }),
    ...(sha256 !== undefined && { sha256: sha256.toLowerCase() }),
    ...(headers && { headers }),
  };
}

/**
 * The file, where it is there: its hash says so. Where nobody knows that, its size, as only whole files get their name; or
 * that another process has just finished it.
 */
async function whole(
  { file, bytes, sha256 }: Wanted,
  waited: boolean,
  report: Report,
  signal: AbortSignal,
): Promise<Downloaded | undefined> {
  if (sha256 === undefined && bytes === undefined && !waited) return undefined;
  const size = await stat(file).then(
    ({ size }) => size,
    () => undefined,
  );
  if (size === undefined || (bytes !== undefined && size !== bytes)) return undefined;
  report.follow(() => ({ state: 'checking', received: size, total: size }));
  const handle = await onDisk(file, () => open(file, 'r'));
  try {
    const found = await new FrontHash(
      handle,
      () => size,
      () => true,
    ).digest(signal);
    return sha256 === undefined || found === sha256 ? { bytes: size, sha256: found } : undefined;
  } finally {
    await handle.close();
  }
}

async function fetchWhole(wanted: Wanted, report: Report, signal: AbortSignal): Promise<Downloaded> {
  const { file, pace } = wanted;
  for (let restarts = 0; ; restarts++) {
    try {
      return await fetchOnce(wanted, report, signal);
    } catch (error) {
      if (!(error instanceof StartOver)) throw error;
      await onDisk(file, () => removePart(file));
      const { reason, failure, afterMs } = error.passing;
      if (restarts === RESTARTS) throw failure;
      const wait = Math.max(pace.waits[restarts] ?? 0, afterMs);
      const at = Date.now() + wait;
      report.follow(() => ({
        state: 'retrying',
        received: 0,
        total: undefined,
        retry: { reason, seconds: until(at) },
      }));
      await sleep(wait, undefined, { signal });
    }
  }
}

/** Goes on with what is there, until the file is whole or something is wrong. */
async function fetchOnce(wanted: Wanted, report: Report, signal: AbortSignal): Promise<Downloaded> {
  const { file } = wanted;
  const found = await readPart(file);
  const begun = found && isPartOf(found, wanted) ? found : undefined;
  if (!begun) await onDisk(file, () => removePart(file));
  const handle = await onDisk(file, () => open(partFile(file), begun ? 'r+' : 'w+'));
  const ended = new AbortController();
  const transfer = new Transfer(
    wanted,
    handle,
    begun,
    (missing) => checkSpace(file, missing),
    () => hash.advanced(),
    signal,
  );
  const { pieces } = transfer;
  const hash = new FrontHash(
    handle,
    () => pieces.front,
    () => pieces.isComplete,
  );
  const digest = hash.digest(AbortSignal.any([signal, ended.signal]));
  // It is asked for at the end, if it comes to that.
  digest.catch(() => {});
  const keeping = keepState(wanted, transfer, handle, ended.signal);
  report.follow(() => {
    const { size, received } = pieces;
    const { retry } = transfer;
    const total = Number.isFinite(size) ? size : undefined;
    if (pieces.isComplete) return { state: 'checking', received, total };
    if (retry) return { state: 'retrying', received, total, retry: { reason: retry.reason, seconds: until(retry.at) } };
    return { state: transfer.isConnected ? 'downloading' : 'connecting', received, total };
  });
  try {
    await transfer.run();
    hash.advanced();
    const sha256 = await digest;
    const bytes = pieces.size;
    if (wanted.bytes !== undefined && bytes !== wanted.bytes) throw wrongLength(file, wanted.bytes, bytes);
    if (wanted.sha256 !== undefined && sha256 !== wanted.sha256) throw wrongHash(file, wanted.sha256, sha256);
    await onDisk(file, () => handle.sync());
    ended.abort();
    await keeping;
    await handle.close();
    await onDisk(file, () => replace(partFile(file), file));
    await forgetPart(file);
    report.tell();
    return { bytes, sha256 };
  } catch (error) {
    ended.abort();
    await keeping;
    // It reads from the file.
    await digest.catch(ignore);
    const isWorthless = error instanceof GlimpseError && error.kind === 'bad-download';
    const isKept = !isWorthless && (begun !== undefined || transfer.inParts);
    // What went wrong before is what is told.
    if (isKept) await writePartAnyway(file, handle, stateOf(wanted, transfer)).catch(ignore);
    await handle.close();
    if (!isKept) await removePart(file).catch(ignore);
    throw error;
  }
}

/** Seconds, rounded up. */
const until = (time: number): number => Math.max(0, Math.ceil((time - Date.now()) / 1000));

const ignore = (): void => {};
