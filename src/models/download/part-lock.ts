import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { lock } from 'proper-lockfile';
import { GlimpseError } from '../../errors.ts';
import { notWritten } from './failures.ts';
import { partFile } from './part.ts';

/** ms after which a lock whose process is gone counts for nothing. */
const STALE_MS = 5000;
const LOOK_MS = 500;

export interface PartLock {
  /** Whether somebody else had it first. */
  waited: boolean;
  /** Aborted when the lock was lost: this process was stopped for so long that another one took over. */
  lost: AbortSignal;
  release(): Promise<void>;
}

/**
 * Makes sure that one process at a time writes a part; waits while another one does.
 * @param onWait called every now and then while it waits
 */
export async function lockPart(file: string, signal: AbortSignal, onWait: () => Promise<void>): Promise<PartLock> {
  for (let waited = false; ; waited = true) {
    signal.throwIfAborted();
    const held = await tryLock(file);
    if (held) return { ...held, waited };
    await onWait();
    await sleep(LOOK_MS, undefined, { signal });
  }
}

/** Undefined: another process writes it. */
export async function tryLock(file: string): Promise<Omit<PartLock, 'waited'> | undefined> {
  const lost = new AbortController();
  const onCompromised = () =>
    lost.abort(
      new GlimpseError('cannot-write', {
        failed: l10n.t('The download of {0} was taken over by another window.', path.basename(file)),
        todo: l10n.t('Let it finish there.'),
      }),
    );
  try {
    const release = await lock(partFile(file), { realpath: false, stale: STALE_MS, onCompromised });
    // Fails where the lock was lost: then there is nothing to give back.
    return { lost: lost.signal, release: () => release().catch(() => {}) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOCKED') return undefined;
    throw notWritten(file, error);
  }
}
