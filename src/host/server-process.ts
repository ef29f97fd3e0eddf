import { type ChildProcess, execFile, fork } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

/** How a llama-server ended; `error`: it could not even be started. */
export const ServerExit = z.object({
  code: z.number().nullable(),
  signal: z.string().nullable(),
  error: z.string().optional(),
});
export type ServerExit = z.infer<typeof ServerExit>;

export interface ServerProcessOptions {
  /** The bundle of watch.ts: a path or a file URL. */
  watch: string | URL;
  server: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Gets every line that the server writes. */
  onLine: (line: string) => void;
}

/** How long a server may take to end by itself. */
const GRACE_MS = 500;

/** A running llama-server, in a process group of its own with the process that watches over it. */
export class ServerProcess {
  /** Its end, after the last line of its output. */
  readonly exited: Promise<ServerExit>;
  private readonly watcher: ChildProcess;
  private running = true;

  constructor({ watch, server, args, env, onLine }: ServerProcessOptions) {
    this.watcher = fork(watch instanceof URL ? fileURLToPath(watch) : watch, [server, ...args], {
      execArgv: [],
      // In VS Code process.execPath is Electron.
      env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
      // llama.cpp looks for its libraries in the working folder too, which may be anybody's.
      cwd: path.dirname(server),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
      // Passed on to spawn(), which the types leave out.
      ...{ windowsHide: true },
    });
    for (const output of [this.watcher.stdout, this.watcher.stderr]) createInterface(output!).on('line', onLine);
    this.exited = this.waitForExit();
  }

  get pid(): number | undefined {
    return this.watcher.pid;
  }

  /** Ends the server and all that belongs to it; resolves when it is gone. */
  async end(): Promise<void> {
    this.signal('SIGTERM');
    const late = setTimeout(() => this.signal('SIGKILL'), GRACE_MS);
    await this.exited;
    clearTimeout(late);
  }

  private async waitForExit(): Promise<ServerExit> {
    const { watcher } = this;
    let reported: ServerExit | undefined;
    watcher.on('message', (message) => {
      reported = ServerExit.safeParse(message).data;
    });
    const closed = new Promise<void>((resolve) => watcher.once('close', () => resolve()));
    const own = await new Promise<ServerExit>((resolve) => {
      watcher.once('exit', (code, signal) => resolve({ code, signal }));
      watcher.once('error', (error) => resolve({ code: null, signal: null, error: error.message }));
    });
    // Whoever kills the watcher alone leaves the server.
    if (!reported) this.signal('SIGKILL');
    this.running = false;
    // The last lines may come after the end; what holds the output open longer is not waited for.
    await Promise.race([closed, sleep(GRACE_MS, undefined, { ref: false })]);
    return reported ?? own;
  }

  private signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    const { pid } = this.watcher;
    if (!this.running || pid === undefined) return;
    if (process.platform === 'win32') {
      // Windows has neither groups nor a gentle signal.
      execFile('taskkill', ['/PID', String(pid), '/T', '/F'], { windowsHide: true }, () => {});
      return;
    }
    try {
      process.kill(-pid, signal);
    } catch {
      // Nobody of the group is left.
    }
  }
}
