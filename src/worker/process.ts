import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { ReadableStream, type ReadableStreamDefaultController } from 'node:stream/web';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { GlimpseError } from '../errors.ts';
import type { Box } from '../image/box.ts';
import { type FitOptions, FittedImage, parseFitOptions } from '../image/fitted.ts';
import { type Picture, PictureInfo, type RgbaPixels } from '../image/picture.ts';
import type { ThumbnailSize } from '../image/thumbnail-size.ts';
import { type Element, ScreenEvent } from '../screen/element.ts';
import { Paint, type PaintedArea } from '../screen/paint.ts';
import { TextColors } from '../screen/text-colors.ts';
import type { OpenOptions, PictureWorker, PixelOptions } from './api.ts';
import * as messages from './messages.ts';
import { Bytes, Displayable, Reply, type Request, type Task } from './messages.ts';

/** How long a cancelled request may go on in the child before the child is killed. */
const CANCEL_MS = 1000;
/** How long `dispose` waits for running requests, and an ended child may take to be gone. */
const DISPOSE_MS = 3000;
const MAX_CRASHES = 3;
const CRASH_WINDOW_MS = 5 * 60_000;

export interface ProcessWorkerOptions {
  /** The bundle of main.ts: a path or a file URL. */
  entry: string | URL;
  /** The folder with the weights of the OCR: a path or a file URL. */
  weights: string | URL;
  /** The file with the words of the editor's language; English by default. */
  l10n?: string | undefined;
  /** After this long without a request the child ends and gives its memory back; 5 minutes by default. */
  idleMs?: () => number;
  /** Gets a line for what the child writes and for its starts and ends. */
  log?: (line: string) => void;
}

interface Running {
  task: Task;
  answers: ReadableStreamDefaultController<unknown>;
}

/**
 * Works in a child process, which starts at the first request and ends after idling. A crash of the child rejects what is
 * running with GlimpseError `worker-stopped`; the next request starts a new one.
 */
export class ProcessWorker implements PictureWorker {
  private child: ChildProcess | undefined;
  private readonly running = new Map<number, Running>();
  /** Requests that were cancelled and not yet ended by the child. */
  private readonly ending = new Map<number, NodeJS.Timeout>();
  private lastId = 0;
  private crashes: { at: number; reason: string }[] = [];
  private idleTimer: NodeJS.Timeout | undefined;
  private disposed = false;
  private whenDrained = (): void => {};
  private readonly entry: string;
  private readonly weights: string;

  constructor(private readonly options: ProcessWorkerOptions) {
    this.entry = toPath(options.entry);
    this.weights = toPath(options.weights);
  }

  async open(data: Uint8Array, { name, limits, signal }: OpenOptions): Promise<Picture> {
    return { info: await this.ask({ type: 'open', data, name, limits }, PictureInfo, signal), data };
  }

  async *parse(picture: Picture, { background, signal }: PixelOptions = {}): AsyncGenerator<ScreenEvent> {
    const values = this.request({ type: 'parse', picture, background }, signal);
    for await (const value of values) yield ScreenEvent.parse(value);
  }

  annotate(
    picture: Picture,
    elements: readonly Element[],
    { background, signal }: PixelOptions = {},
  ): Promise<Uint8Array> {
    return this.ask({ type: 'annotate', picture, elements: [...elements], background }, Bytes, signal);
  }

  paint(picture: Picture, areas: readonly PaintedArea[], { background, signal }: PixelOptions = {}): Promise<Paint[]> {
    return this.ask({ type: 'paint', picture, areas: [...areas], background }, z.array(Paint), signal);
  }

  display(picture: Picture, { background, signal }: PixelOptions = {}): Promise<Displayable> {
    return this.ask({ type: 'display', picture, background }, Displayable, signal);
  }

  async fit(picture: Picture, options: FitOptions & PixelOptions): Promise<FittedImage[]> {
    const { background, signal } = options;
    const task: Task = { type: 'fit', picture, options: parseFitOptions(options), background };
    return this.ask(task, z.array(FittedImage), signal);
  }

  pixels(picture: Picture, box: Box, { signal }: { signal?: AbortSignal } = {}): Promise<RgbaPixels> {
    return this.ask({ type: 'pixels', picture, box }, messages.RgbaPixels, signal);
  }

