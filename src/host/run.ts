import { get } from 'node:http';
import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../errors.ts';
import type { ModelFamily } from '../model-family.ts';
import { checkPlan } from './check.ts';
import { backendName, type ChosenBackend, type Host, type Wanted } from './choose-backend.ts';
import { secretEnvironment, serverEnvironment, serverFlags } from './flags.ts';
import { ServerLog } from './log.ts';
import type { HostPlan } from './plan.ts';
import { checkPort } from './port.ts';
import { ServerProcess } from './server-process.ts';

export interface RunOptions {
  find: (signal: AbortSignal, wanted: Wanted) => Promise<Host>;
  /** The bundle of watch.ts: a path or a file URL. */
  watch: string | URL;
  apiKey: string;
  /** 0: any that is free. */
  port: number;
  log: (line: string) => void;
  /** `loading` begins, or has come further. */
  onProgress: () => void;
  /** How often a server is asked whether it lives, in ms. */
  heartbeatMs: number;
}

/** A load that says nothing for so long is stuck; reading a large model from a slow disk is not. */
const STALLED_MS = 10 * 60_000;
const HEALTH_TIMEOUT_MS = 5000;
/** Beats that may go unanswered in a row: a busy machine, or one that just woke up. */
const MISSED_BEATS = 6;

/** One life of a llama-server: from a plan to its end. */
export class Run {
  /** The port where it answers; throws why it did not start. */
  readonly ready: Promise<number>;
  /** When it is over: why, unless `end` was called. */
  readonly over: Promise<GlimpseError | undefined>;
  phase: 'starting' | 'loading' | 'ready' = 'starting';
  /** 0..1 of the weights; undefined until that is known. */
  loaded: number | undefined;
  /** Once the files were looked at. */
  family: ModelFamily | undefined;
  /** What it is computed with, once that was chosen. */
  backend: ChosenBackend | undefined;
  private readonly ending = new AbortController();
  private child: ServerProcess | undefined;
  private heart: NodeJS.Timeout | undefined;
  private stall: NodeJS.Timeout | undefined;
  /** Why it is being killed. */
  private hung: GlimpseError | undefined;
  /** Beats without an answer since the last one with one. */
  private missed = 0;
  private whenOver!: (error: GlimpseError | undefined) => void;

  constructor(
    readonly plan: HostPlan,
    private readonly options: RunOptions,
  ) {
    this.over = new Promise((resolve) => {
      this.whenOver = resolve;
    });
    this.ready = this.start();
    // It may end before anybody waits for it.
    this.ready.catch(() => {});
  }

  /** Ends it, whatever it does; resolves when the process is gone. `ready` throws `why` if it is still awaited. */
  async end(why: GlimpseError): Promise<void> {
    this.ending.abort(why);
    await this.child?.end();
    await this.over;
  }

  /** Where the model does not start on a GPU without a reason that is the model's, the next best backend is tried. */
  private async start(): Promise<number> {
    const { signal } = this.ending;
    for (const failed = new Map<string, string>(); ; ) {
      try {
        const port = await this.startOn(await this.options.find(signal, { gpu: this.plan.gpu, failed }), signal);
        await this.backend?.proven?.();
        return port;
      } catch (error) {
        const { backend } = this;
        if (
          !signal.aborted &&
          this.child &&
          backend &&
          backend.name !== 'cpu' &&
          isOfGpu(error) &&
          !failed.has(backend.name)
        ) {
          failed.set(backend.name, error.message);
          this.options.log(`It did not start with ${backendName(backend.name)}; the next is tried. ${error.message}`);
          this.hung = undefined;
          continue;
        }
        // Without a process there is no other end to wait for.
        this.whenOver(this.child && error instanceof GlimpseError && !signal.aborted ? error : undefined);
        signal.throwIfAborted();
        throw error;
      }
    }
  }

