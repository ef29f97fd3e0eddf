import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../errors.ts';
import { orAbort } from '../or-abort.ts';
import type { ChosenBackend, Host, Wanted } from './choose-backend.ts';
import { modelAlias } from './flags.ts';
import { modelName } from './model-file.ts';
import { HostPlan, type HostPlanInput, type HostState } from './plan.ts';
import { Restarts } from './restarts.ts';
import { Run } from './run.ts';

export interface LlamaServerOptions {
  /** Which model, and how; asked at every `open`. May throw GlimpseError `no-model`. */
  plan: () => HostPlanInput;
  /** `findHost` with its places; asked again without a backend on which the model did not start. */
  find: (signal: AbortSignal, wanted: Wanted) => Promise<Host>;
  /** The bundle of watch.ts: a path or a file URL. */
  watch: string | URL;
  /** Gets every line of the server's log, and its starts and ends. */
  log?: (line: string) => void;
  /** ms without a request until the model is unloaded; 10 minutes by default, 0 for never. */
  idleMs?: () => number;
  /** Absent: any that is free. */
  port?: number;
  /** How often the process is asked whether it still lives; ms. */
  heartbeatMs?: number;
}

export interface HostStatus {
  state: HostState;
  /** `loading`: 0..1, where it is known. */
  progress?: number;
  /** `failed`: why. */
  error?: GlimpseError;
}

interface OpenOptions {
  signal?: AbortSignal;
  /** 0..1 of what has to be loaded, where it is known. */
  onProgress?: (progress: number | undefined) => void;
}

const IDLE_MS = 10 * 60_000;
const HEARTBEAT_MS = 10_000;
/** How much later than the broken connection the end of a process may be noticed. */
const NOTICED_MS = 1000;
/** For so long a broken connection is taken for one to the process that ended. */
const RECENT_MS = 5000;
/** The most that a timer takes. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Why a process was ended on purpose. */
export const STOPPED = new GlimpseError('host-stopped', {
  failed: l10n.t('The model was stopped.'),
  todo: l10n.t('Try again: it starts anew.'),
});
const REPLACED = new GlimpseError('host-stopped', {
  failed: l10n.t('The model was stopped, as another one or other settings were asked for.'),
  todo: l10n.t('Try again.'),
});
export const CLOSED = new GlimpseError('host-stopped', { failed: l10n.t('Glimpse is being closed.') });

/**
 * A model in a llama-server process of its own: started when it is asked for, one for all who ask, ended when nobody has for
 * a while. An `EndpointSource` of vision/.
 */
export class LlamaServer {
  private run: Run | undefined;
  /** The end of the run before: two models at once may not fit into the memory. */
  private ending: Promise<void> | undefined;
  /** Who waits for the run to be ready. */
  private readonly waiters = new Set<Pick<OpenOptions, 'onProgress'>>();
  private readonly listeners = new Set<(status: HostStatus) => void>();
  private readonly restarts = new Restarts();
  private readonly apiKey = randomBytes(32).toString('base64url');
  private leases = 0;
  private idleTimer: NodeJS.Timeout | undefined;
  private failure: GlimpseError | undefined;
  private lastEnd: { at: number; why: GlimpseError } | undefined;
  private lastPlan: HostPlan | undefined;
  private lastStatus: HostStatus = { state: 'stopped' };
  private disposed = false;

  constructor(private readonly options: LlamaServerOptions) {}

  /** Of the model's file. */
  get name(): string {
    return modelName(this.options.plan().model);
  }

  get status(): HostStatus {
    const { run, failure } = this;
    if (!run) return failure ? { state: 'failed', error: failure } : { state: 'stopped' };
    if (run.phase === 'ready') return { state: this.leases > 0 ? 'busy' : 'ready' };
    return { state: run.phase, progress: run.loaded };
  }

  /** What the model is computed with, while it loads or runs. */
  get backend(): ChosenBackend | undefined {
    return this.run?.backend;
  }

  /** Calls `listener` whenever the status changes, until what it returns is called. */
  onStatus(listener: (status: HostStatus) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Starts the process where none runs for the present plan, and waits until it answers. When all who wait have cancelled,
   * the process is ended.
   * @throws GlimpseError of `findServer` and `checkPlan`, `host-failed`, `host-killed`,
   * `out-of-memory`; the signal's AbortError
   */
  async open({ signal, onProgress }: OpenOptions = {}) {
    signal?.throwIfAborted();
    // From here on nobody else who cancels ends what this one waits for.
    const waiter = { onProgress };
    this.waiters.add(waiter);
    try {
      for (;;) {
        const run = await this.currentRun(signal);
        const port = await orAbort(run.ready, signal).catch((error: unknown) => {
          // Somebody asked for another plan meanwhile; that one is waited for.
          if (error !== REPLACED) throw error;
        });
        if (port !== undefined) return this.endpoint(run, port);
      }
    } finally {
      this.waiters.delete(waiter);
      if (this.waiters.size === 0 && this.run?.phase !== 'ready') void this.end(STOPPED);
      this.startIdling();
    }
  }

  /** A request begins; it ends by calling what this returns. Without one, the model may be unloaded. */
  lease(): () => void {
    this.leases++;
    this.startIdling();
    this.changed();
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.leases--;
      this.startIdling();
      this.changed();
    };
  }

