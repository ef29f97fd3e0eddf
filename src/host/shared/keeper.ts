import type { Socket } from 'node:net';
import * as l10n from '@vscode/l10n';
import { GlimpseError, isAbort, toGlimpseError } from '../../errors.ts';
import { toFailure } from '../../failure.ts';
import type { BackendMemory } from '../backend-memory.ts';
import { findHost } from '../choose-backend.ts';
import type { ServerPlaces } from '../find.ts';
import { LlamaServer, STOPPED } from '../llama-server.ts';
import type { HostPlan } from '../plan.ts';
import { Changes } from './changes.ts';
import { admit, type DoorOptions, type WindowChannel } from './door.ts';
import type { ToKeeper } from './messages.ts';

export interface KeeperOptions extends DoorOptions {
  /** The bundle of watch.ts. */
  watch: string;
  /** Keeps what llama-server computes with here. */
  backends: BackendMemory;
  /** ms that it stays when no window is left, or no model runs. */
  graceMs: number;
}

/** A window that has proven to be one. */
interface Window {
  channel: WindowChannel;
  /** Requests on their way, those included that wait to be opened. */
  leases: number;
  release?: () => void;
  /** What the model is made from that it uses, or is having started; undefined: it uses none. */
  wish?: string | undefined;
  opening: Map<number, AbortController>;
  /** Of those, how many wait for no other window. */
  begun: number;
  /** The status that it knows. */
  told: string;
}

type Open = Extract<ToKeeper, { type: 'open' }>;

/** For so long it is counted how often a model fails (Restarts). */
const FAILED_MS = 5 * 60_000;
const KEPT_LINES = 200;
const MAX_LINE = 2000;

const UNLOADED = new GlimpseError('host-stopped', {
  failed: l10n.t('The model was unloaded from another window.'),
  todo: l10n.t('Try again: it starts anew.'),
});

/**
 * Keeps one model for all windows that connect. A connection is a lease: when the last one ends, or no model runs any more,
 * so does this, a little later. A window that wants another model waits until no other window is at work.
 */
export class Keeper {
  /** When it is not needed any more, and the model is gone. */
  readonly over: Promise<void>;
  readonly #windows = new Set<Window>();
  readonly #host: LlamaServer;
  readonly #log: string[] = [];
  readonly #changes = new Changes();
  #plan: HostPlan | undefined;
  #wish: string | undefined;
  #places: ServerPlaces = { bundled: '' };
  #idleMs = 0;
  /** Who had the model stopped last. */
  #stopper: Window | undefined;
  #grace: NodeJS.Timeout | undefined;
  #isExpecting = false;
  #isLeaving = false;
  #end = (): void => {};