  private async startOn(server: Host, signal: AbortSignal): Promise<number> {
    const { backend } = server;
    this.backend = backend;
    for (const reason of [...server.rejected, ...backend.rejected]) this.options.log(reason);
    const memory = backend.devices.reduce((sum, { total }) => sum + total, 0);
    const { model, mmproj } = await checkPlan(this.plan, memory);
    // llama-server may end before its log has said so.
    if (this.options.port !== 0) await checkPort(this.options.port);
    signal.throwIfAborted();
    const { architecture, family, name, quantization, parameters } = model;
    this.family = family;
    const devices = backend.devices.map((device) => device.name).join(', ');
    this.options.log(
      `Starting llama-server ${server.version} (${server.path}) with ${name} (${architecture}, ${parameters}, ${quantization}) on ${backendName(backend.name)}${devices && ` (${devices})`}.`,
    );
    const log = new ServerLog(mmproj.fileSize / (model.fileSize + mmproj.fileSize));
    return await this.launch(server, family === 'gemma', log);
  }

  private launch({ path: server, backend }: Host, wholeImages: boolean, log: ServerLog): Promise<number> {
    const { port, apiKey, watch } = this.options;
    return new Promise((resolve, reject) => {
      const child = new ServerProcess({
        watch,
        server,
        args: [...serverFlags(this.plan, { port, wholeImages }), ...backend.flags],
        env: { ...serverEnvironment(process.env), ...backend.env, ...secretEnvironment(apiKey) },
        onLine: (line) => {
          const sign = log.add(line);
          this.startStallWatch();
          if (sign.type === 'loaded') {
            this.loaded = sign.loaded;
            this.options.onProgress();
          } else if (sign.type !== 'router') {
            this.options.log(line);
          }
          if (sign.type === 'listening') {
            this.phase = 'ready';
            clearTimeout(this.stall);
            this.heart = setInterval(() => void this.beat(sign.port), this.options.heartbeatMs);
            this.heart.unref();
            resolve(sign.port);
          }
        },
      });
      this.child = child;
      this.phase = 'loading';
      this.options.onProgress();
      void child.exited.then((exit) => {
        clearInterval(this.heart);
        clearTimeout(this.stall);
        const error = this.ending.signal.aborted ? undefined : (this.hung ?? log.failure(exit, this.phase === 'ready'));
        reject(error ?? this.ending.signal.reason);
        if (this.phase === 'ready') this.whenOver(error);
      });
    });
  }

  private startStallWatch(): void {
    clearTimeout(this.stall);
    if (this.phase === 'ready') return;
    this.stall = setTimeout(
      () => this.kill(l10n.t("The model's process did not load for {0} minutes and was ended.", STALLED_MS / 60_000)),
      STALLED_MS,
    );
    this.stall.unref();
  }

  /** llama-server answers /health from a thread of its own, also while it computes. */
  private async beat(port: number): Promise<void> {
    this.missed = (await isHealthy(port)) ? 0 : this.missed + 1;
    if (this.missed >= MISSED_BEATS) {
      const seconds = Math.round((this.missed * this.options.heartbeatMs) / 1000);
      this.kill(l10n.t("The model's process did not answer for {0} seconds and was ended.", seconds));
    }
  }

  private kill(failed: string): void {
    this.hung ??= new GlimpseError(this.phase === 'ready' ? 'host-stopped' : 'host-failed', {
      failed,
      todo: l10n.t('Try again: it starts anew. If it hangs again, look into the log of the model.'),
    });
    void this.child?.end();
  }
}

/** Whether another backend may do: not where the model, its plan or the memory is the reason. */
function isOfGpu(error: unknown): error is GlimpseError {
  return error instanceof GlimpseError && error.kind === 'host-failed';
}

function isHealthy(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/health', agent: false, timeout: HEALTH_TIMEOUT_MS });
    request.once('response', (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once('timeout', () => request.destroy(new Error('no answer')));
    request.once('error', () => resolve(false));
  });
}
