import type { FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type PartState, writePart } from './part.ts';
import type { Transfer, Wanted } from './transfer.ts';

/** ms between two states on disk: what a killed process has to fetch again. */
const SAVE_MS = 1000;

/** Whether what is there are bytes of what is wanted, as far as this can be known without asking. */
export function isPartOf({ url, total, sha256, validator }: PartState, wanted: Wanted): boolean {
  if (wanted.bytes !== undefined && total !== wanted.bytes) return false;
  if (wanted.sha256 !== undefined && sha256 !== undefined) return sha256 === wanted.sha256;
  return validator !== undefined && url === nameless(wanted.url);
}

/** Writes what is there next to it, every now and then: a process that is killed loses little. */
export async function keepState(
  wanted: Wanted,
  transfer: Transfer,
  handle: FileHandle,
  signal: AbortSignal,
): Promise<void> {
  for (let saved = transfer.pieces.received; await isLater(signal); ) {
    const { received } = transfer.pieces;
    if (!transfer.inParts || received === saved) continue;
    const state = stateOf(wanted, transfer);
    try {
      // What the state says is there has to be there after a power cut too.
      await handle.datasync();
      await writePart(wanted.file, state);
      saved = received;
    } catch {
      // The state before is still true; and if the disk is full, the bytes' own way there tells.
    }
  }
}

const isLater = (signal: AbortSignal): Promise<boolean> => sleep(SAVE_MS, true, { signal }).catch(() => false);

export function stateOf({ url, sha256 }: Wanted, { pieces, validator }: Transfer): PartState {
  const done = pieces.done().map(([start, end]): [number, number] => [start, end]);
  return {
    version: 1,
    url: nameless(url),
    total: pieces.size,
    done,
    ...(sha256 !== undefined && { sha256 }),
    ...(validator !== undefined && { validator }),
  };
}

/** Without a name and a password. */
function nameless(url: URL): string {
  const copy = new URL(url);
  copy.username = '';
  copy.password = '';
  return copy.href;
}
