// Runs llama-server, and ends it as soon as whoever started this process is gone, even by SIGKILL: the channel between the
// two closes with it. Arguments: the server's path and its arguments. Reports how the server ended, a `ServerExit`.
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs';
import type { ServerExit } from './server-process.ts';

// Its end would go unnoticed, if it came before this was loaded.
if (!process.connected) process.exit();
const [server = '', ...args] = process.argv.slice(2);
const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
// Its standard input stays open as long as this process lives: llama-server ends by itself when it closes.
const child = spawn(server, args, { env, stdio: ['pipe', 'inherit', 'inherit'], windowsHide: true });

// Where memory runs out, Linux ends the model and not the editor, whose windows it would take before a process with the usual 0.
if (process.platform === 'linux') writeFile(`/proc/${child.pid}/oom_score_adj`, '800', () => {});

function report(exit: ServerExit): void {
  // Its end would go unnoticed, if it came before this was loaded.
  if (!process.connected) process.exit();
  process.send?.(exit, undefined, undefined, () => process.exit());
}

child.stdin?.on('error', () => {});
child.once('error', (error) => report({ code: null, signal: null, error: error.message }));
child.once('exit', (code, signal) => report({ code, signal }));

process.once('disconnect', () => {
  if (process.platform === 'win32') child.kill();
  // This process leads the group.
  else process.kill(-process.pid, 'SIGKILL');
});
// Sent to the whole group: this process stays until it has reported, and the server waits for the end of its input.
process.on('SIGTERM', () => child.stdin?.end());
