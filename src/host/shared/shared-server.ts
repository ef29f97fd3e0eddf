import { type FSWatcher, watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../../errors.ts';
import { fromFailure } from '../../failure.ts';
import { orAbort } from '../../or-abort.ts';
import type { ServerPlaces } from '../find.ts';
import { CLOSED, type HostStatus, readPlan } from '../llama-server.ts';
import { modelName } from '../model-file.ts';
import type { HostPlanInput } from '../plan.ts';
import { type HostFile, hostFileIn, readHostFile } from './host-file.ts';
import { type AskOptions, Link, type Question } from './link.ts';
import type { SharedStatus } from './messages.ts';
import { startKeeper } from './start.ts';

export interface SharedServerOptions {
  /** Which model, and how; asked at every `open`. May throw GlimpseError `no-model`. */
  plan: () => HostPlanInput;
  /** What the plan was made from, as text: a model that runs for the same wish is not loaded again for another plan. */
  wish?: () => string;
  /** The model's file that the status is about: what else runs is another window's. Absent: whatever runs. */
  model?: () => string | undefined;
  places: () => ServerPlaces;
  /** ms without a request of any window until the model is unloaded; 0 for never. */
  idleMs: () => number;
  /** Where the file lies by which windows find the model: only the user may write there. */
  folder: string;
  /** Of Glimpse: windows of another one have a model of their own, after this one. */
  version: string;
  /** The bundles of main.ts and ../watch.ts. */
  keeper: string;
  watch: string;
  /** The file of a BackendMemory. */
  backends: string;
  /** The file with the words of the editor's language; English by default. */
  l10n?: string | undefined;
  /** Gets every line of the server's log, also those for other windows. */
  log?: (line: string) => void;
  /** ms that the model stays when the last window has gone, which may be one that loads anew. */
  graceMs?: number;
}

const GRACE_MS = 15_000;
/** How often a keeper that went away before it answered is replaced, for one request. */
const ATTEMPTS = 5;
const EXPLAIN_MS = 3000;
/** For so long a broken connection is taken for one to the process that ended. */
const RECENT_MS = 5000;

const GONE = new GlimpseError('host-stopped', {
  failed: l10n.t('The process that keeps the model for all windows ended while it was needed.'),
  todo: l10n.t('Try again: it starts anew.'),
});

/**
 * The model that all windows have together, in a llama-server that a process of its own keeps (`Keeper`): started when it is
 * asked for, ended when no window has needed it for a while. To its users the same as `LlamaServer`.
 */
export class SharedServer {
  readonly #file: string;
  #link: Link | undefined;
  #linking: Promise<Link | undefined> | undefined;
  #watcher: FSWatcher | undefined;
  /** Who waits for the model to be up. */
  readonly #waiters = new Set<AskOptions>();
  readonly #listeners = new Set<(status: HostStatus) => void>();
  #leases = 0;
  #told: SharedStatus = { state: 'stopped', others: false };
  #lastStatus: HostStatus = { state: 'stopped' };
  /** When a connection ended with a model up; ms since 1970. */
  #lostAt = 0;
  /** Gives up waiting for a keeper of another version. */
  #giveUp = (): void => {};
  #isDisposed = false;

  constructor(private readonly options: SharedServerOptions) {
    this.#file = hostFileIn(options.folder);
  }

  /** Of the model's file. */
  get name(): string {
    return modelName(this.options.plan().model);
  }

  get status(): HostStatus {
    const { state, progress, failure, model, others } = this.#told;
    const own = this.options.model?.();
    const isOwn = own === undefined || model === undefined || model === own;
    const isDown = !isOwn || state === 'stopped' || state === 'failed';
    if (isDown && this.#waiters.size > 0) return { state: 'starting' };
    if (!isOwn) return { state: 'stopped' };
    if (state === 'ready') return { state: this.#leases > 0 || others ? 'busy' : 'ready' };
    return { state, ...(progress !== undefined && { progress }), ...(failure && { error: fromFailure(failure) }) };
  }

  /** What the model is computed with, while it loads or runs. */
  get backend(): SharedStatus['backend'] {
    return this.status.state === 'stopped' ? undefined : this.#told.backend;
  }

  /** Calls `listener` whenever the status changes, until what it returns is called. */
  onStatus(listener: (status: HostStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** From now on the status is also that of a model which other windows have started. */
  async observe(): Promise<void> {
    const { folder } = this.options;
    if (this.#watcher || this.#isDisposed) return;
    await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => {});
    if (this.#watcher || this.#isDisposed) return;
    try {
      this.#watcher = watch(folder, { persistent: false }, (_, name) => {
        if (name === null || name === path.basename(this.#file)) void this.#joinNext();
      });
      // It tells of no more changes then; the next request connects all the same.
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      // The system has no more watchers to give.
    }
    await this.#joinNext();
  }

  /**
   * Has the model started where none runs for the present plan, and waits until it answers. Where another window is at work
   * with another model, waits for that first.
   * @throws GlimpseError as `LlamaServer.open`; the signal's AbortError
   */
  async open(options: AskOptions = {}) {
    const { signal } = options;
    signal?.throwIfAborted();
    const waiter = { ...options };
    this.#waiters.add(waiter);
    this.#changed();
    try {
      // Before it has answered, another keeper does as well as the one that went away.
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const link = await orAbort(this.#connected(), signal);
        const { endpoint, failure } = (await link.ask(this.#question(), waiter)) ?? {};
        if (failure) throw fromFailure(failure);
        if (endpoint) return endpoint;
      }
      throw GONE;
    } finally {
      this.#waiters.delete(waiter);
      if (this.#waiters.size === 0) this.#giveUp();
      this.#changed();
    }
  }

  /** A request begins; it ends by calling what this returns. Without one, the model may be unloaded. */
  lease(): () => void {
    this.#lease(1);
    let held = true;
    return () => {
      if (held) this.#lease(-1);
      held = false;
    };
  }

  /** Why a connection broke: how the process ended, where it did; otherwise `error` itself. */
  async explain(error: Error): Promise<Error> {
    if (!this.#link) return Date.now() - this.#lostAt < RECENT_MS ? GONE : error;
    const answer = this.#link.ask({ type: 'explain' });
    const reply = await Promise.race([answer, sleep(EXPLAIN_MS, undefined, { ref: false })]);
    if (!reply) return GONE;
    return reply.failure ? fromFailure(reply.failure) : error;
  }

  /** Ends the process, also at work, and starts it again; also when it failed too often. */
  async restart(options: AskOptions = {}) {
    await this.stop();
    return this.open(options);
  }

  /**
   * Ends the model, also at work in other windows, which are told, and gives its memory back.
   * @param model ends only this one, and only if no window is at work
   */
  async stop(model?: string): Promise<void> {
    const link = this.#link ?? (await this.#joinNext());
    if (link) await link.ask({ type: 'stop', ...(model !== undefined && { model }) });
    else this.#hear({ state: 'stopped', others: false });
  }

  /** Lets the model go: it ends where no other window comes for it. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    this.#watcher?.close();
    this.#giveUp();
    const link = this.#link ?? (await this.#linking?.catch(() => undefined));
    link?.close();
    await link?.closed;
  }

  #question(): Question {
    const { plan, wish, places, idleMs } = this.options;
    const made = readPlan(plan());
    const facts = { plan: made, places: places(), idleMs: idleMs() };
    return { type: 'open', ...facts, wish: wish?.() ?? JSON.stringify(made) };
  }

  async #connected(): Promise<Link> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (this.#isDisposed) throw CLOSED;
      if (this.#link) return this.#link;
      this.#linking ??= this.#linked(() => this.#bringUp());
      const link = await this.#linking;
      if (link) return link;
    }
    throw GONE;
  }

  /** Connects to a keeper that is there, once what is on the way has come to its end. */
  async #joinNext(): Promise<Link | undefined> {
    await this.#linking?.catch(() => {});
    if (this.#link || this.#isDisposed) return this.#link;
    this.#linking ??= this.#linked(() => this.#join());
    return this.#linking.catch(() => undefined);
  }

  async #linked(work: () => Promise<Link | undefined>): Promise<Link | undefined> {
    try {
      return await work();
    } finally {
      this.#linking = undefined;
    }
  }

  /** Connects to a keeper; where there is none, starts one, and where there is one of another version, waits for its end. */
  async #bringUp(): Promise<Link | undefined> {
    const link = await this.#join();
    if (link) return link;
    const found = await readHostFile(this.#file);
    if (found && found.version !== this.options.version) await this.#replace(found);
    const { keeper, watch, backends, version, l10n: words, graceMs = GRACE_MS } = this.options;
    if (this.#waiters.size === 0) return undefined;
    const release = await startKeeper({ keeper, watch, backends, file: this.#file, version, l10n: words, graceMs });
    return this.#join().finally(release);
  }

  async #join(): Promise<Link | undefined> {
    const found = await readHostFile(this.#file);
    if (found?.version !== this.options.version) return undefined;
    const link = await Link.to(found, this.options.version, (message) => {
      if (this.#isDisposed) return;
      if (message.type === 'status') this.#hear(message.status);
      else this.options.log?.(message.line);
    });
    if (!link) return undefined;
    this.#link = link;
    void link.closed.then(() => this.#lost());
    if (this.#leases > 0) link.send({ type: 'leases', count: this.#leases });
    return link;
  }

  async #replace(found: HostFile): Promise<void> {
    const other = await Link.to(found, this.options.version);
    if (!other) return;
    this.options.log?.(`Glimpse ${other.version} has a model for other windows: waiting until it is free.`);
    for (const { onQueue } of this.#waiters) onQueue?.();
    this.#giveUp = () => other.close();
    other.send({ type: 'leave' });
    await other.closed;
    this.#giveUp = () => {};
  }

  #lost(): void {
    this.#link = undefined;
    const { state } = this.#told;
    if (state !== 'stopped' && state !== 'failed') {
      this.#lostAt = Date.now();
      this.#hear({ state: 'stopped', others: false });
    }
    // Another window may have started the next.
    if (this.#watcher) void this.#joinNext();
  }

  #hear(status: SharedStatus): void {
    this.#told = status;
    this.#changed();
  }

  #lease(change: 1 | -1): void {
    this.#leases += change;
    this.#link?.send({ type: 'leases', count: this.#leases });
    this.#changed();
  }

  #changed(): void {
    const { status } = this;
    if (isDeepStrictEqual(status, this.#lastStatus)) return;
    this.#lastStatus = status;
    for (const listener of this.#listeners) listener(status);
  }
}
