import './l10n.ts';
import { writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { isAbort, toGlimpseError } from '../errors.ts';
import { DecodeTimeout } from '../image/load.ts';
import { LocalWorker } from './local.ts';
import { type Reply, Request, type Task } from './messages.ts';

// The child process of ProcessWorker: `node worker.js WEIGHTS [BUNDLE]`, with an IPC channel.

const worker = new LocalWorker({ weights: pathToFileURL(`${process.argv[2]}/`) });
const running = new Map<number, AbortController>();

process.on('message', (message) => {
  const request = Request.parse(message);
  if (request.type === 'start') void serve(request.id, request.task);
  else running.get(request.id)?.abort();
});
process.on('disconnect', leave);
// It may have come before this was loaded.
if (!process.connected) leave();
// Ctrl+C in a terminal reaches parent and child; the parent decides.
process.on('SIGINT', () => {});

async function serve(id: number, task: Task): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  const started = process.cpuUsage();
  try {
    for await (const value of work(task, controller.signal)) send({ type: 'value', id, value });
    send({ type: 'end', id });
  } catch (error) {
    if (isAbort(error)) send({ type: 'end', id });
    else {
      const { kind, parts } = toGlimpseError(error);
      send({ type: 'error', id, kind, parts });
      // A stuck decoder can't be stopped: make room for a fresh process.
      if (error instanceof DecodeTimeout) send({ type: 'leaving' }, leave);
    }
  } finally {
    running.delete(id);
    if (task.type === 'parse') {
      const { user, system } = process.cpuUsage(started);
      tellStats({ cpuSeconds: (user + system) / 1e6 });
    }
  }
}

async function* work(task: Task, signal: AbortSignal): AsyncGenerator<unknown> {
  switch (task.type) {
    case 'open':
      yield (await worker.open(task.data, { ...task, signal })).info;
      return;
    case 'parse':
      yield* worker.parse(task.picture, { ...task, signal });
      return;
    case 'annotate':
      yield await worker.annotate(task.picture, task.elements, { ...task, signal });
      return;
    case 'paint':
      yield await worker.paint(task.picture, task.areas, { ...task, signal });
      return;
    case 'display':
      yield await worker.display(task.picture, { ...task, signal });
      return;
    case 'thumbnail':
      yield await worker.thumbnail(task.picture, task.size, { ...task, signal });
      return;
    case 'fit':
      yield await worker.fit(task.picture, { ...task.options, background: task.background, signal });
      return;
    case 'pixels':
      yield await worker.pixels(task.picture, task.box, { signal });
      return;
    case 'crop':
      yield await worker.crop(task.picture, task.box, { signal });
      return;
    case 'text-colors':
      yield await worker.textColors(task.picture, task.lines, { ...task, signal });
  }
}

/** The parent may be gone already: then this process is ending anyway. */
function send(reply: Reply, sent: () => void = () => {}): void {
  process.send?.(reply, undefined, undefined, sent);
}

/** By SIGKILL, as `process.exit` waits for native code that is still running. */
function leave(): void {
  tellStats({ maxRssBytes: process.resourceUsage().maxRSS * 1024 });
  process.kill(process.pid, 'SIGKILL');
}

/** For benches: what a parse took of all processor cores, and the most memory that there ever was. */
function tellStats(stats: { cpuSeconds: number } | { maxRssBytes: number }): void {
  if (process.env.GLIMPSE_WORKER_STATS) writeSync(2, `${JSON.stringify(stats)}\n`);
}