  /** Why a connection broke: how the process ended, where it did; otherwise `error` itself. */
  async explain(error: Error): Promise<Error> {
    const why = await Promise.race([this.run?.over, sleep(NOTICED_MS, undefined, { ref: false })]);
    if (why) return why;
    return this.lastEnd && Date.now() - this.lastEnd.at < RECENT_MS ? this.lastEnd.why : error;
  }

  /** Ends the process, also at work, and starts it again; also when it failed too often. */
  async restart(options: OpenOptions = {}) {
    await this.stop();
    return this.open(options);
  }

  /** Ends the process, also at work, and gives its memory back; the next `open` starts it again. Who waits is told why. */
  async stop(why = STOPPED): Promise<void> {
    this.restarts.reset();
    this.failure = undefined;
    await this.end(why);
  }

  /** Stops it for good. */
  async dispose(): Promise<void> {
    this.disposed = true;
    await this.end(CLOSED);
  }

  private async currentRun(signal: AbortSignal | undefined): Promise<Run> {
    for (;;) {
      if (this.disposed) throw CLOSED;
      if (this.ending) {
        await orAbort(this.ending, signal);
        continue;
      }
      const plan = readPlan(this.options.plan());
      if (!isDeepStrictEqual(plan, this.lastPlan)) this.restarts.reset();
      this.lastPlan = plan;
      if (this.run && isDeepStrictEqual(plan, this.run.plan)) return this.run;
      if (!this.run) return this.start(plan);
      void this.end(REPLACED);
    }
  }

  private start(plan: HostPlan): Run {
    this.restarts.check();
    this.failure = undefined;
    const { find, watch, log = () => {}, port = 0, heartbeatMs = HEARTBEAT_MS } = this.options;
    const onProgress = (): void => {
      if (this.run !== run) return;
      for (const waiter of this.waiters) waiter.onProgress?.(run.loaded);
      this.changed();
    };
    const run = new Run(plan, { find, watch, port, heartbeatMs, log, onProgress, apiKey: this.apiKey });
    this.run = run;
    run.ready.then(
      () => this.changed(),
      (error: unknown) => this.lost(run, error),
    );
    void run.over.then((error) => {
      if (!error) return;
      this.restarts.note(error);
      this.lastEnd = { at: Date.now(), why: error };
      log(error.message);
      this.lost(run, error);
    });
    this.changed();
    return run;
  }

  private lost(run: Run, error: unknown): void {
    if (this.run !== run) return;
    this.run = undefined;
    if (error instanceof GlimpseError) this.failure = error;
    this.changed();
  }

  private async end(why: GlimpseError): Promise<void> {
    const { run } = this;
    if (run) {
      this.run = undefined;
      this.lastEnd = { at: Date.now(), why };
      const ending = run.end(why).then(() => {
        if (this.ending === ending) this.ending = undefined;
        this.options.log?.('The model is unloaded.');
      });
      this.ending = ending;
      this.changed();
    }
    await this.ending;
  }

  private endpoint(run: Run, port: number) {
    return {
      baseURL: `http://127.0.0.1:${port}/v1`,
      apiKey: this.apiKey,
      model: modelAlias(run.plan),
      ...(run.family && { family: run.family }),
      flavour: 'llama-server' as const,
      slots: run.plan.slots,
    };
  }

  private startIdling(): void {
    clearTimeout(this.idleTimer);
    const ms = this.options.idleMs?.() ?? IDLE_MS;
    if (this.run?.phase !== 'ready' || this.leases > 0 || ms <= 0) return;
    this.idleTimer = setTimeout(() => void this.end(STOPPED), Math.min(ms, MAX_TIMER_MS));
    this.idleTimer.unref();
  }

  private changed(): void {
    const { status } = this;
    if (isDeepStrictEqual(status, this.lastStatus)) return;
    this.lastStatus = status;
    for (const listener of this.listeners) listener(status);
  }
}

/** @throws GlimpseError `bad-usage` */
export function readPlan(input: HostPlanInput): HostPlan {
  const { data, error } = HostPlan.safeParse(input);
  if (data) return data;
  throw new GlimpseError('bad-usage', {
    failed: l10n.t(
      "The model can't be run like this: {0}.",
      error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
    ),
    todo: l10n.t('Correct the setting or the option.'),
  });
}