  crop(picture: Picture, box: Box, { signal }: { signal?: AbortSignal } = {}): Promise<Uint8Array> {
    return this.ask({ type: 'crop', picture, box }, Bytes, signal);
  }

  textColors(
    picture: Picture,
    lines: readonly Box[],
    { background, signal }: PixelOptions = {},
  ): Promise<TextColors | undefined> {
    const task: Task = { type: 'text-colors', picture, lines: [...lines], background };
    return this.ask(task, TextColors.optional(), signal);
  }

  thumbnail(picture: Picture, size: ThumbnailSize, { background, signal }: PixelOptions = {}): Promise<Uint8Array> {
    return this.ask({ type: 'thumbnail', picture, size, background }, Bytes, signal);
  }

  /** Waits a little for what is running, then ends the child. */
  async dispose(): Promise<void> {
    this.disposed = true;
    if (this.running.size > 0) {
      const drained = new Promise<void>((resolve) => {
        this.whenDrained = resolve;
      });
      await Promise.race([drained, sleep(DISPOSE_MS)]);
    }
    for (const id of this.running.keys()) this.settle(id)?.answers.error(closed());
    await this.end();
  }

  private async ask<T>(task: Task, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
    let answer: unknown;
    for await (const value of this.request(task, signal)) answer = value;
    return schema.parse(answer);
  }

  /** What the child answers; who stops iterating cancels. */
  private async *request(task: Task, signal?: AbortSignal): AsyncGenerator<unknown> {
    signal?.throwIfAborted();
    if (this.disposed) throw closed();
    clearTimeout(this.idleTimer);
    const id = ++this.lastId;
    // The queue of a stream is without bound here: the child never waits.
    const stream = new ReadableStream<unknown>({
      start: (answers) => {
        this.running.set(id, { task, answers });
      },
    });
    const onAbort = (): void => this.cancel(id)?.answers.error(signal?.reason);
    signal?.addEventListener('abort', onAbort);
    try {
      this.post({ type: 'start', id, task });
      yield* stream;
    } finally {
      signal?.removeEventListener('abort', onAbort);
      this.cancel(id);
    }
  }

  private post(request: Request): void {
    this.child ??= this.start();
    // A child that is gone says so by its "exit".
    this.child.send(request, () => {});
  }

  /** Does nothing for a request that has ended. */
  private cancel(id: number): Running | undefined {
    const request = this.settle(id);
    if (request && this.child) {
      this.post({ type: 'cancel', id });
      const replace = (): void => this.replace(`request ${id} did not end when it was cancelled`);
      this.ending.set(id, setTimeout(replace, CANCEL_MS));
    }
    return request;
  }

  private settle(id: number): Running | undefined {
    const request = this.running.get(id);
    this.running.delete(id);
    if (this.running.size === 0) {
      this.whenDrained();
      this.startIdling();
    }
    return request;
  }

  private receive(child: ChildProcess, message: unknown): void {
    if (child !== this.child) return;
    const { data: reply, error } = Reply.safeParse(message);
    if (error) {
      this.options.log?.(`The parser's process is ended for a message that is none: ${error.message}`);
      child.kill('SIGKILL');
    } else if (reply.type === 'leaving') {
      this.replace('a decoder is stuck');
    } else if (reply.type === 'value') {
      this.running.get(reply.id)?.answers.enqueue(reply.value);
    } else {
      clearTimeout(this.ending.get(reply.id));
      this.ending.delete(reply.id);
      const answers = this.settle(reply.id)?.answers;
      if (reply.type === 'end') answers?.close();
      else answers?.error(new GlimpseError(reply.kind, reply.parts));
    }
  }

  /** Kills the child; what else it was working on starts again in a new one. */
  private replace(reason: string): void {
    this.options.log?.(`The parser's process is replaced: ${reason}.`);
    const old = this.detach();
    old?.kill('SIGKILL');
    for (const [id, { task, answers }] of this.running) {
      try {
        this.post({ type: 'start', id, task });
      } catch (error) {
        this.settle(id);
        answers.error(error);
      }
    }
  }

