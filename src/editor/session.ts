import { createHash } from 'node:crypto';
import { GlimpseError, isAbort, toGlimpseError } from '../errors.ts';
import type { ImageLimits, Picture } from '../image/picture.ts';
import type { HostMessage, TaskStatus } from '../protocol.ts';
import { toFailure } from '../protocol.ts';
import { runTask } from '../tasks/run.ts';
import type { TaskName, TaskResult } from '../tasks/task.ts';
import type { Displayable, PictureWorker } from '../worker/api.ts';

/** Where a session's picture comes from, and how to treat it; asked anew each time, never remembered. */
export interface PictureSource {
  readonly uri: string;
  /** The file's name without its folder. */
  readonly name: string;
  /** The whole file; throws a `GlimpseError` that says why not. */
  read(): Promise<Uint8Array>;
  limits(): ImageLimits;
  /** What transparent pixels lie on, `#rrggbb`. */
  background(): string;
}

/** Where a session says what it did; never what a picture shows. */
export interface SessionLog {
  info(message: string): void;
  error(error: GlimpseError): void;
}

interface Opened {
  picture: Picture;
  shown: Displayable;
}

interface Run {
  controller: AbortController;
  status: TaskStatus;
  result?: TaskResult;
}

/**
 * All that one panel knows of one picture: it reads the file once, runs tasks on it, tells the page, and tells it all
 * again when the page was thrown away and rebuilt. Knows nothing of VS Code.
 */
export class Session {
  #opening: Promise<Opened> | undefined;
  #opened: Opened | undefined;
  readonly #runs = new Map<TaskName, Run>();
  readonly #closing = new AbortController();

  constructor(
    private readonly source: PictureSource,
    private readonly worker: PictureWorker,
    private task: TaskName,
    private readonly send: (message: HostMessage) => void,
    private readonly log: SessionLog,
  ) {}

  /** Everything a page needs that starts from nothing. */
  replay(): void {
    this.#sendOpen();
    if (this.#opened) this.#sendPicture(this.#opened);
    for (const [task, { status, result }] of this.#runs) {
      if (result) this.send({ type: 'result', result });
      this.send({ type: 'status', task, status });
    }
  }

  /** Brings `task` to the front, and runs it where it has not been. */
  async select(task: TaskName): Promise<void> {
    this.task = task;
    this.#sendOpen();
    if (!this.#runs.has(task)) await this.run(task);
  }

  /** Runs `task`, instead of a run of it that may be going on. Never throws: the page is told how it ends. */
  async run(task: TaskName): Promise<void> {
    this.#runs.get(task)?.controller.abort();
    const run: Run = { controller: new AbortController(), status: { state: 'running', step: 'read' } };
    this.#runs.set(task, run);
    const tell = (status: TaskStatus) => {
      if (this.#runs.get(task) !== run) return;
      run.status = status;
      this.send({ type: 'status', task, status });
    };
    const signal = AbortSignal.any([run.controller.signal, this.#closing.signal]);
    tell(run.status);
    const start = performance.now();
    const ended = (how: string) => {
      this.log.info(`${this.source.name}: ${task} ${how} after ${Math.round(performance.now() - start)} ms`);
    };
    try {
      const { picture } = await orAbort(this.#open(), signal);
      const options = { worker: this.worker, background: this.source.background(), signal };
      for await (const event of runTask(task, picture, options)) {
        if (event.type === 'phase') {
          const { type: _, phase, ...rest } = event;
          tell({ state: 'running', step: phase, ...rest });
        } else if (this.#runs.get(task) === run) {
          run.result = event.result;
          this.send({ type: 'result', result: event.result });
        }
      }
      ended('done');
      tell({ state: 'done' });
    } catch (error) {
      if (isAbort(error)) {
        ended('stopped');
        tell({ state: 'stopped' });
        return;
      }
      const typed = toGlimpseError(error);
      this.log.error(typed);
      tell({ state: 'failed', failure: toFailure(typed) });
    }
  }

  stop(task: TaskName): void {
    this.#runs.get(task)?.controller.abort();
  }

  /** The file may have changed: if it has, shows it anew and does the task in front again. */
  async refresh(): Promise<void> {
    // A file that is gone or still being written: what is shown stays, and another change will follow.
    const data = await this.source.read().catch(() => undefined);
    if (!data || this.#closing.signal.aborted) return;
    if (createHash('sha256').update(data).digest('hex') === this.#opened?.picture.info.sha256) return;
    this.#opening = undefined;
    for (const { controller } of this.#runs.values()) controller.abort();
    this.#runs.clear();
    await this.run(this.task);
  }

  /** What `task` found, the elements narrowed to `ids`; throws a `GlimpseError` while there is nothing. */
  result(task: TaskName, ids?: readonly string[]): TaskResult {
    const result = this.#runs.get(task)?.result;
    if (!result)
      throw new GlimpseError('bad-usage', { failed: 'There is no result yet.', todo: 'Wait for the first.' });
    if (result.task !== 'elements' || !ids) return result;
    const wanted = new Set(ids);
    return { ...result, elements: result.elements.filter(({ id }) => wanted.has(id)) };
  }

  /** The picture as a PNG with the elements drawn over it, narrowed to `ids`. */
  async annotated(ids?: readonly string[]): Promise<Uint8Array> {
    const result = this.result('elements', ids);
    const { picture } = await this.#open();
    const elements = result.task === 'elements' ? result.elements : [];
    return this.worker.annotate(picture, elements, {
      background: this.source.background(),
      signal: this.#closing.signal,
    });
  }

  /** Cancels whatever runs. The worker is shared and stays. */
  dispose(): void {
    this.#closing.abort();
  }

  #open(): Promise<Opened> {
    if (!this.#opening) {
      const opening = this.#read();
      this.#opening = opening;
      opening.then(
        (opened) => {
          if (this.#opening !== opening) return;
          this.#opened = opened;
          this.#sendPicture(opened);
        },
        () => {
          if (this.#opening === opening) this.#opening = undefined; // so that trying again reads again
        },
      );
    }
    return this.#opening;
  }

  async #read(): Promise<Opened> {
    const { signal } = this.#closing;
    const data = await this.source.read();
    const picture = await this.worker.open(data, { name: this.source.name, limits: this.source.limits(), signal });
    return { picture, shown: await this.worker.display(picture, { background: this.source.background(), signal }) };
  }

  #sendOpen(): void {
    const { uri, name } = this.source;
    this.send({ type: 'open', uri, name, task: this.task });
  }

  #sendPicture({ picture: { info }, shown: { mediaType, data } }: Opened): void {
    // A plain array of its own: VS Code sends a view's whole buffer, and a Node Buffer as JSON.
    this.send({ type: 'picture', info, mediaType, data: new Uint8Array(data) });
  }
}

/** `promise`, or the signal's AbortError if that comes first; `promise` itself runs on. */
function orAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    promise.then(resolve, reject);
  });
}
