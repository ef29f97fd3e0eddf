import { type ChildProcess, execFile, spawn } from 'node:child_process';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { serverEnvironment } from './flags.ts';

interface AskOptions {
  /** ms until it is given up and killed. */
  timeout: number;
  /** What it is told by its environment, besides ours. */
  env?: NodeJS.ProcessEnv | undefined;
  signal?: AbortSignal | undefined;
}

const MOST_CHARACTERS = 2 ** 20;
/** How long an output may stay open after the program's end, or a killed program may take to end; ms. */
const GRACE_MS = 500;

/**
 * What a llama-server prints, on both outputs, when it is run for a moment. Comes to an end whatever the program does: one
 * that hangs is killed with all that it started, and one that can't be killed (a driver that hangs) is not waited for.
 * @throws Error that says why there is no answer, as the end of a sentence; the signal's reason
 */
export function ask(server: string, args: readonly string[], { timeout, env, signal }: AskOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const grouped = process.platform !== 'win32';
    const child = spawn(server, args, {
      // llama.cpp looks for its libraries in the working folder too, which may be anybody's.
      cwd: path.dirname(server),
      env: { ...serverEnvironment(process.env), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: grouped,
      windowsHide: true,
    });
    let said = '';
    let failure: Error | undefined;
    let grace: NodeJS.Timeout | undefined;
    for (const output of [child.stdout, child.stderr]) {
      output.setEncoding('utf8').on('data', (text: string) => {
        if (said.length < MOST_CHARACTERS) said += text;
      });
    }
    const settle = (): void => {
      clearTimeout(late);
      clearTimeout(grace);
      signal?.removeEventListener('abort', onAbort);
      for (const output of [child.stdout, child.stderr]) output.destroy();
      if (failure) reject(failure);
      else resolve(said);
    };
    const stop = (why: Error): void => {
      failure ??= why;
      kill(child);
      grace ??= setTimeout(settle, GRACE_MS);
    };
    const onAbort = (): void => stop(signal?.reason);
    const late = setTimeout(
      () => stop(new Error(l10n.t('it did not answer {0} within {1} seconds', args.join(' '), timeout / 1000))),
      timeout,
    );
    signal?.addEventListener('abort', onAbort, { once: true });
    child.once('error', (error: NodeJS.ErrnoException) => {
      failure ??= new Error(
        error.code === 'EACCES' ? l10n.t('it may not be run') : l10n.t('it does not run ({0})', error.message),
      );
      settle();
    });
    child.once('exit', (code, ended) => {
      if (code !== 0) {
        const [line] = said.trim().split('\n').slice(-1);
        const end = ended ? l10n.t('signal {0}', ended) : l10n.t('exit code {0}', String(code));
        failure ??= new Error(l10n.t('it does not run ({0})', line ? `${end}: ${line.trim().slice(0, 200)}` : end));
      }
      // What it started may hold its outputs open.
      grace ??= setTimeout(() => {
        kill(child);
        settle();
      }, GRACE_MS);
    });
    child.once('close', settle);
  });
}

function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    execFile('taskkill', ['/PID', String(child.pid), '/T', '/F'], { windowsHide: true }, () => {});
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody of the group is left.
  }
}