  private start(): ChildProcess {
    this.refuseAfterCrashes();
    const { NODE_OPTIONS: _, ...env } = process.env;
    const child = fork(this.entry, [this.weights, this.options.l10n ?? ''], {
      serialization: 'advanced',
      execArgv: [],
      // In VS Code process.execPath is Electron.
      env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.options.log?.(`The parser's process starts (pid ${child.pid}).`);
    child.on('message', (message) => this.receive(child, message));
    const lastWords: string[] = [];
    for (const output of [child.stdout, child.stderr]) {
      createInterface(output!).on('line', (line) => {
        this.options.log?.(`parser: ${line}`);
        lastWords.push(line);
        if (lastWords.length > 20) lastWords.shift();
      });
    }
    child.once('error', (error) => this.crash(child, error.message, lastWords));
    // "close" comes after the last line of its output, "exit" may come before.
    child.once('close', (code, signal) => {
      this.crash(child, signal ? l10n.t('signal {0}', signal) : l10n.t('exit code {0}', String(code)), lastWords);
    });
    return child;
  }

  private crash(child: ChildProcess, how: string, lastWords: readonly string[]): void {
    if (child !== this.child) return;
    this.detach();
    this.options.log?.(`The parser's process stopped: ${how}.`);
    const reason = probableReason(how, lastWords);
    this.crashes.push({ at: Date.now(), reason });
    const error = new GlimpseError('worker-stopped', {
      failed: l10n.t('The parser stopped while it worked on this picture ({0}).', how),
      tried: reason,
      todo: l10n.t('Try again: it starts anew. If it stops again, try a smaller picture and look into the log.'),
    });
    for (const id of this.running.keys()) this.settle(id)?.answers.error(error);
  }

  private refuseAfterCrashes(): void {
    const now = Date.now();
    this.crashes = this.crashes.filter(({ at }) => now - at < CRASH_WINDOW_MS);
    if (this.crashes.length < MAX_CRASHES) return;
    const minutes = Math.ceil((this.crashes[0]!.at + CRASH_WINDOW_MS - now) / 60_000);
    throw new GlimpseError('worker-stopped', {
      failed: l10n.t(
        'The parser stopped {0} times within {1} minutes and is not started again for now.',
        MAX_CRASHES,
        CRASH_WINDOW_MS / 60_000,
      ),
      tried: this.crashes.at(-1)!.reason,
      todo:
        minutes === 1
          ? l10n.t('Look into the log, and try again in a minute.')
          : l10n.t('Look into the log, and try again in {0} minutes.', minutes),
    });
  }

  private startIdling(): void {
    if (!this.child) return;
    clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => void this.end(), this.options.idleMs?.() ?? 5 * 60_000);
    this.idleTimer.unref();
  }

  /** Lets the child end itself, and sees to it that it does. */
  private async end(): Promise<void> {
    clearTimeout(this.idleTimer);
    const child = this.detach();
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    // Not "close": Node 20 leaves it out after a disconnect that began here.
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const killer = setTimeout(() => child.kill('SIGKILL'), DISPOSE_MS);
    if (child.connected) child.disconnect();
    await gone;
    clearTimeout(killer);
    this.options.log?.("The parser's process ended.");
  }

  /** From here on the child is nobody's: what it does or says is not noticed any more. */
  private detach(): ChildProcess | undefined {
    const { child } = this;
    this.child = undefined;
    for (const timer of this.ending.values()) clearTimeout(timer);
    this.ending.clear();
    return child;
  }
}

function probableReason(how: string, lastWords: readonly string[]): string {
  const said = lastWords.join('\n');
  if (/SIGKILL|SIGABRT|SIGTRAP|exit code 13[47]$/.test(how) || /out of memory|bad_alloc/i.test(said)) {
    return l10n.t('Most likely memory ran out.');
  }
  // 3221225477: an access violation on Windows.
  if (/SIGSEGV|SIGBUS|SIGILL|SIGFPE|3221225477/.test(how))
    return l10n.t('Its native code crashed, maybe because of this file.');
  const error = lastWords.findLast((line) => /error/i.test(line));
  return error ? l10n.t('It said: {0}', error.trim()) : l10n.t('It gave no reason.');
}

function closed(): GlimpseError {
  return new GlimpseError('worker-stopped', { failed: l10n.t('Glimpse is being closed.') });
}

function toPath(location: string | URL): string {
  return location instanceof URL ? fileURLToPath(location) : location;
}