  constructor(private readonly options: KeeperOptions) {
    this.#host = new LlamaServer({
      plan: () => this.#plan!,
      find: (signal, wanted) => findHost(this.#places, { ...wanted, memory: options.backends }, signal),
      watch: options.watch,
      idleMs: () => this.#idleMs,
      log: (line) => this.log(line),
    });
    this.#host.onStatus(() => this.#changed());
    this.over = new Promise((resolve) => {
      this.#end = () => void this.#host.dispose().then(resolve);
    });
  }

  /** A line for people, in all windows. */
  log(line: string): void {
    const cut = line.slice(0, MAX_LINE);
    this.#log.push(cut);
    if (this.#log.length > KEPT_LINES) this.#log.shift();
    for (const { channel } of this.#windows) channel.send({ type: 'log', line: cut });
  }

  /** Talks to whoever has connected. */
  accept(socket: Socket): void {
    const welcome = (channel: WindowChannel) => {
      const window = this.#join(channel);
      return {
        onMessage: (message: ToKeeper) => this.#receive(window, message),
        onClose: () => this.#part(window),
      };
    };
    admit(socket, this.options, welcome, () => void this.leave());
  }

  /** A window is about to connect: until it has, or is gone, this stays. From then on it counts whether somebody needs it. */
  expect(settled: Promise<unknown>): void {
    this.#isExpecting = true;
    void settled.then(() => {
      this.#isExpecting = false;
      this.#startGrace();
    });
  }

  /** Ends as soon as no window is at work. */
  async leave(): Promise<void> {
    while ([...this.#windows].some(({ wish }) => wish !== undefined)) await this.#changes.next();
    this.end();
  }

  /** Ends the model, also at work; then it is over. */
  end(): void {
    this.#isLeaving = true;
    this.#end();
  }

  #join(channel: WindowChannel): Window {
    const window: Window = { channel, leases: 0, opening: new Map(), begun: 0, told: '' };
    this.#windows.add(window);
    for (const line of this.#log) channel.send({ type: 'log', line });
    this.#changed();
    return window;
  }

  #part(window: Window): void {
    this.#windows.delete(window);
    for (const controller of window.opening.values()) controller.abort();
    window.release?.();
    this.#changed();
  }

  #receive(window: Window, message: ToKeeper): void {
    // What is asked of one that leaves is answered by the end of the connection: the window asks the next one.
    if (this.#isLeaving) return;
    if ('id' in message && message.type !== 'cancel') window.channel.send({ type: 'heard', id: message.id });
    switch (message.type) {
      case 'open':
        void this.#open(window, message);
        break;
      case 'cancel':
        window.opening.get(message.id)?.abort();
        break;
      case 'leases':
        this.#lease(window, message.count);
        break;
      case 'stop':
        void this.#stop(window, message.id, message.model);
        break;
      case 'explain':
        void this.#explain(window, message.id);
        break;
      case 'leave':
        void this.leave();
        break;
      default:
        // It has said hello before.
        window.channel.destroy();
    }
  }

  async #open(window: Window, { id, plan, wish, places, idleMs }: Open): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    window.opening.set(id, controller);
    let hasBegun = false;
    try {
      if (this.#isTaken(window, wish)) {
        window.channel.send({ type: 'queue', id });
        while (this.#isTaken(window, wish)) await this.#changes.next(signal);
      }
      hasBegun = true;
      window.begun++;
      window.wish = wish;
      // What a plan is made from may be the memory that is free: with the model in it, another one than before.
      if (wish !== this.#wish || !this.#isUp) [this.#plan, this.#wish] = [plan, wish];
      [this.#places, this.#idleMs] = [places, idleMs];
      this.#changed();
      const onProgress = (progress?: number) =>
        window.channel.send({ type: 'progress', id, ...(progress !== undefined && { progress }) });
      const endpoint = await this.#host.open({ signal, onProgress });
      window.channel.send({ type: 'reply', id, endpoint });
    } catch (error) {
      if (!isAbort(error)) this.#refuse(window, id, error);
    } finally {
      window.opening.delete(id);
      if (hasBegun) window.begun--;
      this.#changed();
    }
  }

  /** Whether another window uses a model that is not made from this. */
  #isTaken(window: Window, wish: string): boolean {
    return [...this.#windows].some((other) => other !== window && other.wish !== undefined && other.wish !== wish);
  }

  get #isUp(): boolean {
    return !['stopped', 'failed'].includes(this.#host.status.state);
  }

  #lease(window: Window, count: number): void {
    window.leases = count;
    if (count > 0) {
      window.release ??= this.#host.lease();
    } else {
      window.release?.();
      delete window.release;
    }
    this.#changed();
  }

  async #stop(window: Window, id: number, model: string | undefined): Promise<void> {
    const isIdle = [...this.#windows].every(({ wish }) => wish === undefined);
    if (model === undefined || (isIdle && model === this.#plan?.model)) {
      this.#stopper = window;
      await this.#host.stop(UNLOADED);
    }
    window.channel.send({ type: 'reply', id });
  }

  async #explain(window: Window, id: number): Promise<void> {
    const unknown = new Error();
    const why = await this.#host.explain(unknown);
    if (why === unknown) window.channel.send({ type: 'reply', id });
    else this.#refuse(window, id, why);
  }

  #refuse(window: Window, id: number, error: unknown): void {
    if (this.#isLeaving) return;
    const why = error === UNLOADED && window === this.#stopper ? STOPPED : toGlimpseError(error);
    window.channel.send({ type: 'reply', id, failure: toFailure(why) });
  }

  #changed(): void {
    for (const window of this.#windows) {
      if (window.begun === 0 && window.leases === 0) window.wish = undefined;
    }
    for (const window of this.#windows) this.#tell(window);
    this.#changes.tell();
    this.#startGrace();
  }

  #tell(window: Window): void {
    const { backend } = this.#host;
    const { state, progress, error } = this.#host.status;
    const status = {
      state: state === 'busy' ? 'ready' : state,
      ...(this.#plan && { model: this.#plan.model }),
      ...(progress !== undefined && { progress }),
      ...(error && { failure: toFailure(error) }),
      ...(backend && { backend: { name: backend.name, devices: [...backend.devices] } }),
      others: [...this.#windows].some((other) => other !== window && other.leases > 0 && other.wish !== undefined),
    } as const;
    const told = JSON.stringify(status);
    if (told === window.told) return;
    window.told = told;
    window.channel.send({ type: 'status', status });
  }

  /** What failed stays for a while, with how often it did, as long as somebody could look at it. */
  #startGrace(): void {
    clearTimeout(this.#grace);
    const isUsed = [...this.#windows].some(({ opening, leases }) => opening.size > 0 || leases > 0);
    const { state } = this.#host.status;
    const isSeen = this.#windows.size > 0 && state !== 'stopped';
    if (this.#isExpecting || isUsed || (isSeen && state !== 'failed')) return;
    this.#grace = setTimeout(() => this.end(), isSeen ? FAILED_MS : this.options.graceMs);
  }
}
