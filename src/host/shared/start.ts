import { fork } from 'node:child_process';
import { homedir } from 'node:os';
import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { GlimpseError } from '../../errors.ts';
import { serverEnvironment } from '../flags.ts';

export interface StartKeeperOptions {
  /** The bundle of main.ts, and that of watch.ts. */
  keeper: string;
  watch: string;
  /** The file of a BackendMemory. */
  backends: string;
  /** `hostFileIn` a folder. */
  file: string;
  version: string;
  /** The file with the words of the editor's language; English by default. */
  l10n?: string | undefined;
  /** ms that it stays when nobody needs it. */
  graceMs: number;
}

/** What it says once: why it did not start, or that it did. */
const Message = z.object({ error: z.string().optional() });
/** A process starts within a second; on a machine that swaps, later. */
const START_MS = 60_000;

/**
 * Starts a process that keeps a model for all windows, and outlives this one. When this resolves there is one, which may be
 * another than this one. It waits for a connection until what this gives is called, or this process is gone.
 * @throws GlimpseError `host-failed`
 */
export function startKeeper(options: StartKeeperOptions): Promise<() => void> {
  const { keeper, watch, backends, file, version, l10n: words, graceMs } = options;
  return new Promise((resolve, reject) => {
    const child = fork(keeper, [file, words ?? '', version, watch, String(graceMs), backends], {
      execArgv: [],
      cwd: homedir(),
      // In VS Code process.execPath is Electron.
      env: { ...serverEnvironment(process.env), ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      detached: true,
      // Passed on to spawn(), which the types leave out.
      ...{ windowsHide: true },
    });
    child.unref();
    const late = setTimeout(() => child.kill('SIGKILL'), START_MS);
    const fail = (how: string): void => {
      clearTimeout(late);
      reject(
        new GlimpseError('host-failed', {
          failed: l10n.t('The process that keeps the model for all windows did not start ({0}).', how),
          todo: l10n.t('Try again; if it stays, please report it with the log.'),
        }),
      );
    };
    child.once('message', (message) => {
      clearTimeout(late);
      const { data } = Message.safeParse(message);
      if (!data || data.error !== undefined) return fail(data?.error ?? '?');
      resolve(() => {
        if (child.connected) child.disconnect();
      });
    });
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) =>
      fail(signal ? l10n.t('signal {0}', signal) : l10n.t('exit code {0}', String(code))),
    );
  });
}
